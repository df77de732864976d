"""Sums over the coordinates of vectors (dims,) or (dims, columns), added up from the first to the last.

In this order they have the bits of a single run's `a + b + c`; numpy's own sum of a long row adds in another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

Parts = Sequence[tuple[int, int]]
"""The first and last + 1 coordinates of groups, of which each is summed by itself; none for one sum over all."""
Numbers = np.ndarray[Any, Any]


def total(values: Numbers, parts: Parts) -> Numbers:
    """The sum, or for each coordinate that over its group."""
    out = np.zeros(values.shape if parts else values.shape[1:])
    for call in total_calls(values, out, parts):
        call()
    return out


def total_calls(values: Numbers, out: Numbers, parts: Parts) -> list[Callable[[], object]]:
    """The calls that write a sum to `out`, which may be `values` itself where there are groups."""
    if not parts:
        return _sum(values, out)
    calls: list[Callable[[], object]] = []
    for start, stop in parts:
        one = np.zeros(values.shape[1:])
        calls += [*_sum(values[start:stop], one), partial(np.copyto, out[start:stop], one)]
    return calls


def _sum(values: Numbers, out: Numbers) -> list[Callable[[], object]]:
    if values.ndim > 1:
        return [partial(np.add.reduce, values, 0, None, out)]  # row by row
    sums = np.zeros(values.shape)
    return [partial(np.add.accumulate, values, 0, None, sums), partial(np.copyto, out, sums[-1:].reshape(()))]
