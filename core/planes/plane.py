"""A plane in the space of the parameters: two orthonormal directions from an origin."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike
from core.frozen import frozen

PARALLEL = 1e-9
"""Of a direction's length: a smaller rest beside the first direction is taken for rounding."""


@frozen(eq=False)
class Plane:
    """The points origin + u·d1 + v·d2 of a space of `dims` parameters; d1 and d2 (dims,) are orthonormal."""

    origin: Array
    d1: Array
    d2: Array

    @classmethod
    def through(cls, origin: ArrayLike, d1: ArrayLike, d2: ArrayLike) -> Plane:
        """The plane through a point along two directions, made orthonormal by Gram and Schmidt's method.

        A direction that is zero, not finite or parallel to the first is replaced by the coordinate axis that is the
        least parallel to the other.
        """
        origin = np.asarray(origin, np.float64)
        first = _unit(np.asarray(d1, np.float64))
        if first is None:
            first = np.eye(1, origin.size)[0]
        second = _beside(first, _unit(np.asarray(d2, np.float64)))
        if second is None:
            second = _beside(first, np.eye(1, origin.size, int(np.abs(first).argmin()))[0])
        assert second is not None, "a plane needs two parameters"
        return cls(origin, first, second)

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return self.origin.size

    @property
    def directions(self) -> Array:
        """d1 and d2, (2, dims)."""
        return np.stack((self.d1, self.d2))

    def project(self, points: ArrayLike) -> Array:
        """The coordinates (…, 2) on the plane of the points of it that are nearest to `points` (…, dims)."""
        with np.errstate(all="ignore"):
            return (np.asarray(points, np.float64) - self.origin) @ self.directions.T

    def lift(self, coordinates: ArrayLike) -> Array:
        """The parameters (…, dims) of the points with these coordinates (…, 2)."""
        with np.errstate(all="ignore"):
            return self.origin + np.asarray(coordinates, np.float64) @ self.directions

    def project_vectors(self, vectors: ArrayLike) -> Array:
        """The parts (…, 2) along d1 and d2 of steps, gradients or other vectors (…, dims)."""
        with np.errstate(all="ignore"):
            return np.asarray(vectors, np.float64) @ self.directions.T

    def moved(self, point: ArrayLike, to: ArrayLike) -> Array:
        """A point (dims,) moved along the plane until its coordinates are `to` (2,); it keeps its distance from it."""
        return np.asarray(point, np.float64) + (np.asarray(to, np.float64) - self.project(point)) @ self.directions


def _unit(direction: Array) -> Array | None:
    """A direction of length 1; None for one without a length."""
    size = float(np.abs(direction).max())
    if not 0 < size < np.inf:
        return None
    scaled: Array = direction / size
    unit: Array = scaled / np.linalg.norm(scaled)
    return unit


def _beside(first: Array, second: Array | None) -> Array | None:
    """The part of a unit direction at right angles to another one, of length 1; None where there is none."""
    if second is None:
        return None
    rest = second - (second @ first) * first
    if not np.linalg.norm(rest) > PARALLEL:
        return None
    rest = rest - (rest @ first) * first  # once more: the first subtraction leaves rounding errors of its own size
    unit: Array = rest / np.linalg.norm(rest)
    return unit
