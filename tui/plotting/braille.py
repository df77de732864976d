"""Rasterize line segments to braille bits.

A segment is sampled once for each dot of its longer side (DDA), as plotext does it; a test compares the bits. plotext
itself draws only axes and ticks: a figure for the newest point of each curve takes 0.5 ms and 60 µs for each further
point, this module 0.05 ms and 0.3 µs.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui.plotting.viewport import DOTS_X, DOTS_Y, Ints

Bits: TypeAlias = NDArray[np.uint8]

BRAILLE = 0x2800
# Added before `floor`. A little less than ½: a line exactly between two dots takes the lower one, whatever the rounding
# errors and wherever the line was clipped.
INSIDE = 0.5 - 2.0**-12
_CHUNK = 2_000_000  # samples at a time: 100 MB at most
_FEW, _MANY = 4, 64
_WEIGHTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)


def draw(bits: Bits, pieces: Ints, stamps: Ints | None = None, when: Ints | None = None) -> None:
    """OR the dots of straight pieces (m, 4) that lie on the canvas into its bits (height, width).

    With `stamps` (height, width), each cell that a piece passes takes its `when` (m,): the last piece's remains.
    """
    if len(pieces) <= _FEW and _touch(bits, pieces.tolist(), stamps, [] if when is None else when.tolist()):
        return
    if len(pieces) > _MANY:
        pieces, when = _distinct(pieces, when)
    spans = np.maximum(np.abs(pieces[:, 2] - pieces[:, 0]), np.abs(pieces[:, 3] - pieces[:, 1]))
    ends = np.cumsum(spans + 1)
    first = 0
    while first < len(pieces):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _CHUNK)), first + 1)
        part = slice(first, last)
        _sample(bits, pieces[part], spans[part], stamps, None if when is None else when[part])
        first = last


def _touch(bits: Bits, pieces: list[list[int]], stamps: Ints | None, when: list[int]) -> bool:
    """Set the two dots of each piece that has none in between; return False, and set nothing, if a piece has."""
    if any(abs(x1 - x0) > 1 or abs(y1 - y0) > 1 for x0, y0, x1, y1 in pieces):
        return False
    for index, (x0, y0, x1, y1) in enumerate(pieces):
        bits[y0 // DOTS_Y, x0 // DOTS_X] |= _WEIGHTS[y0 % DOTS_Y, x0 % DOTS_X]
        bits[y1 // DOTS_Y, x1 // DOTS_X] |= _WEIGHTS[y1 % DOTS_Y, x1 % DOTS_X]
        if stamps is not None:
            stamps[y0 // DOTS_Y, x0 // DOTS_X] = stamps[y1 // DOTS_Y, x1 // DOTS_X] = when[index]
    return True


def _sample(bits: Bits, pieces: Ints, spans: Ints, stamps: Ints | None, when: Ints | None) -> None:
    counts = spans + 1
    owner = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = number / np.maximum(spans, 1)[owner]
    x0, y0, x1, y1 = (pieces[:, i][owner] for i in range(4))
    column = np.floor(x0 + (x1 - x0) * share + INSIDE).astype(np.int64)
    # Counted upwards, as plotext does, so that ties fall to the same side.
    top = DOTS_Y * bits.shape[0] - 1
    row = top - np.floor((top - y0) + (y0 - y1) * share + INSIDE).astype(np.int64)
    if stamps is not None and when is not None:
        stamps[row // DOTS_Y, column // DOTS_X] = when[owner]  # where a cell repeats, numpy keeps the last
    if len(owner) <= _MANY:
        np.bitwise_or.at(bits, (row // DOTS_Y, column // DOTS_X), _WEIGHTS[row % DOTS_Y, column % DOTS_X])
        return
    mask = np.zeros((bits.shape[0] * DOTS_Y, bits.shape[1] * DOTS_X), np.bool_)
    mask[row, column] = True
    bits |= pack(mask)


def _distinct(pieces: Ints, when: Ints | None) -> tuple[Ints, Ints | None]:
    """Keep the last of equal pieces: an optimizer that swings between two walls draws the same lines over and over."""
    if when is None:
        packed = np.unique(pieces @ np.array([1 << 48, 1 << 32, 1 << 16, 1]))
        return np.column_stack([packed >> shift & 0xFFFF for shift in (48, 32, 16, 0)]), when
    places = last_of_each(pieces)
    return pieces[places], when[places]


def last_of_each(pieces: Ints) -> Ints:
    """Indices of the last occurrence of each distinct piece, ascending."""
    count = len(pieces)
    most = pieces.max(axis=0) + 1
    if int(most[0]) * int(most[1]) * int(most[2]) * int(most[3]) < (1 << 62) // count:
        # Piece and place in one number: to sort such is ten times as fast as to sort places by pieces.
        packed = ((pieces[:, 0] * most[1] + pieces[:, 1]) * most[2] + pieces[:, 2]) * most[3] + pieces[:, 3]
        packed = np.sort(packed * count + np.arange(count))
        keys, places = np.divmod(packed, count)
        return np.sort(places[np.append(keys[1:] != keys[:-1], True)])
    packed = pieces @ np.array([1 << 48, 1 << 32, 1 << 16, 1])
    _, places = np.unique(packed[::-1], return_index=True)
    return np.sort(count - 1 - places)


def pack(mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Bits:
    """Dots (4h, 2w) as braille bits (h, w)."""
    height, width = mask.shape[0] // DOTS_Y, mask.shape[1] // DOTS_X
    cells = mask.reshape(height, DOTS_Y, width, DOTS_X).transpose(0, 2, 1, 3)
    weighted = np.where(cells, _WEIGHTS, np.uint8(0)).reshape(height, width, DOTS_X * DOTS_Y)
    bits: Bits = np.bitwise_or.reduce(weighted, axis=2)
    return bits


def joined(under: NDArray[np.uint32], over: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Lay characters over others: braille is OR-ed with braille, any other character replaces what is below."""
    both = (under >= BRAILLE) & (under < BRAILLE + 256) & (over >= BRAILLE)
    return np.where(both, under | over, over)


def unpack(bits: Bits) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Braille bits (h, w) as dots (4h, 2w)."""
    height, width = bits.shape
    return (bits[:, None, :, None] & _WEIGHTS[:, None, :] > 0).reshape(DOTS_Y * height, DOTS_X * width)


def bit(column: int, row: int) -> int:
    """The bit of a dot within its cell."""
    return int(_WEIGHTS[row, column])
