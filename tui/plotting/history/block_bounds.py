"""The minimum and maximum of each block of a growing history.

Value ranges and downsampling need the extremes of long intervals: blocks give them without reading all values again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from tui.plotting.viewport import Floats, Ints

At: TypeAlias = slice | Ints
Values: TypeAlias = Callable[[At], Floats]
"""The values at some steps: at a slice of them (both ends given), or at any."""

BLOCK = 128
"""Values in a block."""

_PORTION = 1 << 15  # values read at a time, so that they stay in the processor's cache


class ValueRange(NamedTuple):
    """Minimum, maximum and smallest positive of some finite values; (inf, −inf, inf) if there are none."""

    low: float = math.inf
    high: float = -math.inf
    positive: float = math.inf

    def __or__(self, other: ValueRange) -> ValueRange:
        return ValueRange(min(self.low, other.low), max(self.high, other.high), min(self.positive, other.positive))


def range_of(values: Floats) -> ValueRange:
    """The range of the finite values."""
    low, high = float(values.min(initial=math.inf)), float(values.max(initial=-math.inf))  # NaN if there is any
    if not -math.inf < low <= high < math.inf:
        finite = values[np.isfinite(values)]
        return range_of(finite) if len(finite) else ValueRange()
    return ValueRange(low, high, low if low > 0 else float(values[values > 0].min(initial=math.inf)))


class BlockBounds:
    """The extremes of all full blocks of one history; each value is read once, when its block is full."""

    def __init__(self) -> None:
        self._low = self._high = np.empty(0)  # of each block; not finite where one of its values is not
        self._until = np.array([ValueRange()]).T  # (3, blocks + 1): the range of all finite values before each block

    @property
    def known(self) -> int:
        """The number of values in full blocks."""
        return BLOCK * len(self._low)

    def extend(self, values: Values, count: int, end: float = math.inf) -> bool:
        """Read the first `count` values, as far as they fill blocks.

        Return False if `end` (of the monotonic clock) came first; one portion is read however late it is.
        """
        full = count // BLOCK * BLOCK
        while self.known < full:
            first = self.known
            # A column of a path is not contiguous, and slow to read more than once.
            self._append(np.ascontiguousarray(values(slice(first, min(first + _PORTION, full)))))
            if time.monotonic() > end:
                break
        return self.known >= full

    def range(self, values: Values, count: int) -> ValueRange:
        """The range of the first `count` values, which have been read as far as they fill blocks."""
        blocks = count // BLOCK
        before = ValueRange(*self._until[:, blocks].tolist())
        rest = values(slice(blocks * BLOCK, count))
        return before | range_of(rest) if len(rest) else before

    def extremes(self, values: Values, firsts: Ints, stop: int) -> tuple[Floats, Floats]:
        """Minimum and maximum of each interval; not finite where one of its values is not.

        An interval goes from one of `firsts` to the next, the last one to `stop`.
        """
        start = int(firsts[0])
        # Blocks in which an interval begins, and the last block, are read step by step; any other lies in one interval.
        split = np.unique(np.append(firsts, stop - 1) // BLOCK)
        steps = (split[:, None] * BLOCK + np.arange(BLOCK)).ravel()
        steps = steps[(steps >= start) & (steps < stop)]
        begins = np.searchsorted(steps, firsts)
        raw = values(steps)
        low, high = np.minimum.reduceat(raw, begins), np.maximum.reduceat(raw, begins)
        blocks = np.setdiff1d(np.arange(split[0], split[-1]), split, assume_unique=True)
        if len(blocks):
            stretch = np.searchsorted(firsts, blocks * BLOCK, side="right") - 1
            begins = np.flatnonzero(np.diff(stretch, prepend=-1))
            where = stretch[begins]
            low[where] = np.minimum(low[where], np.minimum.reduceat(self._low[blocks], begins))
            high[where] = np.maximum(high[where], np.maximum.reduceat(self._high[blocks], begins))
        return low, high

    def _append(self, values: Floats) -> None:
        begins = np.arange(0, len(values), BLOCK)  # three times as fast as rows of blocks with an axis
        low, high = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
        found = np.stack((low, high, np.where(low > 0, low, math.inf)))
        odd = ~(np.isfinite(low) & np.isfinite(high) & ((low > 0) | (high <= 0)))
        if odd.any():
            found[:, odd] = _finite_extremes(values.reshape(-1, BLOCK)[odd])
        until = np.concatenate((self._until[:, -1:], found), axis=1)
        for extreme, row in zip((np.minimum, np.maximum, np.minimum), until, strict=True):
            extreme.accumulate(row, out=row)
        self._until = np.concatenate((self._until, until[:, 1:]), axis=1)
        self._low, self._high = np.append(self._low, low), np.append(self._high, high)


def _finite_extremes(rows: Floats) -> Floats:
    """Minimum, maximum and smallest positive (3, n) of the finite values of each row (n, k)."""
    finite = np.isfinite(rows)
    return np.stack(
        (
            np.where(finite, rows, math.inf).min(axis=1),
            np.where(finite, rows, -math.inf).max(axis=1),
            np.where(finite & (rows > 0), rows, math.inf).min(axis=1),
        )
    )
