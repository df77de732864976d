"""Simplify trees: fold constants and drop neutral elements; only the sign of −0 + 0 may change."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from core.formula.nodes import CONSTANTS, Call, Name, Node, Num, bottom_up, rewrite
from core.formula.numeric import in_numpy

ZERO, ONE = Num(0.0), Num(1.0)

_EXACT: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
"""Operations that plain floats round to the same bit as numpy."""
_NAMED = {"min": "min_", "max": "max_", "clip": "clip_"}


def evaluate_constant(op: str, values: tuple[float, ...]) -> float:
    """One operation on constants as numpy would do it: inf or NaN instead of an exception."""
    if op in _EXACT and not (op == "div" and values[1] == 0.0):
        return float(_EXACT[op](*values))
    with np.errstate(all="ignore"):
        operands = [np.float64(value) for value in values]
        if op == "div":
            return float(operands[0] / operands[1])
        function = in_numpy()[_NAMED.get(op, op)]
        if op in ("min", "max"):
            return float(reduce(function, operands))
        return float(function(*operands))


def _neutral(op: str, args: tuple[Node, ...]) -> Node | None:
    """The operand that is left when the other one changes nothing, else None."""
    if op == "neg":
        (a,) = args
        return a.args[0] if isinstance(a, Call) and a.op == "neg" else None
    if len(args) != 2:
        return None
    a, b = args
    if op == "mul":
        return b if a == ONE else a if b == ONE else None
    if op == "add":
        return b if a == ZERO else a if b == ZERO else None
    if op == "pow" and b == ZERO:
        return ONE
    if op in ("div", "pow"):
        return a if b == ONE else None
    if op == "sub":
        return a if b == ZERO else None
    return None


def make(op: str, args: tuple[Node, ...]) -> Node:
    """A call with its constants folded; `where` with a constant test is the branch it takes."""
    if op == "where" and isinstance(args[0], Num):
        return args[1] if args[0].value else args[2]
    if args and all(isinstance(arg, Num) for arg in args) and op not in ("norm", "sum", "dot"):
        return Num(evaluate_constant(op, tuple(arg.value for arg in args if isinstance(arg, Num))))
    return _neutral(op, args) or _signs(op, args)


def _signs(op: str, args: tuple[Node, ...]) -> Node:
    if op == "mul" and args[0] == Num(-1.0):
        return Call("neg", args[1:])
    if op == "add" and isinstance(args[1], Call) and args[1].op == "neg":
        return Call("sub", (args[0], args[1].args[0]))
    if op == "sub" and isinstance(args[1], Call) and args[1].op == "neg":
        return Call("add", (args[0], args[1].args[0]))
    return Call(op, args)


def substitute(node: Node, values: Mapping[str, Node | float]) -> Node:
    """The tree with names replaced by trees or numbers, `pi` and `e` by their values, and constants folded.

    What does not change stays the same object: copies of shared branches would double with every level of a sum
    over coordinates inside another.
    """
    new: dict[int, Node] = {}
    for item in bottom_up(node):
        if isinstance(item, Name):
            value = values.get(item.id, CONSTANTS.get(item.id, item))
            new[id(item)] = Num(value) if isinstance(value, (int, float)) else value
        elif isinstance(item, Call):
            args = tuple(new[id(arg)] for arg in item.args)
            made = make(item.op, args)
            new[id(item)] = item if _alike(made, item) else made
        else:
            new[id(item)] = item
    return new[id(node)]


def _alike(made: Node, old: Call) -> bool:
    """Whether both are the same operation on the very same arguments."""
    return isinstance(made, Call) and made.op == old.op and all(map(operator.is_, made.args, old.args))


def rename(node: Node, names: Mapping[str, str]) -> Node:
    """The tree with names replaced by other names and nothing folded."""
    return rewrite(node, lambda name: Name(names.get(name.id, name.id)), Call)
