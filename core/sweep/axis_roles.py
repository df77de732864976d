"""The roles of a sweep's axes in a comparison: what is tuned, what is repeated, and under which conditions."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.frozen import frozen
from core.sweep.sweep import Sweep

T = TypeVar("T", bound=np.generic)


@frozen
class AxisRoles:
    """Numbers of axes: racers are tuned over some, runs are repeated over others, and compared at each condition.

    Hyperparameters of racers and schedules are tuned. Seeds, the first, and starts repeat a run. All other axes, such
    as problems, are conditions, at which losses have nothing to do with each other.
    """

    sweep: Sweep

    @cached_property
    def tuned(self) -> tuple[int, ...]:
        return self._of("racer", "rate", "schedule")

    @cached_property
    def repeated(self) -> tuple[int, ...]:
        starts = self._of("start")
        return (*self._seeds, *starts)

    @cached_property
    def conditions(self) -> tuple[int, ...]:
        taken = (*self.tuned, *self.repeated)
        return tuple(i for i in range(len(self.sweep.axes)) if i not in taken)

    @cached_property
    def _seeds(self) -> tuple[int, ...]:
        return tuple(i for i, axis in enumerate(self.sweep.axes) if axis.name == "seed")

    def _of(self, *kinds: str) -> tuple[int, ...]:
        return tuple(i for i, place in enumerate(self.sweep.places(0)) if place.kind in kinds)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """How many racers, conditions, settings and repetitions there are."""
        conditions, tuned, repeated = (self._size(of) for of in (self.conditions, self.tuned, self.repeated))
        return self.sweep.shape[0], conditions, tuned, repeated

    @property
    def seeds(self) -> int:
        """How many repetitions have a seed of their own."""
        return self._size(self._seeds)

    def _size(self, axes: tuple[int, ...]) -> int:
        return int(np.prod([len(self.sweep.axes[i]) for i in axes], dtype=np.int64))

    def arranged(self, array: npt.NDArray[T]) -> npt.NDArray[T]:
        """An array over the sweep's cells as (racers, conditions, settings, repetitions)."""
        order = (0, *(i + 1 for i in (*self.conditions, *self.tuned, *self.repeated)))
        return array.transpose(order).reshape(self.shape)

    def values_at(self, axes: tuple[int, ...], number: int) -> dict[int, int]:
        """For each of some axes the number of its value: that of the condition or setting with this number."""
        if not axes:
            return {}
        found = np.unravel_index(number, tuple(len(self.sweep.axes[i]) for i in axes))
        return dict(zip(axes, map(int, found), strict=True))
