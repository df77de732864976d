"""Descend from many starts at once to local minima, kinks included: Newton's method, or else a compass search."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.problems.calculus import Calculus

STEPS = range(80)
MEMORY = 6  # steps after which the way so far becomes a direction: it leads along a crease, in which it lies
ALONG = (1.0, -1.0, 4.0, 0.25)  # how far to go in it
TURN = math.pi * (3 - math.sqrt(5))  # the golden angle: no direction comes back
SMALLEST = 1e-16  # of the box: shorter steps change nothing


def descend(
    calculus: Calculus, starts: Array, low: Array, high: Array, reach: Array, steps: range = STEPS
) -> tuple[Array, Array]:
    """Points (dims, n) and their losses (n,) below each start, within low ≤ point ≤ high; `reach` (n,) is a first step.

    Each step goes to the lowest of Newton's point (uphill curvature counts as downhill, and a coordinate that a bound
    holds stays) and a few points around; where none is lower, the next ones are nearer. The numbers of the `steps`
    choose the directions.
    """
    points, low, high = np.clip(starts, low[:, None], high[:, None]), low[:, None], high[:, None]
    values = _numbers(calculus.values(points))
    radius, active = reach.copy(), np.arange(points.shape[1])
    before = older = points.copy()
    for step in steps:
        if step % MEMORY == 0:
            older, before = before, points.copy()
        place = points[:, active]
        moves = np.broadcast_to(_moves(len(place), step)[:, None, :], (len(place), len(active), 8))
        moves = np.concatenate([moves, _unit(place - older[:, active])[:, :, None] * np.array(ALONG)], axis=2)
        newton = _newton(calculus, place, low, high, 16 * reach[active])
        trial = np.concatenate([newton[:, :, None], place[:, :, None] + moves * radius[active][:, None]], axis=2)
        trial = np.clip(trial, low[:, :, None], high[:, :, None])
        losses = _numbers(calculus.values(trial))
        chosen = losses.argmin(axis=1)
        rows = np.arange(len(active))
        lower = losses[rows, chosen] < values[active]
        moved = active[lower]
        points[:, moved] = trial[:, rows, chosen][:, lower]
        values[moved] = losses[rows, chosen][lower]
        radius[active] *= np.where(lower, np.where(chosen > 0, 2.0, 1.0), 0.25)
        active = active[radius[active] > SMALLEST * reach[active]]
        if not active.size:
            break
    return points, values


def _numbers(values: Array) -> Array:
    """The losses with ∞ where there is no number, as a search avoids those."""
    return np.where(np.isnan(values), np.inf, values)


def _moves(dims: int, step: int) -> Array:
    """Vectors (dims, 8): along the axes, and across each other in directions that turn from step to step."""
    if dims == 1:
        return np.array([[1.0, -1.0, 0.5, -0.5, 0.1, -0.1, 0.01, -0.01]])
    angles = np.concatenate([np.arange(4) * math.pi / 2, step * TURN + np.arange(4) * math.pi / 2])
    return np.stack([np.cos(angles), np.sin(angles)])


def _unit(moves: Array) -> Array:
    """Vectors (dims, n) of length 1; 0 where one has no length."""
    with np.errstate(all="ignore"):
        found: Array = np.nan_to_num(moves / np.hypot(moves[0], moves[-1]))
    return found


def _newton(calculus: Calculus, points: Array, low: Array, high: Array, longest: Array) -> Array:
    """Where Newton's method leads from points (dims, n), by steps of at most `longest` in each coordinate."""
    with np.errstate(all="ignore"):
        gradient, curvature = calculus.gradients(points), calculus.curvatures(points)
        held = ((points <= low) & (gradient > 0)) | ((points >= high) & (gradient < 0))
        gradient = np.where(held, 0.0, gradient)
        if len(points) == 1:
            step = gradient / np.abs(curvature)
        else:
            xx, xy, _, yy = curvature
            xx, yy = np.where(held[0], 1.0, xx), np.where(held[1], 1.0, yy)
            step = _absolute_solve(xx, np.where(held.any(axis=0), 0.0, xy), yy, gradient)
        return np.asarray(points - np.clip(np.nan_to_num(step), -longest, longest))


def _absolute_solve(xx: Array, xy: Array, yy: Array, gradient: Array) -> Array:
    """|H|⁻¹g for symmetric H of two rows, where |H| has the absolute values of H's eigenvalues."""
    middle, bend, angle = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy), np.arctan2(2 * xy, xx - yy) / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    across = (cosine * gradient[0] + sine * gradient[1]) / np.abs(middle + bend)
    along = (cosine * gradient[1] - sine * gradient[0]) / np.abs(middle - bend)
    across, along = np.nan_to_num(across), np.nan_to_num(along)
    return np.stack([cosine * across - sine * along, sine * across + cosine * along])
