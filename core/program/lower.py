"""Lower the lines of a program to a graph of single operations on floats, each with what it depends on.

Vectors become one value a coordinate, equal operations become one, and what no output needs is left out. A value that
depends on the step alone is kept as a formula, so that plain floats compute it as they do in a single run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from functools import cached_property
from typing import TypeAlias

from core.formula.compile import Floats, scalar_function
from core.formula.nodes import Call, Name, Node, Num, bottom_up, free_names
from core.formula.simplify import substitute
from core.frozen import frozen
from core.program.assemble import Assign, Block, Evaluate, T
from core.program.coordinates import Coordinates, components
from core.program.objective import Objective


class Depends(Flag):
    """What a value changes with: the step, the column, or the course of the run."""

    NOTHING = 0
    STEP = auto()
    COLUMN = auto()
    RUN = auto()


@frozen
class Constant:
    """A number."""

    value: float
    depends = Depends.NOTHING
    vector = False


@frozen
class Input:
    """A value that is given from outside."""

    name: str
    depends: Depends
    vector: bool = False
    """Whether it has one number a coordinate, where vectors are not spread."""


@frozen
class Apply:
    """One elementwise operation; `args` are the numbers of earlier values."""

    op: str
    args: tuple[int, ...]
    depends: Depends
    vector: bool = False


@frozen
class Total:
    """The sum over the coordinates of a vector, from the first to the last.

    With `parts`, the first and last + 1 coordinates of groups, each coordinate has the sum over its group.
    """

    args: tuple[int]
    parts: tuple[tuple[int, int], ...] = ()
    depends = Depends.RUN

    @property
    def vector(self) -> bool:
        """Whether it has one number a coordinate."""
        return bool(self.parts)


@frozen
class Evaluation:
    """A call of the problem's own function for loss and gradient at a point.

    `args` are its coordinates, or, if `whole`, the one vector of them.
    """

    sampled: bool
    args: tuple[int, ...]
    whole: bool = False
    depends = Depends.RUN
    vector = True


@frozen
class Part:
    """One result of an evaluation: 0 is the loss, i + 1 its derivative along coordinate i, or 1 the whole gradient."""

    args: tuple[int]
    index: int
    vector: bool = False
    depends = Depends.RUN


Value: TypeAlias = Constant | Input | Apply | Total | Evaluation | Part


@dataclass
class Graph:
    """Values in an order in which each comes after those that it reads."""

    values: list[Value] = field(default_factory=list)
    formulas: dict[int, Node] = field(default_factory=dict)
    """Values that depend on the step alone or on nothing, as formulas of the step's inputs."""
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def input(self, name: str, depends: Depends, *, vector: bool = False) -> int:
        """The number of an input."""
        number = self._number(Input(name, depends, vector), ("input", name))
        if depends == Depends.STEP:
            self.formulas[number] = Name(name)
        return number

    def constant(self, value: Num) -> int:
        """The number of a constant."""
        number = self._number(Constant(value.value), ("constant", value))
        self.formulas[number] = value
        return number

    def apply(self, op: str, *args: int) -> int:
        """The number of an operation on earlier values."""
        depends = Depends.NOTHING
        for arg in args:
            depends |= self.values[arg].depends
        vector = any(self.values[arg].vector for arg in args)
        number = self._number(Apply(op, args, depends, vector), (op, *args))
        if depends in Depends.STEP and number not in self.formulas:
            self.formulas[number] = Call(op, tuple(self.formulas[arg] for arg in args))
        return number

    def evaluate(self, point: tuple[int, ...], sampled: bool) -> list[int]:
        """The numbers of the loss and of its derivatives at a point, from the problem's own function."""
        call = self._number(Evaluation(sampled, point), ("evaluate", sampled, *point))
        return [self._number(Part((call,), i), ("part", call, i)) for i in range(len(point) + 1)]

    def evaluate_whole(self, point: int, sampled: bool) -> tuple[int, int]:
        """The numbers of the loss and of the gradient at a point that is one vector."""
        call = self._number(Evaluation(sampled, (point,), whole=True), ("evaluate", sampled, point))
        loss = self._number(Part((call,), 0), ("part", call, 0))
        return loss, self._number(Part((call,), 1, vector=True), ("part", call, 1))

    def total(self, arg: int, parts: tuple[tuple[int, int], ...]) -> int:
        """The number of the sum over the coordinates of a vector."""
        return self._number(Total((arg,), parts), ("total", arg, *parts))

    def _number(self, value: Value, key: tuple[object, ...]) -> int:
        number = self._numbers.setdefault(key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


@frozen
class Lowered:
    """A graph and the numbers of its outputs, in the order in which they were asked for."""

    values: Sequence[Value]
    formulas: dict[int, Node]
    outputs: tuple[int, ...]
    order: tuple[int, ...]
    """The values that the outputs need, constants and inputs included, in order; not those behind `formulas`."""

    @cached_property
    def functions(self) -> dict[int, tuple[tuple[str, ...], Callable[..., Floats]]]:
        """The names that each needed formula reads, and its function; compiled once."""
        found = {}
        for number in self.order:
            if (formula := self.formulas.get(number)) is not None:
                names = tuple(sorted(free_names(formula)))
                found[number] = names, scalar_function([formula], names)
        return found


def lower(block: Block, objective: Objective, inputs: Iterable[tuple[str, Depends]], outputs: Sequence[str]) -> Lowered:
    """Lower a block; inputs and outputs are names of single coordinates, such as `theta__0_1`."""
    return lowered(Lowering(block, objective, inputs), outputs)


def lowered(lowering: Lowering, outputs: Sequence[str]) -> Lowered:
    """What a lowering has found for these outputs."""
    found = tuple(lowering.names[name] for name in outputs)
    values = lowering.graph.values
    return Lowered(values, lowering.graph.formulas, found, _needed(lowering.graph, found))


def args_of(value: Value) -> tuple[int, ...]:
    """The numbers of the values that a value reads."""
    return () if isinstance(value, (Constant, Input)) else value.args


def _needed(graph: Graph, outputs: Iterable[int]) -> tuple[int, ...]:
    found: set[int] = set()
    waiting = list(outputs)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            if number not in graph.formulas:
                waiting += args_of(graph.values[number])
    return tuple(sorted(found))


class Lowering:
    """Lowers a block line by line; vectors become one value a coordinate."""

    def __init__(self, block: Block, objective: Objective, inputs: Iterable[tuple[str, Depends]]) -> None:
        self.graph = Graph()
        self.block = block
        self.objective = objective
        self.names = {name: self.input(name, depends) for name, depends in inputs}
        for line in block.lines:
            if isinstance(line, Assign):
                self.assign(line)
            else:
                self.evaluate(line)

    def input(self, name: str, depends: Depends) -> int:
        return self.graph.input(name, depends)

    def assign(self, line: Assign) -> None:
        coordinates = Coordinates(self.block.vectors, self.objective.dims)
        targets = components(line.target, self.objective.dims) if line.vector else [line.target]
        for i, target in enumerate(targets):
            self.names[target] = self.tree(substitute(coordinates.of(line.node, i), {}))

    def evaluate(self, line: Evaluate) -> None:
        objective = self.objective
        point = components(line.at, objective.dims)
        results = [line.f, *components(line.g, objective.dims)]
        formulas = objective.formulas(line.sampled)
        if formulas is None:
            numbers = self.graph.evaluate(tuple(self.names[name] for name in point), line.sampled)
            self.names |= zip(results, numbers, strict=True)
            return
        put_in: dict[str, Node | float] = dict(zip(objective.variables, map(Name, point), strict=True))
        if line.sampled:
            put_in["t"] = Name(T)
        for target, node in zip(results, (formulas[0], *formulas[1]), strict=True):
            self.names[target] = self.tree(substitute(node, put_in))

    def tree(self, node: Node) -> int:
        """The number of a formula of names that have a number."""
        numbers: dict[int, int] = {}
        for item in bottom_up(node):
            if isinstance(item, Num):
                numbers[id(item)] = self.graph.constant(item)
            elif isinstance(item, Name):
                numbers[id(item)] = self.names[item.id]
            else:
                numbers[id(item)] = self.call(item, [numbers[id(arg)] for arg in item.args])
        return numbers[id(node)]

    def call(self, node: Call, args: list[int]) -> int:
        """The same operations as generated code has: small powers multiply, `min` of many is nested."""
        apply = self.graph.apply
        exponent = node.args[1] if node.op == "pow" else None
        if isinstance(exponent, Num) and exponent.value in (2.0, 3.0, 4.0):
            square = apply("mul", args[0], args[0])
            if exponent.value == 4.0:
                return apply("mul", square, square)
            return square if exponent.value == 2.0 else apply("mul", square, args[0])
        if node.op in ("min", "max"):
            result = args[0]
            for arg in args[1:]:
                result = apply(node.op, result, arg)
            return result
        if node.op == "clip":
            return apply("min", apply("max", args[0], args[1]), args[2])
        return apply(node.op, *args)
