"""Tell a lowest loss that is reached from one that is only approached, where floats see a plain in both cases.

From x = −19 on to the left floats have −1 for tanh(x), which still falls; max(0, 1 − x) is 0 from x = 1 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.formula import precise
from core.problems.box import Point
from core.problems.calculus import Calculus
from core.problems.minimum import lengths

EQUAL = 1e-12  # of a loss: a difference in floats that is none
ALMOST = 1e-14  # of a loss: so little before its end a tail shows, and a kink is nearer than rounding
BEYOND = 1e-9  # of a point's size: so far from a kink rounding does not matter
APART = 0.1  # of a point's size: how far away a lower loss is looked for
MOST = 3  # points of a plain that are looked at
ROUNDS = 6  # steps of Newton's method across a valley
HALVINGS = 60  # on the way to the edge of a plain
ROUNDING = 2.0**-50  # of a coordinate: how well a search knows it
SURELY = 1000  # times what rounding a coordinate changes: a loss that is lower by more is lower


def is_only_approached(calculus: Calculus, points: Array, losses: Array) -> bool:
    """Whether the loss falls on from all of the lowest points (dims, n), with these losses, the lowest first."""
    best = float(losses[0])
    level = _level_with(best)
    lowest = points[:, losses <= level]
    nearest = np.argsort(np.abs(lowest).max(axis=0), kind="stable")  # farther away, even a hundred digits may be few
    return all(_falls_on(calculus, point, level) for point in lowest.T[nearest[:MOST]])


def is_reached(calculus: Calculus, inside: Array) -> bool:
    """Whether the loss is lowest on a plain at `inside`: it falls no further at its edge, nor a little beyond.

    Just before the edge, on the way from the origin, rounding does not hide how a tail falls; a little beyond it a
    plain that begins with a kink is level to the last digit.
    """
    level = float(calculus.values(inside))
    almost = level + ALMOST * (1 + abs(level))
    if _falls_on(calculus, _edge(calculus, inside, almost), _level_with(level)):
        return False
    edge = _edge(calculus, inside, level) * (1 + BEYOND)
    here = _exactly(calculus, edge)
    return not any(_exactly(calculus, place) < here for _, place in _pairs(calculus, edge))


def _edge(calculus: Calculus, inside: Array, level: float) -> Array:
    """The first place on the way from the origin that is as low as a level."""
    outside = np.zeros_like(inside)
    for _ in range(HALVINGS):
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if calculus.values(middle) <= level else (middle, inside)
    return inside


@lru_cache(maxsize=64)  # it takes milliseconds, and a racer at rest asks again and again
def falls_beside(calculus: Calculus, point: Point) -> bool:
    """Whether the loss falls from a point by less than floats can tell."""
    place = np.array(point)
    return _falls_on(calculus, place, _level_with(float(calculus.values(place))))


def _level_with(loss: float) -> float:
    return loss + EQUAL * (1 + abs(loss))


def _falls_on(calculus: Calculus, point: Array, level: float) -> bool:
    """Whether the loss at a place beside is level in floats, and lower with a hundred digits."""
    return any(_is_lower(calculus, *pair) for pair in _pairs(calculus, point) if calculus.values(pair[1]) <= level)


def _is_lower(calculus: Calculus, point: Array, place: Array) -> bool:
    """Whether the loss at a place is lower than at a point, however the point's coordinates are rounded."""
    here = _exactly(calculus, point)
    rounded = (point * (1 + side * unit) for unit in np.eye(calculus.dims) for side in (ROUNDING, -ROUNDING))
    noise = max(abs(_exactly(calculus, other) - here) for other in rounded)
    return _exactly(calculus, place) < here - SURELY * noise


def _exactly(calculus: Calculus, point: Array) -> Decimal:
    return precise(calculus.loss, dict(zip(calculus.variables, map(Decimal, point.tolist()), strict=True)))


def _pairs(calculus: Calculus, point: Array) -> Iterator[tuple[Array, Array]]:
    """The point, and places around it; both on the floor of their valley."""
    size = max(1.0, float(np.abs(point).max()))
    for direction in _directions(calculus, point):
        place = point + APART * size * direction
        if calculus.dims == 1:
            yield point, place
        else:
            across = _complement(direction)
            yield _on_floor(calculus, point, across), _on_floor(calculus, place, across)


def _directions(calculus: Calculus, point: Array) -> Iterator[Array]:
    if calculus.dims == 1:
        yield from np.array([[1.0], [-1.0]])
        return
    flat = np.linalg.eigh(np.nan_to_num(calculus.hessian(point)))[1][:, 0]
    away = point / lengths(point[None]) if point.any() else flat
    for each in (away, flat, *np.eye(calculus.dims)):
        yield from (each, -each)


def _complement(direction: Array) -> Array:
    """An orthonormal basis (dims, dims − 1) of the directions across a unit vector."""
    if len(direction) == 2:
        return np.array([[-direction[1]], [direction[0]]])
    across: Array = np.linalg.svd(direction[None])[2][1:].T
    return across


def _on_floor(calculus: Calculus, place: Array, across: Array) -> Array:
    """Newton's method across a valley, in the directions (dims, n); where nothing curves up, the place itself."""
    for _ in range(ROUNDS):
        bends, axes = np.linalg.eigh(np.nan_to_num(across.T @ calculus.hessian(place) @ across))
        axes = across @ axes
        slopes, size = calculus.gradients(place) @ axes, max(1.0, float(np.abs(place).max()))
        curved = (bends > 0) & (np.abs(slopes) <= bends * APART * size)
        if not curved.any():
            break
        place = place - axes[:, curved] @ (slopes / np.where(curved, bends, 1.0))[curved]
    return place
