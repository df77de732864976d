"""The landscape of a typed formula: its lowest loss, view, minima and start are searched."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from core.problems.box import Box, Point
from core.problems.landscape_hypers import F_MIN
from core.problems.local_minima import RADII, are_minima
from core.problems.lowest import EQUAL, Descents, Region, is_isolated, region_of, search
from core.problems.minimum_curves import curves_in
from core.problems.multistart import minima_of_many, search_many
from core.problems.quadratics import Quadratic, quadratic_of
from core.problems.surface import MAX_FOUND, MAX_MINIMA_WITH_SADDLES, Surface
from core.values import Values

VIEWS = (2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
"""Half-widths of the squares about the origin that can be the view, so that the numbers on the axes stay plain."""
VIEW_INTERIOR = 0.9  # a minimum in the outer tenth of a view counts as outside
GRID = 81  # points per side of the grid on which the stationary points of the view are searched


class TypedSurface(Surface):
    """A formula that somebody typed: what a catalog entry declares is found by search, or given as an option."""

    def _find_places(self, values: Values) -> None:
        if self.dims > 2:
            self._find_places_of_many(values)
            return
        given = _box(values.list("box"))
        region = region_of(self.dims, given, self.bounds)
        found = search(self.calculus, region, far=given is None and self.bounds is None)
        found = self._without_rounding(found, quadratic_of(self.calculus))
        self.take(found)
        self._take_given(values)
        self.box = self.with_loss_range(given or self._view(found, region))
        if given is not None and self.dims == 1 and given.y_low < given.y_high:
            self.box = given
        self._find_minima(found)
        self.start = self._usable_start((0.75 * self.box.x_low, 0.5 * self.box.y_high)[: self.dims])

    def _find_places_of_many(self, values: Values) -> None:
        """Find the minimum of a quadratic exactly, and else the lowest loss that descents from many starts find."""
        ends = values.list("box")
        given = _box(ends if len(ends) != 2 else ends * self.dims)
        quadratic = quadratic_of(self.calculus)
        lowest = None if quadratic is None else quadratic.minimum()
        if lowest is not None and self.allows(lowest):
            minimum = self._minimum(lowest, None)
            self.minima, self.best_found, self.best_source = (minimum,), minimum.value, "the minimum of a quadratic"
            self.box = given or self._square(max(map(abs, minimum.point)))
        else:
            self.minima, region = (), region_of(self.dims, given, self.bounds)
            found, searched = search_many(self.calculus, region, far=given is None and self.bounds is None)
            found = self._without_rounding(found, quadratic)
            self.take(found)
            self.box = given or self._view(found, region)
            self.add_found(minima_of_many(self.calculus, found, searched, self.box.size), [])
        self._take_given(values)
        shares = itertools.islice(itertools.cycle((0.125, 0.75)), self.dims)
        sides = zip(self.sides, shares, strict=True)
        self.start = self._usable_start(tuple(low + share * (high - low) for (low, high), share in sides))

    def _without_rounding(self, found: Descents, quadratic: Quadratic | None) -> Descents:
        if quadratic is None or found.best is None or found.limit:
            return found
        return replace(found, best=quadratic.without_rounding(self.calculus, found.points[:, 0], found.best))

    def _take_given(self, values: Values) -> None:
        if (f_min := values.number(F_MIN.name)) < np.inf:
            self.best_found, self.best_source, self.best_is_limit = f_min, "given as f_min", False

    def _view(self, found: Descents, region: Region) -> Box:
        """The smallest view with a lowest minimum inside, else the smallest that there is; within the bounds."""
        if found.best is None or found.limit:
            level = -np.inf if found.best is None else found.best + EQUAL * (1 + abs(found.best))  # of a plain
            points = found.points[:, found.losses > level].T
            inside = [point for point in points if is_isolated(self.calculus, region, point)]
        else:
            inside = list(found.points[:, found.losses <= found.best + EQUAL * (1 + abs(found.best))].T)
        return self._square(min((float(np.abs(point).max()) for point in inside), default=0.0), region)

    def _square(self, reach: float, region: Region | None = None) -> Box:
        """The smallest view about the origin that reaches so far, within the bounds."""
        region = region or region_of(self.dims, None, self.bounds)
        half = next((view for view in VIEWS if reach <= VIEW_INTERIOR * view), VIEWS[-1])
        square = Region((-half,) * self.dims, (half,) * self.dims, True)
        part = square if region.open else region.within(half) or region
        across, up, *more = [*zip(part.low, part.high, strict=True), (0.0, 0.0)][: max(2, self.dims)]
        return Box(*across, *up, more=tuple(more))

    def _find_minima(self, found: Descents) -> None:
        self.minima = ()
        if self.dims == 2:
            self.curves = curves_in(self.calculus, self.box)
            minima, saddles = self.calculus.stationary(self.box, GRID, MAX_FOUND)
            minima = self._true_minima(minima)
            self.add_found(minima, saddles if minima else saddles[:MAX_MINIMA_WITH_SADDLES])
        self.add_found(self.minima_among(found), [])

    def _true_minima(self, points: list[Point]) -> list[Point]:
        """The points around which the loss is higher; where it hardly curves, its Hessian does not tell."""
        if not points:
            return []
        size, losses = self.box.x_high - self.box.x_low, self.values(np.array(points).T)
        are = are_minima(self.calculus, np.array(points), losses, size, self.bounds, RADII[:1])
        return list(itertools.compress(points, are.tolist()))

    def _usable_start(self, preferred: Point) -> Point:
        """The preferred start, or else the first grid point with a finite loss and a finite gradient that is not 0."""
        for point in (preferred, *self._grid()):
            answer = self.calculus.scalar(*point)
            if np.isfinite(answer).all() and any(answer[1:]):
                return point
        return preferred

    def _grid(self) -> list[Point]:
        shares = (0.2, 0.8, 0.4, 0.6, 0.05, 0.95, 0.5)
        axes = [[round(a + share * (b - a), 6) for share in shares] for a, b in self.sides]
        return list(itertools.product(*axes) if self.dims < 3 else zip(*axes, strict=True))


def _box(ends: tuple[float, ...]) -> Box | None:
    """The box of lows and highs in turn; None without any."""
    if not ends:
        return None
    across, up, *more = (*zip(ends[::2], ends[1::2], strict=True), (0.0, 0.0))[: max(2, len(ends) // 2)]
    return Box(*across, *up, more=tuple(more))
