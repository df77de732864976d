"""Curves with no more points than the picture has columns.

All the steps that share a column of dots draw one upright line there, from the least to the greatest value: so the
first, the least, the greatest and the last value of each column give the very same dots as the whole curve, and a
frame costs the same at a million steps as at a thousand.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tui.plotting.window import Floats, Ints

_FEW = 8  # points a column; with fewer there is nothing to win


def places(steps: Floats, log: bool) -> Floats:
    """Where steps lie on their axis: as they are, or as log10 (step 0 stands at step 1)."""
    return np.log10(np.maximum(steps, 1.0)) if log else steps


@lru_cache(maxsize=256)
def column_starts(start: int, stop: int, limit: float, log: bool, columns: int) -> Ints:
    """Indices into start … stop − 1 where another column of dots begins; the first is 0.

    Found by halving, from the place of a step exactly as the window finds its dot, so that the two always agree.
    """
    first, last = (int(_column(np.array([float(step)]), limit, log, columns)[0]) for step in (start, stop - 1))
    wanted = np.arange(first + 1, min(last, columns) + 1)
    low, high = np.full(len(wanted), start), np.full(len(wanted), stop - 1)
    while len(wanted) and (low < high).any():
        middle = (low + high) // 2
        there = _column(middle.astype(np.float64), limit, log, columns) >= wanted
        low, high = np.where(there, low, np.minimum(middle + 1, high)), np.where(there, middle, high)
    return np.unique(np.concatenate(([0], low - start))).astype(np.int64)


def _column(steps: Floats, limit: float, log: bool, columns: int) -> Floats:
    column: Floats = np.floor((places(steps, log) / 2) / (limit / 2) * columns)
    return column


def thin(values: Floats, start: int, limit: float, log: bool, columns: int) -> tuple[Floats, Floats]:
    """Places and values of a curve over the steps start, start + 1, …, on an axis 0 … limit of so many columns.

    All of them where they are few; else at most four a column, in order, where it has no gap.
    """
    count = len(values)
    if count <= _FEW * columns:
        return places(np.arange(start, start + count, dtype=np.float64), log), values
    firsts = column_starts(start, start + count, limit, log, columns)
    least, greatest = np.minimum.reduceat(values, firsts), np.maximum.reduceat(values, firsts)
    lasts = np.append(firsts[1:], count) - 1
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        kept = _edges_of_gaps(values, firsts, lasts)
        return places(kept.astype(np.float64) + start, log), values[kept]
    picked = np.column_stack((values[firsts], least, greatest, values[lasts])).ravel()
    # The inner two stand at the first step of the column: any step in it has the same dot.
    steps = np.column_stack((firsts, firsts, firsts, lasts)).ravel() + float(start)
    return places(steps, log), picked


def _edges_of_gaps(values: Floats, firsts: Ints, lasts: Ints) -> Ints:
    """Places of all that has to be drawn where there are gaps: what is finite, and one place for each gap.

    Columns without a gap are left to their ends and extremes, like those of a curve that has none.
    """
    finite = np.isfinite(values)
    whole = np.logical_and.reduceat(finite, firsts)
    kept = finite & ~np.repeat(whole, lasts - firsts + 1)
    kept[1:] |= finite[:-1] & ~finite[1:]  # the first place of each gap
    for first, last in zip(firsts[whole].tolist(), lasts[whole].tolist(), strict=True):
        column = values[first : last + 1]
        kept[[first, first + int(column.argmin()), first + int(column.argmax()), last]] = True
    places_of: Ints = np.flatnonzero(kept)
    return places_of
