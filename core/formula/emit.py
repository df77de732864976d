"""Straight-line Python from trees: common subexpressions computed once, branches of `where` only when taken.

The same source runs on plain floats and on numpy scalars (`lazy`), or, with `where` as a function, on arrays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from core.formula.nodes import COMPARISONS, Call, Name, Node, Num

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", **COMPARISONS}
_DEEP = 40  # CPython refuses some 100 nested parentheses; deeper trees are cut into named pieces
_LARGE = 30


def number(value: float) -> str:
    """A literal of the generated code."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "(-inf)"
    return f"({value!r})" if value < 0 else repr(value)


class Emitter:
    """Collects the lines of one function body; `assign` in the order in which values are needed."""

    def __init__(self, roots: Iterable[Node], *, lazy: bool) -> None:
        self.lazy = lazy
        self.lines: list[str] = []
        self._temporaries: dict[Node, str] = {}
        self._shared = _shared_nodes(roots, lazy)

    def assign(self, target: str, node: Node) -> None:
        """`target = node`; a later use of the same tree reads the target."""
        known = self._temporaries.get(node)
        text = known or self._text(node, 0, False)[0]
        self.lines.append(f"{target} = {text}")
        if known is None and isinstance(node, Call):
            self._temporaries[node] = target

    def value(self, node: Node) -> str:
        """The expression text of a node, after the lines it needs."""
        return self._expression(node, 0, False)[0]

    def _expression(self, node: Node, depth: int, conditional: bool) -> tuple[str, int]:
        """Text and height of a node; shared and deep ones go through a temporary."""
        if isinstance(node, Num):
            return number(node.value), 0
        if isinstance(node, Name):
            return node.id, 0
        known = self._temporaries.get(node)
        if known is not None:
            return known, 0
        text, height = self._text(node, depth, conditional)
        if node in self._shared or height > _DEEP:
            return self._bind(node, text), 0
        return text, height

    def _bind(self, node: Node, text: str) -> str:
        name = f"_{len(self._temporaries)}"
        self._temporaries[node] = name
        self.lines.append(f"{name} = {text}")
        return name

    def _atom(self, node: Node, depth: int) -> str:
        """A name or number for a node that is written more than once."""
        text, _ = self._expression(node, depth, False)
        return text if isinstance(node, (Num, Name)) or node in self._temporaries else self._bind(node, text)

    def _text(self, node: Node, depth: int, conditional: bool) -> tuple[str, int]:
        if not isinstance(node, Call):
            return self._expression(node, depth, conditional)
        if node.op == "where":
            return self._where(node, depth, conditional)
        if node.op == "pow":
            return self._power(node, depth, conditional)
        parts = [self._expression(arg, depth + 1, conditional) for arg in node.args]
        height = 1 + max(part[1] for part in parts)
        texts = [part[0] for part in parts]
        if node.op in _INFIX:
            return f"({texts[0]} {_INFIX[node.op]} {texts[1]})", height
        if node.op == "neg":
            return f"(-{texts[0]})", height
        if node.op in ("min", "max"):
            return _nested(f"{node.op}_", texts), height + len(texts)
        function = "clip_" if node.op == "clip" else node.op
        return f"{function}({', '.join(texts)})", height

    def _where(self, node: Call, depth: int, conditional: bool) -> tuple[str, int]:
        test = self._expression(node.args[0], depth + 1, conditional)
        branches = [self._expression(arg, depth + 1, self.lazy) for arg in node.args[1:]]
        height = 1 + max(part[1] for part in (test, *branches))
        yes, no = (part[0] for part in branches)
        if self.lazy:
            return f"({yes} if {test[0]} else {no})", height
        return f"where({test[0]}, {yes}, {no})", height

    def _power(self, node: Call, depth: int, conditional: bool) -> tuple[str, int]:
        base, exponent = node.args
        small = int(exponent.value) if isinstance(exponent, Num) and exponent.value in (2.0, 3.0, 4.0) else 0
        if small and not conditional:
            atom = self._atom(base, depth + 1)
            if small == 4:
                square = self._atom(Call("pow", (base, Num(2.0))), depth + 1)
                return f"({square} * {square})", 1
            return "(" + " * ".join([atom] * small) + ")", 1
        texts = [self._expression(arg, depth + 1, conditional) for arg in node.args]
        return f"pow({texts[0][0]}, {texts[1][0]})", 1 + max(part[1] for part in texts)


def _nested(function: str, texts: list[str]) -> str:
    result = texts[0]
    for text in texts[1:]:
        result = f"{function}({result}, {text})"
    return result


def _shared_nodes(roots: Iterable[Node], lazy: bool) -> frozenset[Node]:
    """Calls that occur more than once and at least once outside a branch of `where` (or are too large to repeat)."""
    uses: dict[Node, int] = {}
    unconditional: set[Node] = set()
    stack = [(root, False) for root in roots]
    while stack:
        node, conditional = stack.pop()
        if not isinstance(node, Call):
            continue
        first = node not in uses
        promoted = not conditional and node not in unconditional
        uses[node] = uses.get(node, 0) + (first or not promoted)
        if not conditional:
            unconditional.add(node)
        if first or promoted:
            stack.extend(_children(node, conditional, lazy))
    return frozenset(
        node for node, count in uses.items() if count > 1 and (node in unconditional or _size(node) > _LARGE)
    )


def _children(node: Call, conditional: bool, lazy: bool) -> Iterator[tuple[Node, bool]]:
    for index, arg in enumerate(node.args):
        yield arg, conditional or (lazy and node.op == "where" and index > 0)


def _size(node: Node) -> int:
    stack, count = [node], 0
    while stack and count <= _LARGE:
        item = stack.pop()
        count += 1
        if isinstance(item, Call):
            stack.extend(item.args)
    return count
