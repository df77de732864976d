"""The picture of a landscape: shading, minima, start, trajectories and heads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.frozen import frozen
from core.inspection.directions import last_step, steepest_descent
from tui.plotting.axes import Area, backdrop, plot_area
from tui.plotting.axis_limits import Axis
from tui.plotting.cells import Picture
from tui.plotting.colors import Depth
from tui.plotting.landscape import profile
from tui.plotting.landscape.height_grid import HeightGrid
from tui.plotting.landscape.marks import MINIMUM, SADDLE, START, Marks, Signs
from tui.plotting.landscape.overlay import ages, dots, paint
from tui.plotting.landscape.palettes import Palette, for_theme, level_colors
from tui.plotting.landscape.shading import Shading, draw_isolines, isolines, natural_scale, shade, shares
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.memo import Memo
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Viewport
from tui.state.plane_frame import PlaneFrame

if TYPE_CHECKING:
    from core.problems import Box
    from tui.state.choices import Scale
    from tui.state.frame import Frame, RacerFrame

_KEPT = 6  # height grids: panning back, or undoing once more, finds them again
GRADIENT = 11.0, 11.0
"""Minimum and maximum length in dots of the arrow for −∇f, which shows a direction only."""
STEP = 7.0, 22.0
"""The same for the last step, which is drawn to scale between them."""

AnySigns = TypeVar("AnySigns", bound=Signs)


@frozen
class Style:
    """How the landscape is shaded; None for the default of the theme or the problem."""

    palette: str | None = None
    scale: Scale | None = None
    isolines: bool = False

    def palette_on(self, dark: bool) -> Palette:
        """The palette on a dark or a light theme."""
        found = for_theme(dark)
        return next((palette for palette in found if palette.name == self.palette), found[0])


@dataclass(eq=False)
class LandscapePlot:
    """Draws one frame after another; keeps the shading and the trajectories drawn so far."""

    width: int = 0
    height: int = 0
    style: Style = field(default_factory=Style)
    seconds: float = math.inf  # time budget of a picture; the next one continues an unfinished one
    _lines: FlatLines = field(default_factory=FlatLines)
    _grids: dict[object, HeightGrid] = field(default_factory=dict)
    _shading: Memo[Shading] = field(default_factory=Memo)
    _painted: Memo[Picture] = field(default_factory=Memo)

    @property
    def complete(self) -> bool:
        """Whether the last picture was finished; if not, drawing again continues it."""
        return self._lines.complete and all(grid.complete for grid in list(self._grids.values())[-1:])

    def area(self) -> Area:
        """The layout of axes and canvas."""
        return plot_area(self.width, self.height)

    def viewport(self, frame: Frame) -> tuple[Area, Viewport]:
        """The layout of axes and canvas, and the viewport of the canvas."""
        area = self.area()
        box = shown_box(frame)
        x_low, x_high, y_low, y_high = map(float, (box.x_low, box.x_high, box.y_low, box.y_high))
        return area, Viewport(x_low, x_high, y_low, y_high, area.canvas_width, area.canvas_height)

    def draw(self, frame: Frame, theme: PlotTheme, cross: tuple[float, float] | None = None) -> Picture:
        """The picture of a frame; `cross` marks the start that is being chosen."""
        area, viewport = self.viewport(frame)
        picture = backdrop(area, Axis(viewport.x_low, viewport.x_high), Axis(viewport.y_low, viewport.y_high), theme)
        canvas = area.canvas(picture)
        if canvas is None:
            return picture
        shaded = self._shaded(frame, viewport, theme)
        palette = self.style.palette_on(theme.dark)
        own = replace(theme, dark=palette.dark)
        lines = trajectories(frame, own)
        self._lines.advance((frame.epoch, frame.drawn), viewport, lines, self.seconds)
        drawn = self._lines.drawn
        key = (shaded, dots(drawn, lines), ages(drawn, lines))
        painted = self._painted.get(key, lambda: self._paint(shaded, lines, palette, theme.depth))
        canvas.codes[:], canvas.styles[:] = painted.codes, painted.styles
        marks = Marks(canvas, palette, theme.depth, shaded.level, viewport)
        self.mark(marks, frame, own)
        if cross is not None:
            marks.cross(*cross)
        return theme.finish(picture)

    def _paint(self, shaded: Shading, lines: list[Polyline], palette: Palette, depth: Depth) -> Picture:
        """The shading with the trajectories over it."""
        painted = Picture(shaded.picture.codes.copy(), shaded.picture.styles.copy())
        if lines:
            shades = np.array((*level_colors(palette, depth), -1))
            paint(painted, self._lines.drawn, lines, shades[shaded.level], palette, depth)
        return painted

    def mark(self, marks: Marks, frame: Frame, theme: PlotTheme) -> None:
        """Put marks, arrows and heads on the landscape."""
        mark(marks, frame, theme)

    def _shaded(self, frame: Frame, viewport: Viewport, theme: PlotTheme) -> Shading:
        grid = self._grid(frame, viewport) if frame.problem.dims > 1 else None
        key = (frame.problem, viewport, theme, self.style, grid and grid.known)
        return self._shading.get(key, lambda: self._shade(frame, viewport, theme, grid))

    def _shade(self, frame: Frame, viewport: Viewport, theme: PlotTheme, grid: HeightGrid | None) -> Shading:
        problem, scale = frame.problem, self.style.scale or natural_scale_of(frame)
        if grid is not None:
            share = lined = shares(grid.heights, problem.best, scale)
        else:
            share = profile.profile(profile.heights(problem, viewport), viewport, problem.best, scale)
            lined = profile.outline(share)
        palette = self.style.palette_on(theme.dark)
        shaded = shade(share, palette, theme.depth, fine=not theme.ascii)
        unshaded = theme.depth in ("16", "mono")
        if unshaded or (self.style.isolines and grid is not None):
            draw_isolines(shaded, isolines(lined, sparse=unshaded and grid is not None), palette, theme.depth)
        return shaded

    def _grid(self, frame: Frame, viewport: Viewport) -> HeightGrid:
        key = (frame.scenario.problem, frame.drawn, viewport)
        grid = self._grids.pop(key, None) or HeightGrid(frame.problem.values, viewport)
        self._grids[key] = grid  # in the order of use: the least recently used one is dropped first
        while len(self._grids) > _KEPT:
            del self._grids[next(iter(self._grids))]
        if not grid.complete:
            grid.advance(self.seconds)
        return grid


def shown_box(frame: Frame) -> Box:
    """The visible part of the plane."""
    return frame.view.zoom or frame.home


def natural_scale_of(frame: Frame) -> Scale:
    """The default scale of the heights; linear for a profile, whose outline shows them."""
    return "linear" if frame.problem.dims == 1 else natural_scale(frame.problem.best)


def drawing_order(frame: Frame) -> list[RacerFrame]:
    """The racers that are not hidden, the selected one last: it is drawn over the others."""
    shown = [racer for racer in frame.racers if not racer.hidden]
    return sorted(shown, key=lambda racer: racer.index == frame.view.selected)


def arrows_shown(frame: Frame) -> bool:
    """Show arrows only when paused or up to speed 1: they change many cells at every step."""
    return not frame.clock.playing or frame.clock.speed <= 1


def trajectories(frame: Frame, theme: PlotTheme) -> list[Polyline]:
    """The trajectories of ghosts, of θ where the answer is measured, and of racers, the one on top last."""

    def trajectory(racer: RacerFrame, faint: str = "") -> Polyline:
        x, y = racer.path[:, 0], racer.path[:, 1] if frame.problem.dims > 1 else racer.loss
        return Polyline(
            name=(faint or racer.index, racer.slot),
            color=theme.faint(racer.slot) if faint else theme.racer(racer.slot).color,
            count=min(len(x), len(y)),
            points=lambda first, last: (x[first:last], y[first:last]),
            dotted=bool(faint),
            sign=theme.sign(racer.slot),
        )

    ghosts = (trajectory(ghost, "ghost") for ghost in frame.ghosts)
    iterates = (trajectory(racer, "iterates") for racer in frame.iterates)
    return [*ghosts, *iterates, *map(trajectory, drawing_order(frame))]


def plane_point(frame: Frame, point: Sequence[float]) -> tuple[float, float]:
    """The point of the plane for some parameters; on the curve of the loss if there is only one."""
    x = float(point[0])
    return (x, float(point[1])) if frame.problem.dims > 1 else (x, profile.height(frame.problem, x))


def height_at(frame: Frame, point: Sequence[float]) -> float:
    """The loss at some parameters, inf or NaN where it has none."""
    with np.errstate(all="ignore"):
        return float(np.asarray(frame.problem.values(np.array(point, np.float64)[:, None])).ravel()[0])


def descent(frame: Frame, racer: RacerFrame) -> Floats:
    """−∇f at a racer's own parameters, as the picture shows it."""
    if isinstance(frame, PlaneFrame):
        return in_picture(frame, steepest_descent(frame.whole.problem, frame.head(racer)))
    return steepest_descent(frame.problem, racer.path[-1])


