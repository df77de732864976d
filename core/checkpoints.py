"""Positions of a run from which its updates are replayed, and the points that were found so."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from core.arrays import Array, Integers
from core.program.position import Position

MOST_NUMBERS = 2**21
"""The most numbers of all checkpoints of a run of many parameters: 16 MB."""
MOST_FOUND = 2**19
"""The most numbers of the points that stay known after a replay."""


class Checkpoints:
    """The positions at every `every`-th step; they are farther apart once they are too many."""

    def __init__(self, first: Position, every: int) -> None:
        self.every = every
        self._found = [first]
        self._size = sum(np.size(value) for value in (first.theta, first.g, *first.state))

    def add(self, position: Position) -> None:
        """Keep a position if it is the next one in turn."""
        if position.step == len(self._found) * self.every:
            self._found.append(position)
            if len(self._found) * self._size > MOST_NUMBERS and len(self._found) > 2:
                self._found, self.every = self._found[::2], 2 * self.every

    def before(self, step: int) -> Position:
        """The last position up to a step that has been reached."""
        return self._found[step // self.every]


class Parts:
    """The points of parts of a path, found by `replay` from the step where a part begins, and kept for a while."""

    def __init__(self, replay: Callable[[int], Array]) -> None:
        self._replay = replay
        self._found: OrderedDict[int, Array] = OrderedDict()

    def rows(self, steps: Integers, length: int) -> Array:
        """The points after some steps, of parts of this length."""
        begins = steps - steps % length
        found = [np.empty(0)] * len(steps)
        for begin in np.unique(begins).tolist():
            here = np.flatnonzero(begins == begin)
            points = self._part(begin, int(steps[here].max()) - begin)
            for i in here:
                found[i] = points[steps[i] - begin]
        return np.array(found)

    def _part(self, begin: int, last: int) -> Array:
        points = self._found.pop(begin, None)
        if points is None or len(points) <= last:
            points = self._replay(begin)
        self._found[begin] = points
        while len(self._found) > 1 and sum(each.size for each in self._found.values()) > MOST_FOUND:
            self._found.popitem(last=False)
        return points
