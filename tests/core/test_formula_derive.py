"""Derivatives: exact against complex steps and central differences, absent where there is no dependence."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.formula import Call, Name, Node, Num, differentiate, parse, pretty, scalar_function
from core.formula.collect import collected
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
    if node.op == "where":
        test, yes, no = node.args
        assert isinstance(test, Call)
        left, right = (complex_value(arg, x, y).real for arg in test.args)
        return complex_value(yes if {"gt": left > right, "ne": left != right}[test.op] else no, x, y)
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


@pytest.mark.parametrize(
    "text",
    [
        *("sqrt(x^2 + y^2)", "sqrt(abs(x))", "abs(x*y)^0.3", "(x^2)^0.25", "(abs(x) + abs(y))^1.5", "sqrt(sqrt(x^2))"),
        *("exp(-sqrt(x^2 + y^2))*cos(x)", "abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))", "abs(x)^abs(y + 2)"),
    ],
)
def test_where_a_value_is_finite_its_derivatives_are(text: str) -> None:
    """At a tip, where the slope is infinite or none, a subgradient is taken: 0 for the part with the kink."""
    node = parse(text, XY)
    for point in ((0, 0), (0, 1), (1, 0), (-2, 0)):
        assert np.isfinite(at(node, *point))
        for name in XY:
            slope = differentiate(node, name)
            assert np.isfinite(at(slope, *point)), (name, point)
            bends = [] if slope is None else [differentiate(slope, other) for other in XY]
            assert np.isfinite([at(bend, *point) for bend in bends]).all(), (name, point)
    for name in XY:
        assert at(differentiate(node, name), 0, 0) == 0


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("(2*x + y)^2 + (x + 2*y)^2", "x", "4·(2·x + y) + 2·(x + 2·y)"),
        ("(x*y - 1)^2", "x", "2·y·(x·y − 1)"),
        ("3*x^2*5.1*y", "x", "30.6·x·y"),
        ("sin(2*pi*x)", "x", "2·π·cos(2·π·x)"),
        ("-x^2/2", "x", "−x"),
        ("x^4/4 - 2*x^2 - x", "x", "x³ − 4·x − 1"),
        ("x*y/6", "x", "y / 6"),
        ("sqrt(1 + x^2)", "x", "x / √(1 + x²)"),
        ("exp(-x^2/2)", "x", "−x·exp(−x² / 2)"),
        ("exp(-(x - 1)^2/0.2) + x^2", "x", "−10·(x − 1)·exp(−(x − 1)² / 0.2) + 2·x"),
        ("x*exp(x)", "x", "exp(x) + exp(x)·x"),
    ],
)
def test_the_constants_of_a_derivative_are_collected(text: str, name: str, expected: str) -> None:
    found = differentiate(parse(text, XY), name)
    assert found is not None
    assert pretty(found) == expected


def products_and_sums() -> st.SearchStrategy[Node]:
    """Trees of nothing but what is collected: constants, products, quotients, sums and powers."""

    def grow(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        two = st.tuples(children, children)
        return st.one_of(
            st.builds(Call, st.sampled_from(("add", "sub", "mul", "div")), two),
            st.builds(lambda a: Call("neg", (a,)), children),
            st.builds(lambda a, n: Call("pow", (a, Num(n))), children, st.sampled_from((0.5, 1.0, 2.0, 3.0))),
        )

    constants = st.sampled_from((-3.0, 0.2, 0.3, 1.0, 2.0, 5.1, 7.0)).map(Num)
    return st.recursive(st.one_of(st.sampled_from((Name("x"), Name("y"))), constants), grow, max_leaves=14)


@settings(max_examples=examples(500), derandomize=True)
@given(products_and_sums(), points)
def test_collecting_changes_values_by_rounding_alone(node: Node, point: tuple[float, float]) -> None:
    before, after = at(node, *point), at(collected(node, {}), *point)
    if np.isfinite(before) and abs(before) < 1e6:
        spread = max(abs(at(node, point[0] * (1 + tiny), point[1]) - before) for tiny in (1e-13, -1e-13))
        assert after == pytest.approx(before, rel=1e-9, abs=1e-9 + 1e3 * spread)


def test_collecting_keeps_what_is_not_finite() -> None:
    """0·x is not dropped, and x/x is not 1: a derivative is NaN where its loss is."""
    for text in ("0*x^2 + y", "x/x"):
        slope = differentiate(parse(text, XY), "x")
        assert slope is not None
        assert np.isnan(at(slope, float("inf"), 1.0))
