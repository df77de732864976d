"""What became of the runs of a sweep by a step: at the target, at a minimum, under way, diverged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.number_text import rounded
from tui.state.sweep.readings import AT_TARGET, DIVERGED, UNDER_WAY
from tui.state.sweep_frame import Categories

if TYPE_CHECKING:
    from core.arrays import Array, Mask
    from core.problems import Problem
    from tui.state.sweep.computation import Computation

AT_MINIMUM = "at a minimum"
ELSEWHERE = "elsewhere"
_SLOWEST = 0.98
"""A share of the runs; slower ones are not told apart."""


def states(computation: Computation, step: int) -> Categories:
    """The state of the first racer's cells."""
    result, step = computation.result, computation.step(step)
    number = np.full(result.loss.shape, 2)
    if step == computation.sweep.scenario.steps:
        number[result.minimum >= 0] = 1
    number[(result.hit >= 0) & (result.hit <= step)] = 0
    number[computation.diverged(step)] = 3
    number[~result.done] = -1
    return Categories(number[0], (AT_TARGET, AT_MINIMUM, UNDER_WAY, DIVERGED))


def basins(computation: Computation, step: int, problem: Problem) -> tuple[Categories, Array]:
    """The minimum that each cell has reached by a step, and at which step it came there, NaN where it has not."""
    result, step = computation.result, computation.step(step)
    arrival = computation.arrival(np.array([minimum.value for minimum in problem.minima] or [np.nan]))
    arrived = (result.minimum >= 0) & (arrival <= step)
    count = len(problem.minima)
    number = np.where(arrived, result.minimum, count)
    number[computation.diverged(step)] = count + 1
    number[~result.done] = -1
    names = tuple(f"({', '.join(rounded(x, 2) for x in minimum.point)})" for minimum in problem.minima)
    found = np.where(arrived, arrival, np.nan)
    slowness = _slowness(arrival, result.minimum >= 0)
    return Categories(number[0], (*names, ELSEWHERE, DIVERGED), slowness[0]), found[0]


def _slowness(arrival: Array, arriving: Mask) -> Array:
    """The logarithm of steps from 0, the fastest run, to 1, the slowest: the same at every step that is shown."""
    logs = np.log1p(arrival)
    if not arriving.any():
        return np.zeros(logs.shape)
    low, high = float(logs[arriving].min()), float(np.quantile(logs[arriving], _SLOWEST))
    return np.clip((logs - low) / max(high - low, 1e-9), 0, 1)
