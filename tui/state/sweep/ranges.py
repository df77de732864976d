"""The values of a sweep's axis: a range around those of the racers, with short decimals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.number_text import write_number

if TYPE_CHECKING:
    from core.hyper import Hyper

DECADES = 4
_BESIDE = 0.3  # decades that a range shows at least on both sides of a racer's own value


def range_around(hyper: Hyper, name: str, values: Sequence[float], count: int) -> str:
    """The text of an axis that has all these values: four decades on a logarithmic scale, else the whole range."""
    positive = [value for value in values if 0 < value < math.inf]
    if hyper.scale == "log" and positive:
        low, high = (math.log10(found(positive)) for found in (min, max))
        first = min(math.floor((low + high) / 2 - DECADES / 2 + 0.5), math.floor(low - _BESIDE))
        last = max(first + DECADES, math.ceil(high + _BESIDE))
        ends = max(10.0**first, hyper.low), min(10.0**last, hyper.high)
        if hyper.high < math.inf and ends[1] == hyper.high and hyper.high_open:
            ends = ends[0], hyper.high * (1 - 10.0**-3)
        return f"{name}={write_number(ends[0])}..{write_number(ends[1])}/{count}"
    return f"{name}={_linear(hyper, values)}/{count}"


def _linear(hyper: Hyper, values: Sequence[float]) -> str:
    least, greatest = min(values, default=0.0), max(values, default=0.0)
    low = hyper.low if hyper.low > -math.inf else least - max(1.0, abs(least))
    high = hyper.high if hyper.high < math.inf else greatest + max(1.0, abs(greatest))
    margin = (high - low) / 100
    low, high = low + margin * hyper.low_open, high - margin * hyper.high_open
    return f"{write_number(low)}..{write_number(high)}"
