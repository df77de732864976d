"""The visible box of a landscape: zooming, and its limits as text."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from core.number_text import rounded

if TYPE_CHECKING:
    from core.problems import Box

_ZOOM = 1.5
_MIN_SIZE, _MAX_SIZE = 1e-9, 1e6  # of the visible box, in sizes of the problem's own box


def zoomed(box: Box, own: Box, way: int, x: float, y: float) -> Box | None:
    """The box zoomed in (1) or out (−1) around a point; None beyond the limits, which are multiples of `own`."""
    factor = _ZOOM**-way
    size = (box.x_high - box.x_low) * factor / (own.x_high - own.x_low)
    if not _MIN_SIZE <= size <= _MAX_SIZE:
        return None
    return replace(
        box,
        x_low=x + (box.x_low - x) * factor,
        x_high=x + (box.x_high - x) * factor,
        y_low=y + (box.y_low - y) * factor,
        y_high=y + (box.y_high - y) * factor,
    )


@lru_cache(maxsize=16)
def span(low: float, high: float) -> str:
    """The interval as text, with enough digits to tell its ends apart."""
    size, width = max(abs(low), abs(high)), high - low
    apart = math.ceil(math.log10(size / width)) if 0 < width < size else 0
    digits = min(max(apart + 3, 4), 17)
    return f"[{rounded(low, digits)}, {rounded(high, digits)}]"
