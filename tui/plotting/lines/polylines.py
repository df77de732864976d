"""Rasterize polylines incrementally: a tick draws the newest points, another viewport all of them again.

Curves over steps, trajectories over a landscape and fitted lines are all drawn here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeAlias, TypeVar

import numpy as np

from core.frozen import frozen
from tui.plotting import braille
from tui.plotting.braille import Bits
from tui.plotting.viewport import Floats, Ints, Viewport, dot_path

Points: TypeAlias = Callable[[int, int], tuple[Floats, Floats]]

PORTION = 1 << 14
"""Points drawn at a time: they stay in the processor's cache, and the worst of them take 30 ms."""


@frozen(eq=False)
class Polyline:
    """A line through `count` points so far; `points(first, last)` returns the x and y of a slice of them."""

    name: Hashable
    color: int
    count: int
    points: Points
    dotted: bool = False  # shown by every other column of dots, to tell it apart without colour
    portion: int = PORTION
    sign: str = ""  # to tell it apart without colour: an ASCII letter in place of all dots, another sign here and there
    dashed: bool = False  # shown in two cells of three, to tell it apart without colour


@dataclass(eq=False)
class DrawnLine:
    """The drawn part of a line, on a canvas (h, w)."""

    bits: Bits
    stamps: Ints  # how many moves had been made when each cell was reached last
    drawn: int = 0  # points
    moves: int = 0

    @classmethod
    def blank(cls, width: int, height: int) -> Self:
        """A line of which nothing is drawn."""
        shape = max(height, 0), max(width, 0)
        return cls(np.zeros(shape, np.uint8), np.zeros(shape, np.int64))

    def copied(self) -> Self:
        """A copy that later drawing does not change."""
        return replace(self, bits=self.bits.copy(), stamps=self.stamps.copy())


AnyDrawn = TypeVar("AnyDrawn", bound=DrawnLine)


class IncrementalLines(Generic[AnyDrawn]):
    """Draws lines on one canvas, bit by bit; the result equals that of drawing all points at once.

    A segment has the same dots whenever it is drawn, and bits are only ever added. A subclass implements `blank` and
    `add` for its kind of canvas.
    """

    def __init__(self) -> None:
        self.complete = True
        """Whether there was time to draw all points."""
        self.drawn: dict[Hashable, AnyDrawn] = {}
        self._earlier: dict[Hashable, AnyDrawn] = {}  # copies at the start of a portion, to draw from after a step back
        self._key: Hashable = None

    def blank(self) -> AnyDrawn:
        """A line of which nothing is drawn."""
        raise NotImplementedError

    def add(self, drawn: AnyDrawn, x: Floats, y: Floats) -> None:
        """Draw more points."""
        raise NotImplementedError

    def advance_to(self, key: Hashable, lines: Sequence[Polyline], seconds: float) -> None:
        """Draw what is new of the lines; all of it again under another `key`.

        When time is up, after at least one portion, the rest is left for the next call.
        """
        end = time.monotonic() + seconds
        if key != self._key:
            self._key, self.drawn, self._earlier = key, {}, {}
        self.drawn = {line.name: self._start(line) for line in lines}
        pending = [line for line in lines if self.drawn[line.name].drawn < line.count]
        while pending:
            shortest = min(pending, key=lambda line: self.drawn[line.name].drawn)
            self._draw_portion(shortest)
            pending = [line for line in pending if self.drawn[line.name].drawn < line.count]
            if time.monotonic() > end:
                break
        self.complete = not pending

    def _start(self, line: Polyline) -> AnyDrawn:
        """The drawn part of a line that is still valid."""
        drawn, earlier = self.drawn.get(line.name), self._earlier.get(line.name)
        if drawn is not None and drawn.drawn <= line.count:
            return drawn
        if drawn is not None and earlier is not None and earlier.drawn <= line.count:
            return earlier.copied()
        self._earlier.pop(line.name, None)
        return self.blank()

    def _draw_portion(self, line: Polyline) -> None:
        drawn = self.drawn[line.name]
        if drawn.drawn and drawn.drawn % line.portion == 0:
            self._earlier[line.name] = drawn.copied()
        last = min((drawn.drawn // line.portion + 1) * line.portion, line.count)
        # With the point before: the segment from there is new as well.
        self.add(drawn, *line.points(max(drawn.drawn - 1, 0), last))
        drawn.drawn = last


class FlatLines(IncrementalLines[DrawnLine]):
    """Lines that a viewport shows."""

    def __init__(self) -> None:
        super().__init__()
        self._viewport = Viewport(0, 1, 0, 1, 0, 0)

    def blank(self) -> DrawnLine:
        """An empty canvas."""
        return DrawnLine.blank(self._viewport.width, self._viewport.height)

    def add(self, drawn: DrawnLine, x: Floats, y: Floats) -> None:
        """Draw straight from point to point."""
        new = dot_path(self._viewport, x, y)
        braille.draw(drawn.bits, new.pieces, drawn.stamps, drawn.moves + new.moved)
        drawn.moves += new.moves

    def advance(self, key: Hashable, viewport: Viewport, lines: Sequence[Polyline], seconds: float = math.inf) -> None:
        """Draw what is new; all of it again under another `key` or in another viewport."""
        self._viewport = viewport
        self.advance_to((key, viewport), lines, seconds)

    def rightmost(self, line: Polyline) -> tuple[int, int] | None:
        """The cell (column, row) farthest to the right that a line passes, the uppermost of them; None for none."""
        rows, columns = np.nonzero(self.drawn[line.name].bits)
        if not len(columns):
            return None
        column = int(columns.max())
        return column, int(rows[columns == column].min())
