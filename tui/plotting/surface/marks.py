"""Marks on a surface: they follow it, and are hidden behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.frozen import frozen
from tui.plotting.landscape.marks import Cell, Shaft, Signs
from tui.plotting.surface.raster import Scene
from tui.plotting.surface.trajectories import spots
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Ints

if TYPE_CHECKING:
    from core.problems import Box

DEPTH_TOLERANCE = 0.04
"""Nearness by which a mark may lie behind the surface: a minimum lies deeper than the mesh around it."""
_FAR, _PLACES = 1.5, 384  # sides of the box that an arrow is followed for at most, and in how many parts
_BACK = 4.0  # dots before its tip, from where an arrow's head has its direction
_INWARD = 0.02  # sides of the box, from where an edge has its direction


@frozen
class SurfaceMarks(Signs):
    """Marks on a surface whose cells have the colours `tone` (h, w)."""

    CONTRAST: ClassVar[float] = 4.5

    tone: Ints
    scene: Scene
    box: Box

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell of a point of the plane; None if it is not visible."""
        return self._cell(*self._unit(x, y)) if self.holds(x, y) else None

    def behind(self, x: float, y: float) -> Cell | None:
        """The cell of a point of the plane, even if it is hidden."""
        u, v = self._unit(x, y)
        across, down = self._screen(np.array([u]), np.array([v]))
        at = float(across[0]), float(down[0])
        return (int(at[0]) // DOTS_X, int(at[1]) // DOTS_Y) if math.isfinite(at[0] + at[1]) else None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the box."""
        u, v = self._unit(x, y)
        return 0 <= u <= 1 and 0 <= v <= 1

    def edge(self, x: float, y: float) -> tuple[Cell, Cell] | None:
        """The nearest cell at the edge of the surface, if visible, and the direction from there on the screen."""
        u, v = self._unit(x, y)
        if not (math.isfinite(u) and math.isfinite(v)):
            return None
        at = min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0)
        cell = self._cell(*at)
        if cell is None:
            return None
        inner_u, inner_v = at[0] - _INWARD * ((u > 1) - (u < 0)), at[1] - _INWARD * ((v > 1) - (v < 0))
        across, down, _ = self.scene.projection.dots(
            np.array([at[0], inner_u]), np.array([at[1], inner_v]), np.zeros(2)
        )
        right, below = float(across[0] - across[1]), float(down[0] - down[1])
        way = (1 if right > 0 else -1, 0) if abs(right) >= abs(below) else (0, 1 if below > 0 else -1)
        return cell, way

    def shade(self, column: int, row: int) -> int:
        """The colour of the surface."""
        return int(self.tone[row, column])

    def trace(self, start: Sequence[float], vector: Floats, least: float, greatest: float) -> Shaft | None:
        """Trace an arrow along the surface, up to its edge."""
        u, v = self._unit(start[0], start[1])
        with np.errstate(all="ignore"):
            size = [self.box.x_high - self.box.x_low, self.box.y_high - self.box.y_low]
            across, up = (float(part) for part in vector / np.array(size))
        length = math.hypot(across, up)
        if not (self.holds(start[0], start[1]) and 0 < length < math.inf):
            return None
        far = np.linspace(0, _FAR, _PLACES)
        x, y = self._screen(u + across / length * far, v + up / length * far)
        ground = np.isfinite(x)
        count = len(far) if ground.all() else int(ground.argmin())
        far, x, y = far[:count], x[:count], y[:count]
        along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
        if count < 2 or along[-1] <= 0:
            return None
        wanted = min(max(float(np.interp(length, far, along)), least), greatest)
        steps = np.interp(np.arange(min(wanted, along[-1])), along, far)
        columns, rows, seen = spots(self.scene, u + across / length * steps, v + up / length * steps)
        places = [
            (column, row) if shown else None
            for column, row, shown in zip(columns.tolist(), rows.tolist(), seen.tolist(), strict=True)
        ]
        tip_x, tip_y, back_x, back_y = (
            float(np.interp(at, along, part)) for at in (wanted, wanted - _BACK) for part in (x, y)
        )
        arrives = wanted <= along[-1] and bool(seen[-1])
        return Shaft(
            (math.floor(x[0]), math.floor(y[0])),
            places,
            (tip_x, tip_y) if arrives else None,
            (tip_x - back_x, back_y - tip_y),
        )

    def _screen(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Dots of points of the unit square, NaN outside of it."""
        inside = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
        x, y, _ = self.scene.projection.dots(u, v, self.scene.mesh.height(np.clip(u, 0, 1), np.clip(v, 0, 1)))
        return np.where(inside, x, np.nan) + 0 * y, np.where(inside, y, np.nan) + 0 * x

    def _unit(self, x: float, y: float) -> tuple[float, float]:
        """A point of the plane in units of the box; NaN where it overflows."""
        box = self.box
        with np.errstate(all="ignore"):
            u = np.float64(x / 2 - box.x_low / 2) / np.float64(box.x_high / 2 - box.x_low / 2)
            v = np.float64(y / 2 - box.y_low / 2) / np.float64(box.y_high / 2 - box.y_low / 2)
        return float(u), float(v)

    def _cell(self, u: float, v: float) -> Cell | None:
        column, row, seen = spots(self.scene, np.array([u]), np.array([v]), DEPTH_TOLERANCE)
        return (int(column[0]) // DOTS_X, int(row[0]) // DOTS_Y) if seen[0] else None
