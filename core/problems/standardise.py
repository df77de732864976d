"""Standardise a column of data: subtract its mean and divide by its standard deviation."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.frozen import frozen


@frozen(eq=False)
class Column:
    """The values (n,) that a loss reads: (data − `middle`)/`size`."""

    values: Array
    middle: float
    size: float

    def to(self, data: Array) -> Array:
        """From the data's units to those of the values."""
        return np.asarray((data - self.middle) / self.size)

    def back(self, values: Array) -> Array:
        """From the units of the values to the data's."""
        return np.asarray(self.middle + self.size * values)


def as_it_is(data: Array) -> Column:
    """The column itself."""
    return Column(data, 0.0, 1.0)


def standardised(data: Array) -> Column:
    """The column with mean 0 and standard deviation 1; a constant one becomes 0."""
    middle = float(data.mean())
    size = float((data - middle).std()) or 1.0
    return Column((data - middle) / size, middle, size)
