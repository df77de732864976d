"""From numbers to dots: only what is finite and inside the window gets through.

plotext 6.1 aborts the whole process on a NaN inside a line, and on a point 10⁵ windows away; so everything is
clipped and counted in dots here, and what comes out is integers that lie on the canvas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

DOTS_X, DOTS_Y = 2, 4  # of a braille cell
_FAR = 1e6  # windows; a line from farther away has the same direction to the eye, and no overflow


@dataclass(frozen=True)
class Window:
    """A canvas of `width` × `height` cells that shows x_low … x_high (left to right), y_low … y_high (upwards)."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    width: int
    height: int

    @property
    def columns(self) -> int:
        """How many dots wide."""
        return DOTS_X * self.width

    @property
    def rows(self) -> int:
        """How many dots high."""
        return DOTS_Y * self.height

    def unit(self, x: Floats, y: Floats) -> Floats:
        """Points (n, 2) in units of the window: [0, 1] is inside, NaN where the point is not finite."""
        with np.errstate(all="ignore"):
            # Halves, since 1e308 − (−1e308) overflows.
            across = (x / 2 - self.x_low / 2) / (self.x_high / 2 - self.x_low / 2)
            up = (y / 2 - self.y_low / 2) / (self.y_high / 2 - self.y_low / 2)
            points = np.column_stack((across, up))
            points[~(np.isfinite(x) & np.isfinite(y))] = np.nan
            return np.clip(points, -_FAR, _FAR)

    def dots(self, unit: Floats) -> Ints:
        """Points (n, 2) of [0, 1]² as dots (column, row from the top)."""
        scaled = np.floor(unit * (self.columns, self.rows))
        out = np.clip(scaled, 0, (self.columns - 1, self.rows - 1)).astype(np.int64)
        out[:, 1] = self.rows - 1 - out[:, 1]
        return out

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell (column, row from the top) of a point, None where it is outside."""
        unit = self.unit(np.array([x]), np.array([y]))
        if not bool(np.all((unit >= 0) & (unit <= 1))) or self.width < 1 or self.height < 1:
            return None
        column, row = self.dots(unit)[0]
        return int(column) // DOTS_X, int(row) // DOTS_Y

    def point(self, column: float, row: float) -> tuple[float, float]:
        """The point in the middle of a cell (column, row from the top; fractions are welcome)."""
        across, up = (column + 0.5) / self.width, 1 - (row + 0.5) / self.height
        return (
            self.x_low + (self.x_high - self.x_low) * across,
            self.y_low + (self.y_high - self.y_low) * up,
        )


def segments(window: Window, x: Floats, y: Floats) -> Ints:
    """The polyline through the points as straight pieces in dots, (m, 4): x0, y0, x1, y1.

    Split where a point is not finite, clipped to the window; pieces that stay in one dot are left out unless they
    would be all there is of a run, so that a single point still shows.
    """
    if len(x) == 0 or window.width < 1 or window.height < 1:
        return np.empty((0, 4), np.int64)
    unit = window.unit(np.asarray(x, np.float64), np.asarray(y, np.float64))
    inside = np.all((unit >= 0) & (unit <= 1), axis=1)  # False for NaN
    cells = np.full(unit.shape, -1, np.int64)
    cells[inside] = window.dots(unit[inside])
    both = inside[:-1] & inside[1:]
    moves = both & np.any(cells[:-1] != cells[1:], axis=1)
    pieces = [np.hstack((cells[:-1][moves], cells[1:][moves]))]
    crossing = ~both & ~np.isnan(unit[:-1, 0]) & ~np.isnan(unit[1:, 0])
    if crossing.any():
        start, end, visible = clip(unit[:-1][crossing], unit[1:][crossing])
        pieces.append(np.hstack((window.dots(start[visible]), window.dots(end[visible]))))
    # Points that no piece touches: alone between gaps, or the polyline has rested in one dot.
    lonely = inside.copy()
    lonely[:-1] &= ~moves
    lonely[1:] &= ~moves
    if lonely.any():
        resting = np.unique(cells[lonely], axis=0)
        pieces.append(np.hstack((resting, resting)))
    return np.concatenate(pieces)


def clip(start: Floats, end: Floats) -> tuple[Floats, Floats, Mask]:
    """Cut lines (n, 2) → (n, 2) to the unit square (Liang & Barsky 1984), and tell which are visible."""
    step = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        # Entering at t0, leaving at t1, over the four edges at once.
        low, high = (0.0 - start) / step, (1.0 - start) / step
        near, far = np.minimum(low, high), np.maximum(low, high)
    still = step == 0  # parallel to the edge: inside for every t, or for none
    within = (start >= 0) & (start <= 1)
    near[still] = np.where(within, -np.inf, np.inf)[still]
    far[still] = np.where(within, np.inf, -np.inf)[still]
    enter = np.maximum(near.max(axis=1), 0.0)
    leave = np.minimum(far.min(axis=1), 1.0)
    visible = enter <= leave
    enter, leave = np.where(visible, enter, 0.0)[:, None], np.where(visible, leave, 0.0)[:, None]
    return np.clip(start + step * enter, 0, 1), np.clip(start + step * leave, 0, 1), visible
