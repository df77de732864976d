"""The first line of the screen: problem, step and speed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style

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
        """Return the title on the left and the race's state on the right; its parts are buttons."""
        style = self.style_of("header--text")
        state = [(display_text(self, text), style + _click(action)) for text, action in self._state()]
        # On a narrow screen the title is cut first: the state says what changes.
        room = max(0, width - sum(cell_len(text) for text, _ in state))
        return [[(fit(TITLE, room), self.style_of("header--title") + _click("app.command_palette")), *state]]

    def _state(self) -> Sequence[tuple[str, str]]:
        """The problem, the step and the speed; each with the action of a click on it, if it has one."""
        if self.frame is None:
            return ()
        clock, scenario = self.frame.clock, self.frame.scenario
        step = f"{clock.step:>{len(str(scenario.steps))}}"
        parts = [
            (str(scenario.problem), "screen.catalog"),
            (f" · step {step}/{scenario.steps} · ", ""),
            (f"{'▶' if clock.playing else '‖'} ×{clock.speed:g}", "screen.play"),
        ]
        if self.frame.stale:
            parts.append((" · computing", ""))
        return parts


def _click(action: str) -> Style:
    return Style.from_meta({"@click": action}) if action else Style.null()
