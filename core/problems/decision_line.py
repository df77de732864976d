"""The line in a plane on which a linear classifier's score is 0, within a box."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.problems.box import Box, Point


def line_in_box(weights: Array, through: Array, box: Box) -> tuple[Point, Point] | None:
    """The ends in a box of the line weights·(z − through) = 0; None where it does not cross it."""
    length = float(np.hypot(*weights))
    if not 0 < length < math.inf:
        return None
    along = np.array([-weights[1], weights[0]]) / length
    low, high = -math.inf, math.inf
    for middle, slope, first, last in zip(
        through, along, (box.x_low, box.y_low), (box.x_high, box.y_high), strict=True
    ):
        if slope == 0:
            if not first <= middle <= last:
                return None
            continue
        ends = sorted(((first - middle) / slope, (last - middle) / slope))
        low, high = max(low, ends[0]), min(high, ends[1])
    if low >= high:
        return None
    begin, end = (through + t * along for t in (low, high))
    return (float(begin[0]), float(begin[1])), (float(end[0]), float(end[1]))
