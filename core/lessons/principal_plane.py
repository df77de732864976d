"""What the plane of a path's first two principal axes holds of it: shares of its variance, and the loss on it."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Integers
from core.planes.directions import principal_axes, variance_share
from core.planes.fit import History
from core.planes.plane import Plane
from core.racer import Racer

PLANE = ("pc1", "pc2", "plane_loss")
"""The shares of the variance along each axis, and the loss at the point of the plane that is nearest to θ."""


def plane_values(racer: Racer, rows: Integers) -> dict[str, Array]:
    """The values (n,) of each name of PLANE at rows (n,).

    The plane is that of the racer's whole path, through the lowest point of it.
    """
    history = History.thinned(racer.path, racer.loss)
    axes = principal_axes(history.path)
    plane = Plane.through(history.path[int(history.loss.argmin())], *axes)
    shares = [variance_share(history.path, direction[None]) for direction in axes]
    nearest = plane.lift(plane.project(racer.path[rows]))
    constant = (np.full(len(rows), np.nan if share is None else share) for share in shares)
    return dict(zip(PLANE, (*constant, racer.problem.values(nearest.T)), strict=True))
