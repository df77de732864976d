"""ScenarioForm: a form for a part of the scenario; it shows each frame, and posts `ScenarioChanged`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.hyper import Value
from tui.messages import ScenarioChanged
from tui.widgets.forms.form import Form
from tui.widgets.forms.row import Row
from tui.widgets.numbered import Numbered
from tui.widgets.panel import BORDER_CSS
from tui.widgets.shows_frame import ShowsFrame

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.state.frame import Frame

Check = Callable[["Scenario"], None]


def allow_all(scenario: Scenario) -> None:
    """Allow any scenario."""


class ScenarioForm(ShowsFrame, Form, Numbered):
    """A bordered form; a subclass makes the rows of a scenario, and the scenario of an edited row."""

    DEFAULT_CSS = f"""
    ScenarioForm {{
        {BORDER_CSS}
        padding: 0 0 0 1;
        &:focus-within {{ border-title-style: bold; }}
    }}
    """

    SHOWS_STEPS = False

    def __init__(self, check: Check = allow_all) -> None:
        """Make the form; `check` raises ValueError for a scenario that is not allowed."""
        super().__init__()
        self._check = check
        self.scenario: Scenario | None = None
        """The scenario of the rows: that of the shown frame, or the one that was posted since."""
        self.shown: Frame | None = None
        """The last frame that was not older than what was posted."""

    def subject(self, frame: Frame) -> object:
        """What a frame's rows are about; drafts are discarded when it changes."""
        return None

    def rows_of(self, scenario: Scenario) -> tuple[Row, ...]:
        """The rows of a scenario, for the selection of the shown frame."""
        raise NotImplementedError

    def edited(self, scenario: Scenario, row: Row, values: tuple[Value, ...]) -> ScenarioChanged:
        """The scenario with new values of a row; raises ValueError."""
        raise NotImplementedError

    def frame_changed(self, before: Frame | None) -> None:
        """Show a frame's scenario, unless the frame is older than the last edit."""
        frame = self.frame
        if frame is None or not self.is_attached:
            return
        shown, self.shown = self.shown, frame
        same = shown is not None and self.subject(shown) == self.subject(frame)
        if same and frame.scenario is self.scenario:
            return  # only the step has changed
        if shown is not None and shown.scenario is not self.scenario != frame.scenario:
            self.shown = shown  # the posted scenario is still awaited
            return
        self.scenario = frame.scenario
        self.show_rows(self.rows_of(frame.scenario), discard_drafts=not same)

    def on_mount(self) -> None:
        """Show the first frame."""
        self.frame_changed(None)

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Post the scenario with new values of a row; raises ValueError if it is not allowed."""
        if self.scenario is None:
            return
        message = self.edited(self.scenario, row, values)
        self.post(message)

    def post(self, message: ScenarioChanged) -> None:
        """Post an edited scenario, and show it at once; raises ValueError if it is not allowed."""
        if message.scenario != self.scenario:
            self._check(message.scenario)
            self.scenario = message.scenario
            self.post_message(message)
        self.show_rows(self.rows_of(message.scenario))
