"""Emit straight-line Python from trees: common subexpressions once, branches of `where` only when taken.

The same lines run on plain floats and on numpy scalars, or, with `where` as a function, on arrays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from core.formula.nodes import COMPARISONS, Call, Name, Node, Num, bottom_up, rewrite

Mode = Literal["plain", "guarded", "array"]
"""Plain floats, numpy scalars (which never raise), or arrays."""

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", **COMPARISONS}
_DEEP = 24  # CPython refuses some 100 nested parentheses; deeper trees are cut into named pieces
_LARGE = 30


def number(value: float, mode: Mode = "plain") -> str:
    """A literal of the generated code."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "(-inf)"
    if mode != "plain":
        return f"float64({value!r})"  # two plain floats meet where a branch or a line is a constant: 1.0/0.0 raises
    return f"({value!r})" if value < 0 else repr(value)


def assignments(pieces: Sequence[tuple[str, Node | str]], mode: Mode) -> list[str]:
    """Lines `target = value`; a value is a tree, or the text of a call."""
    emitter = Emitter((value for _, value in pieces if not isinstance(value, str)), mode)
    for target, value in pieces:
        if isinstance(value, str):
            emitter.lines.append(f"{target} = {value}")
        else:
            emitter.assign(target, value)
    return emitter.lines


def function_source(name: str, arguments: Iterable[str], lines: Iterable[str], results: Iterable[str]) -> str:
    """The source of a function that runs `lines` and returns a tuple of `results`."""
    body = "".join(f"    {line}\n" for line in lines)
    returned = "".join(f"{result}, " for result in results)
    return f"def {name}({', '.join(arguments)}):\n{body}    return ({returned})\n"


class Emitter:
    """Collects the lines of one function body; `assign` in the order in which values are needed."""

    def __init__(self, roots: Iterable[Node], mode: Mode) -> None:
        self.lines: list[str] = []
        self._mode = mode
        self._lazy = mode != "array"
        self._interned: dict[tuple[str, tuple[int, ...]], Call] = {}
        self._leaves: dict[Node, Node] = {}
        self._known: dict[int, tuple[Node, Node]] = {}
        self._temporaries: dict[Node, str] = {}
        self._shared = _shared_nodes([self._intern(root) for root in roots], self._lazy)

    def assign(self, target: str, node: Node) -> None:
        """`target = node`; a later use of the same tree reads the target."""
        node = self._prepared(node)
        known = self._temporaries.get(node)
        self.lines.append(f"{target} = {known or self._text(node, False)}")
        if known is None and isinstance(node, Call):
            self._temporaries[node] = target

    def value(self, node: Node) -> str:
        """The expression text of a node, after the lines it needs."""
        return self._expression(self._prepared(node), False)

    def _intern(self, node: Node) -> Node:
        """The one object for all trees equal to this one, so comparing trees needs no recursion."""
        if id(node) not in self._known:
            self._known[id(node)] = node, self._interned_tree(node)
        return self._known[id(node)][1]

    def _interned_tree(self, node: Node) -> Node:
        def leaf(item: Node) -> Node:
            return self._leaves.setdefault(item, item)

        def build(op: str, args: tuple[Node, ...]) -> Node:
            args = tuple(leaf(arg) if isinstance(arg, Num) else arg for arg in args)
            return self._interned.setdefault((op, tuple(map(id, args))), Call(op, args))

        return rewrite(node, leaf, build)

    def _prepared(self, node: Node) -> Node:
        """The interned node, its deep parts bound to temporaries."""
        node = self._intern(node)
        heights: dict[int, int] = {}
        for item in bottom_up(node):
            height = 0
            if isinstance(item, Call) and item not in self._temporaries:
                height = max(heights[id(arg)] for arg in item.args) + (len(item.args) if _is_nested(item) else 1)
                if height > _DEEP:
                    self._bind(item, self._text(item, False))
                    height = 0
            heights[id(item)] = height
        return node

    def _bind(self, node: Node, text: str) -> str:
        name = f"_{len(self._temporaries)}"
        self._temporaries[node] = name
        self.lines.append(f"{name} = {text}")
        return name

    def _expression(self, node: Node, conditional: bool) -> str:
        """The text of a node; a shared one goes through a temporary."""
        if isinstance(node, Num):
            return number(node.value, self._mode)
        if isinstance(node, Name):
            return node.id
        known = self._temporaries.get(node)
        if known is not None:
            return known
        text = self._text(node, conditional)
        return self._bind(node, text) if node in self._shared else text

    def _atom(self, node: Node) -> str:
        """A name or number for a node that is written more than once."""
        text = self._expression(node, False)
        return text if isinstance(node, (Num, Name)) or node in self._temporaries else self._bind(node, text)

    def _text(self, node: Node, conditional: bool) -> str:
        if not isinstance(node, Call):
            return self._expression(node, conditional)
        if node.op == "where":
            return self._where(node, conditional)
        if node.op == "pow":
            return self._power(node, conditional)
        texts = [self._expression(arg, conditional) for arg in node.args]
        if node.op in _INFIX:
            return f"({texts[0]} {_INFIX[node.op]} {texts[1]})"
        if node.op == "neg":
            return f"(-{texts[0]})"
        if _is_nested(node):
            return _nested(f"{node.op}_", texts)
        function = "clip_" if node.op == "clip" else node.op
        return f"{function}({', '.join(texts)})"

    def _where(self, node: Call, conditional: bool) -> str:
        test = self._expression(node.args[0], conditional)
        yes, no = (self._expression(arg, self._lazy) for arg in node.args[1:])
        return f"({yes} if {test} else {no})" if self._lazy else f"where({test}, {yes}, {no})"

    def _power(self, node: Call, conditional: bool) -> str:
        base, exponent = node.args
        small = int(exponent.value) if isinstance(exponent, Num) and exponent.value in (2.0, 3.0, 4.0) else 0
        if not small or (conditional and not isinstance(base, Name)):
            return f"pow({self._expression(base, conditional)}, {self._expression(exponent, conditional)})"
        if conditional:  # without a temporary, but with the product's rounding, which is not that of `pow`
            text = self._expression(base, conditional)
            return (
                f"({text} * {text})"
                if small == 2
                else f"({text} * {text} * {text})"
                if small == 3
                else (f"(({text} * {text}) * ({text} * {text}))")
            )
        if small == 4:
            square = self._atom(self._intern(Call("pow", (base, Num(2.0)))))
            return f"({square} * {square})"
        return "(" + " * ".join([self._atom(base)] * small) + ")"


def _is_nested(node: Call) -> bool:
    return node.op in ("min", "max")


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
