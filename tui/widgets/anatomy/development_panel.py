"""The development panel: a sparkline and the present number of each named value, over the last updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from core.formula import symbol
from core.number_text import rounded
from tui.plotting.chart.sparkline import BARS, sparkline
from tui.widgets.anatomy.equations_panel import CATCHING_UP
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import ascii_only, display_text
from tui.widgets.text_rows import Row, fit

if TYPE_CHECKING:
    from core.arrays import Array

PLAIN_BARS = "_.-~=+*#"
NAME_WIDTH, VALUE_WIDTH = 14, 9
MIN_CURVE_WIDTH, MIN_NAME_WIDTH = 7, 11  # a narrow panel shortens the names first, then the curves
_TITLES = {"effective_lr": "η eff.", "cosine": "cos(−∇f, Δθ)"}
_PLAIN_TITLES = {**_TITLES, "cosine": "cos(-g, step)"}  # short enough for the column
_SKIPPED = frozenset({"theta", "f", "at"})


class DevelopmentPanel(FramePanel, can_focus=True):
    """A table of sparklines for the selected racer: m, v, m̂, v̂, the effective rate, the angle of the step."""

    BORDER_TITLE = "History"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"development--name", "development--curve", "development--value"}
    DEFAULT_CSS = """
    DevelopmentPanel {
        overflow-y: auto;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        & > .development--name { color: $foreground; }
        & > .development--curve { color: $primary; }
        & > .development--value { color: $text-muted; }
    }
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return one line for each value and coordinate."""
        frame, racer = self.frame, self.racer
        if frame is None or racer is None:
            return []
        if racer.inspection is None or not racer.inspection.development:
            return [[(CATCHING_UP if racer.steps else "Before the first update.", self.style_of("development--value"))]]
        name = min(NAME_WIDTH, max(width - VALUE_WIDTH - 1 - MIN_CURVE_WIDTH, MIN_NAME_WIDTH))
        room = max(width - name - VALUE_WIDTH - 1, 1)
        values = racer.inspection.development
        self.set_titles(self.BORDER_TITLE, f"last {min(room, len(values['g']))} updates")
        return list(self._table(values, frame.problem.names, name, room))

    def _table(self, values: Mapping[str, Array], names: Sequence[str], width: int, room: int) -> Iterator[Row]:
        bars, titles = (PLAIN_BARS, _PLAIN_TITLES) if ascii_only(self) else (BARS, _TITLES)
        for name, history in values.items():
            if name in _SKIPPED:
                continue
            title = titles.get(name, symbol(name))
            columns = history if history.ndim > 1 else history[:, None]
            for i in range(columns.shape[1]):
                column = columns[:, i]
                coordinate = f" {names[i]}" if columns.shape[1] > 1 and i < len(names) else ""
                yield [
                    (
                        f"{fit(display_text(self, f'{title}{coordinate}'), width - 1)} ",
                        self.style_of("development--name"),
                    ),
                    (f"{sparkline(column, room, bars)} ", self.style_of("development--curve")),
                    (
                        fit(display_text(self, rounded(float(column[-1]), 4)), VALUE_WIDTH),
                        self.style_of("development--value"),
                    ),
                ]