def in_picture(frame: Frame, vector: Floats) -> Floats:
    """A vector of the parameters' space as the picture shows it: projected onto the plane, where it shows one."""
    return frame.fitted.plane.project_vectors(vector) if isinstance(frame, PlaneFrame) else vector


def two_arrows(marks: Signs, frame: Frame, racer: RacerFrame, color: int) -> None:
    """Draw −∇f as a solid arrow from the head, and the last step as a dashed one."""
    if arrows_shown(frame):
        at = plane_point(frame, racer.path[-1])
        marks.arrow(at, last_step(racer.path), STEP, color, dashed=True)
        marks.arrow(at, descent(frame, racer), GRADIENT, marks.plain)


def mark(
    marks: AnySigns,
    frame: Frame,
    theme: PlotTheme,
    arrows: Callable[[AnySigns, Frame, RacerFrame, int], None] = two_arrows,
) -> None:
    """Draw arrows, saddles, minima, the start and the heads on a landscape."""
    problem = frame.problem
    heads = [(racer, *plane_point(frame, racer.path[-1])) for racer in drawing_order(frame) if len(racer.path)]
    chosen = next(((racer, x, y) for racer, x, y in heads if racer.index == frame.view.selected), None)
    # In the order of importance, the most important on top: arrows, saddles, minima, start, heads, the selected one.
    if chosen is not None:
        arrows(marks, frame, chosen[0], theme.racer(chosen[0].slot).color)
    for saddle in problem.saddles:
        if len(saddle) == problem.dims:
            marks.put(*plane_point(frame, saddle), SADDLE, marks.plain)
    for minimum in problem.minima:
        if len(minimum.point) == problem.dims:
            marks.put(*plane_point(frame, minimum.point), MINIMUM, marks.plain)
    for curve in problem.curves:
        for point in curve.marks:
            marks.put(*plane_point(frame, point), MINIMUM, marks.plain)
    if len(frame.start) == problem.dims:
        marks.put(*plane_point(frame, frame.start), START, marks.plain)
    for racer, x, y in heads:
        style = theme.racer(racer.slot)
        if chosen is not None and racer is chosen[0]:
            marks.ring(x, y, style.color)
        if not marks.put(x, y, style.marker, style.color):
            marks.point_to(x, y, style.marker, style.color)
