"""From a schedule's spec to learning rates: as a formula for generated code, and as arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula import Node, array_function
from core.schedules.entry import Schedule
from core.specs import ScheduleSpec, catalog


def rate_node(spec: ScheduleSpec, *, total: int, lr: float) -> Node:
    """The scheduled learning rate as a formula of k = t - 1; `total` is the scenario's number of steps."""
    entry = catalog("SCHEDULES")[spec.name]
    assert isinstance(entry, Schedule)
    return entry.rate({hyper.name: spec.get(hyper.name) for hyper in entry.hypers}, total=total, lr=lr)


@lru_cache(maxsize=256)
def _compiled(spec: ScheduleSpec, total: int, lr: float) -> Callable[..., tuple[Array, ...]]:
    return array_function([rate_node(spec, total=total, lr=lr)], ("k",))


def rates(spec: ScheduleSpec, k: ArrayLike, *, total: int, lr: float) -> Array:
    """Learning rates of the updates k + 1, in the shape of `k`; `total` is the scenario's number of steps."""
    (found,) = _compiled(spec, total, lr)(k)
    return found


def factors(spec: ScheduleSpec, k: ArrayLike, *, total: int, lr: float) -> Array:
    """The same as factors on `lr`; where that is 0 there is none that would do, and they are 1."""
    found = rates(spec, k, total=total, lr=lr)
    return found / lr if lr else np.ones_like(found)
