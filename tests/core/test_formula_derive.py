"""Derivatives: exact against complex steps and central differences, absent where there is no dependence."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.formula import Call, Name, Node, Num, differentiate, parse, scalar_function
from core.formula.nodes import FUNCTIONS
from tests.sampling import examples

XY = ("x", "y")

ANALYTIC: Mapping[str, Callable[..., complex]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: cmath.exp(b * cmath.log(a)),
    "sqrt": cmath.sqrt,
    "exp": cmath.exp,
    "log": cmath.log,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "tanh": cmath.tanh,
}


def at(node: Node | None, x: float, y: float) -> float:
    return 0.0 if node is None else scalar_function([node], XY)(x, y)[0]


def complex_value(node: Node, x: complex, y: complex) -> complex:
    """An evaluator of its own, in complex numbers: Im f(x + ih)/h is f′ without cancellation."""
    if isinstance(node, Num):
        return complex(node.value)
    if isinstance(node, Name):
        return {"x": x, "y": y}[node.id]
    return ANALYTIC[node.op](*(complex_value(arg, x, y) for arg in node.args))


positive = st.floats(0.5, 2.0).map(lambda value: Num(round(value, 3)))


def smooth_trees() -> st.SearchStrategy[Node]:
    """Trees whose every piece is positive, so that logs, roots and powers stay where they are smooth."""

    def grow(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        one = st.tuples(children)
        two = st.tuples(children, children)
        plus = Num(1.5)
        return st.one_of(
            st.builds(Call, st.sampled_from(("add", "mul", "div")), two),
            st.builds(lambda a, b: Call("pow", (a, Call("tanh", (b,)))), children, children),
            st.builds(lambda a, n: Call("pow", (a, Num(n))), children, st.sampled_from((-2.0, 0.5, 2.0, 3.0, 4.0))),
            st.builds(lambda a: Call("exp", (Call("tanh", a),)), one),
            st.builds(lambda a: Call("log", (Call("add", (plus, *a)),)), one),
            st.builds(lambda op, a: Call("add", (plus, Call(op, a))), st.sampled_from(("sin", "cos")), one),
            st.builds(lambda a: Call("sqrt", a), one),
            st.builds(lambda a: Call("sub", (plus, Call("neg", a))), one),
            st.builds(lambda a: Call("tan", (Call("div", (Call("tanh", a), Num(2.0))),)), one),
        )

    leaves = st.one_of(st.sampled_from((Name("x"), Name("y"))), positive)
    return st.recursive(leaves, grow, max_leaves=12)


points = st.tuples(st.floats(0.6, 1.8), st.floats(0.6, 1.8))


@settings(max_examples=examples(400), derandomize=True)
@given(smooth_trees(), points)
def test_first_derivatives_of_random_trees(node: Node, point: tuple[float, float]) -> None:
    x, y = point
    h = 1e-200
    size = abs(complex_value(node, x, y))
    for name, shifted in (("x", (x + h * 1j, y)), ("y", (x, y + h * 1j))):
        expected = complex_value(node, *shifted).imag / h
        assert at(differentiate(node, name), x, y) == pytest.approx(expected, rel=1e-8, abs=1e-9 * (1 + size))


@settings(max_examples=examples(200), derandomize=True)
@given(smooth_trees(), points)
def test_second_derivatives_of_random_trees(node: Node, point: tuple[float, float]) -> None:
    x, y = point
    h = 1e-200
    for first in XY:
        slope = differentiate(node, first)
        if slope is None:
            continue
        size = abs(complex_value(slope, x, y))
        for second, shifted in (("x", (x + h * 1j, y)), ("y", (x, y + h * 1j))):
            expected = complex_value(slope, *shifted).imag / h
            found = at(differentiate(slope, second), x, y)
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-8 * (1 + size))


@settings(max_examples=examples(200), derandomize=True)
@given(smooth_trees(), points)
def test_mixed_second_derivatives_are_equal(node: Node, point: tuple[float, float]) -> None:
    by_x, by_y = differentiate(node, "x"), differentiate(node, "y")
    xy = None if by_x is None else differentiate(by_x, "y")
    yx = None if by_y is None else differentiate(by_y, "x")
    scale = 1 + abs(at(by_x, *point)) + abs(at(by_y, *point))
    assert at(xy, *point) == pytest.approx(at(yx, *point), rel=1e-8, abs=1e-9 * scale)


# One text or more for every function and operator, smooth around (0.7, 1.3).
EVERY = {
    "add": ["x + y"],
    "sub": ["x - y", "y - x"],
    "mul": ["x*y", "x*x"],
    "div": ["x/y", "1/x", "(x + y)/(x - y)"],
    "neg": ["-x*y"],
    "pow": ["x^3", "x^y", "2^x", "(x*y)^-1.5", "x^x^y"],
    "sqrt": ["sqrt(x*y)"],
    "exp": ["exp(x*y)"],
    "log": ["log(x + y)"],
    "sin": ["sin(x*y)"],
    "cos": ["cos(x*y)"],
    "tan": ["tan(x*y)"],
    "tanh": ["tanh(x*y)"],
    "abs": ["abs(x - y)", "abs(x*y)"],
    "sign": ["x*y*sign(x - y)"],
    "floor": ["x*floor(3*y)"],
    "min": ["min(x*x, y)", "min(y, x, x*y)", "min(x + 1, y + 1, x*y, 5)"],
    "max": ["max(x*x, y*x)", "max(x, y*y, x*y)"],
    "clip": ["clip(x*y, 0, 5)", "clip(x*y, 0, x)", "clip(x, y*y, 5)", "clip(x, 2*y, y*x)"],
    "mod": ["mod(3*x*y, 1)", "mod(5, x*y)", "mod(-y, x)"],
    "where": ["where(x < y, x*y, y)", "where(x > y, x, y^3*x)", "where(x^2 == y, 1, x*y)"],
}


@pytest.mark.parametrize("operation", EVERY)
def test_every_operation_against_central_differences(operation: str) -> None:
    for text in EVERY[operation]:
        node = parse(text, XY)
        for name in XY:
            assert_slope(node, differentiate(node, name), name)
            first = differentiate(node, name)
            if first is not None:
                for second in XY:
                    assert_slope(first, differentiate(first, second), second)


def assert_slope(node: Node, slope: Node | None, name: str) -> None:
    x, y, h = 0.7, 1.3, 1e-5
    dx, dy = (h, 0.0) if name == "x" else (0.0, h)
    expected = (at(node, x + dx, y + dy) - at(node, x - dx, y - dy)) / (2 * h)
    assert at(slope, x, y) == pytest.approx(expected, rel=2e-7, abs=2e-7)


def test_every_function_has_an_example() -> None:
    assert set(FUNCTIONS) | {"add", "sub", "mul", "div", "neg", "pow"} == set(EVERY)


def test_an_absent_partial_is_absent() -> None:
    for text in ("x + 1", "1/x", "sin(x)^2", "where(y < 1, x, 2*x)", "floor(y) + x", "x*sign(y)", "max(x, 1, 2)"):
        assert differentiate(parse(text, XY), "y") is None, text
    # so 1/x is flat in y even where it is infinite itself
    gradient = [differentiate(parse("1/x + y", XY), name) or Num(0) for name in XY]
    assert scalar_function(gradient, XY)(0.0, 3.0) == (-math.inf, 1.0)


def test_derivatives_are_written_simply() -> None:
    assert differentiate(parse("x^2", XY), "x") == parse("2*x", XY)
    assert differentiate(parse("3*x + y", XY), "x") == Num(3.0)
    assert differentiate(parse("x", XY), "x") == Num(1.0)
    assert differentiate(parse("x^1", XY), "x") == Num(1.0)
    assert differentiate(parse("x^0", XY), "x") is None


def test_kinks_take_the_side_that_is_documented() -> None:
    assert at(differentiate(parse("abs(x)", XY), "x"), 0, 0) == 0
    assert at(differentiate(parse("min(2*x, 5*x)", XY), "x"), 0, 0) == 2
    assert at(differentiate(parse("max(2*x, 5*x)", XY), "x"), 0, 0) == 2
    assert at(differentiate(parse("clip(x, 0, 1)", XY), "x"), 0, 0) == 1
    assert at(differentiate(parse("clip(x, 0, 1)", XY), "x"), 1, 0) == 1
    assert at(differentiate(parse("clip(x, 2, x)", XY), "x"), 1, 0) == 1  # crossed bounds: high wins
    assert at(differentiate(parse("floor(x)", XY), "x"), 0.5, 0) == 0


def test_a_power_of_zero_is_flat_at_zero() -> None:
    assert at(differentiate(parse("x^2", XY), "x"), 0, 0) == 0
    assert at(differentiate(parse("x^3 + x*y^2", XY), "y"), 0, 0) == 0
    assert np.isnan(at(differentiate(parse("sqrt(x^2 + y^2)", XY), "x"), 0, 0))  # a cone's tip has no slope
