"""The range of the values of each curve: every value is read once, and a tick reads only the newest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Protocol

from tui.plotting.history.block_bounds import BLOCK, BlockBounds, ValueRange, Values
from tui.plotting.history.gradual import Gradual, advance

_KEPT = 6  # keys: showing a metric that was shown before reads nothing again


class Valued(Protocol):
    """A curve: a value for each of the steps 0 … count − 1."""

    @property
    def name(self) -> Hashable: ...
    @property
    def count(self) -> int: ...
    @property
    def values(self) -> Values: ...


class CurveBounds:
    """The block bounds of curves by name, cached for the last few keys; another key means other values."""

    def __init__(self) -> None:
        self.complete = True
        """Whether there was time to compute and read all values."""
        self._kept: dict[Hashable, dict[Hashable, BlockBounds]] = {}
        self._bounds: dict[Hashable, BlockBounds] = {}  # those of the last key

    def update(self, key: Hashable, curves: Sequence[Valued], end: float = math.inf) -> None:
        """Compute and read the new values of curves, as far as there is time until `end` (of the monotonic clock)."""
        self._kept[key] = self._bounds = self._kept.pop(key, defaultdict(BlockBounds))
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        advance([(curve.values, curve.count) for curve in curves if isinstance(curve.values, Gradual)], end)
        done = [self.bounds_of(curve).extend(curve.values, _computed(curve), end) for curve in curves]
        self.complete = all(done) and all(_computed(curve) == curve.count for curve in curves)

    def bounds_of(self, curve: Valued) -> BlockBounds:
        """The block bounds of a curve."""
        return self._bounds[curve.name]

    def known(self, curve: Valued) -> int:
        """The number of values of a curve that can be drawn: those in its blocks, or all once these are complete."""
        bounds, count = self.bounds_of(curve), _computed(curve)
        return count if bounds.known >= count // BLOCK * BLOCK else bounds.known

    def range(self, curves: Sequence[Valued]) -> ValueRange:
        """The range of all known values of some curves together."""
        found = ValueRange()
        for curve in curves:
            found |= self.bounds_of(curve).range(curve.values, self.known(curve))
        return found


def _computed(curve: Valued) -> int:
    """The number of first values of a curve that need not be computed any more."""
    return min(curve.values.known, curve.count) if isinstance(curve.values, Gradual) else curve.count
