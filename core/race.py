"""Race: all racers of a scenario, advanced together; seeking is reading a prefix of their histories."""

from __future__ import annotations

import time
from collections.abc import Hashable

import numpy as np

from core.arrays import Array, ArrayLike
from core.diagnosis import Evidence, Finding, diagnose, where_converged, why_diverged, why_not_finite
from core.inspection.directions import effective_rates
from core.inspection.inspection import RATE_WINDOW, Inspection
from core.measures import learning_rates
from core.milestones import Milestone
from core.number_text import rounded
from core.problems import Problem, Reader, bind, read_table
from core.race_setup import RaceSetup
from core.run import Run, make_run
from core.specs import RacerSpec, ScheduleSpec
from core.status import RUNNING, Status

FLAT = 1e-8
"""‖∇f‖ at or below which a racer counts as converged."""

SLICE = 2048
"""Steps of one racer between two looks at the clock."""


class Racer:
    """One racer of a race: its run, its name, and what can be said of it at any step."""

    def __init__(self, spec: RacerSpec, name: str, problem: Problem, run: Run, scenario: RaceSetup) -> None:
        self.spec = spec
        self.name = name
        self.outcome = outcome(scenario, problem, spec)
        self.problem = problem
        self._run = run
        self._per_update = spec.entry.rule.evaluations
        self._total = scenario.steps
        self._target = scenario.target
        self._below = _FirstBelow(scenario.target + (problem.best or 0.0))
        self._flat = _FirstBelow(FLAT)
        self._reason: str | None = None

    @property
    def steps(self) -> int:
        """The last finite step that was computed."""
        return self._run.steps

    @property
    def path(self) -> Array:
        """Parameters: (steps + 1, dims), row k after k updates, read-only."""
        return self._run.path()

    @property
    def loss(self) -> Array:
        """The full, noiseless loss at each row of the path: (steps + 1,), read-only."""
        return self._run.loss()

    @property
    def grad_norm(self) -> Array:
        """‖∇f‖, full and noiseless, at each row of the path: (steps + 1,), read-only."""
        return self._run.grad_norm()

    @property
    def best(self) -> float:
        """The lowest loss so far."""
        return float(self.loss.min())

    @property
    def evaluations(self) -> int:
        """Gradients that the rule used, those of the picture not counted."""
        return self.evaluations_at(self.steps)

    def evaluations_at(self, step: int) -> int:
        """Gradients that the rule had used at a step that has been computed."""
        return min(step, self.steps) * self._per_update

    @property
    def diverged(self) -> bool:
        """Whether it left the finite numbers; it then stays at its last finite step."""
        return self._run.diverged

    @property
    def status(self) -> Status:
        """How it is doing at the last step that was computed."""
        return self.status_at(self.steps + self.diverged)

    def status_at(self, step: int) -> Status:
        """How it was doing at a step that has been computed."""
        if self.diverged and not np.isfinite(self._run.loss()[0]):
            return Status("diverged", self._why(), 0)
        if self.diverged and step > self.steps:
            return Status("diverged", self._why(), self.steps + 1)
        k = min(step, self.steps)
        if self._run.grad_norm()[k] <= FLAT:
            first = self._flat.search(self._run.grad_norm())
            point = tuple(map(float, self._run.path()[k]))
            norm = rounded(float(self._run.grad_norm()[k]))
            return Status("converged", f"‖∇f‖ = {norm} {where_converged(self.problem, point)}", first)
        below = self.first_below()
        if below is not None and below <= k:
            gap = "f" if self.problem.best is None else "f − f*"
            return Status("target", f"{gap} ≤ {rounded(self._target)}, first at step {below}", below)
        return RUNNING

    def finding(self, step: int) -> Finding | None:
        """What it was up to at a step that has been computed, while it is still on its way."""
        k = min(step, self.steps)
        if self.diverged and step > self.steps:
            return None
        rows = slice(0, k + 1)
        lr = float(self.rates(k + 1))
        past = self.path[rows], self.loss[rows], self.grad_norm[rows]
        return diagnose(Evidence(self.spec, self.problem, *past, lr, lambda: self._run.terms(k) if k else None))

    def events(self) -> tuple[Milestone, ...]:
        """What happened so far, in order: first below the target, converged, best loss, diverged."""
        loss = self.loss
        best = int(np.argmin(loss))
        found = [Milestone(best, "best", f"best loss {rounded(float(loss[best]))}")]
        if (below := self.first_below()) is not None:
            found.append(Milestone(below, "target", f"first at or below the target {rounded(self._target)}"))
        if (flat := self._flat.search(self.grad_norm)) is not None:
            found.append(Milestone(flat, "converged", f"‖∇f‖ first at or below {rounded(FLAT)}"))
        if self.diverged:
            found.append(Milestone(self.steps, "diverged", f"last finite step: {self._why()}"))
        return tuple(sorted(found))

    def _why(self) -> str:
        if self._reason is None:
            path, loss = self._run.path(), self._run.loss()
            if not np.isfinite(loss[0]):
                self._reason = f"the loss at the start is {rounded(float(loss[0]))}"
            else:
                lr = float(self.rates(np.arange(1, self.steps + 2)).max())  # a decaying one broke the limit at first
                limit = why_diverged(self.spec, self.problem, path, lr)
                line = why_not_finite(self.spec, self._run) or f"left the finite numbers at step {self.steps + 1}"
                self._reason = limit or f"{line}, after f = {rounded(float(loss[-1]))}"
        return self._reason

    def first_below(self) -> int | None:
        """The first step with f − f* at or below the target (f itself where f* is unknown), if there was one."""
        return self._below.search(self._run.loss())

    def rates(self, updates: ArrayLike) -> Array:
        """Learning rates of updates, in their shape. Update k, counted from 1, leads from step k − 1 to step k."""
        return learning_rates(self.spec, self._total, updates)

    def terms(self, update: int) -> dict[str, Array | float]:
        """Every named value of one update, counted from 1; ValueError where there was no such update."""
        return self._run.terms(update)

    def inspect(self, step: int, updates: int = 1) -> Inspection:
        """What the update that led to `step` did, and how the named values went over the last `updates` of them.

        ValueError where the racer did not come to that step.
        """
        if not 0 <= step <= self.steps:
            raise ValueError(f"step must lie in [0, {self.steps}]: got {step}")
        path = self.path[max(0, step + 1 - max(RATE_WINDOW, 2)) : step + 1]
        next_lr = float(self.rates(step + 1))
        if step == 0:
            return Inspection(self.spec, self.problem, step, path, next_lr)
        first = max(1, step - updates + 1)
        values, state = self._run.replay(first, step)
        terms = {name: each[-1] if each.ndim > 1 else float(each[-1]) for name, each in values.items()}
        development = values | effective_rates(self.path[first - 1 : step + 1], values["g"])
        return Inspection(self.spec, self.problem, step, path, next_lr, terms, state, development)


