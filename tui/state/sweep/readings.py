"""What is read off a sweep: the best cell of a racer, and where it diverges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.arrays import Array, Mask
    from core.sweep import Axis


def best_cell(values: Array) -> tuple[int, ...] | None:
    """The cell with the lowest result; None if no result is known."""
    if not np.isfinite(values).any():
        return None
    return tuple(int(place) for place in np.unravel_index(int(np.nanargmin(values)), values.shape))


def diverges_from(axis: Axis, diverged: Mask) -> int | None:
    """The number of the first value at which runs diverge; None if none does."""
    places = np.flatnonzero(diverged)
    return int(places[0]) if places.size else None
