"""The mouse on a landscape: a click reads a point, dragging moves the view or the start, a double click sets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from core.frozen import frozen
from core.number_text import rounded
from tui import plotting
from tui.demo_safe import demo_safe
from tui.widgets.plots.landscape_base import LandscapeBase

if TYPE_CHECKING:
    from tui.state.frame import Frame

_RETRY = 0.05  # seconds until the output of a slow terminal is checked again
_CORNERS = 2  # columns of the content's width that a border title cannot use
_NEAR = 1  # cells beside the start that count as the start


@frozen
class Grip:
    """Where on the screen the button went down, and whether it holds the start rather than the landscape."""

    x: int
    y: int
    on_start: bool


class LandscapePointer(LandscapeBase):
    """A landscape that the mouse reads and moves; only a double click or a drag of ○ changes the race."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._grip: Grip | None = None
        self._dragged = False  # since the button last went down
        self._read: tuple[float, float] | None = None  # the point that was clicked
        self._next: Callable[[], None] | None = None  # what `soon` will do

    def start_cell(self, frame: Frame) -> tuple[int, int] | None:
        """The cell of the content that shows the start; None if it is not visible."""
        raise NotImplementedError

    def grab(self) -> None:
        """Remember the view from which a drag begins."""
        raise NotImplementedError

    def drag(self, across: int, down: int) -> None:
        """Move the view by some cells from where it was grabbed."""
        raise NotImplementedError

    def soon(self, act: Callable[[], None]) -> None:
        """Act after the next paint, or when a slow terminal is ready; of several calls the last one counts."""
        waiting, self._next = self._next is not None, act
        if not waiting:
            self.call_after_refresh(self._act)

    def _act(self) -> None:
        if getattr(self.app, "output_behind", False):
            self.set_timer(_RETRY, self._act)
            return
        act, self._next = self._next, None
        if act is not None:
            act()

    # Reading

    def border_titles(self, name: str, frame: Frame) -> tuple[str, str]:
        """The border titles, with the clicked point and its height in the lower one."""
        title, below = super().border_titles(name, frame)
        return title, below if self._read is None or self._cross is not None else self._reading(frame, self._read)

    def _reading(self, frame: Frame, point: tuple[float, float]) -> str:
        chosen = point[: frame.problem.dims]
        words = [f"{name} {rounded(value, 6)}" for name, value in zip(frame.problem.names, chosen, strict=False)]
        height = plotting.landscape_picture.height_at(frame, chosen)
        reading = " · ".join((*words, f"f {rounded(height, 6)}"))
        hinted = f"{reading} · double click starts here"
        return hinted if len(hinted) <= self.content_size.width - _CORNERS else reading

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the panel's also while it reads a point."""
        return (action == "cancel" and self._read is not None) or super().check_action(action, parameters)

    @demo_safe
    def action_cancel(self) -> None:
        """Stop choosing and reading, and keep the start as it is."""
        self._grip = self._read = None
        super().action_cancel()

    def on_blur(self) -> None:
        """Stop reading."""
        self._stop_reading()

    def _stop_reading(self) -> None:
        if self._read is not None:
            self._show_reading(None)

    def _show_reading(self, point: tuple[float, float] | None) -> None:
        self._read = point
        self.refresh_bindings()
        self.redraw()

    # The wheel

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer."""
        self._wheel(event, -1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        if event.get_content_offset(self) is not None:
            event.stop()
            self._stop_reading()
            self.zoom_around(way, self._point_under(event))

    def _point_under(self, event: events.MouseEvent) -> tuple[float, float] | None:
        place = event.get_content_offset(self)
        return None if place is None or self.frame is None else self.point_at(place.x, place.y)

    # The button

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the start, or of the landscape."""
        if event.button != 1 or self.frame is None:
            return
        self._dragged = False
        self._grip = Grip(event.screen_x, event.screen_y, self._is_on_start(event, self.frame))
        self.grab()
        self.capture_mouse()
        event.stop()

    def _is_on_start(self, event: events.MouseEvent, frame: Frame) -> bool:
        if len(frame.start) != frame.problem.dims:  # of a problem that is still being computed
            return False
        place, start = event.get_content_offset(self), self.start_cell(frame)
        return place is not None and start is not None and abs(place.x - start[0]) <= _NEAR and place.y == start[1]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move what the mouse holds."""
        grip = self._grip
        if grip is None:
            return
        event.stop()
        across, down = event.screen_x - grip.x, event.screen_y - grip.y
        self._dragged = self._dragged or bool(across or down)
        if not self._dragged:
            return
        self._stop_reading()
        if not grip.on_start:
            self.drag(across, down)
        elif point := self._point_under(event):
            self._choose(self._rounded(*point))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go; the race then starts where the start was dragged to."""
        grip, self._grip = self._grip, None
        if grip is not None:
            self.release_mouse()
            event.stop()
            if grip.on_start and self._dragged:
                self.action_set_start()

    def on_click(self, event: events.Click) -> None:
        """Read the clicked point, or move the start that is being chosen to it; a double click starts there."""
        point = None if self._dragged or event.button != 1 else self._point_under(event)
        if point is None:
            return
        event.stop()
        point = self._rounded(*point)
        if event.chain == 2:
            self._read = None
            self._choose(None)
            self._start_at(point)
        elif self._cross is not None:
            self._choose(point)
        else:
            self._show_reading(point)
