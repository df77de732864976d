"""The picture of a landscape in three dimensions: surface, axes, trajectories, marks and heads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.cells import Picture, ink
from tui.plotting.landscape.height_grid import HeightGrid
from tui.plotting.landscape.overlay import paint
from tui.plotting.landscape.palettes import Palette
from tui.plotting.landscape.picture import Style, mark, shown_box, trajectories
from tui.plotting.landscape.shading import natural_scale
from tui.plotting.lines.polylines import Polyline
from tui.plotting.memo import Memo
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.axes import MIN_HEIGHT, MIN_WIDTH, draw_axes
from tui.plotting.surface.camera import Camera, Projection
from tui.plotting.surface.marks import DEPTH_TOLERANCE, SurfaceMarks
from tui.plotting.surface.mesh import Mesh, mesh, vertices
from tui.plotting.surface.raster import Scene, scene
from tui.plotting.surface.shading import Shaded, shade, tones
from tui.plotting.surface.trajectories import DrapedLines, lattice, spots
from tui.plotting.surface.wireframe import wireframe
from tui.plotting.viewport import DOTS_X, DOTS_Y, Ints

if TYPE_CHECKING:
    from tui.state.frame import Frame

_MIN_CELLS, _MAX_CELLS = 24, 95  # along a side of the mesh
_ASIDE, _BELOW = 6, 1  # cells for labels


@dataclass(eq=False)
class SurfacePlot:
    """Draws one frame after another; keeps the shaded scene and the trajectories drawn so far."""

    width: int = 0
    height: int = 0
    camera: Camera = field(default_factory=Camera)
    style: Style = field(default_factory=Style)
    seconds: float = math.inf  # time budget of a picture; the next one continues an unfinished one
    _lines: DrapedLines = field(default_factory=DrapedLines)
    _grid: Memo[HeightGrid] = field(default_factory=Memo)
    _mesh: Memo[Mesh] = field(default_factory=Memo)
    _scene: Memo[Scene] = field(default_factory=Memo)
    _base: Memo[Shaded] = field(default_factory=Memo)

    @property
    def complete(self) -> bool:
        """Whether the last picture was finished; if not, drawing again continues it."""
        return self._lines.complete and (self._grid.value is None or self._grid.value.complete)

    def draw(self, frame: Frame, theme: PlotTheme, cross: tuple[float, float] | None = None) -> Picture:
        """The picture of a frame whose problem has two parameters; `cross` marks the start that is being chosen."""
        width, height = max(self.width, 0), max(self.height, 0)
        if width < 1 or height < 1 or frame.problem.dims != 2:
            return Picture.blank(width, height)
        roomy = width >= MIN_WIDTH and height >= MIN_HEIGHT
        projection = Projection(self.camera, width, height, _ASIDE if roomy else 0, _BELOW if roomy else 0)
        palette = self.style.palette_on(theme.dark)
        seen = self._seen(frame, projection)
        base = self._shaded(frame, seen, theme)
        picture = Picture(base.picture.codes.copy(), base.picture.styles.copy())
        box = shown_box(frame)
        plane = lattice(*map(float, (box.x_low, box.x_high, box.y_low, box.y_high)))
        own = replace(theme, dark=palette.dark)
        lines = trajectories(frame, own)
        self._lines.advance((frame.epoch, frame.scenario.problem, frame.drawn), plane, seen, lines, self.seconds)
        tone = np.array(tones(palette, theme.depth))[base.tone]
        if lines:
            self._paint_lines(picture, lines, tone, palette, theme)
        marks = SurfaceMarks(picture, palette, theme.depth, tone, seen, box)
        mark(marks, frame, own)
        if cross is not None:
            marks.cross(*cross)
        return theme.finish(picture)

    def _paint_lines(
        self, picture: Picture, lines: list[Polyline], tone: Ints, palette: Palette, theme: PlotTheme
    ) -> None:
        over = paint(picture, self._lines.drawn, lines, tone, palette, theme.depth)
        if theme.depth == "mono":
            # The wireframe consists of lines, too: racers' lines are bold, ghosts are not.
            racers = np.array([*(not line.dotted for line in lines), False])
            picture.styles[racers[over.line]] = ink(bold=True)

    @property
    def cell(self) -> float:
        """The width of a cell in the last picture, as a share of the box's side."""
        return 0.0 if self._scene.value is None else self._scene.value.projection.cell

    def point_at(self, column: int, row: int) -> tuple[float, float] | None:
        """The point (u, v) of the unit square that a cell of the last picture shows; None if it shows none."""
        seen = self._scene.value
        if seen is None:
            return None
        side = np.linspace(0, 1, seen.mesh.cells + 1)
        u, v = (part.ravel() for part in np.meshgrid(side, side))
        x, y, visible = spots(seen, u, v)
        distance = (x - DOTS_X * (column + 0.5)) ** 2 + (y - DOTS_Y * (row + 0.5)) ** 2
        distance = np.where(visible, distance, np.inf)
        nearest = int(distance.argmin())
        return (float(u[nearest]), float(v[nearest])) if distance[nearest] < 8 * DOTS_Y**2 else None

    def cell_of(self, u: float, v: float) -> tuple[int, int] | None:
        """The cell of the last picture that shows a point of the unit square; None if none does."""
        seen = self._scene.value
        if seen is None or not (0 <= u <= 1 and 0 <= v <= 1):
            return None
        x, y, visible = spots(seen, np.array([u]), np.array([v]), DEPTH_TOLERANCE)
        return (int(x[0]) // DOTS_X, int(y[0]) // DOTS_Y) if visible[0] else None

    def _seen(self, frame: Frame, projection: Projection) -> Scene:
        problem, box = frame.problem, shown_box(frame)
        cells = min(max(max(projection.columns, projection.rows) // 2, _MIN_CELLS), _MAX_CELLS) | 1
        place = (problem, box, cells)
        grid = self._grid.get(place, lambda: HeightGrid(problem.values, vertices(box, cells)))
        if not grid.complete:
            grid.advance(self.seconds)
        scale = self.style.scale or natural_scale(problem.best)
        key = (place, scale, grid.known)
        shown = self._mesh.get(key, lambda: mesh(grid.heights[::-1], problem.best, scale))
        return self._scene.get((key, projection), lambda: scene(shown, projection))

    def _shaded(self, frame: Frame, seen: Scene, theme: PlotTheme) -> Shaded:
        return self._base.get((seen, theme, self.style), lambda: self._shade(frame, seen, theme))

    def _shade(self, frame: Frame, seen: Scene, theme: PlotTheme) -> Shaded:
        unshaded = theme.depth in ("16", "mono")
        palette = self.style.palette_on(theme.dark)
        shaded = wireframe(seen, theme) if unshaded else shade(seen, palette, theme.depth, fine=not theme.ascii)
        draw_axes(shaded.picture, seen.projection, seen.mesh, shown_box(frame), frame.problem.names, theme)
        return shaded
