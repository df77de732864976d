"""Minima of a problem: single points, and whole curves of them."""

from __future__ import annotations

from functools import reduce
from typing import Protocol

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems.box import Point

APART = 2.0  # cells that a curve is nearer than its own points, at most
APPROACHED = "which f approaches without reaching it"  # of an f* that is the limit of f far away


@frozen
class Minimum:
    """A local or global minimum and the loss there; `found` if by a search, which may miss lower ones.

    `curve` says that it is one point of a whole curve of minima.
    """

    point: Point
    value: float
    found: bool = False
    curve: bool = False


class MinimumCurve(Protocol):
    """A curve of minima: the loss is the same all along it."""

    @property
    def value(self) -> float:
        """The loss on the curve."""

    @property
    def marks(self) -> Array:
        """A few points along it, (n, dims), for a picture."""

    @property
    def cell(self) -> float:
        """How far apart its own points lie, of which `roughly` takes the nearest."""

    def roughly(self, points: Array) -> Array:
        """The distances (n,) of `points` (n, dims) to the nearest of its own points."""

    def nearest(self, points: Array) -> Array:
        """The points of the curve (n, dims) that are nearest to `points` (n, dims)."""


Minima = tuple[tuple[Point, float | None], ...]


def lengths(rows: Array) -> Array:
    """The Euclidean length of each row (n, dims)."""
    with np.errstate(all="ignore"):
        return reduce(np.hypot, rows.T[1:], np.abs(rows[:, 0]))
