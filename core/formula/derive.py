"""Exact partial derivatives. An absent partial is None, not `0*…`: else `1/x` would give NaN in y at x = 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Literal

from core.formula.collect import collected
from core.formula.nodes import CONSTANTS, Call, Name, Node, Num, bottom_up
from core.formula.simplify import ONE, ZERO, make

TWO = Num(2.0)


def differentiate(node: Node, name: str) -> Node | None:
    """∂node/∂name, or None where the tree does not depend on `name`.

    At kinks the derivative is that of one side: abs′(0) = 0 (through sign), min and max take the first argument,
    clip its inside; floor, sign and tests count as locally constant. Where a root or a power is 0 and its slope is
    infinite, it counts as 0, so that √(x² + y²) has a subgradient at the origin. The constants are collected.
    """
    return directional(node, {name: ONE})


def partials(node: Node, names: Sequence[str]) -> list[Node | None]:
    """∂node/∂name for each name: of a long sum, each looks at its own terms alone."""
    return _Tree(node).derivatives([{name: ONE} for name in names])


def directional(node: Node, direction: Mapping[str, Node]) -> Node | None:
    """The derivative as each name of a direction changes by its component; None where the tree depends on none."""
    (found,) = _Tree(node).derivatives([direction])
    return found


class _Tree:
    """A tree to be differentiated, and on which names each of its nodes depends, as the bits of a number."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.order = list(bottom_up(root))
        self.known = {id(item): item for item in self.order}
        names = dict.fromkeys(item.id for item in self.order if isinstance(item, Name))
        self.bits = {name: 1 << number for number, name in enumerate(names)}
        self.depends: dict[int, int] = {}
        for item in self.order:
            if isinstance(item, Name):
                self.depends[id(item)] = self.bits[item.id]
            else:
                args = item.args if isinstance(item, Call) else ()
                self.depends[id(item)] = reduce(or_, (self.depends[id(arg)] for arg in args), 0)

    def derivatives(self, directions: Sequence[Mapping[str, Node]]) -> list[Node | None]:
        return [self._along(direction) for direction in directions]

    def _along(self, direction: Mapping[str, Node]) -> Node | None:
        moving = reduce(or_, (self.bits.get(name, 0) for name in direction), 0)
        memo: dict[int, Node | None] = {}

        def visit(item: Node) -> Node | None:
            if id(item) not in memo:
                if id(item) in self.known:
                    return None  # it depends on nothing that changes
                memo[id(item)] = _partial(item, direction, visit)  # made meanwhile, as the rest of a min of three
                made.append(item)
            return memo[id(item)]

        made: list[Node] = []  # kept alive, as ids of dead nodes come back
        for item in self.order:
            if self.depends[id(item)] & moving:
                memo[id(item)] = _partial(item, direction, visit)
        found = memo.get(id(self.root))
        return None if found is None else collected(found, self.known)


_Visit = Callable[[Node], Node | None]


def _partial(item: Node, direction: Mapping[str, Node], visit: _Visit) -> Node | None:
    if isinstance(item, Name):
        return direction.get(item.id)
    if isinstance(item, Num):
        return None
    special = _SPECIAL.get(item.op)
    if special is not None:
        return special(item, visit)
    inner = visit(item.args[0])
    chain = _CHAIN.get(item.op)
    if inner is None or chain is None:
        return None
    return make("mul", (inner, chain(item, item.args[0])))


def _both(op: str, left: Node | None, right: Node | None) -> Node | None:
    """`left ± right` where either may be absent."""
    if right is None:
        return left
    if left is None:
        return right if op == "add" else make("neg", (right,))
    return make(op, (left, right))


def _times(left: Node | None, right: Node) -> Node | None:
    return None if left is None else make("mul", (left, right))


def _sum(item: Call, visit: _Visit) -> Node | None:
    return _both(item.op, visit(item.args[0]), visit(item.args[1]))


def _negated(item: Call, visit: _Visit) -> Node | None:
    inner = visit(item.args[0])
    return None if inner is None else make("neg", (inner,))


def _product(item: Call, visit: _Visit) -> Node | None:
    a, b = item.args
    return _both("add", _times(visit(a), b), _times(visit(b), a))


def _quotient(item: Call, visit: _Visit) -> Node | None:
    a, b = item.args
    da, db = visit(a), visit(b)
    first = None if da is None else make("div", (da, b))
    second = None if db is None else make("div", (make("mul", (db, item)), b))
    return _both("sub", first, second)


