"""Paths laid over a surface: straight on the plane, up and down with the ground, hidden where it hides them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tui.plotting import dots
from tui.plotting.dots import BRAILLE, Bits
from tui.plotting.surface_raster import Scene
from tui.plotting.trails import Line, portions
from tui.plotting.window import DOTS_X, DOTS_Y, Floats, Ints, Window, segments

LATTICE = 2048
"""Places along each side of the plane that are told apart: a path that stays in one is not drawn twice."""

_SAMPLES = 200_000  # at a time
_MANY = 4096  # pieces kept apart; then each is kept once


def lattice(x_low: float, x_high: float, y_low: float, y_high: float) -> Window:
    """A window whose dots are the places of the lattice."""
    return Window(x_low, x_high, y_low, y_high, LATTICE // DOTS_X, LATTICE // DOTS_Y)


@dataclass(eq=False)
class _Trail:
    """The pieces of a path on the plane so far, and what one sees of them."""

    bits: Bits
    pieces: list[Ints] = field(default_factory=list)
    drawn: int = 0
    kept: int = 0

    def add(self, pieces: Ints) -> None:
        if len(pieces) == 0:
            return
        self.pieces.append(pieces)
        self.kept += len(pieces)
        if len(self.pieces) > _MANY or self.kept > 16 * _MANY:
            self.pieces = [np.unique(np.concatenate(self.pieces), axis=0)]
            self.kept = 0  # counts what has come since


@dataclass(eq=False)
class Draped:
    """Braille bits of each path on one canvas; any cell's content is a function of all the points and the scene.

    A piece between two points gives the same dots whenever it is drawn, and bits are only ever added; another scene
    draws the pieces that are known again.
    """

    _key: Hashable = None
    _scene: Scene | None = None
    _trails: dict[Hashable, _Trail] = field(default_factory=dict)

    def advance(self, key: Hashable, plane: Window, scene: Scene, lines: Sequence[Line]) -> None:
        """Bring the bits up to the lines, whose points lie in `plane`, a `lattice`."""
        key = (key, plane, frozenset(line.name for line in lines))
        shape = max(scene.projection.height, 0), max(scene.projection.width, 0)
        if key != self._key or any(line.count < self._trails[line.name].drawn for line in lines):
            self._key = key
            self._trails = {line.name: _Trail(np.zeros(shape, np.uint8)) for line in lines}
        elif scene is not self._scene:
            for trail in self._trails.values():
                trail.bits = np.zeros(shape, np.uint8)
                for pieces in [np.concatenate(trail.pieces)] if trail.pieces else []:
                    drape(trail.bits, pieces, scene)
        self._scene = scene
        for line in lines:
            trail = self._trails[line.name]
            for first, last in portions(trail.drawn, line.count):
                # With the point before: the line from there to here is new as well.
                pieces = segments(plane, *line.points(max(first - 1, 0), last))
                drape(trail.bits, pieces, scene)
                trail.add(pieces)
            trail.drawn = line.count

    def weave(self, lines: Sequence[Line]) -> tuple[NDArray[np.uint32], Ints]:
        """Characters (0 where no path passes) and which line's it is (h, w); where they cross, the last one's."""
        shape = next(iter(self._trails.values())).bits.shape if self._trails else (0, 0)
        bits = np.zeros(shape, np.uint8)
        who = np.full(shape, -1, np.int64)
        for index, line in enumerate(lines):
            own = self._trails[line.name].bits
            bits |= own
            who[own > 0] = index
        return np.where(bits > 0, bits + np.uint32(BRAILLE), 0).astype(np.uint32), who


def drape(bits: Bits, pieces: Ints, scene: Scene) -> None:
    """Draw straight pieces (m, 4) of a lattice's dots on the ground, as far as they are visible."""
    if len(pieces) == 0 or bits.size == 0:
        return
    pieces = pieces if len(pieces) < _MANY else np.unique(pieces, axis=0)
    stride = max(LATTICE // max(scene.projection.columns, 1), 1)
    spans = np.maximum(np.abs(pieces[:, 2] - pieces[:, 0]), np.abs(pieces[:, 3] - pieces[:, 1]))
    counts = -(-spans // stride) + 1
    ends = np.cumsum(counts)
    first = 0
    while first < len(pieces):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _SAMPLES)), first + 1)
        _drape(bits, pieces[first:last], counts[first:last], scene)
        first = last


def _drape(bits: Bits, pieces: Ints, counts: Ints, scene: Scene) -> None:
    owner = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = number / np.maximum(counts - 1, 1)[owner]
    x0, y0, x1, y1 = (pieces[:, i][owner] for i in range(4))
    u = (x0 + (x1 - x0) * part + 0.5) / LATTICE
    v = 1 - (y0 + (y1 - y0) * part + 0.5) / LATTICE
    column, row, seen = spots(scene, u, v)
    # From each sample to the next one of the same piece; one alone to itself.
    alone = counts[owner] == 1
    joined = (owner[:-1] == owner[1:]) & seen[:-1] & seen[1:]
    one, other = np.flatnonzero(joined), np.flatnonzero(joined) + 1
    lonely = np.flatnonzero(alone & seen)
    lines = np.column_stack([column[one], row[one], column[other], row[other]])
    points = np.column_stack([column[lonely], row[lonely], column[lonely], row[lonely]])
    dots.draw(bits, np.concatenate((lines, points)))


def spots(scene: Scene, u: Floats, v: Floats, sink: float = 0.0) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """The dots of places on the ground (column, row from the top), and whether they are in the picture and visible.

    They may lie `sink` (of nearness) deeper than the ground that is drawn.
    """
    x, y, near = scene.projection.dots(u, v, scene.mesh.height(u, v))
    columns, rows = scene.projection.columns, scene.projection.rows
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)  # False for NaN
    column, row = np.where(inside, x, 0).astype(np.int64), np.where(inside, y, 0).astype(np.int64)
    return column, row, inside & (near + sink >= scene.veil[row, column])
