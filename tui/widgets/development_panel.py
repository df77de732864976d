"""How every named value went over the last updates: a small curve and the value now, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from textual.reactive import reactive

from core.formula import symbol
from core.number_text import rounded
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Lines, Row, fit

if TYPE_CHECKING:
    from tui.state.frame import Frame

BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "_.-~=+*#"
NAME, VALUE = 14, 9  # columns
CURVE, SHORT = 8, 10  # columns that a curve wants, and that a name keeps
ROUNDING = 1e-9
"""Changes smaller than this share of the values are no news."""

_TITLES = {"effective_lr": "η eff.", "cosine": "cos(−∇f, Δθ)"}
_PLAIN_TITLES = {**_TITLES, "cosine": "cos(-g, step)"}  # in words it has no room
_SKIPPED = frozenset({"theta", "f", "at"})


def sparkline(values: NDArray[np.float64], width: int, bars: str = BARS) -> str:
    """The last values as a row of bars between their smallest and largest; what is not finite is a blank."""
    values = values[-width:]
    finite = values[np.isfinite(values)]
    if not len(finite):
        return " " * width
    low, high = float(finite.min()), float(finite.max())
    level = high / 2 - low / 2 <= ROUNDING * max(abs(low), abs(high))  # else noise in the last digit fills the row
    with np.errstate(all="ignore"):
        share = np.full(len(values), 0.5) if level else (values / 2 - low / 2) / (high / 2 - low / 2)
    heights = np.clip(np.nan_to_num(share * (len(bars) - 1)).round().astype(int), 0, len(bars) - 1)
    text = "".join(bars[h] if ok else " " for h, ok in zip(heights, np.isfinite(values), strict=True))
    return text.rjust(width)


class DevelopmentPanel(Lines, can_focus=True):
    """A table of sparklines for the selected racer: m, v, m̂, v̂, the effective rate, the angle of the step."""

    BORDER_TITLE = "Development"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"development--name", "development--curve", "development--value"}
    DEFAULT_CSS = """
    DevelopmentPanel {
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-subtitle-color: $foreground 60%;
        overflow-y: auto;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        &:focus { border: round $accent; border-title-style: bold; }
        & > .development--name { color: $foreground; }
        & > .development--curve { color: $primary; }
        & > .development--value { color: $foreground 70%; }
    }
    """

    frame: reactive[Frame | None] = reactive(None, repaint=False, init=False)
    """What to show."""

    def watch_frame(self) -> None:
        """Move on by an update."""
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """Return one line for each value and coordinate."""
        frame = self.frame
        if frame is None or not frame.racers:
            return []
        racer = frame.racers[frame.view.selected]
        if racer.steps < 1 or racer.look_inside is None:
            return [[("Before the first update.", self.look("development--value"))]]
        name = min(NAME, max(width - VALUE - 1 - CURVE, SHORT))
        room = max(width - name - VALUE - 1, 1)
        values = racer.look_inside.development(racer.steps, room)
        self._subtitle(f"last {min(room, racer.steps)} updates")
        return list(self._table(values, frame.problem.names, name, room))

    def _table(
        self, values: dict[str, NDArray[np.float64]], names: Sequence[str], width: int, room: int
    ) -> Iterator[Row]:
        plain = getattr(self.app, "ascii_only", False)
        bars, titles = (PLAIN_BARS, _PLAIN_TITLES) if plain else (BARS, _TITLES)
        for name, history in values.items():
            if name in _SKIPPED:
                continue
            title = titles.get(name, symbol(name))
            columns = history if history.ndim > 1 else history[:, None]
            for i in range(columns.shape[1]):
                column = columns[:, i]
                coordinate = f" {names[i]}" if columns.shape[1] > 1 and i < len(names) else ""
                yield [
                    (fit(display_text(self, f"{title}{coordinate}"), width), self.look("development--name")),
                    (f"{sparkline(column, room, bars)} ", self.look("development--curve")),
                    (fit(display_text(self, rounded(float(column[-1]), 4)), VALUE), self.look("development--value")),
                ]

    def _subtitle(self, text: str) -> None:
        if text != self.border_subtitle:
            self.border_subtitle = text
