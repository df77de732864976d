"""The projections of growing paths onto a plane: each row is projected once."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from core.arrays import Array
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
            rows[known : len(path)] = self._plane.project(path[known:])
            self._known[key] = rows, len(path)
        view = rows[: len(path)]
        view.flags.writeable = False
        return view
