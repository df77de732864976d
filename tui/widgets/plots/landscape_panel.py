"""The flat landscape with the racers' trajectories."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui import plotting
from tui.demo_safe import demo_safe
from tui.widgets.plots.landscape_pointer import LandscapePointer
from tui.widgets.plots.plot_panel import SLICE

if TYPE_CHECKING:
    from core.problems import Box
    from tui.plotting.cells import Picture
    from tui.plotting.landscape.picture import LandscapePlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame

_PAN = 0.125  # of the visible box, per key press


class LandscapePanel(LandscapePointer):
    """The shaded landscape with minima, start, trajectories and heads; pans, zooms, and chooses the start."""

    BORDER_TITLE = "Landscape"
    HOME_ACTION = "fit"
    HELP = """\
The loss over two parameters, or its curve over the only one. `×` minima, `◇` saddles, `○` the start; each racer
leaves a trail that fades with age, `( )` is the selected one. While the race is paused, or at speed 1, two arrows
leave it: the solid one goes against the gradient, the dashed one is the step last taken, drawn on from there.

Arrow keys or dragging pan, `+` `-` or the wheel zoom, `0` fits. `s`, then arrows and enter, sets the start; so does
dragging `○` or a double click. A click reads a point.

Of more than two parameters it shows a plane: the principal axes of the paths, which hold most of their variance, two
parameters, or random directions; `P` chooses the next. Paths, start and minima are projected onto it. The plane stays
while a race plays: it is fitted to the first 1,000 steps, or to those that `--plane "principal steps=5000"` says, and
passes through their lowest point, or, with two parameters, through the lowest minimum. A racer beside the plane has
another loss than the plane where it is drawn: the lines below the picture say both. A start set there moves along the
plane, and keeps what the plane does not show.

`t` changes the palette (two of them are alike to colour-blind eyes), `h` the scale of the heights: logarithmic, so
that a valley shows, by quantiles, or linear. `i` draws lines of equal height.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "Pan left", show=False, id="landscape.left"),
        Binding("right", "move(1, 0)", "Pan right", show=False, id="landscape.right"),
        Binding("up", "move(0, 1)", "Pan up", show=False, id="landscape.up"),
        Binding("down", "move(0, -1)", "Pan down", show=False, id="landscape.down"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", tooltip="Zoom in", id="landscape.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="landscape.zoom_out"),
        Binding("0", "fit", "Fit", show=False, id="landscape.fit"),
        Binding("s", "choose_start", "Set start", id="landscape.start"),
        Binding("t", "palette", "Next palette", show=False, id="landscape.palette"),
        Binding("h", "scale", "Scale of heights", show=False, id="landscape.scale"),
        Binding("i", "isolines", "Isolines", show=False, id="landscape.isolines"),
        Binding("enter", "set_start", "Set start", id="landscape.set_start"),
        Binding("escape", "cancel", "Cancel", id="landscape.cancel"),
    ]

    _grabbed: Box | None = None  # the visible box when a drag began

    @cached_property
    def _plot(self) -> LandscapePlot:
        return plotting.landscape_picture.LandscapePlot(seconds=SLICE)

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw shading, marks and trajectories."""
        rows = plotting.caption.caption_rows(frame, width, height)
        self._plot.width, self._plot.height, self._plot.style = width, height - rows, self.style
        return plotting.caption.with_caption(self._plot.draw(frame, theme, self._cross), frame, theme, rows)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The problem, and the visible part of the plane."""
        return self.border_titles("Landscape", frame)

    def point_at(self, column: int, row: int) -> tuple[float, float] | None:
        """The point in the middle of a cell of the canvas."""
        if self.frame is None:
            return None
        area, viewport = self._plot.viewport(self.frame)
        column -= area.left
        return viewport.point(column, row) if 0 <= column < viewport.width and 0 <= row < viewport.height else None

    def start_cell(self, frame: Frame) -> tuple[int, int] | None:
        """The cell of the start, unless it lies outside the visible box."""
        area, viewport = self._plot.viewport(frame)
        cell = viewport.cell(*plotting.landscape_picture.plane_point(frame, frame.start))
        return None if cell is None else (cell[0] + area.left, cell[1])

    def grab(self) -> None:
        """Remember the visible box."""
        self._grabbed = None if self.frame is None else plotting.landscape_picture.shown_box(self.frame)

    def drag(self, across: int, down: int) -> None:
        """Pan with the pointer."""
        if self.frame is not None and self._grabbed is not None:
            width, height = self.cell_size(self.frame)
            self.soon(partial(self.set_zoom, _moved(self._grabbed, -across * width, down * height)))

    def cell_size(self, frame: Frame) -> tuple[float, float]:
        """The size of a cell, the same everywhere."""
        box, (_, viewport) = plotting.landscape_picture.shown_box(frame), self._plot.viewport(frame)
        return (box.x_high - box.x_low) / max(viewport.width, 1), (box.y_high - box.y_low) / max(viewport.height, 1)

    @demo_safe
    def action_move(self, across: int, up: int) -> None:
        """Pan; or move the start that is being chosen by a cell."""
        if self.frame is None:
            return
        width, height = self.cell_size(self.frame)
        if not self.move_cross(across * width, up * height):
            box = plotting.landscape_picture.shown_box(self.frame)
            width, height = box.x_high - box.x_low, box.y_high - box.y_low
            self.set_zoom(_moved(box, across * _PAN * width, up * _PAN * height))

    @demo_safe
    def action_fit(self) -> None:
        """Show the problem's own box."""
        self.set_zoom(None)


def _moved(box: Box, across: float, up: float) -> Box:
    return replace(
        box,
        x_low=box.x_low + across,
        x_high=box.x_high + across,
        y_low=box.y_low + up,
        y_high=box.y_high + up,
    )
