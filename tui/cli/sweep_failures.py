"""Say why runs of own code have failed, which the arrays of a sweep count as diverged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.external.entry import External
from core.sweep import SweepResult


def failures(result: SweepResult) -> Iterator[str]:
    """A sentence for each racer whose code failed, about the run that ended first."""
    sweep = result.sweep
    for number, racer in enumerate(sweep.scenario.racers):
        ended = result.diverged[number] & result.done[number]
        if not (isinstance(racer.entry, External) and ended.any()):
            continue
        last = np.where(ended, result.last[number], np.iinfo(np.int64).max)
        cell = (number, *map(int, np.unravel_index(int(last.argmin()), last.shape)))
        scenario = sweep.scenario_at(cell)
        (raced,) = scenario.race().advance(scenario.steps).racers
        if raced.status.kind == "failed":
            yield f"{sweep.scenario.names[number]} failed: {raced.status.sentence} ({raced.spec})"