class _FirstBelow:
    """The first index at which a growing array is at or below a level; each element is looked at once."""

    def __init__(self, level: float) -> None:
        self._level = level
        self._looked = 0
        self._found: int | None = None

    def search(self, values: Array) -> int | None:
        if self._found is None and len(values) > self._looked:
            hits = np.flatnonzero(values[self._looked :] <= self._level)
            if len(hits):
                self._found = self._looked + int(hits[0])
            self._looked = len(values)
        return self._found


class Race:
    """A scenario being run. All that it answers is a function of the scenario and the step."""

    def __init__(
        self, scenario: RaceSetup, _known: dict[Hashable, Run] | None = None, *, read: Reader = read_table
    ) -> None:
        self.scenario = scenario
        self.problem = bind(scenario.problem, read)
        self.start = start_of(scenario, self.problem)
        self._read = read
        known = _known or {}
        self._runs: dict[Hashable, Run] = {}
        self._asked = 0
        self.racers = tuple(
            Racer(spec, name, self.problem, self._run(spec, known), scenario)
            for spec, name in zip(scenario.racers, scenario.names, strict=True)
        )

    def _run(self, spec: RacerSpec, known: dict[Hashable, Run]) -> Run:
        key = outcome(self.scenario, self.problem, spec)
        run = self._runs.get(key) or known.get(key)
        if run is None:
            scenario = self.scenario
            run = make_run(
                spec, self.problem, self.start, total=scenario.steps, seed=scenario.seed, sigma=scenario.noise
            )
        self._runs[key] = run
        return run

    @property
    def steps(self) -> int:
        """The step up to which every racer has been computed (or has diverged before)."""
        return min((run.steps for run in self._runs.values() if not run.diverged), default=self._asked)

    def advance(self, to: int, *, seconds: float | None = None) -> Race:
        """Compute all racers up to step `to`, or as far as `seconds` allow; returns the race, never goes back."""
        self._asked = max(self._asked, to)
        deadline = None if seconds is None else time.monotonic() + seconds
        behind = [run for run in self._runs.values() if run.steps < to and not run.diverged]
        while behind:
            run = min(behind, key=lambda run: run.steps)
            run.advance(min(to, run.steps + SLICE))
            behind = [run for run in behind if run.steps < to and not run.diverged]
            if deadline is not None and time.monotonic() >= deadline:
                break
        return self

    def update(self, scenario: RaceSetup) -> Race:
        """A race of another scenario that keeps the histories of racers whose outcome is the same. Raises DataError."""
        return Race(scenario, self._runs, read=self._read)


def start_of(scenario: RaceSetup, problem: Problem) -> tuple[float, ...]:
    """Where the racers start: at the scenario's start, else at the problem's own."""
    return problem.start if scenario.start is None else scenario.start


def outcome(scenario: RaceSetup, problem: Problem, spec: RacerSpec) -> Hashable:
    """Everything that a run depends on: two racers with the same key share their history."""
    random = scenario.noise > 0 or problem.noise > 0 or problem.batch > 0
    total = scenario.steps if spec.schedule != ScheduleSpec() else None
    return (
        scenario.problem,
        start_of(scenario, problem),
        spec.entry,
        spec.given,
        spec.schedule,
        total,
        scenario.seed if random else None,
        scenario.noise,
    )
