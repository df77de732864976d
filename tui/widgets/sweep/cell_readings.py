"""The numbers of a map's cells: the race's own, the best one, and the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text
from tui.widgets.sweep.table import fitting, line, number
from tui.widgets.text_rows import Row, fit

if TYPE_CHECKING:
    from tui.state.sweep_frame import CellReading, SweepFrame

_RESULTS = {"best": "best loss", "final": "final loss", "tail": "last tenth", "hit": "steps to target"}
_DIGITS = 17
"""The very value is read out at rest and where there is room, else one of fewer digits."""
_FEWER = 5
_ORDER = (0, 1, 2, 3, 7, 6, 4, 5)
_LEFT = (0, 7)


class CellReadings(FramePanel):
    """One row a cell: its values, its results at this step, and what became of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--heading", "cells--text"}
    DEFAULT_CSS = """
    CellReadings {
        height: 6;
        & > .cells--heading { color: $text-muted; text-style: bold; }
        & > .cells--text { color: $foreground; }
    }
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the headings and one row for each cell."""
        frame = self.frame
        sweep = None if frame is None else frame.sweep
        self.set_titles("Cells")
        if frame is None or sweep is None or len(sweep.axes) != 2:
            return [[]]
        for digits in (_FEWER,) if frame.clock.playing else (_DIGITS, _FEWER):
            table = [_heading(sweep), *(_cells(reading, digits) for reading in sweep.cells)]
            table = [[display_text(self, cell) for cell in row] for row in table]
            wanted = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
            widths = fitting(wanted, width - 2, _ORDER)
            if widths == wanted:
                break
        styles = [self.style_of("cells--heading"), *(self.style_of("cells--text") for _ in sweep.cells)]
        lines = [fit(" " + line(row, widths, _LEFT), max(width, 0)) for row in table]
        return [[(text, style)] for text, style in zip(lines, styles, strict=True)]


def _heading(sweep: SweepFrame) -> list[str]:
    return ["cell", *(axis.name for axis in sweep.axes), *_RESULTS.values(), "state"]


def _cells(reading: CellReading, digits: int) -> list[str]:
    return [reading.name, *reading.at, *(number(reading.results[name], digits) for name in _RESULTS), reading.state]
