"""Evaluate trees with a hundred digits, where floats cannot tell two values apart, as 1 − tanh(20) and 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_FLOOR, Context, Decimal
from functools import cache, reduce

from core.formula.nodes import CONSTANTS, Name, Node, Num, bottom_up

DIGITS = 100
_EXACT = Context(prec=DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Infinite or NaN where a value is, and never an exception."""
_NAN, _ONE = Decimal("NaN"), Decimal(1)


def precise(node: Node, values: Mapping[str, Decimal]) -> Decimal:
    """The value of a tree where its names have these values; NaN where it has none."""
    known: dict[int, Decimal] = {}
    for item in bottom_up(node):
        if isinstance(item, Num):
            known[id(item)] = Decimal(item.value)
        elif isinstance(item, Name):
            value = values.get(item.id)
            known[id(item)] = Decimal(CONSTANTS[item.id]) if value is None else value
        else:
            operation = _OPERATIONS.get(item.op)
            args = [known[id(arg)] for arg in item.args]
            known[id(item)] = operation(*args) if operation else _NAN
    return known[id(node)]


@cache
def _two_pi() -> Decimal:
    """2π by Machin's formula, π/4 = 4·arctan(1/5) − arctan(1/239)."""
    context = Context(prec=DIGITS + 10)

    def arctan_of_inverse(n: int) -> Decimal:
        power, total, k = context.divide(_ONE, Decimal(n)), Decimal(0), 0
        while power > Decimal(10) ** -(DIGITS + 10):
            total = context.add(total, context.divide(power.copy_negate() if k % 2 else power, Decimal(2 * k + 1)))
            power, k = context.divide(power, Decimal(n * n)), k + 1
        return total

    four, one = arctan_of_inverse(5), arctan_of_inverse(239)
    return context.multiply(Decimal(8), context.subtract(context.multiply(Decimal(4), four), one))


def _series(x: Decimal, first: int) -> Decimal:
    """x**first / first! − x**(first + 2) / (first + 2)! + …, at an x less than one turn."""
    x = _EXACT.remainder_near(x, _two_pi())
    if not x.is_finite():  # nor before, or with fewer digits after the point than a turn needs
        return _NAN
    term, total, k = (x if first else _ONE), Decimal(0), first
    while term and term.adjusted() > -DIGITS:
        total = _EXACT.add(total, term)
        k += 2
        term = _EXACT.divide(_EXACT.multiply(term.copy_negate(), _EXACT.multiply(x, x)), Decimal(k * (k - 1)))
    return total


def _tanh(x: Decimal) -> Decimal:
    twice = _EXACT.exp(_EXACT.multiply(Decimal(2), x))
    return _EXACT.subtract(_ONE, _EXACT.divide(Decimal(2), _EXACT.add(twice, _ONE)))


def _floor(x: Decimal) -> Decimal:
    return x.to_integral_value(ROUND_FLOOR) if x.is_finite() else x


def _mod(a: Decimal, b: Decimal) -> Decimal:
    return _EXACT.subtract(a, _EXACT.multiply(b, _floor(_EXACT.divide(a, b))))


def _sign(x: Decimal) -> Decimal:
    return x if x.is_nan() or not x else _ONE.copy_sign(x)


def _least(*args: Decimal) -> Decimal:
    return reduce(lambda a, b: a if a.is_nan() or (not b.is_nan() and a <= b) else b, args)


def _largest(*args: Decimal) -> Decimal:
    return reduce(lambda a, b: a if a.is_nan() or (not b.is_nan() and a >= b) else b, args)


def _test(compare: Callable[[int], bool]) -> Callable[[Decimal, Decimal], Decimal]:
    def tested(a: Decimal, b: Decimal) -> Decimal:
        return _NAN if a.is_nan() or b.is_nan() else Decimal(compare(int(a.compare(b, _EXACT))))

    return tested


_OPERATIONS: Mapping[str, Callable[..., Decimal]] = {
    "add": _EXACT.add,
    "sub": _EXACT.subtract,
    "mul": _EXACT.multiply,
    "div": _EXACT.divide,
    "neg": _EXACT.minus,
    "pow": _EXACT.power,
    "lt": _test(lambda order: order < 0),
    "le": _test(lambda order: order <= 0),
    "gt": _test(lambda order: order > 0),
    "ge": _test(lambda order: order >= 0),
    "eq": _test(lambda order: order == 0),
    "ne": _test(lambda order: order != 0),
    "sqrt": _EXACT.sqrt,
    "exp": _EXACT.exp,
    "log": _EXACT.ln,
    "sin": lambda x: _series(x, 1),
    "cos": lambda x: _series(x, 0),
    "tan": lambda x: _EXACT.divide(_series(x, 1), _series(x, 0)),
    "tanh": _tanh,
    "abs": _EXACT.abs,
    "sign": _sign,
    "floor": _floor,
    "min": _least,
    "max": _largest,
    "mod": _mod,
    "clip": lambda x, low, high: _least(_largest(x, low), high),
    "where": lambda test, yes, no: yes if test else no,
}
