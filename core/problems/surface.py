"""Problems of the catalog whose loss is one formula."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np

from core.arrays import Array, ArrayLike, Mask
from core.formula import Node, parse, substitute
from core.formula.parse import MAX_FORMULA
from core.problems.base import Problem, ProblemEntry
from core.problems.box import Point
from core.problems.calculus import Calculus
from core.problems.landscape_hypers import BOUNDS, OPTIONS
from core.problems.local_minima import are_minima
from core.problems.lowest import EQUAL, Descents, distinct, is_level, region_of, search
from core.problems.minimum import APART, Minimum, lengths
from core.problems.minimum_curves import curves_in
from core.problems.multistart import minima_of_many, search_many
from core.problems.plains import falls_beside
from core.problems.tables import Reader
from core.values import Values

MAX_MINIMA_WITH_SADDLES = 12  # with more minima than this a search reports no saddles
CREASE = 0.05  # of the view: descents that end so near a lower minimum, and on a slope, are stuck in a crease
POLISHED = 1e-3  # of the view: so near to a minimum are its first digits
MAX_FOUND = 50  # minima that a search reports


class Surface(Problem):
    """A problem whose loss is one formula, with a box, a start and perhaps minima declared.

    With more than two variables descents find the lowest loss where none is declared.
    """

    def __init__(self, entry: ProblemEntry, values: Values, _: Reader) -> None:
        text = entry.formula_for(values) if entry.formula_for else entry.formula
        assert text is not None
        numbers: dict[str, Node | float] = {k: v for k, v in values.numbers.items() if k not in OPTIONS}
        self.entry = entry
        self.variables = self.names = entry.variables
        limit = max(len(text), MAX_FORMULA)  # of typed formulas, which are checked before
        self.loss: Node = substitute(
            parse(text, (*self.variables, *numbers), whole=values.numbers, limit=limit), numbers
        )
        if entry.sampled:
            self.sampled = substitute(parse(entry.sampled, (*self.variables, "t", *numbers)), numbers)
        self.bounds = _bounds(values)
        self.noise = values.number(entry.noise) if entry.noise else 0.0
        self.calculus = Calculus(self.loss, self.variables)
        self.scalar_value_gradient = self.calculus.scalar
        self._find_places(values)

    def _find_places(self, values: Values) -> None:
        """Set box, start, minima and saddles, from the declaration as far as there is one."""
        entry = self.entry
        assert entry.box is not None
        assert entry.start is not None
        self.box = self.with_loss_range(entry.box(values))
        self.start = entry.start(values)
        declared = [(point, value) for point, value in entry.minima(values) if self.allows(point)]
        self.minima = tuple(self._minimum(point, value) for point, value in declared)
        self.saddles = tuple(self.calculus.polished(point) for point in entry.saddles if self.allows(point))
        if self.dims > 2 and not self.minima:
            self._search_many()
        elif self.dims > 2:
            pass  # the declared minimum is the lowest, also within bounds
        elif self.bounds != entry.bounds:
            self._search_within_bounds()
        elif entry.search:
            self.add_found(*self.calculus.stationary(self.box))
        if entry.curves:
            self.curves = curves_in(self.calculus, self.box)

    def allows(self, point: Point) -> bool:
        """Whether a point is within the bounds."""
        return self.bounds is None or all(self.bounds[0] <= coordinate <= self.bounds[1] for coordinate in point)

    def values(self, points: ArrayLike) -> Array:
        return self.calculus.values(points)

    def gradients(self, points: ArrayLike) -> Array:
        return self.calculus.gradients(points)

    def hessian(self, point: ArrayLike) -> Array:
        return self.calculus.hessian(point)

    def falls_beside(self, point: Point) -> bool:
        return falls_beside(self.calculus, point)

    def _minimum(self, guess: Point, value: float | None, within: float = math.inf) -> Minimum:
        inside = self.bounds is None or all(self.bounds[0] < coordinate < self.bounds[1] for coordinate in guess)
        point = self.calculus.polished(guess) if inside else guess  # on the border the slope does not vanish
        loss = self.calculus.scalar(*guess)[0]
        near = math.dist(point, guess) <= within
        if not (near and self.calculus.scalar(*point)[0] <= loss + EQUAL * (1 + abs(loss))):
            point = guess  # nor in a crease
        return Minimum(point, self.calculus.scalar(*point)[0] if value is None else value)

    def add_found(self, minima: list[Point], saddles: list[Point]) -> None:
        """Add the minima that a search found, except those that are known already."""
        size = math.hypot(self.box.x_high - self.box.x_low, self.box.y_high - self.box.y_low)
        new = [p for p in minima if all(math.dist(p, known.point) > 1e-6 * size for known in self.minima)]
        self.minima += tuple(
            replace(self._minimum(point, None, POLISHED * size), found=True) for point in new if self.allows(point)
        )
        if len(self.minima) <= MAX_MINIMA_WITH_SADDLES:
            self.saddles += tuple(point for point in saddles if self.allows(point))

    def _search_within_bounds(self) -> None:
        """Take f* from a search, where the bounds are not those of the declaration."""
        region = region_of(self.dims, None, self.bounds)
        found = search(self.calculus, region, far=self.bounds is None)
        self.take(found)
        self.add_found(self.minima_among(found), [])

    def _search_many(self) -> None:
        """Take f* from descents, with more than two parameters and values for which no minimum is known."""
        region = region_of(self.dims, None, self.bounds)
        found, region = search_many(self.calculus, region, far=self.bounds is None)
        self.take(found)
        self.add_found(minima_of_many(self.calculus, found, region, self.box.size), [])

    def take(self, found: Descents) -> None:
        """Take f* and the sentence about it from a search."""
        self.best_found, self.best_source, self.best_is_limit = found.best, found.sentence, found.limit

    def minima_among(self, found: Descents) -> list[Point]:
        """The end points of descents in the view at which there is a local minimum, not one of a curve."""
        size, minima = self.box.x_high - self.box.x_low, list[Point]()
        inside = (end for end in distinct(found.points, found.losses, size) if self.box.contains(end[0]))
        ends = list(itertools.islice(inside, MAX_FOUND))
        if not ends:
            return minima
        points, losses = np.array([point for point, _ in ends]), np.array([loss for _, loss in ends])
        are = are_minima(self.calculus, points, losses, size, self.bounds) & ~self._on_curves(points, 1e-3 * size)
        for point, loss in itertools.compress(ends, are.tolist()):
            beside = any(math.dist(point, lower) < CREASE * size for lower in minima)
            if not (beside and not is_level(self.calculus, np.array(point), loss)):
                minima.append(point)
        return minima

    def _on_curves(self, points: Array, near: float) -> Mask:
        """Which points (n, dims) lie as near as this to a curve of minima."""
        found = np.zeros(len(points), dtype=bool)
        for curve in self.curves:
            beside = curve.roughly(points) < near + APART * curve.cell
            found[beside] |= lengths(curve.nearest(points[beside]) - points[beside]) < near
        return found


def _bounds(values: Values) -> tuple[float, float] | None:
    found = values.get(BOUNDS.name)
    return (float(found[0]), float(found[1])) if isinstance(found, tuple) and found else None
