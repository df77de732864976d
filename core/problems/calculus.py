"""Exact value, gradient and Hessian of a formula, and the stationary points that Newton's method finds with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from core.arrays import Array, ArrayLike, Mask
from core.formula import (
    Name,
    Node,
    Num,
    array_function,
    differentiate,
    directional,
    partials,
    scalar_function,
)
from core.formula.nodes import bottom_up
from core.problems.box import Box, Point

ZERO = Num(0.0)
FEW = 2  # parameters: with more, one formula for each pair of them would take too long
DIRECTION = "along"
LONG = 5000  # nodes of a gradient: a longer one is differentiated by differences
DIFFERENCE = 6e-6  # of a point's size: the third root of the rounding of floats
NEWTON_STEPS = 20  # from a dozen correct digits two are enough
PATIENCE = (8, 20)  # steps of Newton's method on a grid after which the next ones must be half as long
WORK = 8192  # points that Newton's method visits meanwhile: the more it starts from, the less patient it is
SETTLED = 1e-12  # of a grid's cell: shorter steps of Newton's method end it
GRADIENT_TOLERANCE = 1e-9  # of the median ‖∇f‖ on the grid: a smaller gradient counts as 0
CURVATURE_TOLERANCE = 1e-6  # of λmax: with a smaller λmin a minimum is not isolated


class Calculus:
    """Value, gradient and Hessian of a formula, in plain floats and over arrays."""

    def __init__(self, loss: Node, variables: Sequence[str]) -> None:
        self.dims = len(variables)
        self.gradient_nodes = [node or ZERO for node in partials(loss, variables)]
        self.variables = variables
        self.loss = loss
        self.scalar: Callable[..., tuple[float, ...]] = scalar_function([loss, *self.gradient_nodes], variables)

    @cached_property
    def curvature(self) -> Callable[..., tuple[float, ...]]:
        """The second derivatives at a point, row by row of the Hessian, in plain floats."""
        return scalar_function(self.hessian_nodes, self.variables)

    @cached_property
    def hessian_nodes(self) -> list[Node]:
        """The formulas of the second derivatives, row by row of the Hessian."""
        first, names = self.gradient_nodes, self.variables
        lower = {(i, j): _partial(first[i], names[j]) for i in range(self.dims) for j in range(i + 1)}
        return [lower[max(i, j), min(i, j)] for i in range(self.dims) for j in range(self.dims)]

    @cached_property
    def change_nodes(self) -> list[Node]:
        """The formulas of the gradient's change along a direction, which `DIRECTION` and numbers from 0 name."""
        direction = {name: Name(f"{DIRECTION}{i}") for i, name in enumerate(self.variables)}
        return [directional(node, direction) or ZERO for node in self.gradient_nodes]

    @cached_property
    def _changes(self) -> Callable[..., tuple[Array, ...]]:
        directions = (f"{DIRECTION}{i}" for i in range(self.dims))
        return array_function(self.change_nodes, (*self.variables, *directions))

    @cached_property
    def _value(self) -> Callable[..., tuple[Array, ...]]:
        return array_function([self.loss], self.variables)

    @cached_property
    def _gradient(self) -> Callable[..., tuple[Array, ...]]:
        return array_function(self.gradient_nodes, self.variables)

    @cached_property
    def _derivatives(self) -> Callable[..., tuple[Array, ...]]:
        return array_function([*self.gradient_nodes, *self.hessian_nodes], self.variables)

    def values(self, points: ArrayLike) -> Array:
        """Values (…) at points (dims, …)."""
        points = np.asarray(points, dtype=np.float64)
        if points.size == self.dims:  # plain floats take a twentieth of the time that arrays take
            return np.full(points.shape[1:], self.scalar(*points.ravel().tolist())[0])
        return self._value(*np.asarray(points, dtype=np.float64))[0]

    def gradients(self, points: ArrayLike) -> Array:
        """Gradients (dims, …) at points (dims, …)."""
        return np.stack(self._gradient(*np.asarray(points, dtype=np.float64)))

    def derivatives(self, points: ArrayLike) -> tuple[Array, Array]:
        """Gradients (dims, …) at points (dims, …), and second derivatives (dims·dims, …), row by row of the Hessian."""
        points = np.asarray(points, dtype=np.float64)
        if points.size == self.dims:
            place = points.ravel().tolist()
            found = np.array([*self.scalar(*place)[1:], *self.curvature(*place)]).reshape(-1, *points.shape[1:])
        else:
            found = np.array(self._derivatives(*points))
        return found[: self.dims], found[self.dims :]

    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian at one point."""
        place = np.asarray(point, dtype=np.float64)
        if self.dims <= FEW:
            return np.array(self.curvature(*map(float, place))).reshape(self.dims, self.dims)
        found = (
            self._differences(place) if self._is_long else np.stack(self._changes(*place[:, None], *np.eye(self.dims)))
        )
        return np.asarray((found + found.T) / 2)

    @cached_property
    def _is_long(self) -> bool:
        """Whether the gradient is too long to be differentiated once more, as where each part reads all variables."""
        return sum(1 for node in self.gradient_nodes for _ in bottom_up(node)) > LONG

    def _differences(self, place: Array) -> Array:
        """The Hessian at a point by central differences of the exact gradient."""
        sizes = DIFFERENCE * np.maximum(1.0, np.abs(place))
        steps = np.diag(sizes)
        points = np.concatenate([place[:, None] + steps, place[:, None] - steps], axis=1)
        after, before = np.split(self.gradients(points), 2, axis=1)
        return np.asarray((after - before) / (2 * sizes))

    def polished(self, point: Point) -> Point:
        """Refine an approximate stationary point to full precision by Newton's method."""
        best, size = point, self._slope(point)
        for _ in range(NEWTON_STEPS if size else 0):
            hessian = self.hessian(best)
            if size == 0 or not np.isfinite(hessian).all() or abs(np.linalg.det(hessian)) < 1e-12:
                break
            _, *gradient = self.scalar(*best)
            moved = tuple(map(float, np.array(best) - np.linalg.solve(hessian, gradient)))
            slope = self._slope(moved)
            if not slope < size:
                break
            best, size = moved, slope
        return best

    def _slope(self, point: Point) -> float:
        _, *gradient = self.scalar(*point)
        return math.hypot(*gradient)

    def stationary(self, box: Box, resolution: int = 161, max_points: int = 150) -> tuple[list[Point], list[Point]]:
        """Find the isolated minima and saddles of a loss of two variables in a box; the lowest `max_points` of each.

        Newton's method with bounded steps starts from every local minimum of the loss and of ‖∇f‖ on a grid.
        """
        x, y = np.meshgrid(
            np.linspace(box.x_low, box.x_high, resolution), np.linspace(box.y_low, box.y_high, resolution)
        )
        points = np.stack([x, y])
        gradients = self.gradients(points)
        with np.errstate(all="ignore"):
            slopes = np.hypot(*gradients)
        seeds = _lowest(self.values(points)) | _lowest(slopes)
        finite = slopes[np.isfinite(slopes)]
        if not seeds.any() or not finite.size:
            return [], []
        candidates = self._newton(points[:, seeds], (x[0, 1] - x[0, 0], y[1, 0] - y[0, 0]))
        return self._classified(candidates, box, GRADIENT_TOLERANCE * float(np.median(finite) + 1e-300), max_points)

    def _newton(self, points: Array, cell: tuple[float, float]) -> Array:
        reach, going = 2 * np.array(cell)[:, None], np.arange(points.shape[1])
        points, longest = points.copy(), np.full(points.shape[1], np.inf)
        patience = min(max(PATIENCE[0], WORK // points.shape[1]), PATIENCE[1])
        with np.errstate(all="ignore"):
            for step in range(1, 3 * NEWTON_STEPS + 1):
                before = points[:, going]
                (a, b), (xx, xy, _, yy) = self.derivatives(before)
                whole = xx * yy - xy * xy
                steps = np.stack([yy * a - xy * b, xx * b - xy * a]) / whole
                after = before - np.clip(np.nan_to_num(steps, posinf=0.0, neginf=0.0), -reach, reach)
                points[:, going] = after
                lengths = (np.abs(after - before) / reach).max(axis=0)
                moving = lengths > SETTLED
                if step % patience == 0:  # the others go round a crease, or far away
                    moving, longest[going] = moving & (lengths <= longest[going] / 2), lengths
                going = going[moving]
                if not going.size:
                    break
        return points

    def _classified(
        self, candidates: Array, box: Box, tolerance: float, max_points: int
    ) -> tuple[list[Point], list[Point]]:
        """The minima and the saddles among the end points of Newton's method, each once, the lowest first."""
        minima: dict[tuple[int, ...], tuple[float, Point]] = {}
        saddles: dict[tuple[int, ...], tuple[float, Point]] = {}
        grain = 1e-6 * np.array([box.x_high - box.x_low, box.y_high - box.y_low])
        values, (gradient, (xx, xy, _, yy)) = self.values(candidates), self.derivatives(candidates)
        with np.errstate(all="ignore"):
            middle, bend = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
            low, high = middle - bend, middle + bend
            flat = np.isfinite(values) & (np.hypot(*gradient) <= tolerance)
            is_minimum = flat & (low > CURVATURE_TOLERANCE * high) & (high > 0)
            is_saddle = flat & (low < -CURVATURE_TOLERANCE * high) & (high > 0)
        order = np.lexsort((*candidates[::-1], values))
        for index in order[(is_minimum | is_saddle)[order]].tolist():
            point = tuple(candidates[:, index].tolist())
            kind = minima if is_minimum[index] else saddles
            key = tuple(np.round(candidates[:, index] / grain).astype(np.int64).tolist())
            beside = [(key[0] + i, key[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            if box.contains(point) and not any(place in kind for place in beside) and len(kind) < max_points:
                kind[key] = (float(values[index]), self.polished(point))
        return [point for _, point in minima.values()], [point for _, point in saddles.values()]


def _partial(node: Node, name: str) -> Node:
    return differentiate(node, name) or ZERO


def _lowest(values: Array) -> Mask:
    """A mask of the local minima on a grid: points no higher than any of their eight neighbours."""
    heights = np.pad(np.where(np.isfinite(values), values, np.inf), 1, constant_values=np.inf)
    rows, columns = values.shape
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    around = np.min([heights[i : i + rows, j : j + columns] for i, j in shifts], axis=0)
    lowest: Mask = np.isfinite(values) & (values <= around)
    # on a plain every grid point is a minimum: drop them all
    return lowest if lowest.sum() <= values.size // 8 else np.zeros_like(lowest)
