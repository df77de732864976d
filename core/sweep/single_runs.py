"""Runs of an optimizer that is code, one after another, with the same results as columns have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.problems import Problem
from core.program.columns import TAIL, Task
from core.program.outcomes import no_outcomes
from core.race import start_of
from core.run import Run, make_run
from core.scenario import Scenario


class SingleRuns:
    """A task under way for the races of scenarios with one racer on one problem; `found` is known when it has ended."""

    def __init__(self, scenarios: Sequence[Scenario], problem: Problem, task: Task) -> None:
        self.found = no_outcomes(problem.dims, len(scenarios))
        self._scenarios = scenarios
        self._problem = problem
        self._task = task
        self._column = 0
        self._run: Run | None = None
        self._level = -np.inf
        if task.history is not None:
            task.history[:] = np.inf

    @property
    def step(self) -> int:
        """How many updates have been run, on average."""
        return self._task.steps * self._column // len(self._scenarios)

    def advance(self) -> bool:
        """Run a block of one run; False if there was nothing left to run."""
        if self._column >= len(self._scenarios):
            return False
        run = self._run = self._run or self._begin()
        run.advance(min(self._task.steps, run.steps + run.block))
        hit = self._hit(run)
        if run.diverged or run.steps >= self._task.steps or (self._task.until_target and hit >= 0):
            self._end(run, hit)
            self._column += 1
            self._run = None
        return True

    def _begin(self) -> Run:
        scenario, problem = self._scenarios[self._column], self._problem
        (racer,) = scenario.racers
        start = start_of(scenario, problem)
        run = make_run(racer, problem, start, total=scenario.steps, seed=scenario.seed, sigma=scenario.noise)
        self._level = float(self._task.level_at(run.loss()[:1])[0])
        return run

    def _hit(self, run: Run) -> int:
        """The first step at the target, −1 if there is none."""
        reached = np.flatnonzero(run.loss() <= self._level)
        return int(reached[0]) if reached.size else -1

    def _end(self, run: Run, hit: int) -> None:
        """Note the outcome of a run."""
        found, task, column = self.found, self._task, self._column
        early = task.until_target and hit >= 0
        last = hit if early else run.steps
        losses, theta = run.loss()[: last + 1], run.path()[last]
        found.loss[column], found.last[column], found.hit[column] = losses[-1], last, hit
        found.best[column] = np.fmin.reduce(losses)
        found.diverged[column] = run.diverged and not early
        found.theta[:, column] = found.answer[:, column] = theta
        if task.steps and not run.diverged and not early:
            length = max(1, task.steps // TAIL)
            found.tail[column] = losses[-length:].sum() / length
        if task.history is not None:
            task.history[: last + 1, column] = losses
        if task.path is not None:
            task.path[: last + 1, :, column] = run.path()[: last + 1]
