"""A surface bound to its parameters: values and exact derivatives from one formula."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.formula import Node, Num, array_function, differentiate, parse, scalar_function, substitute
from core.hyper import Value
from core.problems.base import Array, Box, Minimum, Point, Problem, ProblemEntry
from core.specs import ProblemSpec

XY = ("x", "y")
ZERO = Num(0.0)
POLISHING = 20  # Newton steps; from a dozen right digits two are enough


class Calculus:
    """Value, gradient and Hessian of a formula in x and y, in plain floats and over arrays."""

    def __init__(self, loss: Node) -> None:
        first = [differentiate(loss, name) for name in XY]
        second = [[None if node is None else differentiate(node, name) for name in XY] for node in first]
        self.gradient_nodes = [node or ZERO for node in first]
        hessian = [node or ZERO for row in second for node in row]
        self.values = array_function([loss], XY)
        self.gradients = array_function(self.gradient_nodes, XY)
        self.scalar: Callable[..., tuple[float, ...]] = scalar_function([loss, *self.gradient_nodes], XY)
        self.curvature = scalar_function(hessian, XY)

    def hessian(self, point: npt.ArrayLike) -> Array:
        x, y = np.asarray(point, dtype=np.float64)
        return np.array(self.curvature(float(x), float(y))).reshape(2, 2)

    def polished(self, point: Point) -> Point:
        """A stationary point to full precision, by Newton's method from one that is nearly exact."""
        best, size = point, self._slope(point)
        for _ in range(POLISHING):
            hessian = self.hessian(best)
            if size == 0 or not np.isfinite(hessian).all() or abs(np.linalg.det(hessian)) < 1e-12:
                break
            _, *gradient = self.scalar(*best)
            x, y = np.array(best) - np.linalg.solve(hessian, gradient)
            if self._slope((float(x), float(y))) >= size:
                break
            best, size = (float(x), float(y)), self._slope((float(x), float(y)))
        return best

    def _slope(self, point: Point) -> float:
        _, *gradient = self.scalar(*point)
        return math.hypot(*gradient)


class Surface(Problem):
    """A problem that is one formula."""

    def __init__(self, spec: ProblemSpec, entry: ProblemEntry) -> None:
        values: dict[str, Value] = {hyper.name: spec.get(hyper.name) for hyper in spec.hypers}
        text = spec.formula or (entry.formula_for(values) if entry.formula_for else entry.formula)
        assert text is not None
        numbers: dict[str, Node | float] = {name: float(value) for name, value in values.items()}  # type: ignore[arg-type]
        self.spec = spec
        self.entry = entry
        self.loss: Node = substitute(parse(text, (*XY, *numbers)), numbers)
        self.calculus = Calculus(self.loss)
        self.scalar_value_gradient = self.calculus.scalar
        self.box = entry.box(values)
        self.start = self._usable(entry.start(values)) if spec.formula else entry.start(values)
        self.minima = tuple(self._minimum(point, value) for point, value in entry.minima(values))

    def values(self, points: npt.ArrayLike) -> Array:
        x, y = np.asarray(points, dtype=np.float64)
        return self.calculus.values(x, y)[0]

    def gradients(self, points: npt.ArrayLike) -> Array:
        x, y = np.asarray(points, dtype=np.float64)
        return np.stack(self.calculus.gradients(x, y))

    def hessian(self, point: npt.ArrayLike) -> Array:
        return self.calculus.hessian(point)

    def _minimum(self, near: Point, value: float | None) -> Minimum:
        point = self.calculus.polished(near)
        return Minimum(point, self.calculus.scalar(*point)[0] if value is None else value)

    def _usable(self, wanted: Point) -> Point:
        """The wanted start, or the first of a grid of the box where loss and slope are finite and it is not flat."""
        for point in (wanted, *_grid(self.box)):
            answer = self.calculus.scalar(*point)
            if np.isfinite(answer).all() and any(answer[1:]):
                return point
        return wanted


def _grid(box: Box) -> list[Point]:
    shares = (0.2, 0.8, 0.4, 0.6, 0.05, 0.95, 0.5)
    xs = [round(box.x_low + share * (box.x_high - box.x_low), 6) for share in shares]
    ys = [round(box.y_low + share * (box.y_high - box.y_low), 6) for share in shares]
    return list(itertools.product(xs, ys))
