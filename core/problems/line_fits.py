"""The best line through points (n,), n ≥ 2, by least squares, least absolute residuals and Huber's loss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array

Line = tuple[float, float]

PIVOTS = 1_000
NEWTON_STEPS = 500
RIDGE = 1e-9  # against sums over points, each of which is about 1
ROUNDING = 1e-14  # of a residual and of a sum over points, as a share of their terms


def least_squares(x: Array, y: Array) -> Line:
    """Slope and intercept of the smallest mean square."""
    centred = x - x.mean()
    slope = float(centred @ (y - y.mean()) / (centred @ centred))
    return slope, float((y - slope * x).mean())


def least_absolute(x: Array, y: Array) -> Line:
    """Slope and intercept of the smallest mean absolute residual, exactly.

    An optimal line passes through two of the points. From a line through one point the best slope is a weighted
    median and names a second point; turning about that one, and so on, never ascends (Wesolowsky 1981, A new descent
    algorithm for the least absolute value regression problem). Where turning about either point helps no more, but
    further points lie on the line, it goes on about one of those; it ends where turning about none of them helps.
    Between the directions of these turns the loss is linear, and it is convex, so that is the minimum.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a line through points that are too close is worse than any
        return _descend(x, y, least_squares(x, y))


def _descend(x: Array, y: Array, line: Line) -> Line:
    """Turn about points for as long as the mean absolute residual falls."""
    pivot: int | None = int(np.argmin(np.abs(_residuals(x, y, line))))
    best, stuck = np.inf, False
    for _ in range(PIVOTS):
        if pivot is None:
            break
        partner, slope = _turned(x, y, pivot)
        turned = (slope, float(y[pivot] - slope * x[pivot]))
        cost = float(np.abs(_residuals(x, y, turned)).mean())
        if cost < best:
            best, line, pivot, stuck = cost, turned, partner, False
        elif stuck:  # what it promised was rounding
            break
        else:
            pivot, stuck = _descending_pivot(x, y, line), True
    return line


def _residuals(x: Array, y: Array, line: Line) -> Array:
    return np.asarray(line[0] * x + line[1] - y)


def _descending_pivot(x: Array, y: Array, line: Line) -> int | None:
    """The point on a line about which turning lowers the sum of absolute residuals fastest; None if none does."""
    residuals = _residuals(x, y, line)
    rounding = ROUNDING * (np.abs(line[0] * x) + np.abs(line[1]) + np.abs(y))
    on = np.flatnonzero(np.abs(residuals) <= rounding)
    signs = np.sign(residuals)
    signs[on] = 0
    # Turning about point j changes the others' sum by ±torque for each unit of slope, and lifts those on the line.
    centred = x - x.mean()
    at = centred[on]
    torque = signs @ centred - signs.sum() * at
    order = np.argsort(at)
    lifted = np.empty_like(at)
    lifted[order] = _sums_of_distances(at[order])
    gain = np.abs(torque) - lifted
    found = int(np.argmax(gain))
    return int(on[found]) if gain[found] > ROUNDING * np.abs(centred - at[found]).sum() else None


def _sums_of_distances(ordered: Array) -> Array:
    """For each of some ascending numbers the sum of its distances to all of them."""
    below = np.arange(ordered.size)
    sums = np.cumsum(ordered)
    return np.asarray((2 * below + 2 - ordered.size) * ordered - 2 * sums + sums[-1])


def _turned(x: Array, y: Array, pivot: int) -> tuple[int, float]:
    """The best line through one point: the other point on it, and its slope."""
    others = np.flatnonzero(x != x[pivot])
    run = x[others] - x[pivot]
    slopes = (y[others] - y[pivot]) / run
    order = np.argsort(slopes, kind="stable")
    reached = np.cumsum(np.abs(run)[order])
    middle = order[int(np.searchsorted(reached, reached[-1] / 2))]
    return int(others[middle]), float(slopes[middle])


def huber(x: Array, y: Array, delta: float) -> Line:
    """Slope and intercept of the smallest mean Huber loss (half the square up to `delta`, straight beyond)."""
    # a tiny delta is nearly the absolute loss, a large one the square
    near = [np.array(found) for found in (least_squares(x, y), least_absolute(x, y))]
    slope, intercept = huber_from(near, np.stack([x, np.ones_like(x)]), y, delta)
    return float(slope), float(intercept)


def huber_from(near: Sequence[Array], design: Array, y: Array, delta: float) -> Array:
    """The weights (k,) of the rows of a design (k, n) with the smallest mean Huber loss, from the best of some.

    Newton's method with an exact search along each step. The loss is convex and quadratic wherever the same points
    lie within `delta` of the fit, so once whole steps keep those points they soon end in rounding.
    """

    def pulls(line: Array) -> Array:
        return np.clip(line @ design - y, -delta, delta)

    def steepness(line: Array) -> float:
        return float(np.linalg.norm(design @ pulls(line)))

    line = min(near, key=steepness)
    for _ in range(NEWTON_STEPS):
        pull = pulls(line)
        straight = np.abs(pull) == delta
        curved = design[:, ~straight]
        # with too few points inside some direction is straight; the ridge keeps the step along it finite
        step = np.asarray(-np.linalg.solve(curved @ curved.T + RIDGE * np.eye(len(line)), design @ pull), np.float64)
        whole = pulls(line + step)
        same = (straight == (np.abs(whole) == delta)).all() and (whole == pull)[straight].all()
        if same and steepness(line + step) >= steepness(line):
            break
        line = line + (1.0 if same else _along(line @ design - y, step @ design, delta)) * step
    return line


def _along(residuals: Array, change: Array, delta: float) -> float:
    """The t > 0 at which the summed Huber loss of `residuals + t*change` is lowest, exactly.

    Its derivative rises in straight pieces between the t where a residual crosses ±delta: find the piece by
    bisection, then its root.
    """

    def slope(t: float) -> float:
        return float(np.clip(residuals + t * change, -delta, delta) @ change)

    moving = change != 0
    crossings = np.concatenate([(side - residuals[moving]) / change[moving] for side in (-delta, delta)])
    ends = np.concatenate([[0.0], np.sort(crossings[crossings > 0])])
    low, high = 0, ends.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if slope(ends[middle]) < 0 else (low, middle)
    before, after = slope(ends[low]), slope(ends[high])
    share = before / (before - after) if after != before else 1.0
    return float(ends[low] + share * (ends[high] - ends[low]))
