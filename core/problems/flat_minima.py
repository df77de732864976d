"""All minima of a convex loss that does not depend on some directions: a line, a plane or more through one of them."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems.minimum import lengths


@frozen(eq=False)
class FlatMinima:
    """The minima point + free @ (any numbers); `free` (dims, m) are orthonormal directions. The loss is `value`."""

    value: float
    point: Array
    free: Array
    cell: float = 0.0

    @property
    def marks(self) -> Array:
        """One of them, (1, dims), for a picture."""
        return self.point[None]

    def roughly(self, points: Array) -> Array:
        """The distances (n,) of `points` (n, dims) to the nearest minimum, exactly."""
        return lengths(points - self.nearest(points))

    def nearest(self, points: Array) -> Array:
        """The minima (n, dims) that are nearest to `points` (n, dims)."""
        return np.asarray(self.point + (points - self.point) @ self.free @ self.free.T)