def _power(item: Call, visit: _Visit) -> Node | None:
    base, exponent = item.args
    dbase, dexponent = visit(base), visit(exponent)
    lowered = make("pow", (base, make("sub", (exponent, ONE))))
    first = None if exponent == ZERO else _times(dbase, make("mul", (exponent, lowered)))
    if isinstance(exponent, Num) and 0 < exponent.value < 1:
        first = _where_positive(base, first, Call("ne", (base, ZERO)))
    second = _times(dexponent, make("mul", (item, make("log", (base,)))))
    return _both("add", first, _where_positive(base, second, Call("gt", (base, ZERO))))


def _root(item: Call, visit: _Visit) -> Node | None:
    inner = visit(item.args[0])
    slope = None if inner is None else make("mul", (inner, make("div", (Num(0.5), item))))
    return _where_positive(item.args[0], slope, Call("gt", (item, ZERO)))


def _where_positive(node: Node, slope: Node | None, test: Node) -> Node | None:
    """The slope, and 0 where the test fails; without the test where the node is above 0 everywhere."""
    return slope if slope is None or _sign_of(node) == "positive" else make("where", (test, slope, ZERO))


def _sign_of(node: Node) -> Literal["positive", "not negative", "any"]:
    """What the form of a tree says about the sign of its values."""
    signs: dict[int, Literal["positive", "not negative", "any"]] = {}
    for item in bottom_up(node):
        if isinstance(item, Num):
            signs[id(item)] = "positive" if item.value > 0 else "not negative" if item.value == 0 else "any"
        elif isinstance(item, Name):
            signs[id(item)] = "positive" if item.id in CONSTANTS else "any"
        else:
            of = [signs[id(arg)] for arg in item.args]
            even = item.op == "pow" and isinstance(item.args[1], Num) and item.args[1].value % 2 == 0
            known = "any" not in of
            if item.op == "exp":
                signs[id(item)] = "positive"
            elif item.op == "add" and known:
                signs[id(item)] = "positive" if "positive" in of else "not negative"
            elif item.op in ("mul", "div", "sqrt") and known:
                signs[id(item)] = "positive" if set(of) == {"positive"} else "not negative"
            elif item.op == "pow" and of[0] == "positive":
                signs[id(item)] = "positive"
            else:
                signs[id(item)] = "not negative" if even or item.op == "abs" else "any"
    return signs[id(node)]


def _chosen(test: Node, a: Node | None, b: Node | None) -> Node | None:
    if a is None and b is None:
        return None
    return make("where", (test, a or ZERO, b or ZERO))


def _extreme(item: Call, visit: _Visit) -> Node | None:
    first, *rest = item.args
    other = rest[0] if len(rest) == 1 else Call(item.op, tuple(rest))
    test = make("le" if item.op == "min" else "ge", (first, other))
    return _chosen(test, visit(first), visit(other))


def _clipped(item: Call, visit: _Visit) -> Node | None:
    x, low, high = item.args
    above = make("gt", (make("max", (x, low)), high))  # high wins where the bounds are crossed
    return _chosen(above, visit(high), _chosen(make("lt", (x, low)), visit(low), visit(x)))


def _modulo(item: Call, visit: _Visit) -> Node | None:
    a, b = item.args
    whole = make("floor", (make("div", (a, b)),))
    return _both("sub", visit(a), _times(visit(b), whole))


def _where(item: Call, visit: _Visit) -> Node | None:
    test, a, b = item.args
    return _chosen(test, visit(a), visit(b))


_SPECIAL: Mapping[str, Callable[[Call, _Visit], Node | None]] = {
    "add": _sum,
    "sub": _sum,
    "neg": _negated,
    "mul": _product,
    "div": _quotient,
    "pow": _power,
    "sqrt": _root,
    "min": _extreme,
    "max": _extreme,
    "clip": _clipped,
    "mod": _modulo,
    "where": _where,
}

_CHAIN: Mapping[str, Callable[[Call, Node], Node]] = {
    "exp": lambda item, u: item,
    "log": lambda item, u: make("div", (ONE, u)),
    "sin": lambda item, u: make("cos", (u,)),
    "cos": lambda item, u: make("neg", (make("sin", (u,)),)),
    "tan": lambda item, u: make("add", (ONE, make("pow", (item, TWO)))),
    "tanh": lambda item, u: make("sub", (ONE, make("pow", (item, TWO)))),
    "abs": lambda item, u: make("sign", (u,)),
}
