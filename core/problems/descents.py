"""Descend from many starts at once to local minima, kinks included: Newton's method, or else a compass search."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, Mask
from core.problems.calculus import Calculus

STEPS = range(80)
MEMORY = 6  # steps after which the way so far becomes a direction: it leads along a crease, in which it lies
ALONG = (1.0, -1.0, 4.0, 0.25)  # how far to go in it
MOVES = 8  # places around a point
LONGEST = 16  # of the first step: no step of Newton's method is longer
LEVEL = 1e-12  # of what the curvature makes of the first step: a smaller slope is none
TURN = math.pi * (3 - math.sqrt(5))  # the golden angle: no direction comes back
SMALLEST = 1e-16  # of the first step: shorter steps change nothing


def descend(
    calculus: Calculus, starts: Array, low: Array, high: Array, reach: Array, steps: range = STEPS
) -> tuple[Array, Array]:
    """Points (dims, n) and their losses (n,) below each start, within low ≤ point ≤ high; `reach` (n,) is a first step.

    Each step goes to the lowest of Newton's point (uphill curvature counts as downhill, and a coordinate that a bound
    holds stays) and a few points around; where none is lower, the next ones are nearer. The numbers of the `steps`
    choose the directions.
    """
    with np.errstate(all="ignore"):
        return _descended(calculus, starts, low[:, None], high[:, None], reach, steps)


def _descended(
    calculus: Calculus, starts: Array, low: Array, high: Array, reach: Array, steps: range
) -> tuple[Array, Array]:
    points = np.clip(starts, low, high)
    values = _numbers(calculus.values(points))
    radius, active = reach.copy(), np.arange(points.shape[1])
    before = older = points.copy()
    newton, level = _newton(calculus, points, low, high, reach)
    for step in steps:
        if step % MEMORY == 0:
            older, before = before, points.copy()
        place = points[:, active]
        trial = np.empty((*place.shape, 1 + MOVES + len(ALONG)))
        trial[:, :, 0] = newton[:, active]
        trial[:, :, 1 : 1 + MOVES] = _moves(len(place), step)[:, None, :]
        trial[:, :, 1 + MOVES :] = _unit(place - older[:, active])[:, :, None] * np.array(ALONG)
        trial[:, :, 1:] = place[:, :, None] + trial[:, :, 1:] * radius[active][:, None]
        trial = np.minimum(np.maximum(trial, low[:, :, None]), high[:, :, None])
        losses = _numbers(calculus.values(trial))
        chosen, rows = losses.argmin(axis=1), np.arange(len(active))
        lower = losses[rows, chosen] < values[active]
        moved = active[lower]
        points[:, moved] = trial[:, rows, chosen][:, lower]
        values[moved] = losses[rows, chosen][lower]
        if moved.size:  # elsewhere Newton's point is the same as before
            newton[:, moved], level[moved] = _newton(calculus, points[:, moved], low, high, reach[moved])
        radius[active] *= np.where(lower, np.where(chosen > 0, 2.0, 1.0), np.where(level[active], 1 / 64, 1 / 4))
        active = active[radius[active] > SMALLEST * reach[active]]
        if not active.size:
            break
    return points, values


def _numbers(values: Array) -> Array:
    """The losses with ∞ where there is no number, as a search avoids those."""
    return np.where(np.isnan(values), np.inf, values)


def _moves(dims: int, step: int) -> Array:
    """Vectors (dims, MOVES): along the axes, and across each other in directions that turn from step to step."""
    if dims == 1:
        return np.array([[1.0, -1.0, 0.5, -0.5, 0.1, -0.1, 0.01, -0.01]])
    angles = np.concatenate([np.arange(4) * math.pi / 2, step * TURN + np.arange(4) * math.pi / 2])
    return np.stack([np.cos(angles), np.sin(angles)])


def _unit(moves: Array) -> Array:
    """Vectors (dims, n) of length 1; 0 where one has no length."""
    return _finite(moves / np.hypot(moves[0], moves[-1]))


def _finite(values: Array) -> Array:
    """The values, with 0 where one is not finite."""
    return np.where(np.isfinite(values), values, 0.0)


def _newton(calculus: Calculus, points: Array, low: Array, high: Array, reach: Array) -> tuple[Array, Mask]:
    """Where Newton's method leads from points (dims, n), by bounded steps, and at which of them the loss is level."""
    gradient, curvature = calculus.derivatives(points)
    held = ((points <= low) & (gradient > 0)) | ((points >= high) & (gradient < 0))
    gradient = np.where(held, 0.0, gradient)
    if len(points) == 1:
        step = gradient / np.abs(curvature)
    else:
        xx, xy, _, yy = curvature
        xx, yy = np.where(held[0], 1.0, xx), np.where(held[1], 1.0, yy)
        step = _absolute_solve(xx, np.where(held[0] | held[1], 0.0, xy), yy, gradient)
    step, longest = np.where(np.isnan(step), 0.0, step), LONGEST * reach
    level = np.abs(gradient).max(axis=0) <= LEVEL * reach * np.abs(curvature).max(axis=0)
    return points - np.minimum(np.maximum(step, -longest), longest), level


def _absolute_solve(xx: Array, xy: Array, yy: Array, gradient: Array) -> Array:
    """|H|⁻¹g for symmetric H of two rows, where |H| has the absolute values of H's eigenvalues."""
    middle, bend, angle = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy), np.arctan2(2 * xy, xx - yy) / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    across = _finite((cosine * gradient[0] + sine * gradient[1]) / np.abs(middle + bend))
    along = _finite((cosine * gradient[1] - sine * gradient[0]) / np.abs(middle - bend))
    return np.stack([cosine * across - sine * along, sine * across + cosine * along])
