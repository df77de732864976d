"""The comparison of racers that are tuned equally well on several problems: best settings, ranks, budget curves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.problems import Reader, bind
from core.sweep import SweepResult
from core.sweep.axis_roles import AxisRoles
from core.sweep.order_statistics import median
from core.sweep.ranks import Bootstrap
from core.sweep.tuning import Summary, budget, each_summary, scores, start_loss
from tui.state.sweep_frame import BudgetCurve, Compared, Comparison

if TYPE_CHECKING:
    from core.arrays import Array


class Comparing:
    """What the finished runs of a sweep say of its racers, worked out in slices."""

    def __init__(self, result: SweepResult, read: Reader) -> None:
        self._result = result
        self._roles = AxisRoles(result.sweep)
        self._scores: Array = median(self._roles.arranged(scores(result)))
        self._read = read
        self._found: list[Compared] = []
        self._coming: Iterator[Summary] | None = each_summary(result, read)
        self._bootstrap = Bootstrap(result)

    @property
    def complete(self) -> bool:
        """Whether all is worked out."""
        return self._coming is None and self._bootstrap.complete

    def advance(self, seconds: float) -> None:
        """Work for a while. Raises DataError."""
        end = time.monotonic() + seconds
        while self._coming is not None:
            summary = next(self._coming, None)
            if summary is None:
                self._coming = None
            else:
                self._found.append(self._compared(summary))
            if time.monotonic() >= end:
                return
        self._bootstrap.advance(end - time.monotonic())

    def _compared(self, summary: Summary) -> Compared:
        roles = self._roles
        shape = tuple(len(roles.sweep.axes[i]) for i in roles.conditions)
        numbers = tuple(summary.at[i] for i in roles.conditions)
        condition = int(np.ravel_multi_index(numbers, shape)) if shape else 0
        found = self._scores[summary.racer, condition]
        worst = start_loss(self._result, summary.scenario, bind(summary.scenario.problem, self._read))
        trials = range(1, max(int((~np.isnan(found)).sum()), 1) + 1)
        curve = budget(found, worst, trials)
        return Compared(condition, summary, BudgetCurve(np.array(curve.trials, np.float64), np.array(curve.expected)))

    @property
    def comparison(self) -> Comparison:
        """What is known so far."""
        roles, axes = self._roles, self._result.sweep.axes
        names = []
        for number in range(roles.shape[1]):
            at = roles.values_at(roles.conditions, number)
            names.append(
                " ".join(
                    axes[i].format(value) if len(at) == 1 else f"{axes[i].name}={axes[i].format(value)}"
                    for i, value in at.items()
                )
            )
        problem = str(self._result.sweep.scenario.problem)
        ranks = self._bootstrap.ranks if self.complete else None
        return Comparison(
            tuple(name or problem for name in names),
            tuple(axes[i].name for i in roles.tuned),
            tuple(self._found),
            None if ranks is None else tuple(ranks),
            roles.shape[3],
        )
