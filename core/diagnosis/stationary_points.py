"""The stationary point that a racer is at: a known minimum, or what Newton's method finds beside it."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems import Minimum, Problem

NEAR = 1e-3
"""A point counts as at a minimum within this share of the view's size."""

ROUNDING = 1e-6
"""A curvature below this share of the largest counts as 0, as along a curve of minima."""
NEWTON_STEPS = 20
LEVEL = 1e-12
"""Of a loss: floats show a plain where it rises by less within NEAR."""
FLAT = 1e-9
"""Along a curve of minima the loss changes at most by this share of what the steepest curvature would change it."""

Nature = Literal["minimum", "curve", "saddle", "maximum"]


@frozen
class Stationary:
    """A point where the gradient vanishes. `low` and `high` are the Hessian's extreme eigenvalues, NaN at a kink.

    At a `curve` of minima the loss curves up on both sides and is level along it.
    """

    nature: Nature
    point: tuple[float, ...]
    value: float
    low: float = math.nan
    high: float = math.nan


def view_size(problem: Problem) -> float:
    """The diagonal of the problem's own view."""
    return math.hypot(*(high - low for low, high in problem.sides))


def stationary_near(
    problem: Problem, point: tuple[float, ...], reach: float, nearest: Minimum | None
) -> Stationary | None:
    """The stationary point within `reach` of a point: a known minimum, one that Newton's method finds, a known saddle.

    `nearest` is the known minimum nearest to the point. None where there is none in reach, or where it cannot be told
    what it is.
    """
    if nearest is not None and math.dist(nearest.point, point) <= min(reach, NEAR * view_size(problem)):
        return Stationary("curve" if nearest.curve else "minimum", nearest.point, nearest.value)
    end = _newton(problem, np.array(point), reach)
    found = None if end is None else _classified(problem, end)
    if found is not None:
        return found
    for saddle in problem.saddles:
        if math.dist(saddle, point) <= reach:
            value = float(problem.values(np.array(saddle)))
            return Stationary("saddle", saddle, value, *_extremes(problem.hessian(saddle)))
    return None


def _newton(problem: Problem, point: Array, reach: float) -> Array | None:
    """The end of Newton's method from a point; None if it goes further than `reach`, or does not end.

    It moves only along directions that curve, so on a curve of minima it ends at the nearest place.
    """
    place, tiny = point, 1e-12 * max(view_size(problem), float(np.abs(point).max()))
    for _ in range(NEWTON_STEPS):
        step = _newton_step(problem, place)
        if step is None or not math.dist(place + step, point) <= reach:
            return None
        place = place + step
        if float(np.abs(step).max()) <= tiny:
            return place
    return None


def _newton_step(problem: Problem, place: Array) -> Array | None:
    hessian, gradient = problem.finite_hessian(place), np.asarray(problem.gradients(place))
    if hessian is None or not np.isfinite(gradient).all():
        return None
    values, vectors = np.linalg.eigh(hessian)
    curved = np.abs(values) > ROUNDING * np.abs(values).max()
    if not curved.any():
        return None
    along = (gradient @ vectors)[curved] / values[curved]
    step: Array = -vectors[:, curved] @ along
    return step


def _extremes(hessian: Array) -> tuple[float, float]:
    values = np.linalg.eigvalsh(np.asarray(hessian))
    return float(values[0]), float(values[-1])


def _classified(problem: Problem, place: Array) -> Stationary | None:
    """What a place where Newton's method ended is; None where its Hessian does not tell."""
    low, high = _extremes(problem.hessian(place))
    point, value = tuple(map(float, place)), float(problem.values(place))
    largest = max(abs(low), abs(high))
    gradient = float(np.abs(np.asarray(problem.gradients(place))).max())
    if not gradient <= ROUNDING * NEAR * largest * view_size(problem):
        return None  # it slopes along the direction without curvature
    if low > ROUNDING * high:
        return None if _falls_unseen(problem, point, value, low) else Stationary("minimum", point, value, low, high)
    if high < ROUNDING * low:
        return Stationary("maximum", point, value, low, high)
    if low < -ROUNDING * largest and high > ROUNDING * largest:
        return Stationary("saddle", point, value, low, high)
    if high > 0 and _is_level_along(problem, place) and not _falls_unseen(problem, point, value, low):
        return Stationary("curve", point, value, low, high)
    return None


def _falls_unseen(problem: Problem, point: tuple[float, ...], value: float, low: float) -> bool:
    """Whether the loss falls from a point by less than floats can tell, along a direction that seems level."""
    rise = low * (NEAR * view_size(problem)) ** 2
    return rise <= LEVEL * (1 + abs(value)) and problem.falls_beside(point)


def _is_level_along(problem: Problem, place: Array) -> bool:
    """Whether the loss is the same at places to both sides along each direction without curvature upwards."""
    values, vectors = np.linalg.eigh(np.asarray(problem.hessian(place)))
    away = NEAR * view_size(problem)
    change = FLAT * float(values[-1]) * away * away
    level = float(problem.values(place))
    level_axes = vectors.T[values <= ROUNDING * values[-1]]
    for move in (side * axis for axis in level_axes for side in (-away, away)):
        beside = _newton(problem, place + move, away)
        if beside is None or not abs(float(problem.values(beside)) - level) <= change:
            return False
    return True
