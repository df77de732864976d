"""Map points to the dots of a canvas, and clip lines to it.

plotext 6.1 aborts the process on a NaN inside a line and on a point 10⁵ windows away, so lines are clipped here: the
result is integers that lie on the canvas.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.frozen import frozen

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

DOTS_X, DOTS_Y = 2, 4  # of a braille cell
_FEW = 4  # points, up to which plain Python is faster than numpy
_FAR = 1e6  # windows; a point farther away is moved here: no overflow, and the line looks the same


@frozen
class Viewport:
    """A canvas of `width` × `height` cells that shows x_low … x_high (left to right), y_low … y_high (upwards)."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    width: int
    height: int

    @property
    def columns(self) -> int:
        """The width in dots."""
        return DOTS_X * self.width

    @property
    def rows(self) -> int:
        """The height in dots."""
        return DOTS_Y * self.height

    def unit(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Coordinates in units of the window: [0, 1] is inside, NaN where one is not finite."""
        across, up = _unit(x, self.x_low, self.x_high), _unit(y, self.y_low, self.y_high)
        gaps = np.isnan(across + up)
        if gaps.any():
            across[gaps] = up[gaps] = np.nan
        return across, up

    def dots(self, across: Floats, up: Floats) -> tuple[Ints, Ints]:
        """Coordinates in [0, 1] as dots: columns, and rows from the top."""
        columns = np.minimum((across * self.columns).astype(np.int64), self.columns - 1)
        rows = np.minimum((up * self.rows).astype(np.int64), self.rows - 1)
        return columns, self.rows - 1 - rows

    def numbers(self, x: Floats, y: Floats) -> Ints | None:
        """Column · rows + row of each point's dot, None if not all of them are in the window.

        The arithmetic of `unit` and `dots` in half as many passes: what it takes for a million points.
        """
        wide, high = self.x_high / 2 - self.x_low / 2, self.y_high / 2 - self.y_low / 2
        if not (0 < wide < math.inf and 0 < high < math.inf):
            return None
        found = []
        for values, low, size, count in ((x, self.x_low, wide, self.columns), (y, self.y_low, high, self.rows)):
            share = values / 2
            share -= low / 2
            with np.errstate(over="ignore"):
                share /= size
            if not (share.min() >= 0 and share.max() <= 1):  # nor for NaN
                return None
            share *= count
            places = share.astype(np.int64)
            np.minimum(places, count - 1, out=places)
            found.append(places)
        columns, rows = found
        columns *= self.rows
        columns += self.rows - 1
        columns -= rows
        return columns

    def dot(self, x: float, y: float) -> tuple[int, int] | None:
        """The dot (column, row from the top) of a point in the window, None for any other.

        The very arithmetic of `unit` and `dots`, in plain floats: numpy takes 60 µs for one point.
        """
        if self.width < 1 or self.height < 1:
            return None
        wide, high = self.x_high / 2 - self.x_low / 2, self.y_high / 2 - self.y_low / 2
        if not (wide > 0 and high > 0):
            return None
        across, up = (x / 2 - self.x_low / 2) / wide, (y / 2 - self.y_low / 2) / high
        if not (0 <= across <= 1 and 0 <= up <= 1):  # nor for NaN
            return None
        columns, rows = self.columns, self.rows
        return min(int(across * columns), columns - 1), rows - 1 - min(int(up * rows), rows - 1)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell (column, row from the top) of a point, None where it is outside."""
        dot = self.dot(x, y)
        return None if dot is None else (dot[0] // DOTS_X, dot[1] // DOTS_Y)

    def point(self, column: float, row: float) -> tuple[float, float]:
        """The point in the middle of a cell (column, row from the top; may be fractions)."""
        across, up = (column + 0.5) / self.width, 1 - (row + 0.5) / self.height
        return (
            self.x_low + (self.x_high - self.x_low) * across,
            self.y_low + (self.y_high - self.y_low) * up,
        )


def segments(viewport: Viewport, x: Floats, y: Floats) -> Ints:
    """The polyline through the points as straight pieces in dots, (m, 4): x0, y0, x1, y1.

    Split where a point is not finite, clipped to the window; a piece within one dot is dropped, unless its run has no
    other, so that a single point still shows.
    """
    return dot_path(viewport, x, y).pieces


@frozen(eq=False)
class DotPath:
    """A polyline as straight pieces in dots (m, 4), and how many moves were made by the end of each (m,), ascending.

    A move goes to another dot, out of the window or back in. A piece of a single dot is one that no other piece shows.
    """

    pieces: Ints
    moved: Ints
    moves: int = 0
    """The number of moves."""


def dot_path(viewport: Viewport, x: Floats, y: Floats) -> DotPath:
    """The polyline through the points (n,): see `segments`."""
    if x.size == 0 or viewport.width < 1 or viewport.height < 1:
        return DotPath(np.empty((0, 4), np.int64), np.empty(0, np.int64))
    if x.size <= _FEW:
        dots_of_few = [viewport.dot(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
        if None not in dots_of_few:
            return _joined([dot for dot in dots_of_few if dot is not None])
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    dots = viewport.numbers(x, y)
    inside = None
    if dots is None:
        across, up = viewport.unit(x, y)
        inside = _inside(across, up)
        dots = np.full(len(across), -1, np.int64)  # column and row in one number, so that comparing is cheap
        columns, rows = viewport.dots(across[inside], up[inside])
        dots[inside] = columns * viewport.rows + rows
    # Points in one dot, or outside, are one stretch; each stretch but the first begins with a move.
    moves = np.flatnonzero(dots[1:] != dots[:-1]) + 1
    stretches = dots[np.append(0, moves)]
    joined = (stretches[:-1] >= 0) & (stretches[1:] >= 0)
    # A dot that is left for no other one would not be seen; nor the last one, had nothing led to it.
    single = (stretches >= 0) & ~np.append(joined, False)
    columns, rows = np.divmod(stretches, viewport.rows)
    both = np.column_stack((columns, rows))
    pieces = np.concatenate((np.hstack((both[:-1][joined], both[1:][joined])), np.tile(both[single], 2)))
    moved = np.concatenate((np.flatnonzero(joined) + 1, np.flatnonzero(single)))
    if inside is not None:
        places, crossings = _crossings(viewport, across, up, inside)
        pieces = np.concatenate((pieces, crossings))
        moved = np.concatenate((moved, np.searchsorted(moves, places + 1, side="right")))
    if inside is not None or not single[-1]:
        order = np.argsort(moved, kind="stable")
        pieces, moved = pieces[order], moved[order]
    return DotPath(pieces, moved, len(moves))


def clip(start: Floats, end: Floats) -> tuple[Floats, Floats, Mask]:
    """Clip lines (n, 2) → (n, 2) to the unit square (Liang & Barsky 1984); also a mask of the visible ones."""
    step = end - start
    with np.errstate(all="ignore"):
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


def _joined(dots: list[tuple[int, int]]) -> DotPath:
    """Pieces from each dot to the next other one, and one that stays where it is at the end."""
    stretches = [dot for index, dot in enumerate(dots) if index == 0 or dot != dots[index - 1]]
    pieces = [(*one, *other) for one, other in zip(stretches, [*stretches[1:], stretches[-1]], strict=True)]
    moves = len(stretches) - 1
    return DotPath(np.array(pieces, np.int64), np.array([*range(1, moves + 1), moves], np.int64), moves)


def _crossings(viewport: Viewport, across: Floats, up: Floats, inside: Mask) -> tuple[Ints, Ints]:
    """The visible parts of the lines with an end outside, and the index of the point from which each goes."""
    candidates = ~(inside[:-1] & inside[1:])
    for values in (across, up):  # both ends beyond the same edge, or one of them nowhere
        low, high = np.minimum(values[:-1], values[1:]), np.maximum(values[:-1], values[1:])
        candidates &= (high >= 0) & (low <= 1)
    first = np.flatnonzero(candidates)
    points = np.column_stack((across, up))
    start, end, visible = clip(points[first], points[first + 1])
    ends = [*viewport.dots(*start[visible].T), *viewport.dots(*end[visible].T)]
    return first[visible], np.column_stack(ends)


def _unit(values: Floats, low: float, high: float) -> Floats:
    with np.errstate(all="ignore"):
        # Halves, since 1e308 − (−1e308) overflows.
        unit = (values / 2 - low / 2) / (high / 2 - low / 2)
        unit[~np.isfinite(values)] = np.nan
        return np.clip(unit, -_FAR, _FAR)


def _inside(across: Floats, up: Floats) -> Mask:
    """False for NaN."""
    inside: Mask = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    return inside
