"""Problems whose loss is one formula."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula import Node, parse, substitute
from core.problems.base import Box, Minimum, Point, Problem, ProblemEntry
from core.problems.calculus import Calculus
from core.problems.minimum_curves import curves_in
from core.problems.tables import Reader
from core.values import Values

MAX_MINIMA_WITH_SADDLES = 12  # with more minima than this a search reports no saddles
SAMPLES = 1001  # points of a curve from which the y range of its picture follows
VIEWS = (2.0, 5.0, 10.0, 1.0, 30.0, 100.0)  # half-widths tried for the view of a typed formula, in this order
VIEW_INTERIOR = 0.9  # a minimum in the outer tenth of a view counts as outside


class Surface(Problem):
    """A problem whose loss is one formula of one or two variables."""

    def __init__(self, entry: ProblemEntry, values: Values, _: Reader) -> None:
        text = entry.formula_for(values) if entry.formula_for else entry.formula
        assert text is not None
        numbers: dict[str, Node | float] = {**values.numbers}
        self.entry = entry
        self.variables = self.names = entry.variables
        self.loss: Node = substitute(parse(text, (*self.variables, *numbers)), numbers)
        if entry.sampled:
            self.sampled = substitute(parse(entry.sampled, (*self.variables, "t", *numbers)), numbers)
        self.bounds = entry.bounds
        self.noise = values.number(entry.noise) if entry.noise else 0.0
        self.calculus = Calculus(self.loss, self.variables)
        self.scalar_value_gradient = self.calculus.scalar
        if entry.box is None or entry.start is None:
            self._choose_view()
            return
        self.box = self._with_loss_range(entry.box(values))
        self.start = entry.start(values)
        self.minima = tuple(self._minimum(point, value) for point, value in entry.minima(values))
        self.saddles = tuple(map(self.calculus.polished, entry.saddles))
        if entry.search:
            self._add(*self.calculus.stationary(self.box))
        if entry.curves:
            self.curves = curves_in(self.calculus, self.box)

    def values(self, points: ArrayLike) -> Array:
        return self.calculus.values(points)

    def gradients(self, points: ArrayLike) -> Array:
        return self.calculus.gradients(points)

    def hessian(self, point: ArrayLike) -> Array:
        return self.calculus.hessian(point)

    def _minimum(self, guess: Point, value: float | None) -> Minimum:
        inside = self.bounds is None or all(self.bounds[0] < coordinate < self.bounds[1] for coordinate in guess)
        point = self.calculus.polished(guess) if inside else guess  # on the border the slope does not vanish
        return Minimum(point, self.calculus.scalar(*point)[0] if value is None else value)

    def _add(self, minima: list[Point], saddles: list[Point]) -> None:
        """Add the minima that a search found, except those that are known already."""
        size = math.hypot(self.box.x_high - self.box.x_low, self.box.y_high - self.box.y_low)
        new = [p for p in minima if all(math.dist(p, known.point) > 1e-6 * size for known in self.minima)]
        self.minima += tuple(replace(self._minimum(point, None), found=True) for point in new)
        if len(self.minima) <= MAX_MINIMA_WITH_SADDLES:
            self.saddles += tuple(saddles)

    def _with_loss_range(self, box: Box) -> Box:
        """The box; for one variable, y is the range of the loss and a margin of a twentieth."""
        if self.dims == 2:
            return box
        values = self.values(np.linspace(box.x_low, box.x_high, SAMPLES)[None])
        low, high = float(values.min()), float(values.max())
        margin = (high - low or 1.0) / 20
        return replace(box, y_low=low - margin, y_high=high + margin)

    def _choose_view(self) -> None:
        """Choose view, start and minima of a typed formula: the first of VIEWS with a minimum inside, else the first.

        All are squares about the origin, so that the numbers on the axes stay plain. The minima are found, not proven:
        `best` stays unknown.
        """
        self.box, self.minima = _square(VIEWS[0]), ()
        for half in VIEWS:
            minima, saddles = self.calculus.stationary(_square(half), 81, 50)
            if any(max(map(abs, point)) <= VIEW_INTERIOR * half for point in minima):
                self.box = _square(half)
                self._add(minima, saddles)
                break
        if not self.minima:
            self._add(*self.calculus.stationary(self.box, 81, MAX_MINIMA_WITH_SADDLES))
        self.start = self._usable_start((0.75 * self.box.x_low, 0.5 * self.box.y_high))

    def _usable_start(self, preferred: Point) -> Point:
        """The preferred start, or else the first grid point with a finite loss and a finite gradient that is not 0."""
        for point in (preferred, *_grid(self.box)):
            answer = self.calculus.scalar(*point)
            if np.isfinite(answer).all() and any(answer[1:]):
                return point
        return preferred


def _square(half: float) -> Box:
    return Box(-half, half, -half, half)


def _grid(box: Box) -> list[Point]:
    shares = (0.2, 0.8, 0.4, 0.6, 0.05, 0.95, 0.5)
    xs = [round(box.x_low + share * (box.x_high - box.x_low), 6) for share in shares]
    ys = [round(box.y_low + share * (box.y_high - box.y_low), 6) for share in shares]
    return list(itertools.product(xs, ys))
