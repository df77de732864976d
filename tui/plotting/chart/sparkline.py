"""A small curve without axes, for a page or a form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.plotting.braille import BRAILLE, draw
from tui.plotting.viewport import DOTS_X, DOTS_Y


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
