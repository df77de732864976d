"""The table of a comparison: each racer at its best setting on each problem, and how it ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from core.number_text import rounded
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.sweep.messages import SweepViewChanged
from tui.widgets.sweep.table import fitting, number
from tui.widgets.text_rows import Piece, Row, fit

if TYPE_CHECKING:
    from core.sweep.ranks import Rank
    from tui.state.frame import Frame
    from tui.state.sweep_frame import Compared, Comparison, SweepFrame, SweepRacer

_NAME = 20
_GAP = "  "


class ComparisonTable(FramePanel, can_focus=True):
    """A row a racer: its mean rank with 10 to 90 % of the resamplings, and its best loss and setting by problem."""

    BORDER_TITLE = "Comparison"
    BINDING_GROUP_TITLE = "Comparison"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "condition(-1)", "Problem", key_display="← →", id="comparison.left"),
        Binding("right", "condition(1)", "Next problem", show=False, id="comparison.right"),
        Binding("up", "select(-1)", "Racer", key_display="↑↓", show=False, id="comparison.up"),
        Binding("down", "select(1)", "Next racer", show=False, id="comparison.down"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "comparison--heading",
        "comparison--chosen",
        "comparison--text",
        "comparison--first",
        "comparison--selected",
    }
    DEFAULT_CSS = """
    ComparisonTable {
        height: auto;
        min-height: 4;
        max-height: 50%;
        overflow-y: auto;
        & > .comparison--heading { color: $text-muted; text-style: bold; }
        & > .comparison--chosen { color: $foreground; text-style: bold underline; }
        & > .comparison--text { color: $foreground; }
        & > .comparison--first { color: $text-success; text-style: bold; }
        & > .comparison--selected { background: $foreground 12%; }
        &:focus > .comparison--selected { background: $primary 20%; }
    }
    """
    HEADINGS = 1
    HELP = """
    Every racer tries the same settings on every problem. Below each problem stands the median loss at its best setting,
    and that setting; the best racer is marked. *rank* is the mean over the problems, with 10 to 90 % of it when the
    seeds or starts are drawn again, and *first* how often it then is first.

    `left` `right` choose the problem, `up` `down` the racer; `enter` races that racer at its best setting there.
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the headings and one row for each racer."""
        frame = self.frame
        sweep = None if frame is None else frame.sweep
        comparison = None if sweep is None else sweep.comparison
        if frame is None or sweep is None or comparison is None:
            self.set_titles("Comparison")
            return [[]]
        chosen = condition_of(sweep)
        order = _order(comparison)
        table = [[*_leading(), *(comparison.conditions[i] for i in order)]]
        found = {(each.summary.racer, each.condition): each for each in comparison.found}
        for row, racer in enumerate(sweep.racers):
            cells = [_cell(found.get((row, i)), comparison) for i in order]
            table.append([*_rank(racer, None if comparison.ranks is None else comparison.ranks[row]), *cells])
        table = [[display_text(self, cell) for cell in row] for row in table]
        wanted = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
        importance = (0, 1, 3 + chosen, 2, *(3 + i for i in order if i != chosen))
        widths = fitting(wanted, width - 3, importance)
        hidden = widths.count(0)
        self.set_titles("Comparison", display_text(self, f"{hidden} more: ← →") if hidden else "")
        best = {i: _best(comparison, i) for i in order}
        rows: list[Row] = [self._heading(table[0], widths, 3 + chosen)]
        for row, (racer, cells) in enumerate(zip(sweep.racers, table[1:], strict=True)):
            firsts = {3 + i for i in order if best[i] == row}
            rows.append(self._row(racer, cells, widths, firsts, racer.index == frame.view.selected, width))
        return rows

    def _heading(self, cells: Sequence[str], widths: Sequence[int], chosen: int) -> Row:
        plain, marked = self.style_of("comparison--heading"), self.style_of("comparison--chosen")
        row: list[Piece] = [("   ", plain)]
        for i, (cell, room) in enumerate(zip(cells, widths, strict=True)):
            if room:
                row += [(cell, marked if i == chosen else plain), (" " * (room - len(cell)) + _GAP, plain)]
        return row

    def _row(
        self,
        racer: SweepRacer,
        cells: Sequence[str],
        widths: Sequence[int],
        firsts: set[int],
        selected: bool,
        width: int,
    ) -> Row:
        back = self.style_of("comparison--selected") if selected else self.style_of("comparison--text")
        text, first = self.style_of("comparison--text") + back, self.style_of("comparison--first")
        marker, color = marker_and_style(self, racer.slot)
        row: list[Piece] = [(" ", text), (marker, text + color), (" ", text)]
        used = 3
        for i, (cell, room) in enumerate(zip(cells, widths, strict=True)):
            if room:
                row.append((fit(cell, room) + _GAP, (text + first + back) if i in firsts else text))
                used += room + len(_GAP)
        return [*row, (" " * max(width - used, 0), text)]

    @demo_safe
    def action_condition(self, by: int) -> None:
        """Choose the next problem."""
        sweep = None if self.frame is None else self.frame.sweep
        if sweep is not None and sweep.comparison is not None:
            count = len(sweep.comparison.conditions)
            self.post_message(SweepViewChanged(replace(sweep.view, cursor=((condition_of(sweep) + by) % count,))))

    @demo_safe
    def action_select(self, by: int) -> None:
        """Select the racer `by` rows further down."""
        frame = self.frame
        if frame is not None and frame.sweep is not None and frame.sweep.racers:
            indices = [racer.index for racer in frame.sweep.racers]
            at = indices.index(frame.view.selected) if frame.view.selected in indices else -by
            index = indices[min(max(at + by, 0), len(indices) - 1)]
            self.post_message(ViewChanged(replace(frame.view, selected=index)))


def condition_of(sweep: SweepFrame) -> int:
    """The number of the chosen condition."""
    return 0 if sweep.view.cursor is None else sweep.view.cursor[0]


def shown_comparison(frame: Frame | None) -> Comparison | None:
    """The comparison of a frame, if it has one."""
    return None if frame is None or frame.sweep is None else frame.sweep.comparison


def _order(comparison: Comparison) -> range:
    return range(len(comparison.conditions))


def _leading() -> list[str]:
    return ["racer", "rank", "first"]


def _rank(racer: SweepRacer, rank: Rank | None) -> list[str]:
    name = fit(racer.name, min(len(racer.name), _NAME))
    if rank is None:
        return [name, "–", "–"]
    low, high = rounded(rank.spread.low, 3), rounded(rank.spread.high, 3)
    return [name, f"{rounded(rank.rank, 3)} ({low} to {high})", f"{rank.first:.0%}"]


def _cell(found: Compared | None, comparison: Comparison) -> str:
    if found is None:
        return "…"
    summary = found.summary
    settings = [summary.scenario.racers[0].get(name) for name in comparison.tuned if "." not in name]
    at = ", ".join(rounded(float(value), 3) if isinstance(value, (int, float)) else str(value) for value in settings)
    return f"{number(summary.loss.median, 3)} at {at}" if at else number(summary.loss.median, 3)


def _best(comparison: Comparison, condition: int) -> int | None:
    """The row of the racer with the lowest median loss under a condition."""
    found = [each for each in comparison.found if each.condition == condition]
    best = min(found, key=lambda each: each.summary.loss.median, default=None)
    return None if best is None else best.summary.racer
