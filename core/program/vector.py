"""The back end for many parameters: a run whose lines are numpy calls on whole vectors, bound to arrays once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np

from core.arrays import Array
from core.program.assemble import NEXT_F, NEXT_G, NOISE, RATES, THETA, Block, Evaluate, F, G, Program, T
from core.program.calls import Binder, Buffer, Call, Function, Pool, evaluate
from core.program.history_row import ANSWER_F, ANSWER_G, HistoryRow
from core.program.lower import Constant, Depends, Input, Lowered
from core.program.lower_vectors import lower_vectors
from core.program.norms import norm, norms
from core.program.objective import Objective
from core.program.position import Position
from core.program.scalar import ScalarProgram, without_last
from core.program.step_table import StepTable
from core.settings import MAX_COORDINATE

SLOTS = 16
"""Updates that are looked through at once."""


class VectorProgram:
    """Bound calls of one racer on one problem, with the methods of `ScalarProgram`."""

    def __init__(
        self, program: Program, objective: Objective, *, noisy: bool = False, rates: Array | None = None
    ) -> None:
        self.program = program
        self.objective = objective
        self.noisy = noisy
        self.rates = rates
        """The learning rate of each coordinate (dims,), where the program reads them."""
        self.dims = objective.dims
        row = HistoryRow(program, objective.dims)
        self.points, self.width = row.points, row.width
        self.answer = row.answer
        self.carried = {THETA: program.theta, F: NEXT_F, G: NEXT_G, **{v.before: v.after for v in program.state}}
        """The names of what an update hands to the next, before and after."""
        self.extra = [] if row.answer is None else [row.answer.after, ANSWER_F, ANSWER_G]
        if program.rate is not None:
            self.extra.append(program.rate)
        self.update = self._lowered(row.block, self.carried, [*self.carried.values(), *self.extra])
        self.table = StepTable(self.update, [T])
        self._tape: _Tape | None = None

    def _lowered(self, block: Block, inputs: Iterable[str], outputs: Sequence[str]) -> Lowered:
        given = [*((name, Depends.RUN) for name in (*inputs, NOISE, RATES)), (T, Depends.STEP)]
        return lower_vectors(block, self.objective, given, outputs)

    def is_vector(self, name: str) -> bool:
        """Whether what is handed on has one number a coordinate."""
        return name in (THETA, G) or any(v.vector for v in self.program.state if v.before == name)

    def function(self, now: Callable[[], float], sampled: bool) -> Function:
        """The problem's loss and gradient; if sampled, on the mini-batch of the update `now`."""
        vector, sample = self.objective.vector, self.objective.vector_sample
        if not sampled:
            assert vector is not None
            return vector
        assert sample is not None
        return lambda theta: sample(theta, now())

    def _once(self, lowered: Lowered, given: Mapping[str, object], t: float) -> list[Array]:
        with np.errstate(all="ignore"):
            return evaluate(lowered, {**given, RATES: self.rates, T: t}, partial(self.function, lambda: t))

    @cached_property
    def _evaluation(self) -> Lowered:
        block = Block((Evaluate(THETA, F, G),), frozenset((THETA, G)))
        return self._lowered(block, [THETA], [F, G])

    @cached_property
    def _first(self) -> Lowered:
        return self._lowered(self.program.first, [THETA, F, G], self.program.first_state)

    @cached_property
    def _terms(self) -> Lowered:
        return self._lowered(without_last(self.program.update), self.carried, list(self.program.names.values()))

    def at(self, step: int, theta: Sequence[float]) -> Position:
        """The position at a point, without the rule's state."""
        point = np.array(theta, dtype=np.float64)
        f, g = self._once(self._evaluation, {THETA: point}, 1.0)
        return Position(step, point, float(f), g, ())

    def start(self, theta: Sequence[float], noise: Sequence[float] = ()) -> Position:
        """Step 0: loss, gradient and the first values of the state."""
        begin = self.at(0, theta)
        given = {THETA: begin.theta, F: begin.f, G: begin.g, NOISE: self._draws(noise)}
        found = self._once(self._first, given, 1.0)
        state = (self._shaped(value, v.vector) for value, v in zip(found, self.program.state, strict=True))
        return Position(0, begin.theta, begin.f, begin.g, tuple(state))

    def _shaped(self, value: Array, vector: bool) -> Array | float:
        return np.array(np.broadcast_to(value, self.dims)) if vector else float(value)

    def _draws(self, noise: Sequence[float]) -> Array:
        return np.array(noise[: self.dims]) if self.noisy else np.zeros(self.dims)

    def row(self, position: Position) -> tuple[float, ...]:
        """The row of a position in a history, without the rate of the update that led there."""
        row = [*position.theta, position.f, norm(position.g)]
        if self.answer is not None:
            at = self.at(position.step, np.asarray(self.state(position)[self.answer.name]).tolist())
            row += [*at.theta, at.f, norm(at.g)]
        return tuple(map(float, row if self.program.rate is None else [*row, np.nan]))

    def state(self, position: Position) -> dict[str, Array | float]:
        """The rule's state at a position, by name."""
        named = zip(self.program.state, position.state, strict=True)
        return {variable.name: np.array(value) if variable.vector else value for variable, value in named}

    def terms(self, position: Position, noise: Sequence[float] = ()) -> dict[str, Array | float]:
        """Every named value of the update after `position`: arrays (dims,) or floats."""
        state = {v.before: value for v, value in zip(self.program.state, position.state, strict=True)}
        given = {THETA: position.theta, F: position.f, G: position.g, NOISE: self._draws(noise), **state}
        found = self._once(self._terms, given, position.step + 1.0)
        vectors = self.program.update.vectors
        named = zip(self.program.names.items(), found, strict=True)
        return {name: self._shaped(value, target in vectors) for (name, target), value in named}

    def advance(
        self, position: Position, stop: int, rows: memoryview[float], noise: Sequence[float] = (), base: int = 0
    ) -> tuple[Position, bool]:
        """Run to step `stop`, writing row k at rows[(k - base)*width:]; True if it diverged before.

        `noise` holds the draws of the steps from `position.step` on, `dims` a step.
        """
        if position.step >= stop:
            return position, False
        tape = self._tape = self._tape or _Tape(self)
        draws = np.asarray(noise).reshape(-1, self.dims) if self.noisy else None
        table = np.asarray(rows).reshape(-1, self.width)
        tape.load(position)
        begin, bad = position.step, False
        with np.errstate(all="ignore"):
            step = begin
            while step < stop and not bad:
                count = min(SLOTS, stop - step)
                good = tape.run(step, count, None if draws is None else draws[step - begin :])
                bad = good < count
                if bad:  # the arrays are beyond the last good step: go there again
                    tape.run(step, good, None if draws is None else draws[step - begin :])
                tape.write(table[step - base + 1 : step - base + 1 + good])
                tape.wrap(good)
                step += good
        return tape.position(step), bad


