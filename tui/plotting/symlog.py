"""The symmetric logarithm: an axis for values of both signs over many decades (Webber 2013, a bi-symmetric log)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_GREATEST = 1e300
_STRIDES = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # decades
_STEPS = 6  # in which the lower limit moves, at most


def symlog(values: NDArray[np.float64], within: float) -> NDArray[np.float64]:
    """0 for 0, ±log10(1 + |value|/within) for others: linear around zero, logarithmic beyond ±within; NaN stays NaN."""
    with np.errstate(all="ignore"):
        sizes: NDArray[np.float64] = np.log10(within + np.minimum(np.abs(values), _GREATEST))
        sizes -= math.log10(within)  # a ratio could overflow
    return np.copysign(sizes, values)


def position(value: float, within: float) -> float:
    """The symmetric logarithm of one value."""
    return float(symlog(np.array([value]), within)[0])


def symlog_limits(low: float, top: float, within: float) -> tuple[float, float]:
    """Positions of a power of ten that is at most low < −within, and of the value `top`."""
    decades = math.log10(-low) - math.log10(within)
    stride = _stride(decades, _STEPS)
    exponent = math.log10(within) + stride * math.ceil(decades / stride - 1e-9)
    return position(-(10.0 ** min(exponent, math.log10(_GREATEST))), within), position(top, within)


def symlog_ticks(
    low: float, high: float, within: float, room: int, label: Callable[[int], str]
) -> tuple[tuple[float, str], ...]:
    """Zero and ± powers of ten in [low, high], both positions; every decade or every 2nd, 5th, 10th …"""
    first, decades = round(math.log10(within)), max(-low, high)
    stride = _stride(high - low, max(room - 1, 1))
    powers = range(first + (stride if stride > 1 else 0), first + math.ceil(decades) + 1, stride)
    found = [(0.0, "0")]
    for power in powers:
        place = position(10.0**power, within)
        found += [(-place, f"−{label(power)}"), (place, label(power))]
    return tuple(sorted(tick for tick in found if low - 1e-9 <= tick[0] <= high + 1e-9))


def _stride(decades: float, most: int) -> int:
    return next((stride for stride in _STRIDES if decades / stride <= most), _STRIDES[-1])
