"""One optimizer's run on one problem: a growing history, and checkpoints from which any update is replayed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Integers
from core.checkpoints import Checkpoints, Parts
from core.external.entry import External
from core.history import History
from core.long_path import long_path
from core.noise import BLOCK, gradient_noise
from core.objectives import noise_of, objective_of, whole_objective
from core.problems import Problem
from core.problems.groups import coordinates
from core.program.assemble import assemble, is_traced
from core.program.external import ExternalProgram, Failure
from core.program.position import Position, Vector
from core.program.scalar import ScalarProgram, flat
from core.recipes import rates_of, recipe_of, with_lowest_loss
from core.specs import RacerSpec, ScheduleSpec

if TYPE_CHECKING:
    from core.program.assemble import Program
    from core.program.objective import Objective
    from core.program.vector import RuleProgram

CODE_BLOCK = 64
"""Steps from checkpoint to checkpoint of an optimizer that is code, as each may take a millisecond; divides BLOCK."""
VECTOR_BLOCK, LEAST_BLOCK, MOST_NUMBERS = 256, 16, 2**17
"""The same of a run of many parameters, at most and at least, and the most numbers of its points."""


class Run:
    """The history of one optimizer so far.

    `steps` is the last finite row; `diverged` says that the next update gives values that are not finite, or that the
    user's own code failed there.
    """

    def __init__(
        self, program: RuleProgram | ExternalProgram, start: tuple[float, ...], *, seed: int, sigma: float
    ) -> None:
        self._program = program
        self.block = _block(program)
        """The most steps that are computed between two looks at the clock, and from checkpoint to checkpoint."""
        self._seed = seed
        self._sigma = sigma
        first = program.start(tuple(map(float, start)), self._noise(0))
        self._position = first
        self._checkpoints = Checkpoints(first, self.block)
        self._replayed = first
        self._history = History(program.dims, program.points, program.width, program.row(first))
        self._parts = Parts(self._replayed_points)
        self.diverged = not np.isfinite(first.f) or self.failure is not None

    @property
    def failure(self) -> Failure | None:
        """Why the user's own code could not go on; None where it can, or where the optimizer is formulas."""
        return self._program.failure if isinstance(self._program, ExternalProgram) else None

    @property
    def steps(self) -> int:
        """The last row of the history."""
        return self._position.step

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return self._program.dims

    @property
    def averages(self) -> bool:
        """Whether the rule returns another point than theta, such as an average of the iterates."""
        return self._program.points > 1

    def path(self, *, answer: bool = False) -> Array:
        """Theta, or the point that the rule returns, after k updates in row k, (steps + 1, dims), read-only."""
        answer = answer and self.averages
        if self._history.kept is None:
            return self._history.points(self.steps + 1, answer=answer)
        return long_path(partial(self.points, answer=answer), self.steps + 1, self.dims)

    def points(self, steps: Integers, *, answer: bool = False) -> Array:
        """The points (n, dims) after the numbers `steps` of updates, which are replayed where they are not kept."""
        kept, answer = self._history.kept, answer and self.averages
        if kept is None:
            return self._history.points(self.steps + 1, answer=answer)[steps]
        places = slice(self.dims, None) if answer else slice(self.dims)
        found, known = kept.at(steps)
        if not known.all():
            found[~known] = self._parts.rows(steps[~known], self.block)
        return found[:, places]

    def _replayed_points(self, begin: int) -> Array:
        """The points of the steps begin, …, of a whole block or up to the last step."""
        position = self.position(begin)
        rows = np.empty((min(self.steps, begin + self.block) - begin + 1, self._program.width))
        rows[0] = self._program.row(position)
        self._replayed = self._advance(position, begin + len(rows) - 1, rows)
        return self._history.points_of(rows)

    def loss(self, *, answer: bool = False) -> Array:
        """The full, noiseless loss at each row of that path, read-only."""
        return self._measure(self._first(answer) + self.dims)

    def grad_norm(self, *, answer: bool = False) -> Array:
        """‖∇f‖, full and noiseless, at each row of that path, read-only."""
        return self._measure(self._first(answer) + self.dims + 1)

    def rates(self) -> Array | None:
        """The rule's own learning rate of the update that led to each row, NaN at row 0; None if it has none."""
        return None if self._program.program.rate is None else self._measure(self._program.width - 1)

    def _first(self, answer: bool) -> int:
        return self.dims + 2 if answer and self.averages else 0

    def _measure(self, column: int) -> Array:
        return self._history.measure(column, self.steps + 1)

    def _noise(self, step: int) -> Sequence[float]:
        """The gradient noise of the whole block of a step."""
        if not self._sigma:
            return ()
        return flat(gradient_noise(self._seed, self._sigma, self._program.dims, step // BLOCK))

    def _noise_from(self, step: int) -> Sequence[float]:
        return self._noise(step)[step % BLOCK * self.dims :]

    def advance(self, to: int) -> None:
        """Compute up to step `to`, unless it diverges before."""
        while self.steps < to and not self.diverged:
            begin = self.steps
            stop = min(to, (begin // self.block + 1) * self.block)
            rows, base = self._history.room(begin, stop)
            self._position, self.diverged = self._program.advance(
                self._position, stop, rows, self._noise_from(begin), base
            )
            self._history.written(begin, self.steps)
            self._checkpoints.add(self._position)

    def _advance(self, position: Position, stop: int, rows: Array | None = None) -> Position:
        """Go from a position to a later step that has been reached before; `rows` receive it in row 0, ….

        Without `rows` only the position is wanted.
        """
        base = position.step
        found = np.empty((min(self.block, stop - base) + 1, self._program.width)) if rows is None else rows
        while position.step < stop:
            begin = position.step
            end = min(stop, (begin // self.block + 1) * self.block)
            position, _ = self._program.advance(
                position, end, flat(found), self._noise_from(begin), begin if rows is None else base
            )
        return position

    def position(self, step: int) -> Position:
        """The position at `step`, replayed from the nearest checkpoint or earlier replay."""
        if not 0 <= step <= self.steps:
            raise ValueError(f"step must lie in [0, {self.steps}] (got {step})")
        saved = self._checkpoints.before(step)
        if saved.step < self._replayed.step <= step:
            saved = self._replayed
        saved = self._advance(saved, step)
        self._replayed = saved  # the next call is for the same step, or the one after it
        return saved

    def state(self, step: int) -> dict[str, Array | float]:
        """The rule's state after `step` updates, by name: arrays (dims,) or floats."""
        return self._program.state(self.position(step))

    def terms(self, update: int) -> dict[str, Array | float]:
        """Every named value of one update, counted from 1: arrays (dims,) or floats.

        Raises ValueError where there was no such update.
        """
        last = self.steps + (self.diverged and self.failure is None)
        if not 1 <= update <= last:
            raise ValueError(f"update must lie in [1, {last}] (got {update})")
        found = self._program.terms(self.position(update - 1), self._noise_from(update - 1))
        return {
            name: np.array(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if not is_traced(name)  # these stand in an inspection alone
        }

    def replay(self, first: int, last: int) -> tuple[dict[str, Array], dict[str, Array | float]]:
        """The named values of the updates `first` … `last`, and the rule's state before the last of them.

        The values are arrays (updates, dims) or (updates,); with FIRST_G, RAW_G and DRAWN of `core.program.assemble`.
        """
        if not 1 <= first <= last <= self.steps:
            raise ValueError(f"updates must lie in [1, {self.steps}] (got {first} to {last})")
        position = before = self.position(first - 1)
        found: dict[str, list[Vector | float]] = {}
        for update in range(first, last + 1):
            noise = self._noise_from(update - 1)
            for name, value in self._program.terms(position, noise).items():
                found.setdefault(name, []).append(value)
            before = position
            position = self._advance(position, update)
        return {name: np.array(values) for name, values in found.items()}, self._program.state(before)


def _block(program: RuleProgram | ExternalProgram) -> int:
    """Steps between two looks at the clock; a divisor of BLOCK."""
    if isinstance(program, ExternalProgram):
        return CODE_BLOCK
    if isinstance(program, ScalarProgram):
        return BLOCK
    return max(LEAST_BLOCK, min(VECTOR_BLOCK, 1 << max(MOST_NUMBERS // program.dims, 1).bit_length() - 1))


def _program(assembled: Program, objective: Objective, *, noisy: bool) -> RuleProgram:
    """A loop over numbers, or calls where the problem computes its loss and gradient in one."""
    if not objective.whole:
        return ScalarProgram(assembled, objective, noisy=noisy)
    from core.program.vector import VectorProgram  # noqa: PLC0415 - few parameters are numbers in a loop

    return VectorProgram(assembled, objective, noisy=noisy)


def make_run(
    spec: RacerSpec, problem: Problem, start: tuple[float, ...], *, total: int, seed: int, sigma: float
) -> Run:
    """The run of a racer from `start`; `total` is the scenario's length, `sigma` its gradient noise."""
    sigma = noise_of(problem, sigma)
    sampled = bool(problem.batch) or problem.sampled is not None
    bound = with_lowest_loss(spec, problem)
    recipe = recipe_of(
        bound,
        total=total,
        noisy=sigma > 0,
        sampled=sampled,
        bounds=problem.bounds,
        layers=bool(problem.groups),
    )
    assembled = assemble(recipe)
    if spec.group_rates:
        from core.program.vector import VectorProgram  # noqa: PLC0415 - few parameters are numbers in a loop

        rates = rates_of(spec, problem.groups or coordinates(problem.variables), spec.number("lr"))
        whole = VectorProgram(assembled, whole_objective(problem, seed), noisy=sigma > 0, rates=rates)
        return Run(whole, start, seed=seed, sigma=sigma)
    objective = objective_of(problem, seed)
    program = _program(assembled, objective, noisy=sigma > 0)
    if isinstance(spec.entry, External):
        scheduled = spec.schedule != ScheduleSpec()
        make = spec.entry.make(spec.values)
        return Run(
            ExternalProgram(program, make, scheduled=scheduled, bounds=problem.bounds), start, seed=seed, sigma=sigma
        )
    return Run(program, start, seed=seed, sigma=sigma)
