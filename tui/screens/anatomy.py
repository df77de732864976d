"""The anatomy screen: inside one update of the selected racer."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive

from core.problems import Box
from tui.screens.session_screen import SessionScreen
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.close_up_panel import CloseUpPanel
from tui.widgets.development_panel import DevelopmentPanel
from tui.widgets.equations_panel import EquationsPanel
from tui.widgets.figures_panel import FiguresPanel
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.transport import Transport

AT_REST, PLAYING = 6.0, 48.0
"""How many of its last steps the racer could make, or ticks it could play, from side to side of the close-up.

At rest the arrows are read; while it plays the ground must not move under them at every tick, nor be sent again.
"""


class AnatomyScreen(SessionScreen):
    """Equations with numbers on the left; a close-up, and how the values went, on the right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "racer(-1)", "Racer", key_display="[ ]", id="anatomy.previous"),
        Binding("right_square_bracket", "racer(1)", "Next racer", show=False, id="anatomy.next"),
        Binding("b", "beside", "Beside", id="anatomy.beside"),
        Binding("escape,f2", "leave", "Race", key_display="esc", id="anatomy.leave"),
    ]
    AUTO_FOCUS = "EquationsPanel"

    near: reactive[Frame | None] = reactive(None, layout=False, repaint=False, init=False)
    """The frame as the close-up sees it: the same, around the head of the selected racer."""

    def __init__(self, session: Session, *, paints_per_second: float = 20.0) -> None:
        super().__init__(session, paints_per_second=paints_per_second)
        self._box: Box | None = None
        self.set_reactive(AnatomyScreen.near, self.close_up(session.frame()))

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield HeaderLine().data_bind(SessionScreen.frame)
        with Horizontal(id="anatomy"):
            with Vertical(id="inside"):
                with Horizontal(id="equations"):
                    yield EquationsPanel().data_bind(SessionScreen.frame)
                    yield EquationsPanel(1, id="beside").data_bind(SessionScreen.frame)
                yield FiguresPanel().data_bind(SessionScreen.frame)
            with Vertical(id="around"):
                yield CloseUpPanel().data_bind(frame=AnatomyScreen.near)
                yield DevelopmentPanel().data_bind(SessionScreen.frame)
        yield Transport().data_bind(SessionScreen.frame)
        yield KeyLine()

    def watch_frame(self, frame: Frame | None) -> None:
        """Keep the close-up on the head."""
        if frame is not None:
            self.near = self.close_up(frame)

    def close_up(self, frame: Frame) -> Frame:
        box = self._around_head(frame)
        return frame if box is None else replace(frame, view=replace(frame.view, zoom=box))

    def _around_head(self, frame: Frame) -> Box | None:
        """A box around the selected head, of a size that changes by powers of two and moves by quarters."""
        if not frame.racers or frame.problem.dims != 2:
            return None
        path = frame.racers[frame.view.selected].path
        own = frame.problem.box
        wide, high = own.x_high - own.x_low, own.y_high - own.y_low
        head = path[-1]
        moves = np.abs(np.diff(path[-9:], axis=0)) / (wide, high)
        far = float(moves.max()) if len(moves) else 0.0
        if not np.isfinite(far) or not np.isfinite(head).all():
            return None
        steps = PLAYING * frame.clock.speed if frame.clock.playing else AT_REST
        share = float(2.0 ** np.clip(np.ceil(np.log2(max(far * steps, 1e-9))), -24, 1))
        width, height = wide * share, high * share
        if not np.abs(head).max() < 1e6 * max(width, height):
            return None  # so far away that floats could not tell the box's edges apart
        x = round(float(head[0]) / (width / 4)) * width / 4
        y = round(float(head[1]) / (height / 4)) * height / 4
        return Box(x - width / 2, x + width / 2, y - height / 2, y + height / 2)

    def action_beside(self) -> None:
        """Show the next racer's update beside, or no longer."""
        self.toggle_class("-beside")

    def action_leave(self) -> None:
        """Go back to the race."""
        self.dismiss()
