"""Where a path rests: stretches of a long one that stay in one dot, found without looking at each of their points.

A race of a million steps has mostly arrived. The extremes of blocks of points are kept, and the dots of a point are
monotonic in its coordinates: where both extremes of a block have the same dot, all of its points have.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np

from tui.plotting.lines.polylines import Line, Path
from tui.plotting.viewport import Floats, Ints, Viewport

BLOCK = 256  # points
_FEW = 4  # blocks, below which there is nothing to win


class Rests:
    """The extremes of the blocks of each path, kept as long as `key` is the same and paths only grow."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._extremes: dict[Hashable, tuple[Floats, Floats]] = {}

    def shortened(self, key: Hashable, path: Path, viewport: Viewport) -> Line:
        """A path with only the first point of each block that rests."""

        def points(first: int, last: int) -> tuple[Floats, Floats]:
            return self.without(key, path.name, (path.x, path.y), viewport, (first, last))

        return replace(path, points=points)

    def without(
        self, key: Hashable, name: Hashable, path: tuple[Floats, Floats], viewport: Viewport, part: tuple[int, int]
    ) -> tuple[Floats, Floats]:
        """The points of a part (first, last) of a path, only the first of each block that rests."""
        first, last = part
        begin, end = -(-first // BLOCK), last // BLOCK
        x, y = path[0][first:last], path[1][first:last]
        if end - begin < _FEW:
            return x, y
        low, high = self._blocks(key, name, path, end)
        resting = _dots(low[:, begin:end], viewport)
        resting = (resting >= 0) & (resting == _dots(high[:, begin:end], viewport))
        if not resting.any():
            return x, y
        kept = np.ones(last - first, np.bool_)
        kept[begin * BLOCK - first : end * BLOCK - first].reshape(-1, BLOCK)[resting, 1:] = False
        places = np.flatnonzero(kept)
        return x[places], y[places]

    def _blocks(self, key: Hashable, name: Hashable, path: tuple[Floats, Floats], count: int) -> tuple[Floats, Floats]:
        if key != self._key:
            self._key, self._extremes = key, {}
        low, high = self._extremes.get(name, (np.empty((2, 0)), np.empty((2, 0))))
        known = low.shape[1]
        if known < count:
            new = np.stack([values[known * BLOCK : count * BLOCK].reshape(-1, BLOCK) for values in path])
            low = np.concatenate((low, new.min(axis=2)), axis=1)
            high = np.concatenate((high, new.max(axis=2)), axis=1)
            self._extremes[name] = low, high
        return low, high


def _dots(points: Floats, viewport: Viewport) -> Ints:
    """The number of each point's dot, −1 for those outside of the window."""
    found = viewport.numbers(points[0], points[1])
    if found is not None:
        return found
    across, up = viewport.unit(points[0], points[1])
    inside = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    numbers = np.full(len(across), -1, np.int64)
    columns, rows = viewport.dots(across[inside], up[inside])
    numbers[inside] = columns * viewport.rows + rows
    return numbers
