"""The expression tree: numbers, names and calls, immutable and hashable."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias


class Num:
    """A float constant; NaN equals itself here, so that trees can be compared."""

    __slots__ = ("_hash", "value")

    def __init__(self, value: float) -> None:
        self.value = float(value)
        self._hash = hash(("num", "nan" if math.isnan(value) else self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Num) and (self.value == other.value or self.value != self.value != other.value)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Num({self.value!r})"


class Name:
    """A declared name: a variable, a parameter, a piece of state, or the constants `pi` and `e`."""

    __slots__ = ("_hash", "id")

    def __init__(self, id: str) -> None:
        self.id = id
        self._hash = hash(("name", id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Name) and self.id == other.id

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Name({self.id!r})"


class Call:
    """An operator or function applied to its arguments; the hash is computed once, as trees share branches."""

    __slots__ = ("_hash", "args", "op")

    def __init__(self, op: str, args: tuple[Node, ...]) -> None:
        self.op = op
        self.args = args
        self._hash = hash((op, args))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Call) and self._hash == other._hash and self.op == other.op and self.args == other.args

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Call({self.op!r}, {self.args!r})"


Node: TypeAlias = Num | Name | Call

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
COMPARISONS: Mapping[str, str] = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}

# name → (fewest, most) arguments
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor"), (1, 1)),
    **dict.fromkeys(("min", "max"), (2, 8)),
    "mod": (2, 2),
    "clip": (3, 3),
    "where": (3, 3),
}
REDUCTIONS: Mapping[str, tuple[int, int]] = {"norm": (1, 1), "sum": (1, 1), "dot": (2, 2)}


def free_names(node: Node) -> frozenset[str]:
    """The names that a tree reads, constants aside."""
    found: set[str] = set()
    seen: set[int] = set()
    stack = [node]
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, Name):
            found.add(item.id)
        elif isinstance(item, Call):
            stack.extend(item.args)
    return frozenset(found - CONSTANTS.keys())


def rewrite(node: Node, leaf: Callable[[Name], Node], build: Callable[[str, tuple[Node, ...]], Node]) -> Node:
    """Rebuild a tree bottom-up, each shared branch once: `leaf` maps names, `build` makes calls."""
    memo: dict[int, Node] = {}

    def visit(item: Node) -> Node:
        known = memo.get(id(item))
        if known is not None:
            return known
        if isinstance(item, Name):
            new = leaf(item)
        elif isinstance(item, Call):
            new = build(item.op, tuple(visit(arg) for arg in item.args))
        else:
            new = item
        memo[id(item)] = new
        return new

    return visit(node)
