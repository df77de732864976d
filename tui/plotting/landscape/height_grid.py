"""The heights of a landscape on a grid, computed coarse to fine in time slices.

Most landscapes take a millisecond, but one over ten thousand rows of data takes a second: a pan must not block the
keys that long.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from tui.plotting.viewport import Floats, Viewport

Values: TypeAlias = Callable[[Floats], Floats]

_FINE_X, _FINE_Y = 2, 2  # grid points per cell
_COARSE = 8
_QUICK = 0.004  # seconds; parts grow as long as they take less


class HeightGrid:
    """Heights on a grid of 2 × 2 points a cell, top row first; rows not yet computed repeat their neighbours."""

    def __init__(self, values: Values, viewport: Viewport) -> None:
        self._values = values
        rows, columns = _FINE_Y * viewport.height, _FINE_X * viewport.width
        self._x = _middles(columns, viewport.x_low, viewport.x_high)
        self._y = _middles(rows, viewport.y_low, viewport.y_high)[::-1]
        self._heights = np.full((rows, columns), np.nan)
        starts = [(_COARSE // 2, _COARSE)]
        while starts[-1][1] > 1:
            stride = starts[-1][1]
            starts.append(((stride // 2 + _COARSE // 2) % stride, stride))
            starts.append((starts[-1][0], stride // 2))
        order: dict[int, None] = {}
        for start, stride in starts:
            order.update(dict.fromkeys(range(start % stride, rows, stride)))
        self._order = np.array([*order, *(row for row in range(rows) if row not in order)], np.int64)
        self.known = 0  # rows

    @property
    def complete(self) -> bool:
        """Whether all rows are known."""
        return self.known == len(self._order)

    def advance(self, seconds: float = math.inf) -> None:
        """Compute rows until time is up, at least one."""
        end, rows = time.monotonic() + seconds, 1
        while not self.complete:
            part = self._order[self.known : self.known + rows]
            before = time.monotonic()
            points = np.stack(np.broadcast_arrays(self._x[None, :], self._y[part][:, None]))
            with np.errstate(all="ignore"):
                self._heights[part] = self._values(points)
            self.known += len(part)
            now = time.monotonic()
            each = (now - before) / len(part)
            if now - before < _QUICK:
                rows *= 2
            elif rows > 1:
                rows //= 2
            if now + rows * each > end:
                return

    @property
    def heights(self) -> Floats:
        """(2·height, 2·width); do not write to it."""
        if self.complete or not self.known:
            return self._heights
        known = np.sort(self._order[: self.known])
        rows = np.arange(len(self._order))
        after = np.minimum(np.searchsorted(known, rows), len(known) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.where(rows - known[before] < np.abs(known[after] - rows), known[before], known[after])
        nearest_heights: Floats = self._heights[nearest]
        return nearest_heights


def _middles(count: int, low: float, high: float) -> Floats:
    # Halves, since 1e308 − (−1e308) overflows.
    share = (np.arange(count) + 0.5) / max(count, 1)
    middles: Floats = 2 * (low / 2 + share * (high / 2 - low / 2))
    return middles
