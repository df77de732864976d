"""Spikes: the loss rises to ten times its recent level or more within a few steps, and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems import Problem

LEAST = 10.0
"""A spike is at least this many times as high as the level before it."""
LEVEL = 50
"""Rows whose largest value is the level."""
RISE = 20
"""Rows in which a spike rises above it; a slower rise is none."""
LASTS = 100
"""Rows after which a spike is back at the latest."""
BACK = 2.0
"""Back means at most this many times the level."""
ROUNDING = 1e-14
"""A loss this near to the lowest, as a share of the largest loss, is rounding."""


@frozen
class Spike:
    """A spike: its highest row `peak`, `factor` times as high as the level before it, and the row `back` after it."""

    peak: int
    factor: float
    back: int


def spikes(problem: Problem, loss: Array) -> Iterator[Spike]:
    """The spikes of f − f*, or of f itself where f* is not known; none where that is not positive."""
    gaps = loss - (problem.best or 0.0)
    if len(gaps) <= RISE + LEVEL or not gaps.min() >= 0:
        return
    with np.errstate(all="ignore"):
        levels = np.lib.stride_tricks.sliding_window_view(gaps[:-RISE], LEVEL).max(axis=1)
        first = LEVEL + RISE - 1  # the row to which the first level belongs
        high = (gaps[first:] >= LEAST * levels) & (gaps[first:] > ROUNDING * np.abs(loss).max()) & (levels > 0)
    free = 0
    for row in np.flatnonzero(high).tolist():
        start, level = row + first, float(levels[row])
        if start < free:
            continue
        after = gaps[start : start + LASTS + 1]
        peak = int(np.argmax(after))
        below = np.flatnonzero(after[peak:] <= BACK * level)
        free = start + LASTS
        if len(below):
            free = start + peak + int(below[0])
            yield Spike(start + peak, float(after[peak]) / level, free)
