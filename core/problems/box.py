"""Boxes: the part of the parameter space that a picture shows."""

from __future__ import annotations

import math
from dataclasses import field

from core.frozen import frozen

Point = tuple[float, ...]
REACH = 100.0  # boxes: a start farther away leaves the view as it is


@frozen
class Box:
    """A rectangle of the parameter plane, low < high: the view of a picture.

    With one parameter x is that parameter, and y the range of the loss; `more` are the ranges of the third parameter
    and those after it, which no picture shows.
    """

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    more: tuple[tuple[float, float], ...] = field(default=(), kw_only=True)

    @property
    def sides(self) -> tuple[tuple[float, float], ...]:
        """The range of each coordinate; with one parameter that of the loss follows."""
        return (self.x_low, self.x_high), (self.y_low, self.y_high), *self.more

    @property
    def size(self) -> float:
        """The length of its longest side."""
        return max(high - low for low, high in self.sides)

    def contains(self, point: Point) -> bool:
        """Whether the box contains a point."""
        return all(low <= coordinate <= high for coordinate, (low, high) in zip(point, self.sides, strict=False))


def box_around(start: Point, target: Point, unit: Point) -> Box:
    """A box around two points, with a margin of a third of their distance, or of `unit` if that is larger.

    With one parameter the range of the loss is left empty.
    """
    sides: list[tuple[float, float]] = []
    for begin, end, least in zip(start, target, unit, strict=True):
        margin = max(abs(end - begin), least) / 3 or 1.0
        grain = 10.0 ** math.floor(math.log10(margin))
        low, high = min(begin, end) - margin, max(begin, end) + margin
        sides.append((math.floor(low / grain) * grain, math.ceil(high / grain) * grain))
    across, up, *more = (*sides, (0.0, 0.0))[: max(2, len(sides))]
    return Box(*across, *up, more=tuple(more))
