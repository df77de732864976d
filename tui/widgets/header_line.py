"""The first line of the screen: problem, step and speed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from tui.widgets.racer_style import display_text
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.text_rows import Row, TextRows, fit

if TYPE_CHECKING:
    from tui.state.frame import Frame

TITLE = "Fall Line"


class HeaderLine(ShowsFrame, TextRows):
    """`Fall Line            rosenbrock · step 142/500 · ▶ ×4`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--title", "header--text"}
    DEFAULT_CSS = """
    HeaderLine { height: 1; width: 1fr; dock: top; background: $panel; color: $foreground; padding: 0 1; }
    HeaderLine > .header--title { text-style: bold; color: $foreground; background: $panel; }
    HeaderLine > .header--text { color: $foreground; background: $panel; }
    """

    def frame_changed(self, before: Frame | None) -> None:
        """Show the new step."""
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """Return the title on the left and the race's state on the right."""
        text = display_text(self, self._state())
        # On a narrow screen the title is cut first: the state says what changes.
        room = max(0, width - cell_len(text))
        return [[(fit(TITLE, room), self.style_of("header--title")), (text, self.style_of("header--text"))]]

    def _state(self) -> str:
        if self.frame is None:
            return ""
        clock, scenario = self.frame.clock, self.frame.scenario
        step = f"{clock.step:>{len(str(scenario.steps))}}"
        parts = [
            str(scenario.problem),
            f"step {step}/{scenario.steps}",
            f"{'▶' if clock.playing else '‖'} ×{clock.speed}",
        ]
        if self.frame.stale:
            parts.append("computing")
        return " · ".join(parts)
