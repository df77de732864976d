"""Sparklines: small curves without axes, of braille for a page or of bars for a line of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.plotting.braille import BRAILLE, draw
from tui.plotting.viewport import DOTS_X, DOTS_Y

BARS = "▁▂▃▄▅▆▇█"
ROUNDING = 1e-9
"""Values that differ by less than this share of their size are drawn as equal."""


def small_curve(values: NDArray[np.float64], width: int, height: int) -> list[str]:
    """Lines of braille that show finite values (n,) from left to right, the lowest at the bottom."""
    count = width * DOTS_X
    places = np.linspace(0, len(values) - 1, count).round().astype(np.int64)
    picked = values[places]
    low, high = float(picked.min()), float(picked.max())
    span = high - low
    share = (picked - low) / span if span > 0 else np.full(count, 0.5)
    rows = ((1 - share) * (height * DOTS_Y - 1)).round().astype(np.int64)
    columns = np.arange(count)
    bits = np.zeros((height, width), np.uint8)
    draw(bits, np.column_stack([columns[:-1], rows[:-1], columns[1:], rows[1:]]))
    return ["".join(chr(BRAILLE + code) for code in line) for line in bits.tolist()]


def sparkline(values: NDArray[np.float64], width: int, bars: str = BARS) -> str:
    """The last values as a row of bars between their smallest and largest; what is not finite is a blank."""
    values = values[-width:]
    finite = values[np.isfinite(values)]
    if not len(finite):
        return " " * width
    low, high = float(finite.min()), float(finite.max())
    level = high / 2 - low / 2 <= ROUNDING * max(abs(low), abs(high))  # else noise in the last digit fills the row
    with np.errstate(all="ignore"):
        share = np.full(len(values), 0.5) if level else (values / 2 - low / 2) / (high / 2 - low / 2)
    heights = np.clip(np.nan_to_num(share * (len(bars) - 1)).round().astype(int), 0, len(bars) - 1)
    text = "".join(bars[h] if ok else " " for h, ok in zip(heights, np.isfinite(values), strict=True))
    return text.rjust(width)
