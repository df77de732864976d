"""What is known of the values of each curve: the extremes of all of them so far, and those of blocks of them.

Each value is looked at once, and each tick looks only at the newest.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np

from tui.plotting.history.blocks import Pyramid, Values
from tui.plotting.viewport import Floats

_FEW = 8  # values that plain Python is faster with than numpy
_LAG = 1024  # values that are looked at one by one before they come into blocks
_KEPT = 6  # keys: to look again at a metric that was shown before takes no time

Ends: TypeAlias = tuple[float, float, float]
"""The least, the greatest and the least above 0 of the finite values; (inf, −inf, inf) of none."""

_NONE: Ends = (math.inf, -math.inf, math.inf)


class Valued(Protocol):
    """What has a value for each of the steps 0 … count − 1."""

    @property
    def name(self) -> Hashable: ...
    @property
    def count(self) -> int: ...
    @property
    def values(self) -> Values: ...


@dataclass(eq=False)
class Known:
    """What is known of the first `count` values of a curve."""

    pyramid: Pyramid = field(default_factory=Pyramid)
    count: int = 0
    ends: Ends = _NONE

    def advance(self, curve: Valued, end: float) -> bool:
        """Look at what is new, or go back; False when there was no time for all of it."""
        complete, count = True, curve.count
        if count - self.pyramid.known > _LAG:
            complete = self.pyramid.extend(curve.values, count, end)
            count = count if complete else self.pyramid.known
        if 0 <= count - self.count <= _LAG:
            if count > self.count:
                self.ends = _widened(self.ends, curve.values(slice(self.count, count)))
        else:
            self.ends = self.pyramid.extremes(curve.values, count)
        self.count = count
        return complete


class Extents:
    """What is known of curves, a function of their values and of nothing else, once it is `complete`."""

    def __init__(self) -> None:
        self.complete = True
        self._key: Hashable = None
        self._kept: dict[Hashable, dict[Hashable, Known]] = {}

    def update(self, key: Hashable, curves: Sequence[Valued], end: float = math.inf) -> None:
        """Look at what is new in curves, as far as there is time until `end` (of the monotonic clock).

        Another key says that curves of the same name may have other values.
        """
        self._kept[key] = self._kept.pop(key, {})
        self._key = key
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        done = [self.of(curve).advance(curve, end) for curve in curves]
        self.complete = all(done)

    def of(self, curve: Valued) -> Known:
        """What is known of a curve."""
        return self._kept[self._key].setdefault(curve.name, Known())

    def ends(self, curves: Sequence[Valued]) -> Ends:
        """The ends of all values of some curves together."""
        found = np.array([_NONE, *(self.of(curve).ends for curve in curves)])
        return float(found[:, 0].min()), float(found[:, 1].max()), float(found[:, 2].min())


def _widened(ends: Ends, values: Floats) -> Ends:
    low, high, positive = ends
    if len(values) <= _FEW:
        for value in values.tolist():
            if math.isfinite(value):
                low, high = min(low, value), max(high, value)
                positive = min(positive, value) if value > 0 else positive
        return low, high, positive
    values = np.ascontiguousarray(values)  # a column of a path is not, and slow to look through
    if not (math.isfinite(values.min()) and math.isfinite(values.max())):
        values = values[np.isfinite(values)]
        if len(values) == 0:
            return low, high, positive
    least = float(values.min())
    above = least
    if least <= 0:
        rising = values[values > 0]
        above = float(rising.min()) if len(rising) else math.inf
    return min(low, least), max(high, float(values.max())), min(positive, above)
