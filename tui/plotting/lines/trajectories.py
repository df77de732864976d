"""Trails of paths on a landscape: a tick adds the newest steps, a new window looks only at what can change its picture.

A new window is drawn from the newest step backwards, in blocks of steps. Whatever a path does within the extremes of a
block stays in the rectangle of dots between them: where all of these are set, and so by later steps, the block is
skipped; where there is but one, that is set; only what is left is drawn step by step. A racer that rests, creeps or
shivers around a minimum for a million steps is redrawn in a millisecond, with the very dots of all its steps.
"""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tui.plotting import braille
from tui.plotting.history.block_bounds import Blocks, Boxes, Filled, boxes_of
from tui.plotting.history.blocks import BLOCK, FACTOR, Pyramid
from tui.plotting.lines.polylines import Path, Trail, Woven, band_edges, weave
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Ints, Viewport, dot_path

LONG = 4096
"""Steps from which on the age of a trail is measured in blocks of them."""

_LARGE = BLOCK * FACTOR
_TAIL = 1024  # steps, or up to twice as many, that are drawn one by one before blocks are skipped
_FIRST_CHUNK, _CHUNK = 16 * _LARGE, 1024 * _LARGE  # steps; after the first, what is drawn covers much of the rest
_FEW, _MANY = 128, 1024  # blocks between two looks at the clock: if their lines are long, or not
_NONE = np.empty(0, np.int64)


@dataclass(eq=False)
class Layer:
    """Some of the steps of a path: braille bits, and the last steps at which cells were reached (height, width)."""

    bits: braille.Bits
    stamps: Ints

    @classmethod
    def blank(cls, viewport: Viewport) -> Layer:
        """None of them."""
        shape = max(viewport.height, 0), max(viewport.width, 0)
        return cls(np.zeros(shape, np.uint8), np.zeros(shape, np.int64))

    def __or__(self, other: Layer) -> Layer:
        return Layer(self.bits | other.bits, np.maximum(self.stamps, other.stamps))

    def add(self, pieces: Ints, when: Ints) -> None:
        """Draw pieces that were gone before or after all others."""
        if len(pieces):
            order = np.argsort(when, kind="stable")
            stamps = np.zeros_like(self.stamps)
            braille.draw(self.bits, pieces[order], stamps, when[order])
            np.maximum(self.stamps, stamps, out=self.stamps)


@dataclass(eq=False, kw_only=True)
class Wake(Trail):
    """What is drawn of a path: its steps `begun` … `drawn` − 1. `stamps` are the steps at which cells were reached.

    Those up to `root` are in `base`, the others in `tail`, so that a step back draws no more than the tail again.
    """

    base: Layer
    tail: Layer
    begun: int
    root: int
    moves_at: Ints = field(default_factory=lambda: _NONE)  # the steps to another dot, as long as there are few steps
    level: int = -1
    boxes: Boxes | None = None  # of all blocks of the level, as many as come to `LONG` at most
    spread: Ints = field(default_factory=lambda: _NONE)  # by how many dots they spread, up to the end of each
    ages: tuple[int, int] = (0, 0)

    def edges(self) -> tuple[int, int]:
        """The steps from which on the trail is middle-aged, and new."""
        return self.ages


