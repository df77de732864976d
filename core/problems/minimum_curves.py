"""Curves of minima, such as xy = 1 and rings: found on a grid, and the nearest point of one to any point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from core.arrays import Array, Mask
from core.frozen import frozen
from core.problems.box import Box
from core.problems.calculus import Calculus
from core.problems.same_minima import with_same_minima

CELLS = 96  # per side of the grid on which curves are looked for
BESIDE = 0.6  # cells from a grid point to a curve at most: in each row or column of the grid one is as near
MOST = 3000  # points beside curves; where there are more, as on a plain, a half or a third of them is enough
ROUNDS = 8  # of Newton's method across a valley
ARRIVED = 1e-9  # of a cell: a step of Newton's method this short is the last one
SLIDES = 20  # along a curve at most, for its nearest point
SETTLED = 1e-6  # of the distance: a shorter slide changes the distance by its square
BACK = 3  # looks at where a slide leads, with a step of Newton's method between them
CHUNK = 512  # points at once
MARK_EVERY = 6  # cells: in a picture, this far from mark to mark
FEWEST = 5  # cells that a curve crosses: fewer are a point at which the loss is very flat
LEVEL = 1e-9  # of the curvature across: a larger slope along a valley is that of no curve of minima
FLAT = 1e-6  # of the curvature across: a larger curvature along a valley likewise
EQUAL = 1e-9  # of the loss's range: values that differ by less are those of one curve


class _Valley:
    """The loss at points (2, n) beside the floor of a valley, in the directions across the valley and along it."""

    def __init__(self, calculus: Calculus, points: Array) -> None:
        gradient, (xx, xy, _, yy) = calculus.derivatives(points)
        angle = np.arctan2(2 * xy, xx - yy) / 2
        self.normal = np.array([np.cos(angle), np.sin(angle)])
        bend = np.hypot((xx - yy) / 2, xy)
        self.curvature = (xx + yy) / 2 + bend
        self._along = (xx + yy) / 2 - bend
        self._slope = np.hypot(*gradient)
        self.step = (self.normal * gradient).sum(axis=0) / self.curvature

    @property
    def tangent(self) -> Array:
        """The direction along the valley, (2, n)."""
        return np.array([-self.normal[1], self.normal[0]])

    def is_level(self, cell: float) -> Mask:
        """Whether the gradient vanishes, and the loss curves up across the valley alone."""
        slopes, bends = self._slope <= LEVEL * self.curvature * cell, np.abs(self._along) <= FLAT * self.curvature
        level: Mask = slopes & bends & (self.curvature > 0)
        return level


@frozen(eq=False)
class GridCurve:
    """Curves of minima that have the same loss; `points` (n, 2) lie on them, a cell apart.

    `calculus` is that of a formula with the same minima; there it is `level`, up to `tolerance`.
    """

    value: float
    points: Array
    calculus: Calculus
    level: float
    cell: float
    tolerance: float

    @cached_property
    def marks(self) -> Array:
        """A few points along the curve (n, 2), for a picture."""
        _, firsts = np.unique(np.floor(self.points / (MARK_EVERY * self.cell)), axis=0, return_index=True)
        return self.points[firsts]

    def nearest(self, points: Array) -> Array:
        """The points of the curve (n, 2) that are nearest to `points` (n, 2)."""
        chunks = (self._nearest(points[i : i + CHUNK].T) for i in range(0, len(points), CHUNK))
        return np.concatenate([*chunks, np.empty((0, 2))])

    def roughly(self, points: Array) -> Array:
        """The distances (n,) of `points` (n, 2) to the nearest of the curve's own points."""
        chunks = (points[i : i + CHUNK].T for i in range(0, len(points), CHUNK))
        return np.concatenate([*(np.hypot(*(goals - self._own_nearest(goals))) for goals in chunks), np.empty(0)])

    def _own_nearest(self, goals: Array) -> Array:
        """Of the curve's own points, those (2, n) nearest to the goals (2, n)."""
        squares = (self.points**2).sum(axis=1)[:, None] - 2 * (self.points @ goals)
        found: Array = self.points[squares.argmin(axis=0)].T
        return found

    def _nearest(self, goals: Array) -> Array:
        """From the nearest of `points`, slide along the tangent, by the secant method, and come back on the curve."""
        best = self._own_nearest(goals).copy()
        least, active = np.hypot(*(goals - best)), np.flatnonzero(np.isfinite(goals).all(axis=0))
        place, goal = best[:, active], goals[:, active]
        reach = self.cell
        with np.errstate(all="ignore"):
            tangent = _Valley(self.calculus, place).tangent
            wanted = along = (tangent * (goal - place)).sum(axis=0)
            for _ in range(SLIDES):
                along = np.clip(along, -reach, reach)
                new, level, turned = self._back_on(place + tangent * along)
                away = np.hypot(*(goal - new))
                closer = level & (away < least[active])
                best[:, active[closer]], least[active[closer]] = new[:, closer], away[closer]
                turned = turned * np.sign((turned * tangent).sum(axis=0))
                still = (turned * (goal - new)).sum(axis=0)
                share = np.clip((wanted - still) / along, 0.25, 4.0)  # of the wanted length that is enough
                along = np.where(level, still / share, along / 8)  # shorter where it has left the curve
                place, tangent = np.where(level, new, place), np.where(level, turned, tangent)
                wanted = np.where(level, still, wanted)
                going = np.abs(along) > SETTLED * away
                active, place, goal, tangent = active[going], place[:, going], goal[:, going], tangent[:, going]
                wanted, along = wanted[going], along[going]
                reach *= 2
                if not active.size:
                    break
            valley = _Valley(self.calculus, best)
            last = valley.normal * valley.step  # to the last digits
        found: Array = np.where(np.abs(last) <= self.cell * LEVEL, best - last, best).T
        return found

    def _back_on(self, places: Array) -> tuple[Array, Mask, Array]:
        """Newton's method across the valley: where it leads, whether that is the curve, and the tangent there."""
        for look in range(BACK):
            valley = _Valley(self.calculus, places)
            on = valley.is_level(self.cell)
            if on.all() or look == BACK - 1:
                break
            places = places - valley.normal * valley.step
        same = np.abs(self.calculus.values(places) - self.level) <= self.tolerance
        return places, same & on, valley.tangent


