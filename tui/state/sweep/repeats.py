"""What repeated runs give at each value of an axis: their median, and 10 to 90 % of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.sweep.order_statistics import median, quantile
from core.sweep.tuning import HIGH, LOW

if TYPE_CHECKING:
    from core.arrays import Array, Mask


@frozen(eq=False)
class Spread:
    """The median (racers, n), NaN where it is unknown or not finite, its quantiles, and where the median run diverged.

    A quantile is infinite where such a run diverged or has not arrived.
    """

    median: Array
    low: Array
    high: Array
    diverged: Mask


def spread(values: Array, diverged: Mask, known: Mask) -> Spread:
    """The spread of arrays (racers, n, …) over all axes behind the second; unknown runs do not count."""
    shape = (*values.shape[:2], -1)
    results = np.where(known & np.isnan(values), np.inf, values).reshape(shape)  # without a result: worse than any
    middle = median(results)
    return Spread(
        np.where(np.isfinite(middle), middle, np.nan),
        quantile(results, LOW),
        quantile(results, HIGH),
        median(np.where(known, diverged, np.nan).reshape(shape)) > 0,
    )
