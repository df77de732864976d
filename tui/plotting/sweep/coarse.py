"""Fill the cells of a map that are not computed yet with those around them that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.arrays import Indices, Mask

_STRIDES = (8, 4, 2, 1)


def filled(known: Mask) -> Indices:
    """For each cell (nx, ny), the flat number of the known one that stands for it; its own where none does.

    Cells are computed on coarse grids first: the finest grid that is known decides.
    """
    wide, high = known.shape
    own: Indices = np.arange(wide * high).reshape(wide, high)
    found = own.copy()
    if known.all():
        return found
    for stride in _STRIDES:
        corners = np.ix_(np.arange(wide) // stride * stride, np.arange(high) // stride * stride)
        found = np.where(known[corners], own[corners], found)
    return found
