"""Where blocks of steps of a path lie in a window: the rectangles of dots between their extremes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tui.plotting.braille import Bits, unpack
from tui.plotting.history.blocks import Pyramid
from tui.plotting.lines.polylines import Path
from tui.plotting.viewport import Ints, Mask, Viewport

Blocks: TypeAlias = tuple[Pyramid, Pyramid]
"""Those of the x and of the y of a path."""


@dataclass(frozen=True, eq=False)
class Boxes:
    """Dots left … right, top … bottom of each block (n,) and the step after it, as far as they are in the window."""

    left: Ints
    right: Ints
    top: Ints
    bottom: Ints
    single: Mask  # all of it is this one dot
    unseen: Mask  # nothing of it is in the window
    sound: Mask  # it has no gaps, and lies in its box as far as it is in the window

    def __len__(self) -> int:
        return len(self.left)

    def __getitem__(self, chosen: slice | Mask) -> Boxes:
        return Boxes(*(values[chosen] for values in self._all()))

    def __add__(self, others: Boxes) -> Boxes:
        return Boxes(*(np.concatenate(pair) for pair in zip(self._all(), others._all(), strict=True)))

    @property
    def spread(self) -> Ints:
        """How many dots it is from one side to the other and from top to bottom."""
        return self.right - self.left + self.bottom - self.top

    @property
    def corners(self) -> Ints:
        """The upper left dots, as `dots.draw` takes single dots (n, 4)."""
        return np.column_stack((self.left, self.top, self.left, self.top))

    def _all(self) -> tuple[Any, ...]:
        return self.left, self.right, self.top, self.bottom, self.single, self.unseen, self.sound


def boxes_of(viewport: Viewport, path: Path, blocks: Blocks, number: int, places: Ints) -> Boxes:
    """The boxes of blocks of a level; their lines to the step after them included."""
    found = []
    sound = np.ones(len(places), np.bool_)
    edges = (viewport.x_low, viewport.x_high, viewport.columns), (viewport.y_low, viewport.y_high, viewport.rows)
    for pyramid, values, (low, high, count) in zip(blocks, (path.x, path.y), edges, strict=True):
        level = pyramid.levels[number]
        after = values[(places + 1) * level.size]
        sound &= level.whole[places + 1] & np.isfinite(after)
        ends = level.extremes[:2, places + 1]
        ends[0], ends[1] = np.fmin(ends[0], after), np.fmax(ends[1], after)
        half = high / 2 - low / 2
        sound &= 0 < half < math.inf
        with np.errstate(all="ignore"):
            # The arithmetic of `Viewport.unit` and `Viewport.dots`.
            share = (ends / 2 - low / 2) / half
        inside = (share[0] >= 0) & (share[1] <= 1)
        seen = (share[1] >= 0) & (share[0] <= 1)
        dots = (np.clip(np.nan_to_num(share), 0, 1) * count).astype(np.int64)
        # Where a line is cut at the edge of the window, rounding may take it to the next dot.
        dots += np.where(inside, 0, np.array([[-1], [1]]))
        found.append((np.clip(dots, 0, count - 1), inside, seen))
    (across, inside_x, seen_x), (up, inside_y, seen_y) = found
    (left, right), (bottom, top) = across, viewport.rows - 1 - up
    single = sound & inside_x & inside_y & (left == right) & (top == bottom)
    return Boxes(left, right, top, bottom, single, sound & ~(seen_x & seen_y), sound)


class Filled:
    """Asks whether all dots of boxes are set in braille bits."""

    def __init__(self, bits: Bits) -> None:
        self._bits = bits
        self._sums: Ints | None = None  # how many dots are set above and to the left

    def cover(self, boxes: Boxes) -> Mask:
        """Whether they are, of each box; never of one with gaps, which has to be looked at."""
        if not len(boxes):
            return np.zeros(0, np.bool_)
        if self._sums is None:
            mask = unpack(self._bits)
            self._sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int64)
            self._sums[1:, 1:] = mask.cumsum(axis=0).cumsum(axis=1)
        sums, right, bottom = self._sums, boxes.right + 1, boxes.bottom + 1
        there = sums[bottom, right] - sums[boxes.top, right] - sums[bottom, boxes.left] + sums[boxes.top, boxes.left]
        covered: Mask = boxes.sound & (there == (right - boxes.left) * (bottom - boxes.top))
        return covered
