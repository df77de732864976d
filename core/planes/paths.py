"""The projections of growing paths onto a plane: each row is projected once.

Of a long run of many parameters not all points are kept. Where many of them are projected at once, as on a new plane,
those that are kept are joined by straight lines; each of the others would have to be computed again.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from core.arrays import Array
from core.long_path import LongPath, most_kept
from core.planes.plane import Plane


class ProjectedPaths:
    """Projects paths whose rows never change, each known by a key."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._known: dict[Hashable, tuple[Array, int]] = {}

    def of(self, key: Hashable, path: Array) -> Array:
        """The rows of a path (n, dims) on the plane, (n, 2), read-only; `path` may be longer or shorter than before."""
        rows, known = self._known.get(key, (np.empty((0, 2)), 0))
        if len(path) > known:
            if len(path) > len(rows):  # arrays handed out before keep the old rows
                more = np.empty((max(len(path), 2 * len(rows)), 2))
                more[:known] = rows[:known]
                rows = more
            rows[known : len(path)] = self._plane.project(_rows(path, known))
            self._known[key] = rows, len(path)
        view = rows[: len(path)]
        view.flags.writeable = False
        return view


def _rows(path: Array, first: int) -> Array:
    """The rows of a path from `first` on, of a long one perhaps between those that are kept."""
    count, stride = len(path), 1
    while (count - first) // stride > most_kept(path.shape[1]):
        stride *= 2
    if stride == 1 or not isinstance(path, LongPath):
        return path[first:]
    steps = np.arange(-(-first // stride) * stride, count, stride)
    steps = np.unique(np.concatenate(([first], steps, [count - 1])))
    points, wanted = path[steps], np.arange(first, count)
    return np.stack([np.interp(wanted, steps, column) for column in points.T], axis=1)
