"""Bind a lowered update to arrays: one numpy call for each operation, in arrays that are used again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from core.arrays import Array
from core.formula.nodes import COMPARISONS
from core.program.lower import Apply, Evaluation, Input, Lowered, Part, Total, Value, args_of
from core.program.totals import total, total_calls

Buffer: TypeAlias = np.ndarray[Any, Any]
"""An array of floats, or of booleans for the result of a comparison."""
Call = Callable[[], object]
Function: TypeAlias = "Callable[[Array], tuple[Array | float, Array]]"
"""Losses (columns,) and gradients (dims, columns) at points (dims, columns), or one loss and gradient (dims,)."""

UFUNCS: Mapping[str, Any] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": np.float_power,  # by the C library, as single runs; np.power has vector code that rounds otherwise
    "mod": np.mod,
    "min": np.minimum,
    "max": np.maximum,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "where": np.where,
    **{name: getattr(np, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")},
}


def evaluate(lowered: Lowered, given: Mapping[str, Any], function: Callable[[bool], Function]) -> list[Array]:
    """The outputs of a block for arrays or floats, computed once: the loss and the state at the start."""
    found: dict[int, Any] = {}
    for number in lowered.order:
        value = lowered.values[number]
        if number in lowered.functions:
            names, compute = lowered.functions[number]
            found[number] = np.float64(compute(*(given[name] for name in names))[0])
        elif isinstance(value, Input):
            found[number] = np.asarray(given[value.name])
        elif isinstance(value, Apply):
            found[number] = apply(value, [found[arg] for arg in value.args])
        elif isinstance(value, Total):
            found[number] = total(found[value.args[0]], value.parts)
        elif isinstance(value, Part):
            found[number] = found[value.args[0]][value.index]
        elif isinstance(value, Evaluation) and value.whole:
            f, g = function(value.sampled)(found[value.args[0]])
            found[number] = [np.float64(f) if np.ndim(f) == 0 else f, np.array(g)]
        elif isinstance(value, Evaluation):
            f, g = function(value.sampled)(np.stack(np.broadcast_arrays(*(found[arg] for arg in value.args))))
            found[number] = [f, *g]
    return [found[number] for number in lowered.outputs]


def apply(value: Apply, args: Sequence[Any]) -> Any:
    """The result of one operation as a new array."""
    return UFUNCS[value.op](*args)


class Pool:
    """Arrays for scalars and for vectors; the one given back last is handed out first, as it is still in the cache."""

    def __init__(self, shape: tuple[int, ...], vector_shape: tuple[int, ...] = ()) -> None:
        self._shapes = {False: shape, True: vector_shape}
        self._free: dict[tuple[type, bool], list[Buffer]] = {}
        self._kinds: dict[int, tuple[type, bool]] = {}

    def shape(self, vector: bool) -> tuple[int, ...]:
        """The shape of a scalar's or a vector's array."""
        return self._shapes[vector]

    def take(self, kind: type = float, *, vector: bool = False) -> Buffer:
        """An array that nobody reads any more, or a new one."""
        free = self._free.get((kind, vector))
        if free:
            return free.pop()
        array: Buffer = np.zeros(self._shapes[vector], dtype=kind)
        self._kinds[id(array)] = kind, vector
        return array

    def owns(self, array: Buffer) -> bool:
        """Whether the array may be overwritten once it has been read."""
        return id(array) in self._kinds

    def give_back(self, array: Buffer) -> None:
        """Let another value have the array."""
        self._free.setdefault(self._kinds[id(array)], []).append(array)


class Binder:
    """Binds one update to arrays; `given` are those of constants, inputs and what is computed before it.

    An array of the pool goes back as soon as the last operation that reads it is bound; the next one overwrites it.
    """

    def __init__(
        self, lowered: Lowered, given: Mapping[int, Buffer], pool: Pool, function: Callable[[bool], Function]
    ) -> None:
        self.calls: list[Call] = []
        self._lowered = lowered
        self._pool = pool
        self._function = function
        self._arrays = dict(given)
        self._results: dict[int, list[Any]] = {}
        self._wanted: dict[int, Buffer] = {}
        self._work = [number for number in lowered.order if number not in given]
        self._reads = Counter(lowered.outputs)
        for number in self._work:
            self._reads.update(args_of(lowered.values[number]))
        for number in given:
            if not self._reads[number]:
                self._give_back(number)

    def bind(self, rows: Sequence[Buffer | None], vectors: Collection[int] = ()) -> list[Buffer]:
        """Bind all operations; returns the arrays of the outputs, all different.

        `rows` are the arrays in which outputs are wanted, None where any will do; `vectors` are the places of those
        outputs that are vectors.
        """
        values = self._lowered.values
        wanted = self._wanted
        for number, row in zip(self._lowered.outputs, rows, strict=True):
            if row is not None and row.shape == self._pool.shape(values[number].vector):
                wanted.setdefault(number, row)
        for number in self._work:
            self._bind(number, values[number])
        taken: set[int] = set()
        outputs = enumerate(zip(self._lowered.outputs, rows, strict=True))
        return [self._output(number, row, taken, i in vectors) for i, (number, row) in outputs]

    def _output(self, number: int, row: Buffer | None, taken: set[int], vector: bool) -> Buffer:
        array = self._arrays[number]
        fits = self._lowered.values[number].vector == vector
        if row is None and fits and self._pool.owns(array) and number not in taken:
            taken.add(number)
            return array
        kept = self._pool.take(vector=vector) if row is None else row
        if kept is not array:
            self.calls.append(partial(np.copyto, kept, array))
        return kept

    def _bind(self, number: int, value: Value) -> None:
        args = [self._arrays[arg] for arg in args_of(value) if arg in self._arrays]
        if isinstance(value, Evaluation):
            self._evaluation(number, value, args)
        elif isinstance(value, Part) and number not in self._arrays:
            out = self._out(number, value)
            self.calls.append(partial(_copy_part, out, self._results[value.args[0]], value.index))
        elif isinstance(value, Total):
            self._done(value.args)
            self.calls += total_calls(args[0], self._out(number, value), value.parts)
            return
        elif isinstance(value, Apply) and value.op == "where":
            out = self._out(number, value)  # before its arguments go back, as they are read twice
            self.calls += _choice(out, *args)
        elif isinstance(value, Apply):
            self._done(value.args)
            kind = bool if value.op in COMPARISONS else float
            out = self._out(number, value, kind)
            function = UFUNCS[value.op]
            # a name costs a tenth of a call's time, but numpy takes the output of these two by name alone
            named = value.op in ("min", "max")
            self.calls.append(partial(function, *args, out=out) if named else partial(function, *args, out))
            return
        self._done(args_of(value))

    def _evaluation(self, number: int, value: Evaluation, args: Sequence[Buffer]) -> None:
        if value.whole:
            self._whole_evaluation(number, self._function(value.sampled), args[0])
            return
        self._results[number] = result = list[Any]()
        points = np.zeros((len(args), *self._pool.shape(False)))
        for row, arg in zip(points, args, strict=True):
            self.calls.append(partial(np.copyto, row, arg))
        self.calls.append(partial(_evaluate_into, result, self._function(value.sampled), points))

    def _whole_evaluation(self, number: int, function: Function, point: Array) -> None:
        parts = [n for n in self._work if isinstance(part := self._lowered.values[n], Part) and part.args == (number,)]
        out: list[Buffer | None] = [None, None]
        for n in parts:
            part = self._lowered.values[n]
            assert isinstance(part, Part)
            out[part.index] = self._out(n, part)
        self.calls.append(partial(_evaluate_whole, function, point, *out))

    def _out(self, number: int, value: Value, kind: type = float) -> Buffer:
        row = self._wanted.get(number)
        array = self._arrays[number] = self._pool.take(kind, vector=value.vector) if row is None else row
        return array

    def _done(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._reads[number] -= 1
            if not self._reads[number]:
                self._give_back(number)

    def _give_back(self, number: int) -> None:
        array = self._arrays.get(number)  # the results of an evaluation have none
        if array is not None and self._pool.owns(array):
            self._pool.give_back(array)


def _choice(out: Buffer, test: Buffer, yes: Buffer, no: Buffer) -> list[Call]:
    if test.ndim == 0:
        return [partial(_copy_either, out, test, yes, no)]
    if test.shape == out.shape and yes.shape in ((), out.shape):
        return [partial(np.copyto, out, no), partial(np.putmask, out, test, yes)]
    return [partial(np.copyto, out, no), partial(np.copyto, out, yes, where=test)]


def _copy_either(out: Buffer, test: Buffer, yes: Buffer, no: Buffer) -> None:
    np.copyto(out, yes if test else no)


def _evaluate_into(result: list[Any], function: Function, points: Array) -> None:
    f, g = function(points)
    result[:] = [f, *g]


def _evaluate_whole(function: Function, point: Array, loss: Buffer | None, gradient: Buffer | None) -> None:
    f, g = function(point)
    if loss is not None:
        loss[...] = f
    if gradient is not None:
        gradient[...] = g


def _copy_part(out: Buffer, result: Sequence[Any], index: int) -> None:
    np.copyto(out, result[index])
