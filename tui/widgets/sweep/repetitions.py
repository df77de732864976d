"""How often runs of a sweep are repeated, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.state.sweep_frame import SweepFrame


def repetitions(sweep: SweepFrame) -> str:
    """How many seeds, starts or runs there are at each value."""
    seeds = [len(axis) for axis in sweep.repeating if axis.name == "seed"]
    starts = [len(axis) for axis in sweep.repeating if axis.name != "seed"]
    what = "runs" if seeds and starts else "seeds" if seeds else "starts"
    return f"{math.prod((*seeds, *starts))} {what}"