@dataclass(eq=False)
class Wakes:
    """The trails of paths in one window; any cell's content is a function of all the steps, and of nothing else."""

    complete: bool = True
    """False while there was no time for all of the steps."""
    _key: Hashable = None
    _window: Viewport | None = None
    _blocks: dict[Hashable, Blocks] = field(default_factory=dict)
    _wakes: dict[Hashable, Wake] = field(default_factory=dict)

    def advance(self, key: Hashable, viewport: Viewport, paths: Sequence[Path], seconds: float = math.inf) -> None:
        """Bring the trails up to the paths; another `key` says that paths of the same name may be others.

        When the time is over the older steps of a long path wait for the next call.
        """
        end = time.monotonic() + seconds
        if key != self._key:
            self._key, self._blocks, self._wakes = key, {}, {}
        if viewport != self._window:
            self._window, self._wakes = viewport, {}
        self._wakes = {path.name: self._wake(path, viewport) for path in paths}
        done = [self._draw(path, viewport, end) for path in paths]
        self.complete = all(done)

    def weave(self, paths: Sequence[Path]) -> Woven:
        """All trails as one picture; where they cross, the last one's colour."""
        return weave(self._wakes, paths)

    def _wake(self, path: Path, viewport: Viewport) -> Wake:
        """The trail so far, an empty one where it has to be drawn anew."""
        wake, count = self._wakes.get(path.name), path.count
        if wake is not None and wake.root > 0 and wake.root < count < wake.drawn and count > LONG:
            wake.tail, wake.drawn = Layer.blank(viewport), wake.root
        if wake is None or not 0 <= count - wake.drawn <= LONG:
            root = 0 if count <= LONG else (count - 1 - _TAIL) // _LARGE * _LARGE
            base, tail = Layer.blank(viewport), Layer.blank(viewport)
            wake = Wake(base.bits, base.stamps, drawn=root, base=base, tail=tail, begun=root, root=root)
        return wake

    def _draw(self, path: Path, viewport: Viewport, end: float) -> bool:
        wake = self._wakes[path.name]
        if path.count > wake.drawn:
            _follow(wake, viewport, path)
        complete = self._draw_base(wake, path, viewport, end) if path.count > LONG else True
        shown = wake.base | wake.tail
        wake.bits, wake.stamps = shown.bits, shown.stamps
        if complete and wake.drawn - wake.root > 2 * LONG:
            wake.base, wake.tail, wake.root = shown, Layer.blank(viewport), wake.drawn - 1
        return complete

    def _draw_base(self, wake: Wake, path: Path, viewport: Viewport, end: float) -> bool:
        blocks = self._blocks.setdefault(path.name, (Pyramid(), Pyramid()))
        full = (path.count - 1) // _LARGE * _LARGE  # there is a step after each block
        for pyramid, values in zip(blocks, (path.x, path.y), strict=True):
            if pyramid.known < full and not pyramid.extend(values.__getitem__, full, end):
                return False
        boxes = _advance_boxes(wake, viewport, path, blocks)
        wake.ages = _ages(wake, blocks, full)
        return _go_back(wake, viewport, path, blocks, boxes, end)


def _follow(wake: Wake, viewport: Viewport, path: Path) -> None:
    """Draw the newest steps one by one."""
    # With the step before: the line from there to here is new as well.
    first = max(wake.drawn - 1, wake.root)
    new = dot_path(viewport, path.x[first : path.count], path.y[first : path.count])
    braille.draw(wake.tail.bits, new.pieces, wake.tail.stamps, first + new.arrivals)
    wake.drawn = path.count
    wake.moves_at = np.concatenate((wake.moves_at, first + new.moves)) if path.count <= LONG else _NONE
    if path.count <= LONG:
        wake.ages = _few_ages(wake.moves_at)


