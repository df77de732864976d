"""The extremes of a growing history in blocks of several sizes: what any stretch of it holds, at a few glances.

A picture of a million steps asks for the extremes of each of its columns; of blocks there are as few as of the steps of
a short race.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from tui.plotting.viewport import Floats, Ints, Mask

At: TypeAlias = slice | Ints
Values: TypeAlias = Callable[[At], Floats]
"""The values at some steps: at a slice of them (both ends given), or at any."""
BLOCK = 64  # values in a block of the lowest level
FACTOR = 16  # blocks of one level that make one of the next
_PORTION = 1 << 15  # values at a time, so that they stay in the cache of the processor
_NOTHING = np.array([[math.inf], [-math.inf], [math.inf]])


def steps_of(at: At, count: int) -> Ints:
    """The steps that are asked for, of `count` that there are."""
    return np.arange(at.start, min(at.stop, count)) if isinstance(at, slice) else at


@dataclass(eq=False)
class Level:
    """What the blocks of one size hold; block i in column i + 1, since column 0 is one without values.

    `extremes` are (3, …): least, greatest and least above 0 of the finite values; `whole` tells that all are finite.
    """

    size: int
    count: int = 0
    extremes: Floats = field(default_factory=_NOTHING.copy)
    whole: Mask = field(default_factory=lambda: np.ones(1, np.bool_))
    flawless: bool = True  # all blocks are whole

    def append(self, extremes: Floats, whole: Mask) -> None:
        """Add blocks at the end."""
        first, last = self.count + 1, self.count + 1 + len(whole)
        if last > len(self.whole):
            room = 2 * last
            old = self.extremes, self.whole
            self.extremes, self.whole = np.empty((3, room)), np.empty(room, np.bool_)
            self.extremes[:, :first], self.whole[:first] = old[0][:, :first], old[1][:first]
        self.extremes[:, first:last], self.whole[first:last] = extremes, whole
        self.count += len(whole)
        self.flawless = self.flawless and bool(whole.all())


@dataclass(frozen=True, eq=False)
class Groups:
    """Places in one array, those of each stretch behind those of the one before, each at least one."""

    places: Ints
    starts: Ints  # where each stretch begins in `places`


class Pyramid:
    """The blocks of one history: each value is looked at once, when its block is full."""

    def __init__(self) -> None:
        self.levels = [Level(BLOCK)]

    @property
    def known(self) -> int:
        """How many values are in blocks."""
        return BLOCK * self.levels[0].count

    def extend(self, values: Values, count: int, end: float = math.inf) -> bool:
        """Put the first `count` values into blocks, as far as these get full.

        False when the time `end` (of the monotonic clock) came before; a portion is done however late it is.
        """
        begin, full = self.known, count // BLOCK * BLOCK
        for first in range(begin, full, _PORTION):
            if first > begin and time.monotonic() > end:
                break
            part = values(slice(first, min(first + _PORTION, full)))
            self.levels[0].append(*_summed_up(part))
        self._raise()
        return self.known >= full

    def extremes(self, values: Values, count: int) -> tuple[float, float, float]:
        """Least, greatest and least above 0 of the finite ones of the first `count` values; (inf, −inf, inf) of none.

        Quick where all but a few of them are in blocks.
        """
        found, done = [_NOTHING], 0
        for level in reversed(self.levels):
            first, last = done // level.size, min(count // level.size, level.count)
            if last > first:
                found.append(level.extremes[:, first + 1 : last + 1])
                done = last * level.size
        if done < count:
            found.append(_of_finite(values(slice(done, count))[None, :]))
        low, high, positive = np.concatenate(found, axis=1)
        return float(low.min()), float(high.max()), float(positive.min())

    def over(self, values: Values, groups: list[Groups]) -> tuple[Floats, Floats, Mask]:
        """Least and greatest value of each stretch, and whether all of its values are finite; else they mean nothing.

        `groups` are those that `divide` gave for these stretches and what is known.
        """
        raw = values(groups[0].places)
        low = np.minimum.reduceat(raw, groups[0].starts)
        high = np.maximum.reduceat(raw, groups[0].starts)
        whole = np.isfinite(low) & np.isfinite(high)
        for level, group in zip(self.levels, groups[1:], strict=False):
            low = np.minimum(low, np.minimum.reduceat(level.extremes[0][group.places], group.starts))
            high = np.maximum(high, np.maximum.reduceat(level.extremes[1][group.places], group.starts))
            if not level.flawless:
                whole &= np.logical_and.reduceat(level.whole[group.places], group.starts)
        return low, high, whole

    def _raise(self) -> None:
        """Sum full groups of blocks up in the next level."""
        for number, level in enumerate(self.levels):
            if number + 1 == len(self.levels):
                if level.count < FACTOR:
                    return
                self.levels.append(Level(FACTOR * level.size))
            above = self.levels[number + 1]
            first, last = above.count * FACTOR + 1, level.count // FACTOR * FACTOR + 1
            if last > first:
                low, high, positive = level.extremes[:, first:last].reshape(3, -1, FACTOR)
                extremes = np.stack((low.min(axis=1), high.max(axis=1), positive.min(axis=1)))
                whole: Mask = np.all(level.whole[first:last].reshape(-1, FACTOR), axis=1)
                above.append(extremes, whole)


def divide(firsts: Ints, stops: Ints, known: int) -> list[Groups]:
    """What stretches firsts … stops − 1 of a history consist of: single values, then blocks of each level.

    `known` values are in blocks. A stretch has its own first value and the block of nothing in addition, so that no
    group is empty.
    """
    groups: list[Groups] = []
    low, high, size, factor, extra, shift = firsts, stops, 1, BLOCK, firsts, 0
    while True:
        inner, outer = -(-low // factor), np.minimum(high // factor, known // (size * factor))
        none = inner >= outer
        before, after = np.where(none, high, inner * factor), np.where(none, high, outer * factor)
        begins = np.stack((extra, low + shift, after + shift), axis=1)
        groups.append(_ranges(begins, np.stack((extra + 1, before + shift, high + shift), axis=1)))
        if none.all():
            return groups
        low, high = np.where(none, 0, inner), np.where(none, 0, outer)
        # Block i is in column i + 1 of its level.
        size, factor, extra, shift = size * factor, FACTOR, np.zeros_like(firsts), 1


def _ranges(firsts: Ints, stops: Ints) -> Groups:
    """The numbers in ranges (stretches, ranges of each)."""
    lengths = stops - firsts
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1]) + np.repeat(firsts.ravel() - (ends - lengths.ravel()), lengths.ravel())
    return Groups(places, np.concatenate(([0], ends[firsts.shape[1] - 1 : -1 : firsts.shape[1]])))


def _summed_up(values: Floats) -> tuple[Floats, Mask]:
    """What full blocks of values hold, and whether all of it is finite."""
    values = np.ascontiguousarray(values)  # a column of a path is not, and slow to look through
    begins = np.arange(0, len(values), BLOCK)  # three times as fast as rows of blocks with an axis
    low, high = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
    whole: Mask = np.isfinite(low) & np.isfinite(high)
    positive = np.where(low > 0, low, math.inf)
    if ((low <= 0) & (high > 0)).any():
        positive = np.minimum.reduceat(np.where(values > 0, values, math.inf), begins)
    extremes = np.stack((low, high, positive))
    if not whole.all():
        extremes[:, ~whole] = _of_finite(values.reshape(-1, BLOCK)[~whole])
    return extremes, whole


def _of_finite(rows: Floats) -> Floats:
    """Least, greatest and least above 0 (3, n) of the finite values of each row (n, k)."""
    finite = np.isfinite(rows)
    return np.stack(
        (
            np.where(finite, rows, math.inf).min(axis=1),
            np.where(finite, rows, -math.inf).max(axis=1),
            np.where(finite & (rows > 0), rows, math.inf).min(axis=1),
        )
    )
