"""Follow the creases of a loss, as of |u|, max(a, b) and where: down along u = 0 or a = b, and to where two cross."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core.arrays import Array, Indices
from core.formula import Call, Node, array_function, differentiate, free_names, substitute
from core.formula.nodes import COMPARISONS, bottom_up
from core.problems.calculus import ZERO, Calculus

MOST = 12  # creases that are looked at
ON = 1e-4  # of a point's size: a point so near to a crease is on it
EXACTLY = 1e-12  # of a point's size: there the slope may be that of the top of a crease
LEVEL = 1e-12  # of a loss: what a slope changes over a point's size, where it is none
CROSSING = 1e-2  # of a point's size: so far a point moves to where two creases cross
FIRST = 1e-2  # of a point's size: the first step along a crease
STEPS = 60  # along a crease at most
SMALLEST = 1e-16  # of a point's size: shorter steps change nothing
Losses = Callable[[Array], Array]
SHORT = 1e-4  # of a point's size: short enough to believe
LAST = 2  # steps to the last digits
BACK = 3  # steps of Newton's method back to a crease that is bent
CROSS = 8  # steps of Newton's method to a crossing


def lower_along_creases(
    calculus: Calculus, points: Array, losses: Array, low: Array, high: Array
) -> tuple[Array, Array]:
    """Where descents that ended at points (2, n) on creases end when they go on along those, and the losses there."""
    formulas = tuple(dict.fromkeys(_formulas(calculus.loss, calculus.variables)))[:MOST]
    if not formulas or not points.size:
        return points, losses

    def values(places: Array) -> Array:
        x, y = places
        inside = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
        return np.where(inside, _numbers(calculus.values(places)), np.inf)

    creases, size = [_Crease(each, calculus.variables) for each in formulas], 1 + np.abs(points).max(axis=0)
    slopes = np.abs(calculus.gradients(points)).max(axis=0) * size
    stuck = np.isfinite(losses) & ~(slopes <= LEVEL * (1 + np.abs(losses)))
    for crease in creases:
        away = crease.distance(points)
        on = np.flatnonzero(((away <= ON * size) & stuck) | (away <= EXACTLY * size))
        if on.size:
            ends, lower = _followed(calculus, values, crease, points[:, on], size[on])
            points, losses = _replaced(points, losses, on, ends, lower)
    if len(creases) > 1:
        ends = _crossings(creases, points, size)
        points, losses = _replaced(points, losses, np.arange(losses.size), ends, values(ends))
    return points, losses


def _replaced(points: Array, losses: Array, rows: Indices, ends: Array, lower: Array) -> tuple[Array, Array]:
    """Points and losses with those ends at `rows` that are no higher."""
    better = lower <= losses[rows]
    points, losses = points.copy(), losses.copy()
    points[:, rows[better]], losses[rows[better]] = ends[:, better], lower[better]
    return points, losses


def _formulas(loss: Node, variables: Sequence[str]) -> Iterator[Node]:
    """The formulas that are 0 on the creases of a loss."""
    for item in bottom_up(loss):
        if not isinstance(item, Call):
            continue
        pairs: list[tuple[Node, Node]]
        if item.op == "abs":
            pairs = [(item.args[0], ZERO)]
        elif item.op in ("min", "max"):
            pairs = list(itertools.combinations(item.args, 2))
        elif item.op == "clip":
            pairs = [(item.args[0], bound) for bound in item.args[1:]]
        elif item.op in COMPARISONS:
            pairs = [(item.args[0], item.args[1])]
        else:
            continue
        for one, other in pairs:
            difference = substitute(Call("sub", (one, other)), {})
            if free_names(difference) & set(variables):
                yield difference


class _Crease:
    """A formula that is 0 on a crease, with its gradient and second derivatives."""

    def __init__(self, formula: Node, variables: Sequence[str]) -> None:
        first = [differentiate(formula, name) or ZERO for name in variables]
        second = [differentiate(first[i], variables[j]) or ZERO for i, j in ((0, 0), (0, 1), (1, 1))]
        self._function = array_function([formula, *first, *second], variables)
        self._back = BACK if any(node != ZERO for node in second) else 1

    def at(self, points: Array) -> tuple[Array, ...]:
        """Value, ∂x, ∂y, ∂xx, ∂xy and ∂yy at points (2, …)."""
        return self._function(*points)

    def distance(self, points: Array) -> Array:
        """About how far points (2, …) are from it."""
        value, x, y, *_ = self.at(points)
        return np.asarray(np.abs(value) / np.hypot(x, y))

    def back_on(self, points: Array) -> Array:
        """Points (2, …) moved to it, by Newton's method across it."""
        for _ in range(self._back):
            value, x, y, *_ = self.at(points)
            points = points - np.stack([x, y]) * (value / (x * x + y * y))
        return points


