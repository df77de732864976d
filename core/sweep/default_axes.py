"""The axis of a sweep that names none: four decades of learning rates around those of the racers."""

from __future__ import annotations

import math

from core.number_text import write_number
from core.scenario import Scenario
from core.sweep.tuning import RATE

DECADES = 4
A_DECADE = 12
"""Rates in a decade."""


def default_axis(scenario: Scenario) -> str:
    """The text of the axis; its ends are 1 or 3 times a power of ten."""
    logs = [math.log10(rate) for racer in scenario.racers if 0 < (rate := racer.number(RATE)) < math.inf]
    centre = (min(logs) + max(logs)) / 2 if logs else -2.0
    low, half = divmod(round(2 * centre) - DECADES, 2)
    ends = (float(f"{3 if half else 1}e{low + more}") for more in (0, DECADES))
    return f"{RATE}={'..'.join(map(write_number, ends))}/{DECADES * A_DECADE + 1}"
