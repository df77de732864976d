"""Least and greatest value of each curve so far, looked at once: each tick looks only at the newest values."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

import numpy as np

from tui.plotting.trails import portions
from tui.plotting.window import Floats

_FEW = 8  # values that plain Python is faster with than numpy


class Valued(Protocol):
    """What has a value for each of the steps 0 … count − 1."""

    @property
    def name(self) -> Hashable: ...
    @property
    def count(self) -> int: ...
    @property
    def values(self) -> Callable[[int, int], Floats]: ...


class Extents:
    """Running extremes, a function of all the values seen so far and of nothing else."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._seen: dict[Hashable, tuple[int, float, float, float]] = {}

    def update(self, key: Hashable, curves: Sequence[Valued]) -> tuple[float, float, float]:
        """(least, greatest, least above 0) of all finite values; (inf, −inf, inf) when there are none."""
        if key != self._key:
            self._key, self._seen = key, {}
        low, high, positive = math.inf, -math.inf, math.inf
        for curve in curves:
            count, *ends = self._seen.get(curve.name, (0, math.inf, -math.inf, math.inf))
            if curve.count < count:
                count, ends = 0, [math.inf, -math.inf, math.inf]
            for first, last in portions(count, curve.count):
                ends = _widen(ends, curve.values(first, last))
            self._seen[curve.name] = (curve.count, ends[0], ends[1], ends[2])
            low, high, positive = min(low, ends[0]), max(high, ends[1]), min(positive, ends[2])
        return low, high, positive


def _widen(ends: Sequence[float], values: Floats) -> list[float]:
    low, high, positive = ends
    if len(values) <= _FEW:
        for value in values.tolist():
            if math.isfinite(value):
                low, high = min(low, value), max(high, value)
                positive = min(positive, value) if value > 0 else positive
        return [low, high, positive]
    values = np.ascontiguousarray(values)  # a column of a path is not, and slow to look through
    if not (math.isfinite(values.min()) and math.isfinite(values.max())):
        values = values[np.isfinite(values)]
        if len(values) == 0:
            return [low, high, positive]
    least = float(values.min())
    above = least
    if least <= 0:
        rising = values[values > 0]
        above = float(rising.min()) if len(rising) else math.inf
    return [min(low, least), max(high, float(values.max())), min(positive, above)]
