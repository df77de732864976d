"""The anatomy screen: one update of the selected racer in detail."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from tui.demo_safe import demo_safe
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.racer_keys import racer_keys
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

MIN_RULE, MIN_CLOSE_UP = 36, 32
"""The columns of the rule and of the close-up, with their borders, in any case."""
MIN_CLOSE_UP_ROWS = 14
"""Rows that the close-up keeps before the history gets more than three sevenths."""
OTHER_ROWS = 3
"""Rows of the header, the transport and the keys."""
HISTORY_FRAME = 4
"""Columns of a border, the padding and a scrollbar."""
RULE_FRAME = 5
"""Columns of a border, the padding, a scrollbar and a blank."""


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
        *racer_keys("anatomy.previous", "anatomy.next"),
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
        self._fitted: Hashable = None
        self._rule_width = 0
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

    def _show(self, frame: Frame) -> None:
        super()._show(frame)
        self._fit_rule(frame)

    def _fit_rule(self, frame: Frame) -> None:
        """Make the rule as wide as its longest line, and give the close-up the rest.

        It only grows while the racer stays: numbers change their length at every step.
        """
        beside = self.has_class("-beside")
        shown = (frame.view.selected, beside, self.size, frame.scenario.racers)
        if shown != self._fitted:
            self._fitted, self._rule_width = shown, 0
        panels = [panel for panel in self.query(EquationsPanel) if panel.display]
        room = self.size.width - MIN_CLOSE_UP
        whole = len(panels) * (max(panel.longest for panel in panels) + RULE_FRAME)
        needed = len(panels) * (max(panel.needed for panel in panels) + RULE_FRAME)
        wanted = whole if whole <= room else needed
        width = min(max(wanted, MIN_RULE, self._rule_width), self.size.width if beside else room)
        if width != self._rule_width and self.size.width:
            self._rule_width = width
            full = beside and width + MIN_CLOSE_UP > self.size.width
            self.query_one("#inside").styles.width = "1fr" if full else width
            self.set_class(full, "-full")
        around = self.size.height - OTHER_ROWS
        history = self.query_one(DevelopmentPanel)
        most = max(around * 3 // 7, min(around // 2, around - MIN_CLOSE_UP_ROWS))
        height = history.height_within(self.size.width - width - HISTORY_FRAME, most)
        history.styles.height = None if history is self.maximized else height

    def watch_maximized(self) -> None:
        """Let the history fill the screen where it is maximized, as the style sheet says."""
        if self.is_mounted:
            self._fit_rule(self.snapshot())

    def on_resize(self, event: Resize) -> None:
        """Show as many updates as fit."""
        self._inspected_updates = max(event.size.width * 3 // 4, MIN_UPDATES)
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
