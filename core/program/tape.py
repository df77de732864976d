"""The array back end: an update as a list of numpy calls bound to arrays, for many runs of one rule at once.

A column is a run. SLOTS updates make a block: update j of a block reads row j of the rings and writes row j + 1, so
that losses and paths of a block can be looked through at once. Nothing is allocated while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Literal

import numpy as np

from core.arrays import Array, Indices
from core.program.assemble import NEXT_F, NEXT_G, NOISE, THETA, Block, Evaluate, F, G, Program, StateVariable, T
from core.program.calls import Binder, Buffer, Call, Function, Pool, apply, evaluate
from core.program.coordinates import components, spread
from core.program.fast import Kernel, available, can_compile
from core.program.history_row import ANSWER_F, answer_of, with_answer
from core.program.lower import Apply, Constant, Depends, Input, Lowered, lower
from core.program.lower_vectors import lower_vectors
from core.program.objective import Objective
from core.program.step_table import StepTable
from core.settings import MAX_COORDINATE

SLOTS = 16
"""Updates of a block."""
NoiseKind = Literal["none", "shared", "own"]
"""Whether there is gradient noise, and whether all columns have the same or each that of its seed."""


class TapeProgram:
    """One racer on one problem, lowered once; `columns` names the values that differ by column.

    `answer` says that the loss of the method's answer is measured, where it has one, instead of that of theta.
    """

    def __init__(
        self,
        program: Program,
        objective: Objective,
        columns: Sequence[str] = (),
        *,
        noise: NoiseKind = "none",
        answer: bool = False,
    ) -> None:
        self.objective = objective
        self.dims = objective.dims
        self.noise = noise
        self.whole = objective.whole
        """Whether a vector is one value, (dims, columns), instead of one a coordinate."""
        self._theta = self.names(THETA)
        self._noise = self.names(NOISE)
        self._gradient = self.names(G)
        self.answer_state: tuple[str, ...] = ()
        """The names of the answer's coordinates, where its loss is measured."""
        update, outputs = program.update, list[str]()
        averaged = answer_of(program)
        if answer and averaged is not None:
            update = with_answer(update, averaged)
            self.answer_state = tuple(self._spread(averaged.before, averaged, update))
            outputs = [*self._spread(averaged.after, averaged, update), ANSWER_F]
        self.carried = dict(self._carried(program))
        self._inputs = [(T, Depends.STEP), *((name, Depends.COLUMN) for name in columns)]
        self.draws_by_column = noise == "own" or (noise != "none" and self.whole)
        """Whether the noise is an array of what differs by column, instead of numbers of the step."""
        kind = Depends.RUN if self.draws_by_column else Depends.STEP
        self._inputs += [(name, kind) for name in self._noise if noise != "none"]
        self._vectors = {THETA, G, *(variable.before for variable in program.state if variable.vector)}
        self.update = self._lowered(update, self.carried, [*self.carried.values(), *outputs])
        self._state = [name for variable in program.state for name in self._spread(variable.before, variable, update)]
        first = zip(program.state, program.first_state, strict=True)
        wanted = [name for variable, target in first for name in self._spread(target, variable, program.first)]
        self._first = self._lowered(program.first, [*self._theta, F, *self._gradient], wanted)
        evaluation = Block((Evaluate(THETA, F, G),), frozenset((THETA, G)))
        self._evaluation = self._lowered(evaluation, self._theta, [F, *self._gradient])
        self.table = StepTable(self.update, [name for name, depends in self._inputs if depends == Depends.STEP])

    def _lowered(self, block: Block, inputs: Iterable[str], outputs: Sequence[str]) -> Lowered:
        given = [*((name, Depends.RUN) for name in inputs), *self._inputs]
        return (lower_vectors if self.whole else lower)(block, self.objective, given, outputs)

    def names(self, vector: str) -> list[str]:
        """The names of the values that hold a vector."""
        return [vector] if self.whole else components(vector, self.dims)

    def rows(self, points: Array) -> list[Array]:
        """The values of a vector (dims, columns)."""
        return [points] if self.whole else list(points)

    def _spread(self, target: str, variable: StateVariable, block: Block) -> list[str]:
        return [target] if self.whole else spread(target, variable.vector, block.vectors, self.dims)

    def _carried(self, program: Program) -> Iterator[tuple[str, str]]:
        """What an update hands to the next: the names before and after."""
        yield from zip(self._theta, self.names(program.theta), strict=True)
        yield F, NEXT_F
        yield from zip(self._gradient, self.names(NEXT_G), strict=True)
        for variable in program.state:
            names = (self._spread(name, variable, program.update) for name in (variable.before, variable.after))
            yield from zip(*names, strict=True)

    def is_vector(self, name: str) -> bool:
        """Whether the value of an input has one number a coordinate, (dims, columns)."""
        return self.whole and name in self._vectors

    @property
    def ring_outputs(self) -> tuple[int, ...]:
        """The outputs of an update that the rings hold: theta and its loss, and the answer and its loss."""
        measured = range(len(self.carried), len(self.update.outputs))
        return (*range(self.dims + 1), *measured)

    @cached_property
    def kernel(self) -> Kernel | None:
        """The update as machine code; None without llvmlite, or where the problem has a function of its own."""
        if self.whole or not (available() and can_compile(self.update)):
            return None
        noise = self._noise if self.noise == "own" else ()
        try:
            return Kernel(
                self.update, self.table.numbers, tuple(self.carried), self.ring_outputs, noise, self._evaluation
            )
        except (ImportError, OSError):  # an llvmlite that does not fit this machine, or may not be read
            return None

    def loss(self, points: Array) -> Array:
        """The losses (columns,) at points (dims, columns)."""
        return self._at(points)[0]

    def _at(self, points: Array) -> list[Array]:
        if self.kernel is not None:
            return list(self.kernel.evaluate(points))
        return evaluate(
            self._evaluation,
            dict(zip(self._theta, self.rows(points), strict=True)),
            partial(self.function, now=lambda: (1.0, None)),
        )

    def start(
        self, points: Array, values: Mapping[str, Array], draws: Array | None = None, which: Indices | None = None
    ) -> dict[str, Array]:
        """What the first update reads, by name, at points (dims, columns).

        `draws` is the noise of that update, and `which` the seed of each column.
        """
        names = [*self._theta, F, *self._gradient]
        known = dict(zip(names, [*self.rows(points), *self._at(points)], strict=True))
        noise = {} if draws is None else dict(zip(self._noise, self.rows(draws), strict=True))
        given = {**known, **values, **noise, T: 1.0}
        state = evaluate(self._first, given, partial(self.function, now=lambda: (1.0, which)))
        return known | dict(zip(self._state, state, strict=True))

    def function(self, sampled: bool, now: Callable[[], tuple[float, Indices | None]]) -> Function:
        """The problem's own loss and gradient; if sampled, of the mini-batch of an update and of each column's seed."""
        objective = self.objective
        if not sampled:
            assert objective.array is not None
            return objective.array
        assert objective.array_sample is not None
        sample = objective.array_sample
        return lambda points: sample(points, *now())


