"""The loss on a plane, as a problem of two parameters: what a picture draws of one with more."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike
from core.planes.fit import FittedPlane
from core.problems.base import Problem
from core.problems.box import Box, Point
from core.problems.minimum import Minimum


class LossOnPlane(Problem):
    """A problem's loss as a function of the two coordinates on a plane; its minima and saddles are projected.

    It is not the loss of a racer beside the plane, and the projection of a minimum need not be one.
    """

    def __init__(self, problem: Problem, fitted: FittedPlane, start: Point) -> None:
        self.whole = problem
        self.fitted = fitted
        plane = fitted.plane
        self.entry = problem.entry
        self.box = fitted.box
        self.names = fitted.names
        self.loss = None
        self.start = self._projected(start)
        self.minima = tuple(
            Minimum(self._projected(minimum.point), minimum.value, minimum.found)
            for minimum in problem.minima
            if len(minimum.point) == plane.dims
        )
        self.saddles = tuple(self._projected(saddle) for saddle in problem.saddles if len(saddle) == plane.dims)
        self.best_source, self.best_found = problem.about_best, problem.best
        self.best_is_limit = problem.best_is_limit
        self.scalar_value_gradient = self._value_gradient

    @property
    def best(self) -> float | None:
        return self.whole.best

    def view_with(self, start: Point) -> Box:
        """The box of the plane, which holds the start."""
        return self.box

    def values(self, points: ArrayLike) -> Array:
        points = np.asarray(points, np.float64)
        found = np.asarray(self.whole.values(self._lifted(points)), np.float64)
        return found.reshape(points.shape[1:])

    def gradients(self, points: ArrayLike) -> Array:
        """The parts of the gradient along the plane."""
        points = np.asarray(points, np.float64)
        found = np.asarray(self.whole.gradients(self._lifted(points)), np.float64)
        return self.fitted.plane.project_vectors(found.T).T.reshape(points.shape)

    def hessian(self, point: ArrayLike) -> Array:
        directions = self.fitted.plane.directions
        return directions @ np.asarray(self.whole.hessian(self.fitted.plane.lift(point))) @ directions.T

    def _lifted(self, points: Array) -> Array:
        """Parameters (dims, m) of points (2, …)."""
        return np.ascontiguousarray(self.fitted.plane.lift(points.reshape(2, -1).T).T)

    def _projected(self, point: Point) -> tuple[float, float]:
        x, y = self.fitted.plane.project(np.array(point)).tolist()
        return x, y

    def _value_gradient(self, *place: float) -> tuple[float, ...]:
        points = np.array(place)[:, None]
        return (float(self.values(points)[0]), *self.gradients(points)[:, 0].tolist())
