"""The numbers of a sweep's curves: each racer's own value, its best one, where it diverges, and at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from core.number_text import exact, rounded
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.state.sweep.readings import best_cell, diverges_from
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.sweep.table import fitting, line, number
from tui.widgets.text_rows import Piece, Row, fit

if TYPE_CHECKING:
    from tui.state.sweep_frame import SweepFrame, SweepRacer

from dataclasses import replace

_NAME = 22
_ORDER = (0, 7, 3, 4, 1, 2, 5, 6)
"""The columns by importance: the name, at the cursor, the best value and result, …"""
_LEFT = (0, 6)
"""The columns of text."""


class SweepReadings(FramePanel, can_focus=True):
    """One row a racer; a click or the arrow keys select one."""

    BINDING_GROUP_TITLE = "Readings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "Select the one above", key_display="↑↓", show=False, id="readings.up"),
        Binding("down,j", "select(1)", "Select the one below", show=False, id="readings.down"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"readings--heading", "readings--text", "readings--selected"}
    DEFAULT_CSS = """
    SweepReadings {
        height: auto;
        min-height: 4;
        max-height: 40%;
        overflow-y: auto;
        & > .readings--heading { color: $text-muted; text-style: bold; }
        & > .readings--text { color: $foreground; }
        & > .readings--selected { background: $foreground 12%; }
        &:focus > .readings--selected { background: $primary 20%; }
    }
    """
    HEADINGS = 1
    HELP = """
    Of each racer: the result at its own value, its best value and result, the first value at which it diverges, the
    limit that theory gives, and the result under the cursor.
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the headings and one row for each racer."""
        frame = self.frame
        sweep = None if frame is None else frame.sweep
        if frame is None or sweep is None or len(sweep.axes) != 1:
            return [[]]
        self.set_titles("Readings")
        table = [_heading(sweep), *(_cells(sweep, racer) for racer in sweep.racers)]
        table = [[display_text(self, cell) for cell in row] for row in table]
        widths = fitting([max(len(row[i]) for row in table) for i in range(len(table[0]))], width - 3, _ORDER)
        text = self.style_of("readings--text")
        rows: list[Row] = [[("   " + line(table[0], widths, _LEFT), self.style_of("readings--heading"))]]
        for racer, cells in zip(sweep.racers, table[1:], strict=True):
            selected = racer.index == frame.view.selected
            style = text + self.style_of("readings--selected") if selected else text
            marker, color = marker_and_style(self, racer.slot)
            row: list[Piece] = [(" ", style), (marker, style + color), (" ", style)]
            rows.append([*row, (fit(line(cells, widths, _LEFT), max(width - 3, 0)), style)])
        return rows

    @demo_safe
    def action_select(self, by: int) -> None:
        """Select the racer `by` rows further down."""
        if self.frame is not None and self.frame.sweep is not None:
            indices = [racer.index for racer in self.frame.sweep.racers]
            if self.frame.view.selected in indices:
                row = indices.index(self.frame.view.selected) + by
                self._select(indices, min(max(row, 0), len(indices) - 1))
            elif indices:
                self._select(indices, 0)

    def on_click(self, event: events.Click) -> None:
        """Select the racer in the clicked row."""
        place = event.get_content_offset(self)
        if place is not None and self.frame is not None and self.frame.sweep is not None:
            indices = [racer.index for racer in self.frame.sweep.racers]
            row = place.y + self.scroll_offset.y - self.HEADINGS
            if place.y >= self.HEADINGS and row < len(indices):
                self._select(indices, row)

    def _select(self, indices: Sequence[int], row: int) -> None:
        if self.frame is not None:
            self.post_message(ViewChanged(replace(self.frame.view, selected=indices[row])))


def _heading(sweep: SweepFrame) -> list[str]:
    name = sweep.axes[0].name
    best = "median" if sweep.repeating else "result"
    found = ["racer", f"{name} now", "result", f"best {name}", best, "diverges from", "limit by theory"]
    if sweep.view.cursor is not None:
        found.append(f"at {name} {sweep.axes[0].format(sweep.view.cursor[0])}")
    return found


def _cells(sweep: SweepFrame, racer: SweepRacer) -> list[str]:
    axis = sweep.axes[0]
    best, diverged = best_cell(racer.values), diverges_from(axis, racer.diverged)
    cells = [
        fit(racer.name, min(len(racer.name), _NAME)),
        number(racer.present[0]),
        number(racer.present_value),
        "–" if best is None else axis.format(best[0]),
        "–" if best is None else number(float(racer.values[best])),
        "–" if diverged is None else axis.format(diverged),
        _limit(racer),
    ]
    if sweep.view.cursor is not None:
        at = sweep.view.cursor[0]
        cells.append("diverges" if racer.diverged[at] else _at(racer, at))
    return cells


def _at(racer: SweepRacer, at: int) -> str:
    """The result at a value; where runs are repeated, the median with the ends of 10 to 90 %."""
    if racer.low is None or racer.high is None:
        return exact(float(racer.values[at])).replace("nan", "–")
    ends = (number(float(ends[at])).replace("inf", "∞") for ends in (racer.low, racer.high))
    return f"{number(float(racer.values[at]))} ({'…'.join(ends)})"


def _limit(racer: SweepRacer) -> str:
    if not racer.limits:
        return "–"
    return f"{', '.join(rounded(limit, 4) for limit in racer.limits)} = {racer.limit_text}"
