"""One line of an update: its equation, the equation with the numbers put in, and its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeAlias, overload

import numpy as np

from core.arrays import Array
from core.formula.compile import array_function
from core.formula.nodes import REDUCTIONS, Call, Name, Node, free_names, rewrite
from core.formula.rule import Statement, is_vector
from core.formula.simplify import substitute
from core.formula.text import pretty, symbol
from core.frozen import frozen
from core.number_text import rounded
from core.program.totals import Parts, total

MOST_WRITTEN = 8
"""Coordinates of a vector whose norm is written out; of a longer one the norm is a number."""
Scope: TypeAlias = "dict[str, Array | float]"
"""Names and their present values: arrays (dims,) or floats."""


class Texts(Sequence[str]):
    """Texts that are made when they are read: of many coordinates people see a few."""

    def __init__(self, make: Callable[[int], str], count: int) -> None:
        self._make = lru_cache(maxsize=None)(make)
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(self._make(i) for i in range(self._count)[index])
        return self._make(range(self._count)[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@frozen
class AnatomyLine:
    """One line of a rule in one update.

    `equation` is `m̂ ← m / (1 − β₁ᵗ)`; `numbers` the same right-hand side with this update's values, one text a
    coordinate; `values` its results, as many; `note` says what the line is for. `by_group` says that all parameters of
    a group have the same value, that of the group.
    """

    name: str
    equation: str
    numbers: Sequence[str]
    values: tuple[float, ...]
    note: str
    by_group: bool = False


def evaluated(statement: Statement, scope: Scope, symbols: Mapping[str, str], layers: Parts = ()) -> AnatomyLine:
    """The line of a statement, computed from the values in `scope`, which receives its result.

    With `layers` norms and sums are those of each of these parts of θ.
    """
    node = statement.node
    size = len(np.atleast_1d(scope["theta"]))
    if layers or size > MOST_WRITTEN:
        reduced, read = _reduced(node, scope, layers)
    else:
        reduced, read = node, scope
    reads = sorted(free_names(reduced))
    vectors = [name for name in reads if isinstance(read[name], np.ndarray)]
    spread = is_vector(reduced, vectors)
    dims = size if spread else 1
    numbers = Texts(partial(_with_numbers, reduced, dict(read)), dims)
    (result,) = row_function(reduced, tuple(reads))(*(read[name] for name in reads))
    values = tuple(map(float, np.broadcast_to(result, dims) if spread else np.asarray(result).reshape(-1)[:1]))
    scope[statement.name] = np.array(values) if spread else values[0]
    left = symbols.get(statement.name, symbol(statement.name))
    return AnatomyLine(statement.name, f"{left} ← {pretty(node, dict(symbols))}", numbers, values, statement.note)


def _reduced(node: Node, scope: Scope, layers: Parts) -> tuple[Node, Scope]:
    """A formula with names instead of its norms and sums, and their values with those of all names."""
    known = dict(scope)

    def build(op: str, args: tuple[Node, ...]) -> Node:
        if op not in REDUCTIONS:
            return Call(op, args)
        names = sorted({"theta"}.union(*map(free_names, args)))  # θ gives the shape
        first, *others = (row_function(arg, tuple(names))(*(known[name] for name in names))[0] for arg in args)
        squares = first if op == "sum" else first * (others[0] if others else first)
        summed = total(squares, layers)
        place = f"reduction{len(known)}"
        known[place] = np.sqrt(summed) if op == "norm" else summed
        if not layers:
            known[place] = float(known[place])
        return Name(place)

    return rewrite(node, lambda name: name, build), known


def _with_numbers(node: Node, scope: Mapping[str, Array | float], i: int) -> str:
    """The right-hand side with coordinate i's values in place of its names; reductions show whole vectors."""
    texts: dict[str, str] = {}

    def whole(name: str) -> str:
        value = np.atleast_1d(scope[name])
        parts = [rounded(float(x), 4) for x in value]
        return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"

    def build(op: str, args: tuple[Node, ...]) -> Node:
        call = Call(op, args)
        if op not in REDUCTIONS:
            return call
        place = f"reduction{len(texts)}"
        texts[place] = pretty(call, {name: whole(name) for name in free_names(call)})
        return Name(place)

    shown = rewrite(node, lambda name: name, build)
    for name in free_names(shown) - texts.keys():
        value = np.atleast_1d(scope[name])
        texts[name] = rounded(float(value[min(i, len(value) - 1)]), 4)
    return pretty(shown, texts)


@lru_cache(maxsize=1024)
def row_function(node: Node, names: tuple[str, ...]) -> Callable[..., tuple[Array, ...]]:
    """A formula as a function of one value a coordinate; cached, as compiling takes longer than drawing the result."""
    return array_function([substitute(node, {})], names)
