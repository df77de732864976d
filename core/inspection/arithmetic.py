"""One line of an update: its equation, the equation with the numbers put in, and its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from core.arrays import Array
from core.formula.compile import array_function
from core.formula.nodes import REDUCTIONS, Call, Name, Node, free_names, rewrite
from core.formula.rule import Statement, is_vector
from core.formula.simplify import substitute
from core.formula.text import pretty, symbol
from core.frozen import frozen
from core.number_text import rounded

Scope: TypeAlias = "dict[str, Array | float]"
"""Names and their present values: arrays (dims,) or floats."""


@frozen
class AnatomyLine:
    """One line of a rule in one update.

    `equation` is `m̂ ← m / (1 − β₁ᵗ)`; `numbers` the same right-hand side with this update's values, one text a
    coordinate; `values` its results, as many; `note` says what the line is for.
    """

    name: str
    equation: str
    numbers: tuple[str, ...]
    values: tuple[float, ...]
    note: str


def evaluated(statement: Statement, scope: Scope, symbols: Mapping[str, str]) -> AnatomyLine:
    """The line of a statement, computed from the values in `scope`, which receives its result."""
    node = statement.node
    reads = sorted(free_names(node))
    vectors = [name for name in reads if isinstance(scope[name], np.ndarray)]
    spread = is_vector(node, vectors)
    dims = len(np.atleast_1d(scope["theta"])) if spread else 1
    numbers = tuple(_with_numbers(node, scope, i) for i in range(dims))
    (result,) = row_function(node, tuple(reads))(*(scope[name] for name in reads))
    values = tuple(map(float, np.broadcast_to(result, dims) if spread else np.asarray(result).reshape(-1)[:1]))
    scope[statement.name] = np.array(values) if spread else values[0]
    left = symbols.get(statement.name, symbol(statement.name))
    return AnatomyLine(statement.name, f"{left} ← {pretty(node, dict(symbols))}", numbers, values, statement.note)


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