def _advance_boxes(wake: Wake, viewport: Viewport, path: Path, blocks: Blocks) -> Boxes:
    """Bring the boxes of large blocks up to the path; of another size, if there came to be too many."""
    level = next(number for number, level in enumerate(blocks[0].levels) if path.count // level.size <= LONG)
    count = (path.count - 1) // _LARGE * _LARGE // blocks[0].levels[level].size
    if wake.boxes is None or level != wake.level:
        wake.level, wake.boxes, wake.spread = level, boxes_of(viewport, path, blocks, level, _NONE), _NONE
    known = len(wake.boxes)
    if count > known:
        new = boxes_of(viewport, path, blocks, level, np.arange(known, count))
        spread = np.where(new.unseen, 0, np.minimum(new.spread, blocks[0].levels[level].size))
        wake.boxes += new
        wake.spread = np.concatenate((wake.spread, spread.cumsum() + (wake.spread[-1] if known else 0)))
    return wake.boxes


def _go_back(wake: Wake, viewport: Viewport, path: Path, blocks: Blocks, boxes: Boxes, end: float) -> bool:
    """Draw the steps before those that are drawn; False when the time was over before all of them were."""
    chunk, size = _FIRST_CHUNK, blocks[0].levels[wake.level].size
    while wake.begun > 0:
        first, last = max(wake.begun - chunk, 0) // size, -(-wake.begun // size)
        _draw_blocks(wake, viewport, path, blocks, np.arange(first, last), boxes[first:last], end)
        if wake.begun > 0 and time.monotonic() > end:
            return False
        chunk = _CHUNK
    return True


def _draw_blocks(
    wake: Wake, viewport: Viewport, path: Path, blocks: Blocks, places: Ints, boxes: Boxes, end: float
) -> None:
    """Draw blocks of steps before all that are drawn, what they may add to it; when the time is over, the last ones."""
    filled, level, begun = Filled(wake.base.bits), wake.level, int(places[0]) * blocks[0].levels[wake.level].size
    found = []
    while True:
        found.append((boxes[boxes.single].corners, (places[boxes.single] + 1) * blocks[0].levels[level].size))
        rest = ~(boxes.single | boxes.unseen)
        places, boxes = places[rest], boxes[rest]
        places = places[~filled.cover(boxes)]
        if level == 0 or not len(places):
            break
        level, places = level - 1, (places[:, None] * FACTOR + np.arange(FACTOR)).ravel()
        boxes = boxes_of(viewport, path, blocks, level, places)
    corners, when = (np.concatenate(part) for part in zip(*found, strict=True))
    last, rows = len(places), _FEW
    while last > 0:
        # Each block with the step after it, so that no line is missing between two.
        steps = places[max(last - rows, 0) : last, None] * BLOCK + np.arange(BLOCK + 1)
        pieces, arrivals = _trace(wake.base, viewport, path.x[steps], path.y[steps], steps)
        # No single dot of before: it would fill what later steps are still to reach.
        due = when > steps[0, 0]
        wake.base.add(np.concatenate((pieces, corners[due])), np.concatenate((arrivals, when[due])))
        corners, when = corners[~due], when[~due]
        wake.begun = min(wake.begun, int(steps[0, 0]))
        if time.monotonic() > end:
            return
        last, rows = last - rows, _FEW if len(pieces) > rows else _MANY
    wake.base.add(corners, when)
    wake.begun = begun


def _trace(layer: Layer, viewport: Viewport, x: Floats, y: Floats, steps: Ints) -> tuple[Ints, Ints]:
    """Set the dots of stretches of steps (k, n); what there is between dots that are no neighbours, to be added."""
    numbers = viewport.numbers(x.ravel(), y.ravel())
    if numbers is None:
        new = dot_path(viewport, x, y)
        return new.pieces, steps.ravel()[new.arrivals]
    columns, rows = (part.reshape(x.shape) for part in np.divmod(numbers, viewport.rows))
    mask = np.zeros((viewport.rows, viewport.columns), np.bool_)
    mask[rows, columns] = True
    np.bitwise_or(layer.bits, braille.pack(mask), out=layer.bits)
    stamps = np.zeros_like(layer.stamps)
    # A cell was reached last when it was left; where one repeats, numpy keeps the last.
    stamps[rows // DOTS_Y, columns // DOTS_X] = np.append(steps[:, 1:], steps[:, -1:], axis=1)
    np.maximum(layer.stamps, stamps, out=layer.stamps)
    before, after = np.stack((columns[:, :-1], rows[:, :-1])), np.stack((columns[:, 1:], rows[:, 1:]))
    far = (np.abs(after - before) > 1).any(axis=0)
    return np.column_stack((*before[:, far], *after[:, far])), steps[:, 1:][far]


def _few_ages(moves_at: Ints) -> tuple[int, int]:
    """The steps from which on a short path is middle-aged and new: by how often it went to another dot since."""
    old, new = (int(moves_at[edge - 1]) if edge else 0 for edge in band_edges(len(moves_at)))
    return old, new


def _ages(wake: Wake, blocks: Blocks, count: int) -> tuple[int, int]:
    """The same for a long path, by how far blocks of its steps spread over dots, at most a dot a step."""
    size = blocks[0].levels[wake.level].size
    spread = wake.spread[: count // size]
    old, new = (size * int(np.searchsorted(spread, edge)) for edge in band_edges(int(spread[-1])))
    return old, new
