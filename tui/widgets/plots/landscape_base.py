"""The base of the flat landscape and the surface: shading, the visible part of the plane, and choosing a start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from core.number_text import rounded
from tui import plotting
from tui.demo_safe import demo_safe
from tui.messages import ShadingChosen, StartChosen, ViewChanged
from tui.state.choices import SCALES
from tui.state.frame import View
from tui.state.plane_frame import PlaneFrame, on_plane
from tui.widgets.plots.plot_panel import CORNERS, PlotPanel
from tui.widgets.plots.zoom import span, zoomed

if TYPE_CHECKING:
    from core.problems import Box
    from tui.plotting.landscape.picture import LandscapePlot, Style
    from tui.plotting.surface.picture import SurfacePlot
    from tui.state.frame import Frame


class LandscapeBase(PlotPanel):
    """A landscape; a subclass maps cells to points of the plane, and binds the keys."""

    HOME_ACTION: ClassVar[str]
    """The action that shows the problem's own box."""

    @cached_property
    def _plot(self) -> LandscapePlot | SurfacePlot:
        raise NotImplementedError

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._cross: tuple[float, float] | None = None  # the start that is being chosen

    def as_drawn(self, frame: Frame) -> Frame:
        """The frame on its plane."""
        return on_plane(frame)

    def point_at(self, column: int, row: int) -> tuple[float, float] | None:
        """The point of the plane under a cell of the content."""
        raise NotImplementedError

    def cell_size(self, frame: Frame) -> tuple[float, float]:
        """The width and height of a cell, in units of the parameters."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter and escape are the panel's only while a start is being chosen."""
        if action in ("set_start", "cancel"):
            return self._cross is not None
        return action != "choose_start" or self._cross is None

    # Shading

    @property
    def style(self) -> Style:
        """The palette, the scale of heights, and whether isolines are drawn."""
        view = View() if self.frame is None else self.frame.view
        return plotting.landscape_picture.Style(view.palette, view.scale, view.isolines)

    def _shade(self, style: Style) -> None:
        self.post_message(ShadingChosen(style.palette, style.scale, style.isolines))

    @property
    def complete(self) -> bool:
        """Whether shading and trajectories are finished."""
        return self._plot.complete

    @demo_safe
    def action_palette(self) -> None:
        """Switch to the next palette."""
        dark = self.app.current_theme.dark
        names = [palette.name for palette in plotting.palettes.for_theme(dark)]
        now = self.style.palette_on(dark).name
        self._shade(replace(self.style, palette=names[(names.index(now) + 1) % len(names)]))

    @demo_safe
    def action_scale(self) -> None:
        """Switch to the next scale of the heights."""
        if self.frame is not None:
            now = SCALES.index(self._scale_of(self.frame))
            self._shade(replace(self.style, scale=SCALES[(now + 1) % len(SCALES)]))

    @demo_safe
    def action_isolines(self) -> None:
        """Show or hide the isolines."""
        self._shade(replace(self.style, isolines=not self.style.isolines))

    def border_titles(self, name: str, frame: Frame) -> tuple[str, str]:
        """The border titles: problem, scale and visible ranges; or the start that is being chosen."""
        title = f"{name} · {frame.problem.entry.title}" + (" · catching up" if frame.stale else "")
        if self._cross is not None:
            parts = [rounded(value, 6) for value in self._cross[: frame.problem.dims]]
            if isinstance(frame, PlaneFrame):
                parts = [f"{name} {part}" for name, part in zip(_axes(frame), parts, strict=True)]
            chosen = ", ".join(parts)
            return title, f"start {chosen} · arrows, enter, escape"
        words = [self.style.palette] if self.style.palette else []
        words.append(self._scale_of(frame))
        whole = " · ".join((*words, *_spans(frame)))
        room = self.content_size.width - CORNERS
        return title, whole if len(whole) <= room else " · ".join((*words, *_axes(frame)))

    def buttons(self, frame: Frame) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Name, problem, palette, scale and ranges change at a click."""
        words = {self.style.palette or "": "palette", self._scale_of(frame): "scale"}
        upper = {self.BORDER_TITLE or "": "screen.surface", frame.problem.entry.title: "screen.catalog"}
        return upper, {**words, **dict.fromkeys((*_spans(frame), *_axes(frame)), self.HOME_ACTION)}

    def _scale_of(self, frame: Frame) -> str:
        return self.style.scale or plotting.landscape_picture.natural_scale_of(frame)

    # The part of the plane

    @demo_safe
    def action_zoom(self, way: int) -> None:
        """Zoom in (1) or out (−1) around the middle."""
        self.zoom_around(way, None)

    def zoom_around(self, way: int, point: tuple[float, float] | None) -> None:
        """Zoom in (1) or out (−1) around a point; None for the middle."""
        if self.frame is None:
            return
        box = plotting.landscape_picture.shown_box(self.frame)
        x, y = point or ((box.x_low + box.x_high) / 2, (box.y_low + box.y_high) / 2)
        closer = zoomed(box, self.frame.home, way, x, y)
        if closer is not None:
            self.set_zoom(closer)

    def set_zoom(self, zoom: Box | None) -> None:
        """Show this part of the plane; None for the problem's own box."""
        if self.frame is not None and zoom != self.frame.view.zoom:
            self.post_message(ViewChanged(replace(self.frame.view, zoom=zoom)))

    # The start

    @demo_safe
    def action_choose_start(self) -> None:
        """Let the arrow keys and enter choose the start."""
        if self.frame is None:
            return
        x, y = plotting.landscape_picture.plane_point(self.frame, self.frame.start)
        box = plotting.landscape_picture.shown_box(self.frame)
        inside = box.x_low <= x <= box.x_high and box.y_low <= y <= box.y_high
        middle = self._rounded((box.x_low + box.x_high) / 2, (box.y_low + box.y_high) / 2)
        self._choose((float(x), float(y)) if inside else middle)

    def move_cross(self, across: float, up: float) -> bool:
        """Move the start that is being chosen, in units of the parameters; False if none is being chosen."""
        if self.frame is None or self._cross is None:
            return False
        box = plotting.landscape_picture.shown_box(self.frame)
        x = min(max(self._cross[0] + across, box.x_low), box.x_high)
        y = min(max(self._cross[1] + up, box.y_low), box.y_high)
        self._cross = self._rounded(x, y)
        self.redraw()
        return True

    @demo_safe
    def action_set_start(self) -> None:
        """Take the chosen start."""
        if self._cross is not None:
            chosen = self._cross
            self._choose(None)
            self._start_at(chosen)

    @demo_safe
    def action_cancel(self) -> None:
        """Stop choosing, and keep the start as it is."""
        self._choose(None)

    def on_blur(self) -> None:
        """Cancel choosing a start."""
        if self._cross is not None:
            self._choose(None)

    def _choose(self, cross: tuple[float, float] | None) -> None:
        self._cross = cross
        self.refresh_bindings()
        self.redraw()

    def _start_at(self, point: tuple[float, float]) -> None:
        if self.frame is not None:
            self.post_message(StartChosen(self.frame.start_at(point)))

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """Round to the shortest decimals within half a cell."""
        if self.frame is None:
            return x, y
        across, up = self.cell_size(self.frame)
        x = _round(x, across)
        if self.frame.problem.dims == 1:
            return plotting.landscape_picture.plane_point(self.frame, (x,))
        return x, _round(y, up)


def _axes(frame: Frame) -> tuple[str, str]:
    """The names of both axes."""
    across, up, *_ = (*frame.problem.names, "f")
    return across, up


def _spans(frame: Frame) -> tuple[str, str]:
    """The visible ranges of both axes."""
    box, (across, up) = plotting.landscape_picture.shown_box(frame), _axes(frame)
    return f"{across} {span(box.x_low, box.x_high)}", f"{up} {span(box.y_low, box.y_high)}"


def _round(value: float, cell: float) -> float:
    step = plotting.axis_limits.nice_step(cell / 5)
    # Through text, so that 0.1 · 3 is 0.3.
    return float(f"{round(value / step) * step:.12g}")
