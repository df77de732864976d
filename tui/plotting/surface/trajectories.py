"""Trajectories draped over a surface: straight on the plane, at the height of the surface, hidden behind it."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tui.plotting import braille
from tui.plotting.braille import Bits
from tui.plotting.lines.polylines import DrawnLine, IncrementalLines, Polyline
from tui.plotting.surface.raster import Scene
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Ints, Viewport, segments

LATTICE = 2048
"""Points along each side of the plane: a path that stays at one of them is not drawn twice."""

_SAMPLES = 200_000  # at a time
_MANY = 4096  # pieces kept apart; then each is kept once, as gone last
_COARSE = 16  # points of the lattice along a cell of the coarse lattice, which is about as fine as a canvas
_PORTION = 1 << 13  # pieces drawn at a time over another scene
_NEVER = np.empty(0, np.int64)
_NOTHING = np.empty((0, 4), np.int64), _NEVER


def lattice(x_low: float, x_high: float, y_low: float, y_high: float) -> Viewport:
    """A window whose dots are the places of the lattice."""
    return Viewport(x_low, x_high, y_low, y_high, LATTICE // DOTS_X, LATTICE // DOTS_Y)


@dataclass(eq=False)
class DrapedLine(DrawnLine):
    """The visible part of a line, and its pieces on the plane with their stamps, for another scene."""

    pieces: list[Ints] = field(default_factory=list)
    when: list[Ints] = field(default_factory=list)
    kept: int = 0
    waiting: tuple[Ints, Ints] = _NOTHING
    """The pieces that are still to be drawn over another scene, with their stamps."""

    def copied(self) -> Self:
        """A copy that later drawing does not change."""
        return replace(super().copied(), pieces=list(self.pieces), when=list(self.when))

    def keep(self, pieces: Ints, when: Ints) -> None:
        """Keep pieces for another view of the scene; of many, each is kept once, as drawn last."""
        if len(pieces) == 0:
            return
        self.pieces.append(pieces)
        self.when.append(when)
        self.kept += len(pieces)
        if len(self.pieces) > _MANY or self.kept > 16 * _MANY:
            pieces, when = self.so_far()
            last = braille.last_of_each(pieces)
            self.pieces, self.when = [pieces[last]], [when[last]]
            self.kept = 0  # counts the pieces added since

    def so_far(self) -> tuple[Ints, Ints]:
        """All pieces kept, and when they were drawn."""
        return np.concatenate([np.empty((0, 4), np.int64), *self.pieces]), np.concatenate([_NEVER, *self.when])


class DrapedLines(IncrementalLines[DrapedLine]):
    """Lines draped over the surface of a scene; another scene draws their known pieces again."""

    def __init__(self) -> None:
        super().__init__()
        self._plane = lattice(0, 1, 0, 1)
        self._scene: Scene | None = None

    def blank(self) -> DrapedLine:
        """An empty canvas."""
        assert self._scene is not None
        return DrapedLine.blank(self._scene.projection.width, self._scene.projection.height)

    def add(self, drawn: DrapedLine, x: Floats, y: Floats) -> None:
        """Draw straight over the plane from point to point."""
        assert self._scene is not None
        pieces = segments(self._plane, x, y)
        when = drawn.moves + _moves(pieces)
        drape(drawn.bits, pieces, self._scene, drawn.stamps, when)
        drawn.keep(pieces, when)
        drawn.moves = int(when[-1]) if len(when) else drawn.moves

    def advance(
        self, key: Hashable, plane: Viewport, scene: Scene, lines: Sequence[Polyline], seconds: float = math.inf
    ) -> None:
        """Draw what is new of lines whose points lie in `plane`, a `lattice`; all of it again under another `key`.

        In another scene the known pieces come first, those of the last lines before the others; what there is no time
        for is left to the next call.
        """
        key, end = (key, plane), time.monotonic() + seconds
        if scene is not self._scene:
            self._scene, self._earlier = scene, {}
            self.drawn = {name: self._undraped(line) for name, line in self.drawn.items()}
        self._plane = plane
        waiting = self._drape_waiting(lines, scene, end) if key == self._key else {}
        self.advance_to(key, [line for line in lines if line.name not in waiting], end - time.monotonic())
        self.drawn |= waiting
        self.complete = self.complete and not waiting

    def _undraped(self, line: DrapedLine) -> DrapedLine:
        """A line whose pieces all wait to be drawn over another scene."""
        blank = self.blank()
        return replace(line, bits=blank.bits, stamps=blank.stamps, waiting=line.so_far())

    def _drape_waiting(self, lines: Sequence[Polyline], scene: Scene, end: float) -> dict[Hashable, DrapedLine]:
        """Draw waiting pieces, one portion at least; return the lines for which there was no time until `end`."""
        shown = {line.name: self.drawn[line.name] for line in reversed(lines) if line.name in self.drawn}
        waiting = {name: line for name, line in shown.items() if len(line.waiting[0])}
        while waiting:
            name, line = next(iter(waiting.items()))
            pieces, when = line.waiting
            drape(line.bits, pieces[:_PORTION], scene, line.stamps, when[:_PORTION])
            line.waiting = pieces[_PORTION:], when[_PORTION:]
            if not len(line.waiting[0]):
                del waiting[name]
            if time.monotonic() > end:
                break
        return waiting


def _moves(pieces: Ints) -> Ints:
    """The number of moves up to the end of each piece; a step within one cell of a coarse lattice is no move.

    On the fine one most moves of a slowly converging racer would lie near the minimum, and all others look old.
    """
    places = pieces // _COARSE
    return np.cumsum((places[:, :2] != places[:, 2:]).any(axis=1))


def drape(bits: Bits, pieces: Ints, scene: Scene, stamps: Ints | None = None, when: Ints | None = None) -> None:
    """Draw straight pieces (m, 4) of a lattice's dots on the ground, as far as they are visible.

    With `stamps` (height, width), each cell takes the `when` (m, ascending) of the last piece that is seen in it.
    """
    if len(pieces) == 0 or bits.size == 0:
        return
    if len(pieces) >= _MANY:
        last_ones = braille.last_of_each(pieces)
        pieces, when = pieces[last_ones], None if when is None else when[last_ones]
    stride = max(LATTICE // max(scene.projection.columns, 1), 1)
    spans = np.maximum(np.abs(pieces[:, 2] - pieces[:, 0]), np.abs(pieces[:, 3] - pieces[:, 1]))
    counts = -(-spans // stride) + 1
    ends = np.cumsum(counts)
    first = 0
    while first < len(pieces):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _SAMPLES)), first + 1)
        lines, owner = _seen(pieces[first:last], counts[first:last], scene)
        braille.draw(bits, lines, stamps, None if when is None else when[first:last][owner])
        first = last


def _seen(pieces: Ints, counts: Ints, scene: Scene) -> tuple[Ints, Ints]:
    """The visible parts of pieces on the plane, cut into so many samples: straight lines in dots (n, 4), and whose."""
    owner = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = number / np.maximum(counts - 1, 1)[owner]
    x0, y0, x1, y1 = (pieces[:, i][owner] for i in range(4))
    u = (x0 + (x1 - x0) * part + 0.5) / LATTICE
    v = 1 - (y0 + (y1 - y0) * part + 0.5) / LATTICE
    column, row, seen = spots(scene, u, v)
    # From each sample to the next one of the same piece; one alone to itself: where a piece ends in sight, there is a
    # dot, whether the next piece was drawn with it or is still to come.
    follows = np.append(owner[:-1] == owner[1:], False) & seen & np.append(seen[1:], False)
    alone = seen & ~follows & ~np.append(False, follows[:-1])
    one = np.flatnonzero(follows | alone)
    other = one + follows[one]
    return np.column_stack([column[one], row[one], column[other], row[other]]), owner[one]


def spots(scene: Scene, u: Floats, v: Floats, tolerance: float = 0.0) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """The dots (column, row from the top) of points on the surface, and whether they are visible.

    They may lie `tolerance` (of inverse depth) behind the surface that is drawn.
    """
    x, y, near = scene.projection.dots(u, v, scene.mesh.height(u, v))
    columns, rows = scene.projection.columns, scene.projection.rows
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)  # False for NaN
    column, row = np.where(inside, x, 0).astype(np.int64), np.where(inside, y, 0).astype(np.int64)
    return column, row, inside & (near + tolerance >= scene.depth_threshold[row, column])
