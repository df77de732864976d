"""The gutter: the names of curves to the right of a plot, in the order of the curves at their ends."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from core.frozen import frozen
from tui.plotting.braille import BRAILLE, bit
from tui.plotting.cells import Picture, ink
from tui.plotting.labels import shorten
from tui.plotting.viewport import DOTS_Y

_BEFORE = 3  # columns before a name: a leader line, the marker, a blank
_SHARE = 0.4  # of a plot's columns are a gutter's at most …
_WIDEST = 20  # … and at most so many in all
_LEAST_CANVAS = 12  # columns that are left to the curves
_PATIENCE = 3  # pictures
_LEAST_NAME = 4  # characters, of longer names; with less room there is no gutter


@frozen
class End:
    """The end of a curve: `height` in units of the axis, even beyond its limits, and its cell on the canvas."""

    name: Hashable
    height: float = field(compare=False)  # decides the order, but does not change the picture
    row: int
    marker: str
    label: str
    color: int
    selected: bool = False
    column: int = 0


@frozen
class Names:
    """The names in a gutter with their rows, from top to bottom, and the number of those that found no room."""

    placed: tuple[tuple[int, End], ...]
    left_out: int

    def write(self, gutter: Picture) -> None:
        """Write the names, each connected with the end of its curve if it stands apart."""
        room = gutter.codes.shape[1] - _BEFORE
        _draw_leaders(gutter, [(end.row, row, ink(end.color)) for row, end in self.placed])
        for row, end in self.placed:
            gutter.write(row, 1, f"{end.marker} {shorten(end.label, room)}", ink(end.color, bold=end.selected))
        if self.left_out:
            gutter.write(0, 1, f"+ {self.left_out} more", ink(None))


def gutter_width(labels: Sequence[str], width: int, axes: int) -> int:
    """The columns of a gutter for these labels, in a plot of `width` columns of which axes take some; 0 for none."""
    longest = max(map(len, labels), default=0)
    columns = min(_BEFORE + longest, int(_SHARE * width), _WIDEST, width - axes - _LEAST_CANVAS)
    return columns if columns >= _BEFORE + min(longest, _LEAST_NAME) > _BEFORE else 0


@dataclass(eq=False)
class Gutter:
    """Places the names in the gutter of one picture after another.

    While curves move, names are steady: curves that end in one row keep their order, and a name follows its curve into
    the next row when that has stayed there for a few pictures.
    """

    _rows: dict[Hashable, int] = field(default_factory=dict)  # of the names in the last picture, from top to bottom
    _strayed: dict[Hashable, int] = field(default_factory=dict)  # pictures since a curve left the row of its name

    def place(self, ends: Sequence[End], height: int, moving: bool = False) -> Names:
        """Place the names of curves in a gutter of so many rows."""
        before = list(self._rows)
        ordered = sorted(ends, key=lambda end: -end.height)
        if moving:
            known = {name: place for place, name in enumerate(before)}
            ordered.sort(key=lambda end: (end.row, known.get(end.name, len(known))))
        shown = _shown(ordered, height)
        left_out = len(ordered) - len(shown)
        top = 1 if left_out else 0
        wanted = [self._wanted(end, moving) for end in shown]
        self._rows = dict(zip((end.name for end in shown), spread(wanted, top, height), strict=True))
        return Names(tuple((self._rows[end.name], end) for end in shown), left_out)

    def _wanted(self, end: End, moving: bool) -> int:
        before = self._rows.get(end.name, end.row)
        away = abs(before - end.row)
        strayed = self._strayed[end.name] = self._strayed.get(end.name, 0) + 1 if away else 0
        return before if moving and away == 1 and strayed <= _PATIENCE else end.row


def spread(rows: Sequence[int], top: int, height: int) -> list[int]:
    """Rows in [top, height) for as many names, each below the one before, as near to the wanted rows as they can be.

    Least squares by pooling adjacent violators: names that push each other stand around the mean of their places.
    """
    pools: list[tuple[float, int]] = []  # mean of wanted row − index, and the number of names
    for index, row in enumerate(rows):
        mean, size = float(row - index), 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [min(max(math.floor(mean + 0.5), top), height - len(rows)) + index for index, mean in enumerate(means)]


def _shown(ends: list[End], height: int) -> list[End]:
    """The ends that have a row: if there are too many the lowest ones, but always the selected one."""
    if len(ends) <= height:
        return ends
    room = max(height - 1, 0)
    higher = ends[: len(ends) - room]
    chosen = [end for end in higher if end.selected][:room]
    return [*chosen, *ends[len(higher) + len(chosen) :]]


def _draw_leaders(gutter: Picture, leaders: Sequence[tuple[int, int, int]]) -> None:
    """Draw a line of dots from each row to another in the first column, its half at the start on the left."""
    bits: dict[int, tuple[int, int]] = {}
    for start, end, style in leaders:
        if start == end:
            continue
        first, last = start * DOTS_Y + 1, end * DOTS_Y + 1
        middle, way = (first + last) // 2, 1 if last > first else -1
        for dot in range(first, last + way, way):
            row, found = dot // DOTS_Y, bit(0 if (dot - middle) * way <= 0 else 1, dot % DOTS_Y)
            bits[row] = bits.get(row, (0, 0))[0] | found, style
    for row, (found, style) in bits.items():
        gutter.write(row, 0, chr(BRAILLE + found), style)