def _followed(calculus: Calculus, values: Losses, crease: _Crease, points: Array, size: Array) -> tuple[Array, Array]:
    """Where descents along one crease from points (2, n) end, and the losses there.

    Each step goes to the lowest of Newton's point along the crease and one to either side.
    """
    points = crease.back_on(points)
    losses, radius = values(points), FIRST * size
    for _ in range(STEPS):
        tangent, newton = _along(calculus, crease, points)
        newton = np.where(np.abs(newton) < np.inf, newton, 0.0).clip(-size, size)
        moves = np.stack([newton, radius, -radius])
        trial = crease.back_on(points[:, None, :] + tangent[:, None, :] * moves)
        found = values(trial)
        chosen, columns = found.argmin(axis=0), np.arange(losses.size)
        lower = found[chosen, columns] < losses
        points = np.where(lower, trial[:, chosen, columns], points)
        losses = np.where(lower, found[chosen, columns], losses)
        radius = radius * np.where(lower, np.where(chosen > 0, 2.0, 1.0), 1 / 16)
        if not (radius > SMALLEST * size).any():
            break
    return _settled(calculus, values, crease, points, losses, size)


def _settled(
    calculus: Calculus, values: Losses, crease: _Crease, points: Array, losses: Array, size: Array
) -> tuple[Array, Array]:
    """The last digits, which the losses do not tell: short steps of Newton's method, unless they lead up."""
    for _ in range(LAST):
        tangent, newton = _along(calculus, crease, points)
        ends = crease.back_on(points + tangent * np.where(np.abs(newton) <= SHORT * size, newton, 0.0))
        found = values(ends)
        level = found <= losses + LEVEL * (1 + np.abs(losses))
        points, losses = np.where(level, ends, points), np.where(level, found, losses)
    return points, losses


def _along(calculus: Calculus, crease: _Crease, points: Array) -> tuple[Array, Array]:
    """The direction of a crease at points (2, n), and the step of Newton's method along it.

    The crease bends: where the loss rises across it by λ·u, it rises along it by λ times the bend of u.
    """
    _, x, y, *bends = crease.at(points)
    gradient, (xx, xy, _, yy) = calculus.derivatives(points)
    slope = x * x + y * y
    across = (x * gradient[0] + y * gradient[1]) / slope
    tangent = np.stack([-y, x]) / np.sqrt(slope)
    xx, xy, yy = (second - across * bend for second, bend in zip((xx, xy, yy), bends, strict=True))
    curvature = tangent[0] ** 2 * xx + 2 * tangent[0] * tangent[1] * xy + tangent[1] ** 2 * yy
    return tangent, -(tangent * gradient).sum(axis=0) / np.abs(curvature)


def _crossings(creases: Sequence[_Crease], points: Array, size: Array) -> Array:
    """For each point (2, n) where the two creases nearest to it cross; NaN where that is too far."""
    columns, place = np.arange(points.shape[1]), points
    one, other = np.argsort(_numbers(np.stack([crease.distance(points) for crease in creases])), axis=0)[:2]
    for _ in range(CROSS):
        found = np.stack([crease.at(place)[:3] for crease in creases])
        (u, ux, uy), (v, vx, vy) = (found[each, :, columns].T for each in (one, other))
        place = place - np.stack([u * vy - v * uy, v * ux - u * vx]) / (ux * vy - uy * vx)
    return np.where(np.abs(place - points).max(axis=0) <= CROSSING * size, place, np.nan)


def _numbers(values: Array) -> Array:
    return np.where(np.isnan(values), np.inf, values)
