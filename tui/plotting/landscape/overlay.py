"""Several drawn lines on one canvas: which character, whose colour and which age each cell has."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.plotting.braille import BRAILLE
from tui.plotting.cells import Picture, inks
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import BANDS, Palette, trajectory_inks
from tui.plotting.lines.polylines import DrawnLine, Polyline
from tui.plotting.viewport import Ints

_DASH = 3  # cells, the last of them left out, along rows and columns alike
_EVEN = np.uint8(0x47)  # the left column of a braille cell
_STRIDES = 16  # least number of strides in which the age bands advance along a trajectory
_NEW, _OLD = 0.75, 0.4  # shares of all moves: a trajectory is old up to the lower, and new from the higher one


@dataclass(frozen=True, eq=False)
class Overlay:
    """All lines on one canvas (h, w): characters (0 where no line passes), the line on top and its band, or −1."""

    codes: NDArray[np.uint32]
    line: Ints
    band: Ints


def band_edges(moves: int) -> tuple[int, int]:
    """The moves at which the middle and the new age band of a line begin.

    They advance in strides, so that most ticks change no older cell.
    """
    stride = max(4, 1 << max(moves // _STRIDES, 1).bit_length() - 1)
    return int(moves * _OLD) // stride * stride, int(moves * _NEW) // stride * stride


def overlay(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> Overlay:
    """Lay lines over each other, the last one on top; `drawn` holds them by their names."""
    shape = next(iter(drawn.values())).bits.shape if drawn else (0, 0)
    bits = np.zeros(shape, np.uint8)
    who, band = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
    for index, line in enumerate(lines):
        own_line = drawn[line.name]
        own = own_line.bits & _EVEN if line.dotted else own_line.bits
        if line.dashed:
            own = np.where(np.add.outer(np.arange(shape[0]), np.arange(shape[1])) % _DASH == 0, np.uint8(0), own)
        bits |= own
        passed = own > 0
        who[passed] = index
        old, new = band_edges(own_line.moves)
        band[passed] = (0 + (own_line.stamps >= old) + (own_line.stamps >= new))[passed]
    codes = np.where(bits > 0, bits + np.uint32(BRAILLE), 0).astype(np.uint32)
    for index, line in enumerate(lines):
        if line.letter:
            codes[who == index] = ord(line.letter)
    return Overlay(codes, who, band)


def content(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> Hashable:
    """What lines laid over each other look like depends on this alone: equal as long as no line has a new dot."""
    return tuple((line.color, line.dotted, line.dashed, line.letter, drawn[line.name].content) for line in lines)


def colored(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> tuple[NDArray[np.uint32], Ints]:
    """Characters (0 where no line passes) and colours (h, w) of lines laid over each other."""
    found = overlay(drawn, lines)
    return found.codes, np.array([*(line.color for line in lines), -1])[found.line]


def paint(
    canvas: Picture, over: Overlay, lines: Sequence[Polyline], shade: Ints, palette: Palette, depth: Depth
) -> None:
    """Write lines into a picture with the backgrounds `shade` (h, w; −1 for none), faded by age."""
    passed = over.codes > 0
    canvas.codes[passed] = over.codes[passed]
    canvas.styles[passed] = 0
    if depth == "mono":
        return
    for index, line in enumerate(lines):
        own = passed & (over.line == index)
        for band in range(BANDS):
            # A ghost is old all over: its pale ink has not the contrast of what is new.
            cells = own & (band == 0 if line.dotted else over.band == band)
            if cells.any():
                colors, which = np.unique(shade[cells], return_inverse=True)
                pairs = np.array(
                    [trajectory_inks(color, line.color, band, palette, depth) for color in colors.tolist()]
                )
                front, back = pairs[which].T
                canvas.styles[cells] = inks(front, back)
