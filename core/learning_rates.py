"""Scheduled learning rates: as a formula to compile into a racer's loop, and as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula import Node, array_function
from core.specs import RacerSpec, ScheduleSpec


def rate_node(
    spec: ScheduleSpec, *, total: int, lr: Node | float, free: Mapping[str, Node] = MappingProxyType({})
) -> Node:
    """The scheduled learning rate as a formula of k = t - 1; `total` is the scenario's number of steps.

    `free` holds what stands for parameters instead of their values.
    """
    return spec.entry.bind(spec.values, total=total, lr=lr, free=free)


@lru_cache(maxsize=256)
def _compiled(spec: ScheduleSpec, total: int, lr: float) -> Callable[..., tuple[Array, ...]]:
    return array_function([rate_node(spec, total=total, lr=lr)], ("k",))


def rates(spec: ScheduleSpec, k: ArrayLike, *, total: int, lr: float) -> Array:
    """Learning rates of the updates k + 1, in the shape of `k`; `total` is the scenario's number of steps."""
    (result,) = _compiled(spec, total, lr)(k)
    return result


def learning_rates(spec: RacerSpec, total: int, updates: ArrayLike) -> Array:
    """A racer's learning rates of updates, counted from 1, in a race of `total` steps; NaN where it has none."""
    if "lr" not in spec.values:
        return np.full(np.shape(updates), np.nan)
    return rates(spec.schedule, np.subtract(updates, 1), total=total, lr=spec.number("lr"))
