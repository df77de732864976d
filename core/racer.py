"""One racer of a race: its history, and its status, finding, milestones and inspection at any computed step."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from core.arrays import Array, ArrayLike, Integers
from core.diagnosis import Evidence, Finding, diagnose, why_diverged, why_not_finite
from core.diagnosis.spikes import spikes
from core.diagnosis.stationary_points import view_size
from core.diagnosis.verdict import Reached, verdict
from core.inspection.directions import effective_rates
from core.inspection.inspection import RATE_WINDOW, Inspection
from core.learning_rates import learning_rates
from core.milestones import Milestone
from core.number_text import rounded
from core.problems import Problem
from core.program.assemble import is_traced
from core.race_setup import RaceSetup
from core.recipes import with_lowest_loss
from core.run import Run
from core.specs import RacerSpec
from core.status import Status

CONVERGED_GRADIENT = 1e-8
"""‖∇f‖ at or below which a racer at rest counts as converged."""
AT_REST = 1e-6
"""A racer is at rest if its last move was at most this share of the view."""


class Racer:
    """A racer. `outcome` is everything that its history depends on: racers of equal outcome share one run."""

    def __init__(
        self, spec: RacerSpec, name: str, problem: Problem, run: Run, setup: RaceSetup, outcome: Hashable
    ) -> None:
        self.spec = spec
        self._bound = with_lowest_loss(spec, problem)
        self.name = name
        self.problem = problem
        self.outcome = outcome
        self._run = run
        self._at_answer = run.averages and setup.measured_at == "answer"
        self._per_update = spec.entry.rule.evaluations
        self._total = setup.steps
        self._target = setup.target
        self._noisy = setup.noise > 0 or problem.noise > 0 or problem.batch > 0 or problem.sampled is not None
        self._below = None if problem.best is None else _FirstBelow(setup.target + problem.best)
        self._converged = _FirstBelow(CONVERGED_GRADIENT)
        self._lowest = _RunningMinimum()
        self._reason: str | None = None

    @property
    def steps(self) -> int:
        """The last computed step with finite values."""
        return self._run.steps

    @property
    def path(self) -> Array:
        """Parameters: (steps + 1, dims), row k after k updates, read-only; of the answer where that is measured.

        Of a long run of many parameters it reads as an array, and finds the rows that are not kept by replay: there
        `points` is quicker than all of it.
        """
        return self._run.path(answer=self._at_answer)

    def points(self, steps: Sequence[int] | Integers) -> Array:
        """The parameters (n, dims) at some computed steps."""
        return self._run.points(np.asarray(steps, dtype=np.int64), answer=self._at_answer)

    @property
    def loss(self) -> Array:
        """The full, noiseless loss at each row of the path: (steps + 1,), read-only."""
        return self._run.loss(answer=self._at_answer)

    @property
    def grad_norm(self) -> Array:
        """‖∇f‖, full and noiseless, at each row of the path: (steps + 1,), read-only."""
        return self._run.grad_norm(answer=self._at_answer)

    @property
    def iterates(self) -> tuple[Array, Array, Array] | None:
        """Path, loss and ‖∇f‖ of θ where the answer is measured instead, read-only; else None."""
        return (self._run.path(), self._run.loss(), self._run.grad_norm()) if self._at_answer else None

    @property
    def best(self) -> float:
        """The lowest loss so far; NaN where the loss at the start is."""
        return self.best_at(self.steps)

    def best_at(self, step: int) -> float:
        """The lowest loss up to a computed step."""
        return self._lowest.search(self.loss[: min(step, self.steps) + 1])

    @property
    def evaluations(self) -> int:
        """How many gradients the rule has used; gradients computed only for the history don't count."""
        return self.evaluations_at(self.steps)

    def evaluations_at(self, step: int) -> int:
        """How many gradients the rule had used at a computed step."""
        return min(step, self.steps) * self._per_update

    @property
    def diverged(self) -> bool:
        """Whether an update gave a value that is not finite; the history ends before it."""
        return self._run.diverged

    @property
    def status(self) -> Status:
        """The status at the last computed step."""
        return self.status_at(self.steps + self.diverged)

    def status_at(self, step: int) -> Status:
        """The status at a computed step."""
        return self.status_with(step, self.finding(step))

    def status_with(self, step: int, found: Finding | None) -> Status:
        """The status at a computed step, given the finding there or shortly before."""
        failure = self._run.failure
        if failure is not None and step >= failure.update:
            return Status("failed", failure.told(), failure.update)
        if self.diverged and not np.isfinite(self._run.loss()[0]):
            return Status("diverged", self._why(), 0)
        if self.diverged and step > self.steps:
            return Status("diverged", self._why(), self.steps + 1)
        return verdict(self.problem, self._reached(min(step, self.steps)), found)

    def _reached(self, k: int) -> Reached:
        best, below = self.problem.best, self.first_below()
        norm = float(self.grad_norm[k])
        converged = norm <= CONVERGED_GRADIENT and self._is_at_rest(k)
        return Reached(
            point=tuple(map(float, self.path[k])),
            gap=float(self.loss[k]) - (best or 0.0),
            gap_name="f" if best is None else "f − f*",
            target=self._target,
            first=below if below is not None and below <= k else None,
            grad_norm=norm,
            converged=self._converged.search(self.grad_norm) if converged else None,
            over=k >= self._total,
        )

    def _is_at_rest(self, k: int) -> bool:
        """Whether the last move was tiny; at the start, whether nothing but a gradient can move the racer."""
        if k == 0:
            decay = self.spec.number("weight_decay") if self.spec.own is None else 0.0
            return self.spec.own is None and not self._noisy and (decay == 0 or not self.path[0].any())
        moved = float(np.abs(self.path[k] - self.path[k - 1]).max())
        return moved <= AT_REST * view_size(self.problem)

    def finding(self, step: int) -> Finding | None:
        """The finding at a computed step; None where no check applies, or after the racer diverged."""
        k = min(step, self.steps)
        if self.diverged and (step > self.steps or not np.isfinite(self._run.loss()[0])):
            return None
        rows = slice(0, k + 1)
        evidence = Evidence(
            self._bound,
            self.problem,
            path=self.path[rows],
            loss=self.loss[rows],
            grad_norm=self.grad_norm[rows],
            lr=float(self.rates(k + 1)),
            terms=lambda: self._run.terms(k) if k else None,
            remaining=self._total - k,
            target=self._target,
            noisy=self._noisy,
        )
        return diagnose(evidence)

    @property
    def done(self) -> bool:
        """Whether the racer reached the last step of the race, or diverged."""
        return self.diverged or self.steps >= self._total

    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones of the computed steps, in order; the best loss counts only once the racer is done."""
        found: list[Milestone] = []
        loss = self.loss
        if self.done and np.isfinite(loss[0]):
            best = int(np.argmin(loss))
            found.append(Milestone(best, "best", f"best loss {rounded(float(loss[best]))}"))
        if (below := self.first_below()) is not None:
            found.append(Milestone(below, "target", f"first at or below the target {rounded(self._target)}"))
        if (converged := self._converged.search(self.grad_norm)) is not None:
            sentence = f"‖∇f‖ first at or below {rounded(CONVERGED_GRADIENT)}"
            found.append(Milestone(converged, "converged", sentence))
        for spike in spikes(self.problem, loss):
            sentence = f"spike: the loss is up {rounded(spike.factor, 3)}-fold, and back at step {spike.back}"
            found.append(Milestone(spike.peak, "spike", sentence))
        if self.diverged:
            found.append(Milestone(self.steps, "diverged", self._why_ended()))
        return tuple(sorted(found))

    def _why_ended(self) -> str:
        failure = self._run.failure
        return f"last finite step: {self._why()}" if failure is None else f"last step: {failure.told()}"

    def _why(self) -> str:
        if self._reason is None:
            path, loss = self._run.path(), self._run.loss()
            if not np.isfinite(loss[0]):
                self._reason = f"the loss at the start is {rounded(float(loss[0]))}"
            else:
                lr = float(self.rates(np.arange(1, self.steps + 2)).max())  # a decaying rate exceeds the limit at first
                limit = why_diverged(self.spec, self.problem, path, lr)
                line = why_not_finite(self._bound, self._run) or f"left the finite numbers at step {self.steps + 1}"
                self._reason = limit or f"{line}, after f = {rounded(float(loss[-1]))}"
        return self._reason

    def first_below(self) -> int | None:
        """The first step with f − f* at or below the target; None before it, and where there is no f*."""
        return None if self._below is None else self._below.search(self.loss)

    def rates(self, updates: ArrayLike) -> Array:
        """Scheduled learning rates of updates, in their shape. Update k, from 1, leads from step k − 1 to step k."""
        return learning_rates(self.spec, self._total, updates)

    @property
    def own_rates(self) -> Array | None:
        """The rule's own learning rate of the update that led to each row, NaN at row 0; None if it has none."""
        return self._run.rates()

    def terms(self, update: int) -> dict[str, Array | float]:
        """Every named value of one update, counted from 1; raises ValueError if there was no such update."""
        return self._run.terms(update)

    def inspect(self, step: int, updates: int = 1) -> Inspection:
        """Inspect the update that led to `step`, and the named values of the last `updates` updates.

        Raises ValueError for a step that the racer has not reached.
        """
        if not 0 <= step <= self.steps:
            raise ValueError(f"step must lie in [0, {self.steps}] (got {step})")
        path = self._run.path()[max(0, step + 1 - max(RATE_WINDOW, 2)) : step + 1]
        next_lr = float(self.rates(step + 1))
        if step == 0:
            return Inspection(self._bound, self.problem, step, path, next_lr)
        first = max(1, step - updates + 1)
        values, state = self._run.replay(first, step)
        terms = {name: each[-1] if each.ndim > 1 else float(each[-1]) for name, each in values.items()}
        named = {name: each for name, each in values.items() if not is_traced(name)}
        path_so_far = self._run.path()[first - 1 : step + 1]
        development = named | effective_rates(self.problem, path_so_far, values["g"])
        return Inspection(self._bound, self.problem, step, path, next_lr, terms, state, development)


class _FirstBelow:
    """The index of the first element of a growing array at or below a level; reads each element once."""

    def __init__(self, level: float) -> None:
        self._level = level
        self._read = 0
        self._found: int | None = None

    def search(self, values: Array) -> int | None:
        if self._found is None and len(values) > self._read:
            hits = np.flatnonzero(values[self._read :] <= self._level)
            if len(hits):
                self._found = self._read + int(hits[0])
            self._read = len(values)
        return self._found


class _RunningMinimum:
    """The minimum of a growing array; reads each element once, and starts again if the array shrinks."""

    def __init__(self) -> None:
        self._read = 0
        self._found = np.nan

    def search(self, values: Array) -> float:
        if len(values) < self._read:
            self._read = 0
        if len(values) > self._read:
            lowest = float(values[self._read :].min())
            self._found = min(self._found, lowest) if self._read else lowest
            self._read = len(values)
        return self._found
