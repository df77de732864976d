"""Arrays of a sweep's results by the axes of a picture."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.sweep import Sweep


def along(array: Array, *axes: int) -> Array:
    """An array over all cells as (racers, values of some axes …, all others)."""
    moved = np.moveaxis(array, [i + 1 for i in axes], range(1, len(axes) + 1))
    return moved.reshape(*moved.shape[: len(axes) + 1], -1)


def is_log(sweep: Sweep, axis: int) -> bool:
    """Whether the values of an axis stand evenly on a logarithmic scale."""
    hyper = sweep.places(0)[axis].hyper
    return hyper is not None and hyper.scale == "log" and min(map(float, map(str, sweep.axes[axis].values))) > 0
