"""The scalar back end: a run as one generated loop over plain floats, with a variable for each coordinate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.formula.compile import Floats, Twin
from core.formula.emit import Mode, assignments, function_source
from core.formula.nodes import Name, Node, free_names
from core.formula.simplify import substitute
from core.program.assemble import (
    NEXT_F,
    NEXT_G,
    NOISE,
    THETA,
    Assign,
    Block,
    Evaluate,
    F,
    G,
    Line,
    Program,
    T,
)
from core.program.coordinates import Coordinates, components, spread
from core.program.history_row import HistoryRow
from core.program.norms import norm
from core.program.objective import Objective
from core.program.position import Position
from core.settings import MAX_COORDINATE


def flat(array: Array) -> memoryview[float]:
    """A contiguous array of floats as generated code reads and writes it: one index, no numpy scalars."""
    return array.data.cast("B").cast("d")


class _Source:
    """The lines of a generated function: formulas inlined, calls where the problem has no formula."""

    def __init__(self, block: Block, objective: Objective, results: Sequence[str], mode: Mode) -> None:
        self.objective = objective
        self.coordinates = Coordinates(block.vectors, objective.dims)
        self.used = {name for line in block.lines if isinstance(line, Assign) for name in free_names(line.node)}
        self.used.update(results)
        self.lines = assignments([piece for line in block.lines for piece in self._pieces(line)], mode)

    def _pieces(self, line: Line) -> Iterator[tuple[str, Node | str]]:
        dims = self.objective.dims
        if isinstance(line, Evaluate):
            yield from self._evaluation(line)
        elif line.vector:
            for i in range(dims):
                yield f"{line.target}_{i}", self.coordinates.of(line.node, i)
        else:
            yield line.target, self.coordinates.of(line.node, 0)

    def _evaluation(self, line: Evaluate) -> Iterator[tuple[str, Node | str]]:
        objective = self.objective
        point = components(line.at, objective.dims)
        gradient = components(line.g, objective.dims)
        formulas = objective.formulas(line.sampled)
        if formulas is None:
            function = "sample" if line.sampled else "evaluate"
            arguments = [T, *point] if line.sampled else point
            yield ", ".join([line.f, *gradient]), f"{function}({', '.join(arguments)})"
            return
        put_in: dict[str, Node | float] = {
            variable: Name(name) for variable, name in zip(objective.variables, point, strict=True)
        }
        if line.sampled:
            put_in["t"] = Name(T)
        loss, partials = formulas
        if line.f in self.used:
            yield line.f, substitute(loss, put_in)
        for target, partial in zip(gradient, partials, strict=True):
            yield target, substitute(partial, put_in)


_LOOP = """\
def advance(k, stop, {t}, rows, i, noise, j, {carried}):
    bad = False
    try:
        while k < stop:
{draws}{body}\
            if not ({finite}):
                bad = True
                break
            k += 1
            {t} += 1.0
            i += {width}
{record}{commit}\
    except RAISED:
        pass
    return k, bad, {carried}
