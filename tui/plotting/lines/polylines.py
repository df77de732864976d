"""Lines that grow: each tick adds the newest points, anything else draws them afresh."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui.plotting import braille
from tui.plotting.braille import BRAILLE, Bits
from tui.plotting.cells import Picture, inks
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import BANDS, Palette
from tui.plotting.landscape.palettes import trail as trail_inks
from tui.plotting.viewport import Floats, Ints, Viewport, segments

Points: TypeAlias = Callable[[int, int], tuple[Floats, Floats]]

PORTION = 1 << 15
_DASH = 3  # cells, the last of them left out, along rows and columns alike
_EVEN = np.uint8(0x47)  # the left column of a braille cell
_STRIDES = 16  # in how many steps the bands of a trail move along it, at least
_NEW, _OLD = 0.75, 0.4  # of all moves; from where on a trail is new, and up to where it is old


@dataclass(frozen=True, eq=False)
class Line:
    """A line of `count` points so far; `points(first, last)` gives the x and y of those in between."""

    name: Hashable
    color: int
    count: int
    points: Points
    dotted: bool = False  # shown by every other column of dots, to tell it apart without colour
    portion: int = PORTION  # points at a time
    letter: str = ""  # drawn with it in place of dots: of who it is where there are neither colours nor braille
    dashed: bool = False  # shown in two cells of three, for the same


@dataclass(frozen=True, eq=False, kw_only=True)
class Path(Line):
    """A line whose points are all there, at least `count` of them."""

    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Woven:
    """All lines on one canvas (h, w): characters (0 where no line passes), the line on top and its band, or −1."""

    codes: NDArray[np.uint32]
    line: Ints
    band: Ints


@dataclass(eq=False)
class Trail:
    """What is drawn of a line so far, on a canvas (h, w)."""

    bits: Bits
    stamps: Ints  # when each cell was reached last, where that matters: a move, or whatever `edges` counts
    drawn: int = 0
    moves: int = 0

    def edges(self) -> tuple[int, int]:
        """The stamps from which on a cell is middle-aged, and new."""
        return band_edges(self.moves)


def portions(first: int, last: int, size: int = PORTION) -> Iterator[tuple[int, int]]:
    """A range in parts that fit the cache of a processor: a million points go through four times as fast."""
    for start in range(first, last, size):
        yield start, min(start + size, last)


def band_edges(moves: int) -> tuple[int, int]:
    """The moves at which a trail of so many begins to be middle-aged, and to be new.

    They move in strides, so that most ticks leave the older cells alone; a function of `moves` and of nothing else.
    """
    stride = max(4, 1 << max(moves // _STRIDES, 1).bit_length() - 1)
    return int(moves * _OLD) // stride * stride, int(moves * _NEW) // stride * stride


@dataclass(eq=False)
class Trails:
    """Braille bits of each line on one canvas, so that any cell's content is a function of all the points.

    What is drawn after many ticks equals what one drawing of all the points gives: a piece between two points gives
    the same dots whenever it is drawn, and bits are only ever added.
    """

    _key: Hashable = None
    _trails: dict[Hashable, Trail] = field(default_factory=dict)

    def advance(self, key: Hashable, viewport: Viewport, lines: Sequence[Line]) -> bool:
        """Bring the bits up to the lines; afresh (True) when `key`, window or lines are others or a line shrank."""
        key = (key, viewport, frozenset(line.name for line in lines))
        afresh = key != self._key or any(line.count < self._trails[line.name].drawn for line in lines)
        if afresh:
            self._key = key
            shape = max(viewport.height, 0), max(viewport.width, 0)
            self._trails = {line.name: Trail(np.zeros(shape, np.uint8), np.zeros(shape, np.int64)) for line in lines}
        for line in lines:
            trail = self._trails[line.name]
            for first, last in portions(trail.drawn, line.count, line.portion):
                # With the point before: the line from there to here is new as well.
                braille.draw(trail.bits, segments(viewport, *line.points(max(first - 1, 0), last)))
            trail.drawn = line.count
        return afresh

    def rightmost(self, line: Line) -> tuple[int, int] | None:
        """The cell (column, row) farthest to the right that a line passes, the uppermost of them; None for none."""
        rows, columns = np.nonzero(self._trails[line.name].bits)
        if not len(columns):
            return None
        column = int(columns.max())
        return column, int(rows[columns == column].min())

    def weave(self, lines: Sequence[Line]) -> Woven:
        """All lines as one picture; where they cross, the last one's colour."""
        return weave(self._trails, lines)

    def cells(self, lines: Sequence[Line]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Characters (0 where no line passes) and colours (h, w); where lines cross, the last one's colour."""
        woven = self.weave(lines)
        return woven.codes, np.array([*(line.color for line in lines), -1])[woven.line]


def weave(trails: Mapping[Hashable, Trail], lines: Sequence[Line]) -> Woven:
    """Lines whose trails are known by their names, as one picture; where they cross, the last one's colour."""
    shape = next(iter(trails.values())).bits.shape if trails else (0, 0)
    bits = np.zeros(shape, np.uint8)
    who, band = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
    for index, line in enumerate(lines):
        trail = trails[line.name]
        own = trail.bits & _EVEN if line.dotted else trail.bits
        if line.dashed:
            own = np.where(np.add.outer(np.arange(shape[0]), np.arange(shape[1])) % _DASH == 0, np.uint8(0), own)
        bits |= own
        passed = own > 0
        who[passed] = index
        old, new = trail.edges()
        band[passed] = (0 + (trail.stamps >= old) + (trail.stamps >= new))[passed]
    codes = np.where(bits > 0, bits + np.uint32(BRAILLE), 0).astype(np.uint32)
    for index, line in enumerate(lines):
        if line.letter:
            codes[who == index] = ord(line.letter)
    return Woven(codes, who, band)


def lay(
    canvas: Picture, woven: Woven, lines: Sequence[Line], shade: NDArray[np.int64], palette: Palette, depth: Depth
) -> None:
    """Write lines into a picture whose ground has the colours `shade` (h, w; −1 for none), fading with age."""
    passed = woven.codes > 0
    canvas.codes[passed] = woven.codes[passed]
    canvas.styles[passed] = 0
    if depth == "mono":
        return
    for index, line in enumerate(lines):
        own = passed & (woven.line == index)
        for band in range(BANDS):
            # A ghost is old all over: its pale ink has not the contrast of what is new.
            cells = own & (band == 0 if line.dotted else woven.band == band)
            if cells.any():
                colors, which = np.unique(shade[cells], return_inverse=True)
                pairs = np.array([trail_inks(color, line.color, band, palette, depth) for color in colors.tolist()])
                front, back = pairs[which].T
                canvas.styles[cells] = inks(front, back)
