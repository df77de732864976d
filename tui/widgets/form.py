"""What the forms share: they follow the frame, and their own edits don't come back to them as news."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import AwaitMount, Widget

from tui.demo import gates
from tui.demo.policy import PolicyError
from tui.messages import ScenarioChanged
from tui.widgets.formula_field import FormulaField
from tui.widgets.hyper_field import HyperField
from tui.widgets.spec_fields import SpecFields

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.state.frame import Frame


class Form(VerticalScroll, can_focus=False):
    """A scrolling column of fields for one scenario."""

    DEFAULT_CSS = """
    Form {
        height: auto;
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-subtitle-color: $foreground 60%;
        padding: 0 0 0 1;
        scrollbar-size-vertical: 1;
        &:focus-within { border: round $accent; border-title-style: bold; }
        & > .form--label { color: $text-muted; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"form--label"}

    frame: reactive[Frame | None] = reactive(None, repaint=False, init=False)
    """What to show."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.scenario: Scenario | None = None
        """The scenario of the fields: the frame's, or already the next one."""
        self._seen: Scenario | None = None
        self._posted: deque[Scenario] = deque(maxlen=64)

    def follow(self, frame: Frame) -> None:
        """Show a frame's scenario, which somebody else may have changed; posts nothing."""
        raise NotImplementedError

    def news(self, frame: Frame) -> bool:
        """Whether the frame's scenario is another one than the form's own last edits."""
        scenario = frame.scenario
        if scenario is self._seen:
            return False
        self._seen = scenario
        if scenario in self._posted:
            # A frame may be older than what was typed since: only the last edit's frame is up to date.
            while self._posted.popleft() != scenario:
                pass
            return not self._posted
        self._posted.clear()
        return True

    # Styling and laying out twenty fields and their controls takes half of the time to the first paint. So on a screen
    # that is not furnished yet, the form only paints what they are going to show.

    def parts(self) -> Iterable[Widget]:
        """The fields and groups of fields, from top to bottom."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        if getattr(self.screen, "furnished", True):
            yield from self.parts()

    def furnish(self) -> AwaitMount:
        """Make the fields that so far were only painted."""
        return self.mount(*self.parts())

    def _painted(self) -> list[HyperField]:
        painted: list[HyperField] = []
        for part in self.parts():
            if isinstance(part, HyperField | SpecFields):
                painted += [part] if isinstance(part, HyperField) else part.fields.values()
        return painted

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row for each field, painted or made."""
        return super().get_content_height(container, viewport, width) if self.children else len(self._painted())

    def render_line(self, y: int) -> Strip:
        """Paint a field, or what lies behind the fields."""
        painted = [] if self.children else self._painted()
        if y >= len(painted):
            return super().render_line(y)
        ink = Color.parse(self.app.theme_variables["foreground"])
        return painted[y].painted(
            self.size.width, self.get_component_rich_style("form--label"), self.background_colors[1], ink
        )

    def watch_frame(self, frame: Frame | None) -> None:
        """Follow the frame."""
        if frame is not None:
            self.follow(frame)

    def on_mount(self) -> None:
        """Follow the frame that was there first."""
        self.watch_frame(self.frame)

    def offer(self, scenario: Scenario, edit: str, origins: tuple[int | None, ...] | None = None) -> None:
        """Post a scenario if it is another one that is allowed; else show again what there is."""
        if scenario == self.scenario:
            return
        try:
            gates.check(self, scenario)
        except PolicyError as error:
            self.notify(str(error), severity="error", markup=False)
            self._seen = None
            self.watch_frame(self.frame)
            return
        self.scenario = scenario
        self._posted.append(scenario)
        self.post_message(ScenarioChanged(scenario, edit, origins))

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields whose text is not valid."""
        raise NotImplementedError

    @on(HyperField.Wrong)
    @on(FormulaField.Wrong)
    def mark_wrong(self) -> None:
        """Name in the border the fields that keep the form from being taken: they may be scrolled away."""
        self.border_subtitle = Content(f"! {', '.join(self.wrong)}" if self.wrong else "")
