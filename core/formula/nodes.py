"""The expression tree: numbers, names and calls, immutable and hashable."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Mapping
from typing import TypeAlias


class Num:
    """A float constant. For comparing trees NaN equals itself and −0 is not 0: they are different texts."""

    __slots__ = ("_key", "value")

    def __init__(self, value: float) -> None:
        self.value = float(value)
        self._key = repr(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Num) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"Num({self._key})"


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
    return frozenset(item.id for item in bottom_up(node) if isinstance(item, Name)) - CONSTANTS.keys()


def bottom_up(root: Node, known: Container[int] = frozenset()) -> Iterator[Node]:
    """Every node of a tree once, arguments before the calls that read them; shared branches are visited once.

    Branches whose id is `known` are left out. A loop, not a recursion: second derivatives are some hundred levels deep,
    and a drawing app's stack is too.
    """
    done: set[int] = set()
    stack = [root]
    while stack:
        item = stack[-1]
        waiting = (
            [arg for arg in item.args if id(arg) not in done and id(arg) not in known] if isinstance(item, Call) else []
        )
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if id(item) not in done:
            done.add(id(item))
            yield item


def rewrite(node: Node, leaf: Callable[[Name], Node], build: Callable[[str, tuple[Node, ...]], Node]) -> Node:
    """Rebuild a tree bottom-up, each shared branch once: `leaf` maps names, `build` makes calls."""
    new: dict[int, Node] = {}
    for item in bottom_up(node):
        if isinstance(item, Name):
            new[id(item)] = leaf(item)
        elif isinstance(item, Call):
            new[id(item)] = build(item.op, tuple(new[id(arg)] for arg in item.args))
        else:
            new[id(item)] = item
    return new[id(node)]