class Tape:
    """A program bound to arrays of `width` columns, at a start.

    `theta` (SLOTS + 1, dims, width) and `loss` (SLOTS + 1, width) are the rings: row 0 holds the values before a
    block, row j those after its update j. `answer` and `answer_loss` are the same of the answer, where it is measured.
    """

    def __init__(self, program: TapeProgram, state: Mapping[str, Array], columns: Mapping[str, Array]) -> None:
        self._program = program
        dims, self.width = program.dims, len(state[F])
        self.theta = np.zeros((SLOTS + 1, dims, self.width))
        self.loss = np.zeros((SLOTS + 1, self.width))
        self.answer = np.zeros((SLOTS + 1, dims, self.width)) if program.answer_state else self.theta
        self.answer_loss = np.zeros((SLOTS + 1, self.width)) if program.answer_state else self.loss
        self.noise = np.zeros((dims, self.width))
        self._step = np.zeros(len(program.table.numbers))
        self._now = 0.0
        self._which: Indices | None = None
        rings = [*program.rows(self.theta[0]), self.loss[0]]
        pool = Pool((self.width,), (dims, self.width))
        self._home = {
            name: rings[i] if i < len(rings) else np.zeros(pool.shape(program.is_vector(name)))
            for i, name in enumerate(program.carried)
        }
        for name, array in self._home.items():
            array[...] = state[name]
        self._columns = columns
        given = self._given(columns)
        self._varying = [
            array for number, array in given.items() if program.update.values[number].depends == Depends.COLUMN
        ]
        carried: Mapping[str, Buffer] = self._home
        vectors = {i for i, name in enumerate(program.carried) if program.is_vector(name)}
        self._slots: list[list[Call]] = []
        for slot in range(SLOTS):
            binder = Binder(program.update, {**given, **self._inputs(carried)}, pool, self._call)
            carried = dict(zip(program.carried, binder.bind(self._rows(slot + 1), vectors), strict=False))
            self._slots.append(binder.calls)
        self._moves = [(self._home[name], array) for name, array in carried.items()]

    def _given(self, columns: Mapping[str, Array]) -> dict[int, Buffer]:
        """The arrays of what is not computed in the course of a run."""
        program, given = self._program, dict[int, Buffer]()
        noise = dict(zip(program.names(NOISE), program.rows(self.noise), strict=True))
        for i, number in enumerate(program.table.numbers):
            given[number] = self._step[i : i + 1].reshape(())
        for number in program.update.order:
            value = program.update.values[number]
            if isinstance(value, Constant):
                given[number] = np.array(value.value)
            elif isinstance(value, Input) and value.name in columns:
                given[number] = np.array(columns[value.name], dtype=np.float64)
            elif isinstance(value, Input) and value.depends == Depends.RUN and value.name in noise:
                given[number] = noise[value.name]
            elif isinstance(value, Apply) and value.depends == Depends.COLUMN:
                given[number] = apply(value, [given[arg] for arg in value.args])
        return given

    def _inputs(self, carried: Mapping[str, Buffer]) -> dict[int, Buffer]:
        """The arrays of what the update before has handed on."""
        update = self._program.update
        found = ((number, update.values[number]) for number in update.order)
        return {
            number: carried[value.name] for number, value in found if isinstance(value, Input) and value.name in carried
        }

    def _rows(self, row: int) -> list[Buffer | None]:
        """For each output of an update its row of a ring, None for those that have none."""
        program = self._program
        rows: list[Buffer | None] = [*program.rows(self.theta[row]), self.loss[row]]
        rows += [None] * (len(program.carried) - len(rows))
        return [*rows, *program.rows(self.answer[row]), self.answer_loss[row]] if program.answer_state else rows

    def _call(self, sampled: bool) -> Function:
        return self._program.function(sampled, lambda: (self._now, self._which))

    def run(self, begin: int, table: Array, which: Indices, draws: Array | None = None) -> None:
        """Run a block of updates begin + 1, …, one for each row of `table`.

        `which` is the seed of each column, and `draws` the noise of each update, (dims, seeds), where seeds differ.
        Call it within `np.errstate(all="ignore")`.
        """
        self._which = which
        for j, row in enumerate(table):
            self._now = begin + j + 1.0
            self._step[...] = row
            if draws is not None:
                np.take(draws[j], which, axis=1, out=self.noise, mode="clip")
            for call in self._slots[j]:
                call()

    def lowest(self, count: int) -> Array:
        """The lowest measured loss of each column in a block of `count` updates."""
        return np.asarray(self.answer_loss[1 : count + 1].min(axis=0))

    def is_finite(self, count: int) -> bool:
        """Whether theta and its loss stayed within what a run allows in a block of `count` updates."""
        losses, theta = self.loss[1 : count + 1], self.theta[1 : count + 1]
        spread = losses.max() - losses.min()  # NaN where a loss is not finite
        return bool(spread - spread == 0.0 and theta.max() < MAX_COORDINATE and theta.min() > -MAX_COORDINATE)

    def wrap(self) -> None:
        """After a whole block: put what is carried where the first update of the next block reads it."""
        for home, array in self._moves:
            np.copyto(home, array)
        if self._program.answer_state:
            self.answer[0], self.answer_loss[0] = self.answer[SLOTS], self.answer_loss[SLOTS]

    def taken(self, columns: Indices) -> Tape:
        """The tape of some of the columns, after `wrap`."""
        state = {name: array[..., columns] for name, array in self._home.items()}
        return Tape(self._program, state, {name: array[..., columns] for name, array in self._columns.items()})

    def overwrite(self, columns: Indices, source: int) -> None:
        """Let columns that have ended repeat another one from now on, after `wrap`."""
        for array in (*self._home.values(), *self._varying):
            array[..., columns] = array[..., source, None]
