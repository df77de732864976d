"""Curves with no more points than the picture has columns.

All the steps that share a column of dots draw one upright line there, from the least to the greatest value: so the
first, the least, the greatest and the last value of each column give the very same dots as the whole curve. The
extremes come from blocks, so that a frame costs the same at a million steps as at a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tui.plotting.history.blocks import BLOCK, Groups, Pyramid, Values, divide
from tui.plotting.viewport import Floats, Ints, Mask

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


@dataclass(frozen=True, eq=False)
class _Columns:
    """The first and the last step of each column of dots, and what lies in between."""

    firsts: Ints
    lasts: Ints
    groups: list[Groups]


@lru_cache(maxsize=64)
def _columns(start: int, stop: int, limit: float, log: bool, columns: int, known: int) -> _Columns:
    firsts = column_starts(start, stop, limit, log, columns) + start
    stops = np.append(firsts[1:], stop)
    return _Columns(firsts, stops - 1, divide(firsts, stops, known))


def thin(
    values: Values, pyramid: Pyramid, start: int, stop: int, limit: float, log: bool, columns: int
) -> tuple[Floats, Floats]:
    """Places and values of a curve over the steps start … stop − 1, on an axis 0 … limit of so many columns.

    All of them where they are few; else at most four a column, in order, where it has no gap. Quick where all but a
    few of the values are in the blocks of the pyramid.
    """
    if stop - start <= _FEW * columns:
        return places(np.arange(start, stop, dtype=np.float64), log), values(slice(start, stop))
    known = min(pyramid.known, stop // BLOCK * BLOCK)
    found = _columns(start, stop, limit, log, columns, known)
    least, greatest, whole = pyramid.over(values, found.groups)
    # The inner two stand at the first step of the column: any step in it has the same dot.
    steps = np.column_stack((found.firsts, found.firsts, found.firsts, found.lasts))
    picked = np.column_stack((values(found.firsts), least, greatest, values(found.lasts)))
    if not whole.all():
        kept, worth = _with_gaps(values, found, steps, picked, whole)
        return places(kept.astype(np.float64), log), worth
    return places(steps.ravel().astype(np.float64), log), picked.ravel()


def _with_gaps(values: Values, found: _Columns, steps: Ints, picked: Floats, whole: Mask) -> tuple[Ints, Floats]:
    """Steps and values that have to be drawn where some columns have gaps.

    Of such columns that is all that is finite, and one place for each gap.
    """
    kept, worth = [], []
    cuts = np.flatnonzero(whole[1:] != whole[:-1]) + 1
    for first, stop in zip([0, *cuts.tolist()], [*cuts.tolist(), len(whole)], strict=True):
        if whole[first]:
            kept.append(steps[first:stop].ravel())
            worth.append(picked[first:stop].ravel())
            continue
        begin = int(found.firsts[first])
        part = values(slice(begin, int(found.lasts[stop - 1]) + 1))
        finite = np.isfinite(part)
        places_of = np.flatnonzero(finite | np.concatenate(([True], finite[:-1])))
        kept.append(places_of + begin)
        worth.append(part[places_of])
    return np.concatenate(kept), np.concatenate(worth)
