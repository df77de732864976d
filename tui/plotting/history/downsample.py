"""Downsample curves to the columns of a picture without changing a dot (M4, Jugel et al. 2014).

The steps that share a column of dots draw one vertical line there, from their minimum to their maximum: so the first,
the smallest, the largest and the last value of each column give the same dots as the whole curve.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tui.plotting.history.block_bounds import BlockBounds, Values
from tui.plotting.viewport import Floats, Ints

_FEW = 8  # points per column; with fewer, downsampling gains nothing


def places(steps: Floats, log: bool) -> Floats:
    """Coordinates of steps on their axis: as they are, or as log10 (step 0 like step 1)."""
    return np.log10(np.maximum(steps, 1.0)) if log else steps


@lru_cache(maxsize=256)
def column_starts(start: int, stop: int, limit: float, log: bool, columns: int) -> Ints:
    """The first step of each column of dots that the steps start … stop − 1 reach.

    Found by bisection with the viewport's own arithmetic, so that the two always agree.
    """
    first, last = (int(_column(np.array([float(step)]), limit, log, columns)[0]) for step in (start, stop - 1))
    wanted = np.arange(first + 1, min(last, columns) + 1)
    low, high = np.full(len(wanted), start), np.full(len(wanted), stop - 1)
    while len(wanted) and (low < high).any():
        middle = (low + high) // 2
        there = _column(middle.astype(np.float64), limit, log, columns) >= wanted
        low, high = np.where(there, low, np.minimum(middle + 1, high)), np.where(there, middle, high)
    return np.unique(np.append(low, start)).astype(np.int64)


def _column(steps: Floats, limit: float, log: bool, columns: int) -> Floats:
    column: Floats = np.floor((places(steps, log) / 2) / (limit / 2) * columns)
    return column


def downsample(
    values: Values, bounds: BlockBounds, start: int, stop: int, limit: float, log: bool, columns: int
) -> tuple[Floats, Floats]:
    """Places and values of a curve over the steps start … stop − 1, on an axis 0 … limit of so many columns.

    All of them where they are few; else at most four a column, in order. A column with gaps keeps all its finite steps.
    """
    if stop - start <= _FEW * columns:
        return places(np.arange(start, stop, dtype=np.float64), log), values(slice(start, stop))
    firsts = column_starts(start, stop, limit, log, columns)
    low, high = bounds.extremes(values, firsts, stop)
    gaps = ~(np.isfinite(low) & np.isfinite(high))
    if gaps.any():
        # In such a column each step is an interval of its own.
        firsts = np.union1d(firsts, start + np.flatnonzero(np.repeat(gaps, np.diff(np.append(firsts, stop)))))
        low, high = bounds.extremes(values, firsts, stop)
    lasts = np.append(firsts[1:], stop) - 1
    # Minimum and maximum are put at the first step of the column: any step in it has the same dot.
    steps = np.column_stack((firsts, firsts, firsts, lasts)).ravel()
    picked = np.column_stack((values(firsts), low, high, values(lasts))).ravel()
    if gaps.any():
        finite = np.isfinite(picked)
        kept = finite | np.append(True, finite[:-1])  # one place for each gap
        steps, picked = steps[kept], picked[kept]
    return places(steps.astype(np.float64), log), picked
