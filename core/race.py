"""Race: all racers of a scenario, advanced together; seeking is reading a prefix of their histories."""

from __future__ import annotations

import time
from collections.abc import Hashable

from core.problems import Problem, Reader, data_version, read_table, reread
from core.race_setup import RaceSetup
from core.racer import Racer
from core.run import Run, make_run
from core.specs import RacerSpec, ScheduleSpec

SLICE = 2
"""The most blocks of steps of one racer between two looks at the clock."""
LOOK = 0.004
"""Seconds between two looks at the clock, about: a step may take a microsecond or, of a large network, ten thousand."""


class Race:
    """All racers of a scenario; every answer is a function of the scenario and the step alone."""

    def __init__(
        self, scenario: RaceSetup, _known: dict[Hashable, Run] | None = None, *, read: Reader = read_table
    ) -> None:
        self.scenario = scenario
        self.problem, self.data_error = reread(scenario.problem, read)
        """Why the data file cannot be used as it is now; empty where it can, or there is none."""
        self.data_version = data_version(scenario.problem)
        """The state of the data file that was read; None without one."""
        self.start = start_of(scenario, self.problem)
        self._read = read
        known = _known or {}
        self._runs: dict[Hashable, Run] = {}
        self._asked = 0
        self._stride = 1
        self.racers = tuple(
            self._racer(spec, name, known) for spec, name in zip(scenario.racers, scenario.names, strict=True)
        )

    def _racer(self, spec: RacerSpec, name: str, known: dict[Hashable, Run]) -> Racer:
        scenario, problem = self.scenario, self.problem
        key = outcome(scenario, problem, spec)
        run = self._runs.get(key) or known.get(key)
        if run is None:
            run = make_run(spec, problem, self.start, total=scenario.steps, seed=scenario.seed, sigma=scenario.noise)
        self._runs[key] = run
        return Racer(spec, name, problem, run, scenario, key)

    @property
    def steps(self) -> int:
        """The step that every racer has reached, those that diverged aside."""
        return min((run.steps for run in self._runs.values() if not run.diverged), default=self._asked)

    def advance(self, to: int, *, seconds: float | None = None, only: Racer | None = None) -> Race:
        """Compute all racers, or one of them, up to step `to` or as far as `seconds` allow; return the race."""
        self._asked = max(self._asked, to)
        deadline = None if seconds is None else time.monotonic() + seconds
        runs = self._runs.values() if only is None else [self._runs[only.outcome]]
        behind = [run for run in runs if run.steps < to and not run.diverged]
        while behind:
            run = min(behind, key=lambda run: run.steps)
            most = SLICE * run.block
            if deadline is None:
                run.advance(min(to, run.steps + most))
            else:
                self._advance_a_little(run, to, most)
            behind = [run for run in behind if run.steps < to and not run.diverged]
            if deadline is not None and time.monotonic() >= deadline:
                break
        return self

    def _advance_a_little(self, run: Run, to: int, most: int) -> None:
        """Take as many steps as LOOK has time for, by the time that the last ones took."""
        begin, count = time.monotonic(), min(self._stride, most)
        run.advance(min(to, run.steps + count))
        took = time.monotonic() - begin
        self._stride = 2 * count if took < LOOK / 2 else max(1, count // 2) if took > LOOK else count

    def update(self, scenario: RaceSetup) -> Race:
        """The race of another scenario; racers of equal outcome keep their histories. Raises DataError."""
        return Race(scenario, self._runs, read=self._read)


def start_of(scenario: RaceSetup, problem: Problem) -> tuple[float, ...]:
    """Where the racers start: at the scenario's start, else at the problem's own."""
    return problem.start if scenario.start is None else scenario.start


def outcome(scenario: RaceSetup, problem: Problem, spec: RacerSpec) -> Hashable:
    """The key of a run: everything that a history depends on."""
    random = scenario.noise > 0 or problem.noise > 0 or problem.batch > 0
    total = scenario.steps if spec.schedule != ScheduleSpec() else None
    return (
        scenario.problem,
        data_version(scenario.problem),
        start_of(scenario, problem),
        spec.entry,
        spec.overrides,
        spec.schedule,
        spec.group_rates,
        total,
        scenario.seed if random else None,
        scenario.noise,
    )
