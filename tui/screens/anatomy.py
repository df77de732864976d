"""The anatomy screen: one update of the selected racer in detail."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from tui.demo_safe import demo_safe
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.session_screen import SessionScreen
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.anatomy.close_up_panel import CloseUpPanel
from tui.widgets.anatomy.development_panel import DevelopmentPanel
from tui.widgets.anatomy.equations_panel import EquationsPanel
from tui.widgets.anatomy.figures_panel import FiguresPanel
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.transport import Transport

MIN_UPDATES = 40
"""Updates that the development panel shows on a narrow screen, and before the width is known."""


@demo_safe
class AnatomyScreen(SessionScreen):
    """Equations with numbers on the left; on the right a close-up, and how the values developed."""

    CSS_PATH = "anatomy.tcss"
    PLACES: ClassVar[Places] = (
        ("Update", "#selected"),
        ("Close-up", "CloseUpPanel"),
        ("History", "DevelopmentPanel"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket",
            "racer(-1)",
            "Racer",
            key_display="[ ]",
            tooltip="Previous racer",
            id="anatomy.previous",
        ),
        Binding("right_square_bracket", "racer(1)", "Next racer", show=False, id="anatomy.next"),
        Binding("b", "beside", "Side by side", id="anatomy.beside"),
        *panel_keys(PLACES),
        Binding("escape,f2", "leave", "Race", key_display="esc", id="anatomy.leave"),
    ]
    AUTO_FOCUS = "EquationsPanel"
    BINDING_GROUP_TITLE = "Anatomy"
    HELP = """
    ### Anatomy

    The last update of the selected racer: its lines with their numbers, a close-up of the step, how the values
    developed, curvature and the limits of stability. `[` and `]` choose the racer, `,` and `.` the update.
    """

    def __init__(self, session: Session, *, paints_per_second: float = 20.0) -> None:
        self._inspected_updates = MIN_UPDATES
        super().__init__(session, paints_per_second=paints_per_second)

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield self.showing(HeaderLine())
        with Horizontal(id="anatomy"):
            with Vertical(id="inside"):
                with Horizontal(id="equations"):
                    yield self.showing(EquationsPanel(id="selected"))
                    yield self.showing(EquationsPanel(1, id="beside"))
                yield self.showing(FiguresPanel())
            with Vertical(id="around"):
                yield self.showing(CloseUpPanel())
                yield self.showing(DevelopmentPanel())
        yield self.showing(Transport())
        yield KeyLine()

    def on_resize(self, event: Resize) -> None:
        """Show as many updates as fit."""
        self._inspected_updates = max(event.size.width // 2, MIN_UPDATES)
        if self.is_mounted:
            self.show_session()

    def snapshot(self) -> Frame:
        """The session's frame, with an inspection of each racer whose updates are shown."""
        selected, count = self.session.view.selected, len(self.session.scenario.racers)
        inspected = {selected: self._inspected_updates} if count else {}
        if count > 1 and self.has_class("-beside"):
            inspected[(selected + 1) % count] = 1
        return self.session.frame(inspected)

    @demo_safe
    def action_beside(self) -> None:
        """Show or hide the next racer's update beside the selected one's."""
        self.toggle_class("-beside")
        self.show_session()

    @demo_safe
    def action_leave(self) -> None:
        """Go back to the race."""
        self.dismiss()
