"""How fast f − f* falls, and how far that can be trusted: steadily, ever more slowly, or nobody knows."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from core.arrays import Array
from core.frozen import frozen

WINDOW = 100
"""The last updates over which the rate of progress is measured; half of all if there are fewer."""
STEADY = 2.0
"""Steady progress has rates in the two halves of the window that differ at most by this factor."""
MEASURABLE = 1e-9
"""A smaller fall of f − f* over the window, as a share, is rounding."""
LASTING = 1.5
"""A rate lasts if its change over the window, gone on with, changes the steps to the target at most by this factor."""

KEEPS_UP = 0.3
"""A rate is believed in theory only if the loss has fallen by at least this share of it lately."""

Lasting = Literal["lasts", "declines", "unknown"]


@frozen
class Fall:
    """The rate ln(before/after) a step at which f − f* fell in the last `rows` steps.

    `outlook` is how many times as many steps as at this rate the target takes if the rate goes on to change as it did,
    once from all rows and once from half of them.
    """

    rate: float
    rows: int
    outlook: tuple[float, ...]

    @property
    def share(self) -> float:
        """The share of f − f* that is gone since then."""
        return -math.expm1(-self.rate * self.rows)

    @property
    def lasting(self) -> Lasting:
        """What can be said of the rate from now on."""
        if all(1 / LASTING <= times <= LASTING for times in self.outlook):
            return "lasts"
        return "declines" if min(self.outlook) > LASTING else "unknown"


def measured(gaps: Array, wanted: float) -> Fall | None:
    """How gaps fell in the last WINDOW steps; None if they did not at each step, or unsteadily."""
    gaps = gaps[-WINDOW - 1 :]
    rows = (len(gaps) - 1) // 2 * 2
    first, last = float(gaps[-rows - 1]), float(gaps[-1])
    if not first > last > 0 or (first - last) < MEASURABLE * first or (np.diff(gaps) > 0).any():
        return None
    before, after = _rates(gaps, rows)
    if not (before > 0 and after > 0 and 1 / STEADY <= before / after <= STEADY):
        return None
    rate, logs = (before + after) / 2, math.log(last / wanted)
    windows = {rows, rows // 4 * 2}
    return Fall(rate, rows, tuple(_steps(*_rates(gaps, few), few, logs) * rate / logs for few in windows))


def _rates(gaps: Array, rows: int) -> tuple[float, float]:
    """The rates in the two halves of the last rows."""
    half = rows // 2
    first, middle, last = (float(gaps[index]) for index in (-rows - 1, -half - 1, -1))
    return math.log(first / middle) / half, math.log(middle / last) / half


def _steps(before: float, after: float, rows: int, logs: float) -> float:
    """Steps in which ln(f − f*) falls by `logs` where 1/rate changes on as between two halves; ∞ where it never does.

    So it is exact for f − f* like any power of the steps, and for a constant rate.
    """
    if not (before > 0 and after > 0):
        return math.inf
    bend = (1 / after - 1 / before) / (rows / 2)
    now = 1 / after + bend * rows / 4
    if not now > 0:
        return 0.0  # it arrives within these rows
    with np.errstate(over="ignore"):
        return now * (float(np.expm1(bend * logs)) / bend if bend else logs)


def keeps_up(gaps: Array, rate: float) -> bool:
    """Whether the highest gaps of the two halves of the window do not contradict a rate."""
    gaps = gaps[-WINDOW - 1 :]
    half = len(gaps) // 2
    before, after = float(gaps[:half].max()), float(gaps[half:].max())
    return rate * half < MEASURABLE or (after > 0 and math.log(before / after) >= KEEPS_UP * rate * half)