"""


class ScalarProgram:
    """Generated code of one racer on one problem: `start`, `advance`, `terms`."""

    def __init__(self, program: Program, objective: Objective, *, noisy: bool = False) -> None:
        self.program = program
        self.objective = objective
        self.noisy = noisy
        self.dims = objective.dims
        self._row = HistoryRow(program, objective.dims)
        self.points, self.width = self._row.points, self._row.width
        self._functions: Mapping[str, Callable[..., Floats] | None] = {
            "evaluate": objective.scalar,
            "sample": objective.sample,
        }

    def _spread(self, target: str, vector: bool, block: Block) -> list[str]:
        return spread(target, vector, block.vectors, self.dims)

    @cached_property
    def _carried(self) -> list[str]:
        update = self.program.update
        state = [name for v in self.program.state for name in self._spread(v.before, v.vector, update)]
        return [*components(THETA, self.dims), F, *components(G, self.dims), *state]

    @cached_property
    def _advanced(self) -> list[str]:
        update = self.program.update
        state = [name for v in self.program.state for name in self._spread(v.after, v.vector, update)]
        return [*components(self.program.theta, self.dims), NEXT_F, *components(NEXT_G, self.dims), *state]

    @property
    def source(self) -> str:
        """The loop as Python text."""
        return self._loop_source("plain")

    def _loop_source(self, mode: Mode) -> str:
        theta = components(self.program.theta, self.dims)
        finite = [f"-{MAX_COORDINATE!r} < {name} < {MAX_COORDINATE!r}" for name in theta] + [
            f"{NEXT_F} - {NEXT_F} == 0.0"
        ]
        draws = [f"{name} = noise[j + {i}]" for i, name in enumerate(components(NOISE, self.dims))]
        draws = [*draws, f"j += {self.dims}"] if self.noisy else []
        record = [f"rows[i + {i}] = {value}" for i, value in enumerate(self._row.values)]
        commit = [f"{old} = {new}" for old, new in zip(self._carried, self._advanced, strict=True) if old != new]
        body = _Source(self._row.block, self.objective, [*self._advanced, *self._row.results], mode).lines
        indent = " " * 12
        return _LOOP.format(
            t=T,
            carried=", ".join(self._carried),
            draws="".join(f"{indent}{line}\n" for line in draws),
            body="".join(f"{indent}{line}\n" for line in body),
            finite=" and ".join(finite),
            width=self.width,
            record="".join(f"{indent}{line}\n" for line in record),
            commit="".join(f"{indent}{line}\n" for line in commit),
        )

    @cached_property
    def _loop(self) -> Twin:
        return Twin(self._loop_source, "advance", self._functions)

    def advance(
        self, position: Position, stop: int, rows: memoryview[float], noise: Sequence[float] = (), base: int = 0
    ) -> tuple[Position, bool]:
        """Run to step `stop`, writing row k at rows[(k - base)*width:]; True if it diverged before.

        `noise` holds the draws of the steps from `position.step` on, `dims` a step. A step on which plain floats
        raise runs again through the same code on numpy scalars, which answer as IEEE arithmetic does.
        """
        bad = False
        begin = position.step
        while position.step < stop and not bad:
            k = position.step
            carried = _carried(position)
            offset, j = (k - base) * self.width, (k - begin) * self.dims
            k, bad, *values = self._loop.plain(k, stop, k + 1.0, rows, offset, noise, j, *carried)
            position = self._position(k, values)
            if k < stop and not bad:
                offset, j = (k - base) * self.width, (k - begin) * self.dims
                with np.errstate(all="ignore"):
                    after, bad, *values = self._loop.guarded(
                        k, k + 1, np.float64(k + 1.0), rows, offset, noise, j, *map(np.float64, values)
                    )
                if after == k and not bad:
                    raise ArithmeticError(f"step {k + 1} raises on numpy scalars too")  # or this would never end
                position = self._position(after, values)
        return position, bad

    def _position(self, step: int, values: Sequence[float]) -> Position:
        dims = self.dims
        floats = tuple(map(float, values))
        return Position(step, floats[:dims], floats[dims], floats[dims + 1 : 2 * dims + 1], floats[2 * dims + 1 :])

    def start(self, theta: Floats, noise: Sequence[float] = ()) -> Position:
        """Step 0: loss, gradient and the first values of the state."""
        f, *g = self.evaluation(*theta)
        state = self._first(*theta, f, *g, *self._draws(noise), 1.0)
        return Position(0, tuple(theta), f, tuple(g), state)

    def at(self, step: int, theta: Sequence[float]) -> Position:
        """The position at a point, without the rule's state."""
        f, *g = self.evaluation(*theta)
        return Position(step, tuple(theta), f, tuple(g), ())

    def state(self, position: Position) -> dict[str, Array | float]:
        """The rule's state at a position, by name: arrays (dims,) or floats."""
        values = map(float, position.state)
        return {
            variable.name: np.array([next(values) for _ in range(self.dims)]) if variable.vector else next(values)
            for variable in self.program.state
        }

    def row(self, position: Position) -> Floats:
        """The row of the start."""
        row: Floats = (*position.theta, position.f, norm(position.g))
        return (*row, *self._answer_row(position), *(() if self.program.rate is None else (math.nan,)))

    def _answer_row(self, position: Position) -> Floats:
        if self._row.answer is None:
            return ()
        values = dict(zip(self._carried[2 * self.dims + 1 :], position.state, strict=True))
        answer = tuple(float(values[name]) for name in self._spread(self._row.answer.before, True, self.program.update))
        f, *g = self.evaluation(*answer)
        return (*answer, f, norm(tuple(g)))

    def _draws(self, noise: Sequence[float]) -> Floats:
        return tuple(noise[: self.dims]) if self.noisy else (0.0,) * self.dims

    @cached_property
    def evaluation(self) -> Twin:
        """The full, noiseless loss and gradient at a point: (*theta) → (f, *g)."""
        block = Block((Evaluate(THETA, NEXT_F, NEXT_G),), frozenset())
        results = [NEXT_F, *components(NEXT_G, self.dims)]
        return self._once(block, components(THETA, self.dims), results)

    @cached_property
    def _first(self) -> Twin:
        first = self.program.first
        inputs = [*components(THETA, self.dims), F, *components(G, self.dims), *components(NOISE, self.dims), T]
        targets = zip(self.program.state, self.program.first_state, strict=True)
        return self._once(
            first, inputs, [name for v, target in targets for name in self._spread(target, v.vector, first)]
        )

    def _once(self, block: Block, inputs: Sequence[str], results: Sequence[str]) -> Twin:
        """A function that runs a block one time."""

        def write(mode: Mode) -> str:
            return function_source("once", inputs, _Source(block, self.objective, results, mode).lines, results)

        return Twin(write, "once", self._functions)

    def terms(self, position: Position, noise: Sequence[float] = ()) -> dict[str, Floats | float]:
        """Every named value of the update after `position`: tuples of coordinates, or floats."""
        values = (*_carried(position), *self._draws(noise))
        found = iter(self._terms(*values, position.step + 1.0))
        result: dict[str, Floats | float] = {}
        for name, target in self.program.names.items():
            vector = target in self.program.update.vectors
            result[name] = tuple(next(found) for _ in range(self.dims)) if vector else next(found)
        return result

    @cached_property
    def _terms(self) -> Twin:
        inputs = [*self._carried, *components(NOISE, self.dims), T]
        results: list[str] = []
        for target in self.program.names.values():
            results.extend(components(target, self.dims) if target in self.program.update.vectors else [target])
        return self._once(without_last(self.program.update), inputs, results)


def _carried(position: Position) -> Floats:
    return tuple(map(float, (*position.theta, position.f, *position.g, *position.state)))


def without_last(block: Block) -> Block:
    """The update without its last line, the gradient for the next update."""
    return Block(block.lines[:-1], block.vectors)
