"""Several drawn lines on one canvas: which character, whose colour and which age each cell has."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.frozen import frozen
from tui.plotting.braille import BRAILLE
from tui.plotting.cells import Picture, inks
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import BANDS, Palette, trajectory_inks
from tui.plotting.lines.polylines import DrawnLine, Polyline
from tui.plotting.viewport import Ints, Mask

_DASH = 3  # cells, the last of them left out, along rows and columns alike
_EVEN = np.uint8(0x47)  # the left column of a braille cell
_APART = 5  # cells between two signs of a line, whichever way it goes
_STRIDES = 16  # least number of strides in which the age bands advance along a trajectory
_NEW, _OLD = 0.75, 0.4  # shares of all moves: a trajectory is old up to the lower, and new from the higher one


@frozen(eq=False)
class Overlay:
    """All lines on one canvas (h, w): characters (0 where no line passes), and the line on top or −1."""

    codes: NDArray[np.uint32]
    line: Ints


def band_edges(moves: int) -> tuple[int, int]:
    """The moves at which the middle and the new age band of a line begin.

    They advance in strides, so that most ticks change no older cell.
    """
    stride = max(4, 1 << max(moves // _STRIDES, 1).bit_length() - 1)
    return int(moves * _OLD) // stride * stride, int(moves * _NEW) // stride * stride


def age_bands(drawn: DrawnLine) -> Ints:
    """The age band of each cell that a line passes, 0 for the oldest."""
    middle, new = band_edges(drawn.moves)
    return 0 + (drawn.stamps >= middle) + (drawn.stamps >= new)


def overlay(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> Overlay:
    """Lay lines over each other, the last one on top; `drawn` holds them by their names."""
    shape = next(iter(drawn.values())).bits.shape if drawn else (0, 0)
    bits = np.zeros(shape, np.uint8)
    who = np.full(shape, -1, np.int64)
    for index, line in enumerate(lines):
        own = drawn[line.name].bits & _EVEN if line.dotted else drawn[line.name].bits
        if line.dashed:
            own = np.where(np.add.outer(np.arange(shape[0]), np.arange(shape[1])) % _DASH == 0, np.uint8(0), own)
        bits |= own
        who[own > 0] = index
    codes = np.where(bits > 0, bits + np.uint32(BRAILLE), 0).astype(np.uint32)
    for index, line in enumerate(lines):
        if line.sign:
            codes[_signed(who == index, line.sign)] = ord(line.sign)
    return Overlay(codes, who)


def dots(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> tuple[Hashable, ...]:
    """What lines laid over each other look like, but for their ages: equal as long as no line has a new dot."""
    return tuple((line.color, line.dotted, line.dashed, line.sign, drawn[line.name].bits.tobytes()) for line in lines)


def ages(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> tuple[Hashable, ...]:
    """What the age bands of lines depend on."""
    return tuple((drawn[line.name].stamps.tobytes(), band_edges(drawn[line.name].moves)) for line in lines)


def _signed(cells: Mask, sign: str) -> Mask:
    """The cells of a line that show its sign: all for a letter, as ASCII has no braille, else every fifth."""
    if sign.isascii():
        return cells
    height, width = cells.shape
    found: Mask = cells & (np.add.outer(2 * np.arange(height), np.arange(width)) % _APART == 0)
    return found


def colored(drawn: Mapping[Hashable, DrawnLine], lines: Sequence[Polyline]) -> tuple[NDArray[np.uint32], Ints]:
    """Characters (0 where no line passes) and colours (h, w) of lines laid over each other."""
    found = overlay(drawn, lines)
    return found.codes, np.array([*(line.color for line in lines), -1])[found.line]


def paint(
    canvas: Picture,
    drawn: Mapping[Hashable, DrawnLine],
    lines: Sequence[Polyline],
    shade: Ints,
    palette: Palette,
    depth: Depth,
) -> Overlay:
    """Write lines into a picture with the backgrounds `shade` (h, w; −1 for none), faded by age."""
    over = overlay(drawn, lines)
    passed = over.codes > 0
    canvas.codes[passed] = over.codes[passed]
    canvas.styles[passed] = 0
    for index, line in enumerate(lines if depth != "mono" else ()):
        cells = over.line == index
        if cells.any():
            # A ghost is old all over: its pale ink has not the contrast of what is new.
            bands = 0 if line.dotted else age_bands(drawn[line.name])[cells]
            kinds, which = np.unique(shade[cells] * BANDS + bands, return_inverse=True)
            pairs = [trajectory_inks(k // BANDS, line.color, k % BANDS, palette, depth) for k in kinds.tolist()]
            front, back = np.array(pairs)[which].T
            canvas.styles[cells] = inks(front, back)
    return over
