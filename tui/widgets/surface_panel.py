"""The landscape in three dimensions: the same ground, paths and part of the plane, from a camera that one moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.messages import ViewChanged
from tui.plotting.cells import Picture
from tui.plotting.ground import SCALES, natural_scale
from tui.plotting.landscape import Style, shown_box
from tui.plotting.look import Look
from tui.plotting.shades import for_theme
from tui.plotting.surface import SurfacePlot
from tui.plotting.surface_camera import Camera
from tui.widgets.boxes import span, zoomed
from tui.widgets.plot_panel import SLICE, PlotPanel

if TYPE_CHECKING:
    from core.problems import Box
    from tui.frame import Frame

_COLUMN, _ROW = 2, 4  # degrees for each cell that the mouse is dragged
_AGAIN = 0.05  # seconds until a terminal that is behind is looked at again


class SurfacePanel(PlotPanel):
    """The ground as a surface; turns, tilts and zooms. Draws nothing while the flat landscape is shown."""

    BORDER_TITLE = "Surface"
    HELP = """\
The landscape in three dimensions, with the loss as height, on the same scale as its colours. What a ridge hides is
hidden; `×` minima, `○` the start, `( )` the selected racer.

Arrow keys or dragging turn and tilt it (`shift`: three times as far), `+` `-` or the wheel zoom, `0` goes back to the
first view. `t` changes the palette, `z` the scale of the heights. `v` goes back to the flat landscape.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-5, 0)", "Turn", key_display="←→↑↓", id="surface.left"),
        Binding("right", "turn(5, 0)", "Turn", show=False, id="surface.right"),
        Binding("up", "turn(0, 5)", "Tilt", show=False, id="surface.up"),
        Binding("down", "turn(0, -5)", "Tilt", show=False, id="surface.down"),
        Binding("shift+left", "turn(-15, 0)", "Turn far", show=False, id="surface.far_left"),
        Binding("shift+right", "turn(15, 0)", "Turn far", show=False, id="surface.far_right"),
        Binding("shift+up", "turn(0, 15)", "Tilt far", show=False, id="surface.far_up"),
        Binding("shift+down", "turn(0, -15)", "Tilt far", show=False, id="surface.far_down"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", id="surface.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="surface.zoom_out"),
        Binding("0", "reset", "First view", show=False, id="surface.reset"),
        Binding("t", "palette", "Palette", show=False, id="surface.palette"),
        Binding("z", "scale", "Heights", show=False, id="surface.scale"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._plot = SurfacePlot(seconds=SLICE)
        self._dragged: tuple[int, int] | None = None
        self._moving = False

    @property
    def camera(self) -> Camera:
        """Where it is looked at from."""
        return self._plot.camera

    @property
    def style(self) -> Style:
        """How the ground is drawn."""
        return self._plot.style

    @style.setter
    def style(self, style: Style) -> None:
        self._plot.style = style
        self.redraw()

    @property
    def complete(self) -> bool:
        """Whether the ground is known to the end."""
        return self._plot.complete

    def redraw(self) -> None:
        """Draw the frame, if the surface is wanted."""
        if self.frame is not None and self.frame.view.surface:
            super().redraw()

    def picture(self, frame: Frame, look: Look, width: int, height: int) -> Picture:
        """Ground, axes, marks and paths."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, look)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """What is shown, and the part of the plane that it is shown in."""
        title = f"Surface · {frame.problem.entry.title}" + (" · catching up" if frame.stale else "")
        box, (across, up) = shown_box(frame), frame.problem.names[:2]
        words = [self.style.palette] if self.style.palette else []
        words.append(self.style.scale or natural_scale(frame.problem.best))
        words += [f"{across} {span(box.x_low, box.x_high)}", f"{up} {span(box.y_low, box.y_high)}"]
        return title, " · ".join(words)

    # The camera

    def action_turn(self, turn: int, tilt: int) -> None:
        """Go some degrees around and up."""
        self._move(self.camera.moved(turn, tilt))

    def action_reset(self) -> None:
        """Go back to the first view, of all of the problem's own box."""
        self._move(Camera())
        self._look_at(None)

    def _move(self, camera: Camera) -> None:
        """Look from there soon: several moves before the next picture are one."""
        self._plot.camera = camera
        if not self._moving:
            self._moving = True
            self.call_after_refresh(self._moved)

    def _moved(self) -> None:
        if getattr(self.app, "output_behind", False):
            self.set_timer(_AGAIN, self._moved)
            return
        self._moving = False
        self.redraw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of it."""
        self._dragged = event.screen_x, event.screen_y
        self.capture_mouse()
        event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Turn it with the pointer."""
        if self._dragged is not None:
            across, down = event.screen_x - self._dragged[0], event.screen_y - self._dragged[1]
            self._dragged = event.screen_x, event.screen_y
            self._move(self.camera.moved(-_COLUMN * across, _ROW * down))
            event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go."""
        self._dragged = None
        self.release_mouse()
        event.stop()

    # The part of the plane

    def action_zoom(self, way: int) -> None:
        """Zoom in (1) or out (−1) around the middle."""
        self._zoom_around(way, (0.5, 0.5))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the ground under the pointer."""
        self._wheel(event, -1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the ground under the pointer."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        place = event.get_content_offset(self)
        if place is not None:
            event.stop()
            self._zoom_around(way, self._plot.ground_at(place.x, place.y) or (0.5, 0.5))

    def _zoom_around(self, way: int, place: tuple[float, float]) -> None:
        if self.frame is None:
            return
        box = shown_box(self.frame)
        x = box.x_low + place[0] * (box.x_high - box.x_low)
        y = box.y_low + place[1] * (box.y_high - box.y_low)
        closer = zoomed(box, self.frame.problem.box, way, x, y)
        if closer is not None:
            self._look_at(closer)

    def _look_at(self, zoom: Box | None) -> None:
        if self.frame is not None and zoom != self.frame.view.zoom:
            self.post_message(ViewChanged(replace(self.frame.view, zoom=zoom)))

    # The ground

    def action_palette(self) -> None:
        """Take the next palette."""
        dark = self.app.current_theme.dark
        names = [palette.name for palette in for_theme(dark)]
        now = self.style.palette_on(dark).name
        self.style = replace(self.style, palette=names[(names.index(now) + 1) % len(names)])

    def action_scale(self) -> None:
        """Take the next scale of the heights."""
        if self.frame is not None:
            now = self.style.scale or natural_scale(self.frame.problem.best)
            self.style = replace(self.style, scale=SCALES[(SCALES.index(now) + 1) % len(SCALES)])
