"""Collect the constants of products and sums: `2·(2·x) + 2·y·2` is `4·x + 4·y`, `y·2·y` is `2·y²`.

No product is multiplied out and no factor cancelled, so values change by rounding alone, also where one is not finite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import reduce

from core.formula.nodes import CONSTANTS, Call, Name, Node, Num, bottom_up
from core.formula.simplify import make

_SUMS = ("add", "sub")
LONG = 3
"""Factors of a product that is left as it is within another one."""


def collected(node: Node, known: Mapping[int, Node]) -> Node:
    """The tree with the constants of each product and sum collected; the nodes `known`, by their ids, stay as they are.

    What generated code has computed for the loss it then need not compute once more for the gradient.
    """
    if id(node) in known:
        return node
    new: dict[int, Node] = {}
    items = list(bottom_up(node, known))
    whole = _whole_sums(node, items)
    for item in items:
        if not isinstance(item, Call):
            new[id(item)] = item
            continue
        args = tuple(known[id(arg)] if id(arg) in known else new[id(arg)] for arg in item.args)
        part = item.op in _SUMS and id(item) not in whole
        new[id(item)] = Call(item.op, args) if part else _build(item.op, args)
    return new[id(node)]


def _whole_sums(root: Node, items: Sequence[Node]) -> set[int]:
    """The ids of the sums that are no mere part of a longer one: that one takes them apart, once."""
    calls = [item for item in items if isinstance(item, Call) and item.op not in _SUMS]
    return {id(root), *(id(arg) for call in calls for arg in call.args)}


def _build(op: str, args: tuple[Node, ...]) -> Node:
    if op in ("mul", "div", "neg"):
        return _product_of(Call(op, args)).node()
    if op in _SUMS:
        return _sum(Call(op, args))
    return make(op, args)


def _times(a: float, b: float) -> float:
    """The product of two constants as decimals: 3 · 5.1 is 15.3, not 15.299999999999999."""
    return _decimal("mul", a, b)


def _plus(a: float, b: float) -> float:
    return _decimal("add", a, b)


def _decimal(op: str, a: float, b: float) -> float:
    if not (math.isfinite(a) and math.isfinite(b)):
        return a * b if op == "mul" else a + b
    with localcontext() as context:
        context.prec = 60
        one, other = Decimal(repr(a)), Decimal(repr(b))
        return float(one * other if op == "mul" else one + other)


@dataclass
class _Product:
    """over · factors / (under · divisors)."""

    over: float = 1.0
    under: float = 1.0
    factors: list[Node] = field(default_factory=list)
    divisors: list[Node] = field(default_factory=list)

    def rest(self) -> Node | None:
        """The product without its constant `over`; None where nothing is left."""
        if not self.factors and not self.divisors and self.under == 1:
            return None
        return self._tree(1.0, self.under)

    def node(self) -> Node:
        """The product as a tree: constant, factors, divisors."""
        return self._tree(*_reduced(self.over, self.under))

    def _tree(self, over: float, under: float) -> Node:
        first = [factor for factor in self.factors if is_constant(factor)]
        factors = _merged([*first, *(factor for factor in self.factors if not is_constant(factor))])
        divisors = _merged(self.divisors)
        if over == -1 and factors:
            factors[0] = Call("neg", (factors[0],))
        elif over != 1 or not factors:
            factors = [Num(over), *factors]
        if under != 1:
            divisors = [Num(under), *divisors]
        top = _chain("mul", factors)
        return Call("div", (top, _chain("mul", divisors))) if divisors else top


def is_constant(node: Node) -> bool:
    """Whether a tree is the name of a constant: in a product it comes first."""
    return isinstance(node, Name) and node.id in CONSTANTS


def replace_over(product: _Product, over: float) -> _Product:
    """The same product with another constant."""
    return _Product(over, product.under, product.factors, product.divisors)


def _chain(op: str, nodes: Sequence[Node]) -> Node:
    return reduce(lambda left, right: Call(op, (left, right)), nodes)


def _reduced(over: float, under: float) -> tuple[float, float]:
    """The fraction of two constants in lowest terms, if one divides the other."""
    if over and under and math.isfinite(over) and math.isfinite(under):
        if (over / under).is_integer():
            return over / under, 1.0
        if (under / over).is_integer():
            return (1.0, under / over) if under / over > 0 else (-1.0, -under / over)
    return over, under


def _merged(nodes: Sequence[Node]) -> list[Node]:
    """Equal factors as one power: x·x is x². Exponents below 1 stay, as at 0 they are not finite."""
    exponents: dict[Node, float] = {}
    for node in nodes:
        base, exponent = _as_power(node)
        exponents[base] = exponents.get(base, 0.0) + exponent
    return [base if exponent == 1 else Call("pow", (base, Num(exponent))) for base, exponent in exponents.items()]


def _as_power(node: Node) -> tuple[Node, float]:
    if isinstance(node, Call) and node.op == "pow":
        base, exponent = node.args
        if isinstance(exponent, Num) and exponent.value >= 1 and not isinstance(base, Num):
            return base, exponent.value
    return node, 1.0


def _product_of(node: Node) -> _Product:
    """The constants, factors and divisors of a product whose parts are collected already."""
    found = _Product()
    stack = [(node, True)]
    while stack:
        item, above = stack.pop()
        if isinstance(item, Num):
            _scale(found, item.value, above)
        elif item is not node and _is_long(item):
            (found.factors if above else found.divisors).append(item)
        elif isinstance(item, Call) and item.op == "neg":
            _scale(found, -1.0, above)
            stack.append((item.args[0], above))
        elif isinstance(item, Call) and item.op == "mul":
            stack += [(arg, above) for arg in reversed(item.args)]
        elif isinstance(item, Call) and item.op == "div":
            stack += [(item.args[1], not above), (item.args[0], above)]
        else:
            (found.factors if above else found.divisors).append(item)
    return found


def _is_long(node: Node) -> bool:
    """Whether a tree is a product of many factors without a constant: taken apart, it would not be shared any more."""
    count = 0
    while isinstance(node, Call) and node.op in ("mul", "div"):
        if _leads_with_constant(node.args[1]):
            return False
        node, count = node.args[0], count + 1
    return count >= LONG and not _leads_with_constant(node)


def _leads_with_constant(node: Node) -> bool:
    """Whether the first factor of a product, collected already, is a number or a sign."""
    while isinstance(node, Call) and node.op in ("mul", "div"):
        node = node.args[0]
    return isinstance(node, Num) or (isinstance(node, Call) and node.op == "neg")


def _scale(product: _Product, value: float, above: bool) -> None:
    if above:
        product.over = _times(product.over, value)
    else:
        product.under = _times(product.under, value)


def _sum(node: Call) -> Node:
    """The terms of a sum, each once with its constant; a number comes last."""
    constant, terms = 0.0, dict[Node, float]()
    for item, sign in _terms(node):
        product = _product_of(item)
        rest, over = product.rest(), sign * product.over
        if rest is None:
            constant = _plus(constant, over)
        else:
            terms[rest] = _plus(terms.get(rest, 0.0), over)
    if not all(terms.values()):  # 0·x is not 0 where x is not finite
        return node
    signed = [(over < 0, replace_over(_product_of(rest), abs(over)).node()) for rest, over in terms.items()]
    signed += [(constant < 0, Num(abs(constant)))] if constant or not signed else []
    (negative, total), *others = signed
    total = _product_of(Call("neg", (total,))).node() if negative else total
    for negative, term in others:
        total = Call("sub" if negative else "add", (total, term))
    return total


def _terms(node: Node) -> list[tuple[Node, float]]:
    """The terms of a sum in their order, with their signs."""
    found: list[tuple[Node, float]] = []
    stack = [(node, 1.0)]
    while stack:
        item, sign = stack.pop()
        if isinstance(item, Call) and item.op in _SUMS:
            stack += [(item.args[1], sign if item.op == "add" else -sign), (item.args[0], sign)]
        else:
            found.append((item, sign))
    return found
