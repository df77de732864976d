"""Straight pieces in dots → braille bits, by plotext for the few of a tick, by numpy for the many of a redraw.

Both sample a line at as many places as its longer side has dots, so they give the same bits (a test says so); numpy
takes 0.1 µs a piece where plotext takes 60.
"""

from __future__ import annotations

import numpy as np

from tui.plotting import figure
from tui.plotting.figure import INSIDE, Bits
from tui.plotting.window import DOTS_X, DOTS_Y, Ints

FEW = 48  # pieces that plotext draws faster than the eye sees; above, numpy
_CHUNK = 2_000_000  # samples at a time: 100 MB at most
_WEIGHTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)


def draw(bits: Bits, pieces: Ints) -> None:
    """OR the dots of straight pieces (m, 4) that lie on the canvas into its bits (height, width)."""
    if len(pieces) == 0:
        return
    if len(pieces) > FEW:
        bits |= crowd(_distinct(pieces), *bits.shape[::-1])
        return
    # A figure of just the cells that are touched: building one costs by its area.
    left, top = pieces[:, 0::2].min() // DOTS_X, pieces[:, 1::2].min() // DOTS_Y
    right, bottom = pieces[:, 0::2].max() // DOTS_X + 1, pieces[:, 1::2].max() // DOTS_Y + 1
    corner = np.array([left * DOTS_X, top * DOTS_Y] * 2)
    bits[top:bottom, left:right] |= figure.strokes(pieces - corner, int(right - left), int(bottom - top))


def _distinct(pieces: Ints) -> Ints:
    """Each piece once: an optimizer that swings between two walls draws the same lines again and again."""
    packed = np.unique(pieces @ np.array([1 << 48, 1 << 32, 1 << 16, 1]))
    return np.column_stack([packed >> shift & 0xFFFF for shift in (48, 32, 16, 0)])


def crowd(pieces: Ints, width: int, height: int) -> Bits:
    """Bits (height, width) of any number of pieces, by numpy."""
    mask = np.zeros((height * DOTS_Y, width * DOTS_X), np.bool_)
    spans = np.maximum(np.abs(pieces[:, 2] - pieces[:, 0]), np.abs(pieces[:, 3] - pieces[:, 1]))
    ends = np.cumsum(spans + 1)
    first = 0
    while first < len(pieces):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _CHUNK)), first + 1)
        _sample(mask, pieces[first:last], spans[first:last])
        first = last
    return pack(mask)


def _sample(mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]], pieces: Ints, spans: Ints) -> None:
    counts = spans + 1
    owner = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = number / np.maximum(spans, 1)[owner]
    x0, y0, x1, y1 = (pieces[:, i][owner] for i in range(4))
    across = x0 + (x1 - x0) * share + INSIDE
    # Upwards, as plotext counts, so that ties fall to the same side.
    top = mask.shape[0] - 1
    up = (top - y0) + (y0 - y1) * share + INSIDE
    mask[top - np.floor(up).astype(np.int64), np.floor(across).astype(np.int64)] = True


def pack(mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Bits:
    """Dots (4h, 2w) as braille bits (h, w)."""
    height, width = mask.shape[0] // DOTS_Y, mask.shape[1] // DOTS_X
    cells = mask.reshape(height, DOTS_Y, width, DOTS_X).transpose(0, 2, 1, 3)
    weighted = np.where(cells, _WEIGHTS, np.uint8(0)).reshape(height, width, DOTS_X * DOTS_Y)
    bits: Bits = np.bitwise_or.reduce(weighted, axis=2)
    return bits
