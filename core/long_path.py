"""The points of a run of which not all are kept: those that are asked for are found by replaying updates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from core.arrays import Array, Integers

KEPT, MOST_KEPT = 2**20, 4096
"""The most numbers, and points, that are kept."""
PART = 1024
"""Points that are found at once where all are asked for."""


def most_kept(dims: int) -> int:
    """How many points of so many parameters are surely kept, evenly apart, even if each row holds two of them."""
    return min(max(KEPT // (4 * dims), 2), MOST_KEPT // 2)


def long_path(points: Callable[[Integers], Array], count: int, dims: int) -> Array:
    """The first `count` points of a run, of which `points` finds those that are asked for."""
    return cast(Array, LongPath(points, count, dims))  # a subclass of ndarray would have to hold all numbers


class LongPath(NDArrayOperatorsMixin):
    """The first points of a run, which reads as an array (count, dims) does.

    `path[:k]` is again such a path, and costs nothing; `path[k]`, `path[1:k]`, `path[numbers]` and `path[:, i]` are
    arrays of what they ask for. Whatever else an array can do finds all points first.
    """

    ndim = 2
    dtype = np.dtype(np.float64)

    def __init__(self, points: Callable[[Integers], Array], count: int, dims: int) -> None:
        self._points = points
        self.shape = count, dims

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and key.start in (None, 0) and key.step in (None, 1):
            return LongPath(self._points, len(range(len(self))[key]), self.shape[1])
        rows, *columns = key if isinstance(key, tuple) else (key,)
        numbers = np.arange(len(self))[rows]
        if numbers.ndim == 0:
            return self._points(numbers[None])[0][tuple(columns) or ...]
        return self._found(numbers, *columns)

    def _found(self, numbers: Integers, *columns: Any) -> Array:
        return np.concatenate([self._points(part)[(slice(None), *columns)] for part in _parts(numbers)])

    def __iter__(self) -> Iterator[Array]:
        for part in _parts(np.arange(len(self))):
            yield from self._points(part)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return self._found(np.arange(len(self))).astype(dtype or np.float64, copy=False)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        whole = (np.asarray(each) if isinstance(each, LongPath) else each for each in inputs)
        return getattr(ufunc, method)(*whole, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(np.asarray(self), name)


def _parts(numbers: Integers) -> Iterator[Integers]:
    for begin in range(0, max(len(numbers), 1), PART):
        yield numbers[begin : begin + PART]