RuleProgram: TypeAlias = ScalarProgram | VectorProgram
"""A run of a rule."""


class _Tape:
    """The calls of SLOTS updates: update j reads what update j − 1 has written, and writes row j of the rings."""

    def __init__(self, program: VectorProgram) -> None:
        self._program = program
        dims = program.dims
        self._rings = {name: np.zeros((SLOTS, *self._shape(name))) for name in (THETA, F, G)}
        self._extra = [np.zeros((SLOTS, *shape)) for shape in ((dims,), (), (dims,))] if program.answer else []
        if program.program.rate is not None:
            self._extra.append(np.zeros(SLOTS))
        self._home: dict[str, Buffer] = {name: np.zeros(self._shape(name)) for name in program.carried}
        self._noise = np.zeros(dims)
        self._step = np.zeros(len(program.table.numbers))
        self._now = 0.0
        pool = Pool((), (dims,))
        given = self._given()
        carried = self._home
        vectors = {i for i, name in enumerate(program.carried) if program.is_vector(name)}
        self._slots: list[list[Call]] = []
        self._after: list[dict[str, Buffer]] = []
        for slot in range(SLOTS):
            function = partial(program.function, lambda: self._now)
            binder = Binder(program.update, {**given, **self._inputs(carried)}, pool, function)
            carried = dict(zip(program.carried, binder.bind(self._rows(slot), vectors), strict=False))
            self._slots.append(binder.calls)
            self._after.append(carried)

    def _shape(self, name: str) -> tuple[int, ...]:
        return (self._program.dims,) if self._program.is_vector(name) else ()

    def _given(self) -> dict[int, Buffer]:
        """The arrays of constants, of what depends on the step alone, of the noise and the rates."""
        program, given = self._program, dict[int, Buffer]()
        for i, number in enumerate(program.table.numbers):
            given[number] = self._step[i : i + 1].reshape(())
        for number in program.update.order:
            value = program.update.values[number]
            if isinstance(value, Constant):
                given[number] = np.array(value.value)
            elif isinstance(value, Input) and value.name == NOISE:
                given[number] = self._noise
            elif isinstance(value, Input) and value.name == RATES:
                assert program.rates is not None
                given[number] = program.rates
        return given

    def _inputs(self, carried: dict[str, Buffer]) -> dict[int, Buffer]:
        update = self._program.update
        found = ((number, update.values[number]) for number in update.order)
        return {n: carried[value.name] for n, value in found if isinstance(value, Input) and value.name in carried}

    def _rows(self, slot: int) -> list[Buffer | None]:
        carried = [self._rings[name][slot, ...] if name in self._rings else None for name in self._program.carried]
        return [*carried, *(ring[slot, ...] for ring in self._extra)]

    def load(self, position: Position) -> None:
        """Put a position where the first update reads it."""
        for array, value in zip(
            self._home.values(), (position.theta, position.f, position.g, *position.state), strict=True
        ):
            array[...] = value

    def position(self, step: int) -> Position:
        """The position from which the first update would go on."""
        theta, f, g, *state = (array.copy() if array.ndim else float(array) for array in self._home.values())
        assert isinstance(theta, np.ndarray)
        assert isinstance(g, np.ndarray)
        return Position(step, theta, float(f), g, tuple(state))

    def run(self, begin: int, count: int, draws: Array | None) -> int:
        """Run the updates begin + 1, …; returns how many of them stayed finite."""
        for j, row in enumerate(self._program.table.rows(begin, np.empty((count, 0)))):
            self._now = begin + j + 1.0
            self._step[...] = row
            if draws is not None:
                self._noise[...] = draws[j]
            for call in self._slots[j]:
                call()
        losses, theta = self._rings[F][:count], self._rings[THETA][:count]
        spread = losses.sum() if count else 0.0
        if np.isfinite(spread) and (not count or max(theta.max(), -theta.min()) < MAX_COORDINATE):
            return count
        good = np.isfinite(losses) & (np.abs(theta) < MAX_COORDINATE).all(axis=1)
        return count if good.all() else int(good.argmin())

    def write(self, rows: Array) -> None:
        """Write the first rows of the rings to rows of a history."""
        count, dims = len(rows), self._program.dims
        found = [self._rings[THETA], self._rings[F], norms(self._rings[G][:count])]
        if self._program.answer:
            found += [self._extra[0], self._extra[1], norms(self._extra[2][:count])]
        if self._program.program.rate is not None:
            found.append(self._extra[-1])
        at = 0
        for ring in found:
            if ring.ndim > 1:
                rows[:, at : at + dims] = ring[:count]
                at += dims
            else:
                rows[:, at] = ring[:count]
                at += 1

    def wrap(self, count: int) -> None:
        """After `count` updates: put what is carried where the first update reads it."""
        if count:
            for home, array in zip(self._home.values(), self._after[count - 1].values(), strict=True):
                np.copyto(home, array)
