"""Sparklines: small curves without axes, of braille in several lines or of bars in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.plotting.braille import BRAILLE, Bits, draw
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
    return _lines(bits)


def sparkline_with_zero(values: NDArray[np.float64], width: int, height: int) -> list[str]:
    """The last values as lines of braille between their smallest and largest, one dot each, the newest on the right.

    What is not finite leaves a gap. Where values have both signs, a dotted line marks zero.
    """
    values = values[-width * DOTS_X :]
    finite = np.isfinite(values)
    bits = np.zeros((height, width), np.uint8)
    if finite.any():
        low, high = float(values[finite].min()), float(values[finite].max())
        rows, zero = _dot_rows(values, low, high, height * DOTS_Y - 1)
        columns = np.arange(width * DOTS_X - len(values), width * DOTS_X)
        joined = finite[:-1] & finite[1:]
        dots = np.column_stack([columns, rows, columns, rows])[finite]
        lines = np.column_stack([columns[:-1], rows[:-1], columns[1:], rows[1:]])[joined]
        marks = np.arange(0, width * DOTS_X, DOTS_X) if low < 0 < high else np.zeros(0, np.int64)
        draw(bits, np.vstack([dots, lines, *(np.array([[x, zero, x, zero]]) for x in marks)]))
    return _lines(bits)


def _lines(bits: Bits) -> list[str]:
    return ["".join(chr(BRAILLE + code) if code else " " for code in line) for line in bits.tolist()]


def _dot_rows(values: NDArray[np.float64], low: float, high: float, last: int) -> tuple[NDArray[np.int64], int]:
    """The dot rows of values, counted from the top, and that of zero; `last` is the lowest row."""
    if high / 2 - low / 2 <= ROUNDING * max(abs(low), abs(high)):  # else noise in the last digit fills the rows
        return np.full(len(values), last // 2), last // 2
    with np.errstate(all="ignore"):
        share = (high / 2 - values / 2) / (high / 2 - low / 2)
    zero = high / 2 / (high / 2 - low / 2)
    return np.nan_to_num(share * last, posinf=0, neginf=0).round().astype(np.int64), round(
        zero * last
    ) if low < 0 < high else 0


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
