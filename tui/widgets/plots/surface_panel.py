"""The landscape in three dimensions, seen from a camera that keys and mouse move."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui import plotting
from tui.demo_safe import demo_safe
from tui.widgets.plots.landscape_pointer import LandscapePointer
from tui.widgets.plots.plot_panel import SLICE

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.surface.camera import Camera
    from tui.plotting.surface.picture import SurfacePlot
    from tui.state.frame import Frame

_COLUMN, _ROW = 2, 4  # degrees for each cell that the mouse is dragged
_KEY = 5  # degrees a key press


class SurfacePanel(LandscapePointer):
    """The landscape as a surface; turns, tilts and zooms. Draws nothing while the flat landscape is shown."""

    BORDER_TITLE = "Surface"
    HOME_ACTION = "reset"
    HELP = """\
The landscape in three dimensions, with the loss as height, on the same scale as its colours. It shows what the flat
one does: minima `×`, saddles `◇`, the start `○`, trails that fade with age, ghosts, and the two arrows of the selected
racer `( )`, which run along the ground. What a ridge hides is hidden.

Arrow keys or dragging turn and tilt it (`shift`: three times as far), `+` `-` or the wheel zoom, `0` goes back to the
first view. `s`, then arrows and enter, sets the start; so does dragging `○` or a double click. A click reads a point.
`t` changes the palette, `h` the scale of the heights. `v` goes back to the flat landscape.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-5, 0)", "Turn", key_display="←→↑↓", tooltip="Turn left", id="surface.left"),
        Binding("right", "turn(5, 0)", "Turn right", show=False, id="surface.right"),
        Binding("up", "turn(0, 5)", "Tilt up", show=False, id="surface.up"),
        Binding("down", "turn(0, -5)", "Tilt down", show=False, id="surface.down"),
        Binding("shift+left", "turn(-15, 0)", "Turn far left", show=False, id="surface.far_left"),
        Binding("shift+right", "turn(15, 0)", "Turn far right", show=False, id="surface.far_right"),
        Binding("shift+up", "turn(0, 15)", "Tilt far up", show=False, id="surface.far_up"),
        Binding("shift+down", "turn(0, -15)", "Tilt far down", show=False, id="surface.far_down"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", tooltip="Zoom in", id="surface.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="surface.zoom_out"),
        Binding("0", "reset", "First view", show=False, id="surface.reset"),
        Binding("s", "choose_start", "Set start", id="surface.start"),
        Binding("t", "palette", "Next palette", show=False, id="surface.palette"),
        Binding("h", "scale", "Scale of heights", show=False, id="surface.scale"),
        Binding("enter", "set_start", "Set start", id="surface.set_start"),
        Binding("escape", "cancel", "Cancel", id="surface.cancel"),
    ]

    _grabbed: Camera | None = None  # the camera when a drag began

    @cached_property
    def _plot(self) -> SurfacePlot:
        return plotting.surface_picture.SurfacePlot(seconds=SLICE)

    @property
    def camera(self) -> Camera:
        """The camera's angles."""
        return self._plot.camera

    def redraw(self) -> None:
        """Draw the frame, if the surface is shown."""
        if self.frame is not None and self.frame.view.surface:
            super().redraw()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw surface, axes, marks and trajectories."""
        rows = plotting.caption.caption_rows(frame, width, height)
        self._plot.width, self._plot.height, self._plot.style = width, height - rows, self.style
        return plotting.caption.with_caption(self._plot.draw(frame, theme, self._cross), frame, theme, rows)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The problem, and the visible part of the plane."""
        return self.border_titles("Surface", frame)

    # The camera

    @demo_safe
    def action_turn(self, turn: int, tilt: int) -> None:
        """Turn and tilt the camera by some degrees; or move the start that is being chosen, as seen on the screen."""
        if self.frame is None or self._cross is None:
            self._move(self.camera.moved(turn, tilt))
            return
        across, away = self.camera.step(turn // _KEY, tilt // _KEY)
        width, height = self.cell_size(self.frame)
        self.move_cross(across * width, away * height)

    @demo_safe
    def action_reset(self) -> None:
        """Go back to the first view, of all of the problem's own box."""
        self._move(plotting.camera.Camera())
        self.set_zoom(None)

    def _move(self, camera: Camera) -> None:
        """Move the camera and schedule a redraw, which several moves may share."""
        self._plot.camera = camera
        self.soon(self.redraw)

    def grab(self) -> None:
        """Remember the camera."""
        self._grabbed = self.camera

    def drag(self, across: int, down: int) -> None:
        """Turn and tilt with the pointer."""
        if self._grabbed is not None:
            self._move(self._grabbed.moved(-_COLUMN * across, _ROW * down))

    # The plane

    def point_at(self, column: int, row: int) -> tuple[float, float] | None:
        """The point of the plane that a cell shows."""
        point = self._plot.point_at(column, row)
        if point is None or self.frame is None:
            return None
        box = plotting.landscape_picture.shown_box(self.frame)
        return (
            box.x_low + point[0] * (box.x_high - box.x_low),
            box.y_low + point[1] * (box.y_high - box.y_low),
        )

    def start_cell(self, frame: Frame) -> tuple[int, int] | None:
        """The cell of the start, unless it is hidden."""
        x, y = plotting.landscape_picture.plane_point(frame, frame.start)
        box = plotting.landscape_picture.shown_box(frame)
        width, height = box.x_high - box.x_low, box.y_high - box.y_low
        return self._plot.cell_of((x - box.x_low) / width, (y - box.y_low) / height)

    def cell_size(self, frame: Frame) -> tuple[float, float]:
        """The size of a cell in the middle of the surface; farther away a cell shows more."""
        box, share = plotting.landscape_picture.shown_box(frame), self._plot.cell
        return (box.x_high - box.x_low) * share, (box.y_high - box.y_low) * share
