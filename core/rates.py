"""Scheduled learning rates: as a formula for generated code, and as arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from core.arrays import Array, ArrayLike
from core.formula import Node, array_function
from core.specs import ScheduleSpec


def rate_node(spec: ScheduleSpec, *, total: int, lr: float) -> Node:
    """The scheduled learning rate as a formula of k = t - 1; `total` is the scenario's number of steps."""
    return spec.entry.bind(spec.values, total=total, lr=lr)


@lru_cache(maxsize=256)
def _compiled(spec: ScheduleSpec, total: int, lr: float) -> Callable[..., tuple[Array, ...]]:
    return array_function([rate_node(spec, total=total, lr=lr)], ("k",))


def rates(spec: ScheduleSpec, k: ArrayLike, *, total: int, lr: float) -> Array:
    """Learning rates of the updates k + 1, in the shape of `k`; `total` is the scenario's number of steps."""
    (found,) = _compiled(spec, total, lr)(k)
    return found
