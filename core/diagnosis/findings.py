"""Findings about a racer, such as a cycle or a plateau: the most important one that holds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.diagnosis.arrival import local_minimum, lowest_minimum, saddle
from core.diagnosis.cycles import cycling
from core.diagnosis.evidence import Evidence, Finding
from core.diagnosis.growth import growing
from core.diagnosis.oscillation import oscillating
from core.diagnosis.plateau import plateau
from core.diagnosis.rest import at_rest, hardly_moving
from core.diagnosis.slowness import slow

CHECKS: tuple[Callable[[Evidence], Finding | None], ...] = (
    growing,
    local_minimum,
    saddle,
    cycling,
    oscillating,
    at_rest,
    plateau,
    slow,
    lowest_minimum,
    hardly_moving,
)


def diagnose(evidence: Evidence) -> Finding | None:
    """The first finding that holds, tried from the most to the least specific; None if none does."""
    if not np.isfinite(evidence.path[-1]).all():
        return None
    return next((found for check in CHECKS if (found := check(evidence)) is not None), None)
