"""Measures of a racer's progress, such as its loss, at each step of its history."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike
from core.schedules import rates
from core.specs import RacerSpec


def learning_rates(spec: RacerSpec, total: int, updates: ArrayLike) -> Array:
    """Learning rates of updates, counted from 1, in a race of `total` steps."""
    return rates(spec.schedule, np.subtract(updates, 1), total=total, lr=spec.number("lr"))
