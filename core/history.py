"""The history of a run: every row, or of a long one of many parameters its measures and a part of its points."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Integers, Mask
from core.long_path import KEPT, MOST_KEPT
from core.program.scalar import flat

FEW = 20
"""Parameters whose histories keep all points, however long they are."""
FULL = 2**21
"""The most numbers of a longer history that keeps all points: 16 MB."""
RECENT = 256
"""Of the last steps it keeps all."""
ROOM = 1024
"""Rows for which there is room at first."""


class History:
    """Rows of a run: θ, f, ‖∇f‖, perhaps the same of its answer, and perhaps the rule's own rate.

    `kept` is a part of the points where not every row is there, else None; the measures of every step always are.
    """

    def __init__(self, dims: int, points: int, width: int, first: tuple[float, ...]) -> None:
        self._dims = dims
        self._width = width
        self._places = np.concatenate([np.arange(dims) + i * (dims + 2) for i in range(points)])
        self._measured = np.delete(np.arange(width), self._places)
        self._rows = self._block = np.empty((min(ROOM, FULL // width) + 1, width))
        self._rows[0] = first
        self.kept: KeptPoints | None = None

    def room(self, begin: int, stop: int) -> tuple[memoryview[float], int]:
        """Where rows begin + 1 … stop are to be written, and the step of the first row there.

        Arrays handed out before stay valid, as rows never change.
        """
        if self.kept is None and self._dims > FEW and (stop + 1) * self._width > FULL:
            self._shorten(begin)
        if len(self._rows) < stop + 1:
            rows = np.empty((max(2 * len(self._rows), stop + 1), self._rows.shape[1]))
            rows[: begin + 1] = self._rows[: begin + 1]
            self._rows = rows
        if self.kept is None:
            return flat(self._rows), 0
        self._block = np.empty((stop - begin + 1, self._width))
        return flat(self._block), begin

    def written(self, begin: int, end: int) -> None:
        """Rows begin + 1 … end have been written."""
        if self.kept is not None:
            rows = self._block[1 : end - begin + 1]
            self._rows[begin + 1 : end + 1] = rows[:, self._measured]
            self.kept.add(begin + 1, self.points_of(rows))

    def _shorten(self, last: int) -> None:
        rows = self._rows[: last + 1]
        self.kept = KeptPoints(len(self._places))
        self.kept.add(0, rows[:, self._places])
        self._rows = np.empty((len(rows), len(self._measured)))
        self._rows[:] = rows[:, self._measured]

    def measure(self, column: int, count: int) -> Array:
        """The first `count` values of a measure, by its column in a row, read-only."""
        return _read_only(self._rows[:count, column if self.kept is None else np.searchsorted(self._measured, column)])

    def points(self, count: int, *, answer: bool) -> Array:
        """The first `count` points of a history that has them all, (count, dims), read-only."""
        first = self._dims + 2 if answer else 0
        return _read_only(self._rows[:count, first : first + self._dims])

    def points_of(self, rows: Array) -> Array:
        """The points of whole rows (n, width), those of the answer behind the others."""
        return rows[:, self._places]


class KeptPoints:
    """The points of every `stride`-th step, and of the last ones; the stride doubles whenever they are too many."""

    def __init__(self, width: int) -> None:
        self.stride = 1
        self._most = max(2, min(MOST_KEPT, KEPT // width))
        self._points = np.empty((self._most, width))
        self._count = 0
        self._recent = np.empty((RECENT, width))
        self._last = -1

    def add(self, begin: int, rows: Array) -> None:
        """Add points of the steps begin, …."""
        steps = np.arange(begin, begin + len(rows))
        self._recent[steps[-RECENT:] % RECENT] = rows[-RECENT:]
        self._last = begin + len(rows) - 1
        while self._count + len(rows[-begin % self.stride :: self.stride]) > self._most:
            self.stride *= 2
            halved = self._points[: self._count : 2].copy()
            self._count = len(halved)
            self._points[: self._count] = halved
        chosen = rows[-begin % self.stride :: self.stride]
        self._points[self._count : self._count + len(chosen)] = chosen
        self._count += len(chosen)

    def at(self, steps: Integers) -> tuple[Array, Mask]:
        """The points (n, width) at some steps, and which of them are kept."""
        thinned, recent = steps % self.stride == 0, steps > self._last - RECENT
        found = np.empty((len(steps), self._points.shape[1]))
        found[thinned] = self._points[steps[thinned] // self.stride]
        found[recent] = self._recent[steps[recent] % RECENT]
        return found, thinned | recent


def _read_only(rows: Array) -> Array:
    rows.flags.writeable = False
    return rows