def curves_in(calculus: Calculus, box: Box) -> tuple[GridCurve, ...]:
    """The curves of minima of a loss of two variables in a box, the lowest first.

    Newton's method across the valley starts from all points of a grid that seem to lie beside it.
    """
    plain = with_same_minima(calculus.loss)
    inner = calculus if plain == calculus.loss else Calculus(plain, calculus.variables)
    return tuple(curve for curve in _found(inner, box, calculus) if np.isfinite(curve.value))


def _found(calculus: Calculus, box: Box, original: Calculus) -> Iterator[GridCurve]:
    sides = [np.linspace(box.x_low, box.x_high, CELLS + 1), np.linspace(box.y_low, box.y_high, CELLS + 1)]
    cell = max(sides[0][1] - sides[0][0], sides[1][1] - sides[1][0])
    places = np.stack(np.meshgrid(*sides)).reshape(2, -1)
    values = calculus.values(places)
    finite = values[np.isfinite(values)]
    tolerance = EQUAL * float(np.median(finite) - finite.min()) if finite.size else 0.0
    with np.errstate(all="ignore"):
        valley = _Valley(calculus, places)
        places = places[:, (np.abs(valley.step) <= BESIDE * cell) & (valley.curvature > 0)]
        places = _floors(calculus, places[:, :: 1 + places.shape[1] // MOST], cell)
        places = places[:, _Valley(calculus, places).is_level(cell) & _inside(box, places)]
    for level, points in _groups(calculus.values(places), places, cell, tolerance):
        value = float(original.values(points).min())
        yield GridCurve(value, points.T.copy(), calculus, level, cell, tolerance)


def _floors(calculus: Calculus, places: Array, cell: float) -> Array:
    """Where Newton's method across the valleys leads; without those of which the steps hardly shorten."""
    going, first = np.arange(places.shape[1]), np.full(places.shape[1], np.inf)
    for step in range(ROUNDS):
        valley = _Valley(calculus, places[:, going])
        places[:, going] -= valley.normal * np.clip(valley.step, -cell, cell)
        lengths = np.abs(valley.step)
        if step == 0:
            first = lengths
        elif step == ROUNDS // 2:
            slow = lengths > first[going] / 2
            places[:, going[slow]], lengths[slow] = np.nan, 0.0
        going = going[lengths > ARRIVED * cell]
    return places[:, np.isfinite(places).all(axis=0)]


def _inside(box: Box, points: Array) -> Mask:
    (x, y), found = points, np.ones(points.shape[1], dtype=bool)
    for coordinate, low, high in ((x, box.x_low, box.x_high), (y, box.y_low, box.y_high)):
        found &= (coordinate >= low) & (coordinate <= high)
    return found


def _groups(values: Array, places: Array, cell: float, tolerance: float) -> Iterator[tuple[float, Array]]:
    """Each value that enough cells share, and places with that value, one a cell; the lowest first."""
    order = np.argsort(values, kind="stable")
    breaks = np.flatnonzero(np.diff(values[order]) > tolerance) + 1
    for group in np.split(order, breaks):
        _, firsts = np.unique(np.round(places[:, group] / cell), axis=1, return_index=True)
        if len(firsts) >= FEWEST:
            chosen = group[firsts]
            yield float(values[chosen].min()), places[:, chosen]
