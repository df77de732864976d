"""The parser against hostile and mistyped text: a FormulaError that points at the place, or plain arithmetic."""

from __future__ import annotations

import math
import string
import sys
import warnings
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.formula import (
    Call,
    FormulaError,
    Name,
    Node,
    Num,
    array_function,
    ascii_text,
    differentiate,
    parse,
    pretty,
    scalar_function,
)
from core.formula.parse import MAX_DEPTH
from tests.sampling import examples, sampled

XY = ("x", "y")

# text → the column that the error must point at
ATTACKS: dict[str, int] = {
    "": 1,
    "   ": 4,
    "x.real": 1,
    "x.__class__.__mro__": 1,
    "().__class__": 1,
    "__import__('os')": 12,
    "__builtins__": 1,
    "__debug__": 1,
    "eval(x)": 1,
    "x(1)": 1,
    "sin(x)(y)": 1,
    "(lambda: 1)()": 1,
    "lambda: x": 1,
    "[x for x in y]": 1,
    "{x for x in y}": 1,
    "{x: y for x in y}": 1,
    "sum(i for i in x)": 1,
    "sin(i for i in x)": 4,
    'f"{x}"': 2,
    "'x'": 1,
    "(x := 1)": 2,
    "sin(x := 1)": 5,
    "x\0": 2,
    "\0": 1,
    "x + \u0445": 5,  # Cyrillic ha, which looks like x
    "\uff53in(x)": 1,  # fullwidth s, which Python's own parser takes for s
    "x²": 2,
    "2·x": 2,
    "x[0]": 1,
    "x[0:1]": 1,
    "sin(x=1)": 1,
    "min(x, key=y)": 1,
    "sin(*x)": 1,
    "sin(**x)": 1,
    "*x": 1,
    "x, y": 1,
    "(x, y)": 1,
    "x; y": 2,
    "x\ny": 2,
    "x\ty": 2,
    "x # y": 3,
    "x @ y": 3,
    "x \\": 3,
    "x if y else 1": 1,
    "x and y": 1,
    "not x": 1,
    "x < y": 1,
    "x < y < 1": 1,
    "x == y": 1,
    "where(x, y, 1)": 7,
    "where(x < y < 1, y, 1)": 7,
    "where(x in y, y, 1)": 7,
    "where(x is y, y, 1)": 7,
    "where(not x < y, 1, 2)": 7,
    "where(x < y, 1)": 1,
    "x // y": 2,
    "x % y": 2,
    "x & y": 2,
    "x | y": 2,
    "x << y": 2,
    "~x": 1,
    "x!": 3,
    "x = 1": 3,
    "sin": 1,
    "sin()": 1,
    "sin(x, y)": 1,
    "clip(x)": 1,
    "min(x)": 1,
    "z": 1,
    "x + sinn(y)": 5,
    "x + y + zz*2": 9,
    "1j": 1,
    "True": 1,
    "None": 1,
    "...": 1,
    "await x": 1,
    "yield x": 1,
    "(yield)": 2,
    "import os": 1,
    "x +": 4,
    "(x": 1,
    "x)": 2,
    "(x]": 3,
    "x ^": 4,
    "x ^^ y": 4,
    "x ^ ^ z": 5,
    "x^2 + zz": 7,
    "((x^2)^2)^zz": 11,
    "1.2.3": 4,
    "1 2": 3,
    "07": 1,
    "norm(x)": 1,
    "0x": 2,
}

# text → value at x = 3, y = 2
ARITHMETIC: dict[str, float] = {
    "9**9**9": math.inf,
    "-9**9**9": -math.inf,
    "x + 9^9^9^9^9": math.inf,
    "9" * 399: math.inf,
    "1e999": math.inf,
    "1e999 - 1e999": math.nan,
    "0*1e999": math.nan,
    "1/0": math.inf,
    "-1/0": -math.inf,
    "0/0": math.nan,
    "x/0 + y": math.inf,
    "1/where(x > 0, 0, 1)": math.inf,
    "0^-1": math.inf,
    "1^2^3": 1.0,
    "2^3^2": 512.0,
    "-x^2": -9.0,
    "2^-1": 0.5,
    "--x": 3.0,
    "+-+x": -3.0,
    "  x*y ": 6.0,
    "x-(-y)": 5.0,
    "pi*e": math.pi * math.e,
    "where(x > y, x, y)": 3.0,
    "min(x, y, 1, -1)": -1.0,
    "max(x, y)": 3.0,
    "clip(x, 0, 1)": 1.0,
    "mod(-x, y)": 1.0,
    "floor(-x/y)": -2.0,
    "1_000 + x": 1003.0,
}


def test_arithmetic_gives_numbers() -> None:
    for text, value in ARITHMETIC.items():
        node = parse(text, XY)
        for function in (scalar_function([node], XY), array_function([node], XY)):
            assert float(function(3.0, 2.0)[0]) == pytest.approx(value, nan_ok=True), text


@pytest.mark.parametrize("text", ATTACKS, ids=ascii)
def test_attacks_are_refused_at_their_place(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text, XY)
    error = caught.value
    assert (error.line, error.column) == (1, ATTACKS[text]), str(error)
    assert str(error).startswith(f"column {error.column}: ")
    assert str(error).isprintable()
    assert len(str(error)) < 300


def test_python_warns_of_nothing() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for text in ("1or 2", "0x1for x in y", "1if x else y", "where(1<x, 1, 2)", "x is 1", "1(x)", "'\\d'"):
            refused(text)
    assert not caught


def test_errors_say_what_was_expected() -> None:
    for text, expected in {
        "sinn(x)": 'unknown function "sinn". Did you mean sin?',
        "x + zeta": 'unknown name "zeta"; expected one of e, pi, x, y',
        "x.real": "an attribute is not part of the language",
        "(x": 'unclosed "("',
        "clip(x)": "clip got 1 arguments; expected 3",
        "min(x)": "min got 1 arguments; expected 2 to 8",
        "": "the formula is empty; expected an expression",
        "x +": "the formula ends too early",
        "x < y": "comparisons only as the test of where(test, a, b)",
        "sin": "'sin' is a function; expected sin(…)",
        "x" * 401: "401 characters are too many; expected at most 400",
    }.items():
        with pytest.raises(FormulaError) as caught:
            parse(text, XY)
        assert expected in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 250 + "x",
        "(" * 180 + "x" + ")" * 180,
        "(" * 195 + ")" * 195,
        "-" * 399 + "x",
        "+" * 399 + "x",
        "- " * 199 + "x",
        "x" + "^x" * 199,
        "x" + "*x" * 199,
        "x" + "-x" * 199,
        "sin(" * 80 + "x" + ")" * 80,
        "x^(" * 90 + "x" + ")" * 90,
        "[" * 399,
        "{" * 399,
        "sin(" * 99,
        ")" * 399,
        "x" + "<x" * 199,
        "where(x<y," * 39,
        "1" + "0" * 398 + "^" + "9",
    ],
    ids=lambda text: f"{text[:8]}…{len(text)}",
)
def test_bombs_are_refused_or_harmless(text: str) -> None:
    settle(text)


def refused(text: str) -> FormulaError | None:
    try:
        parse(text, XY)
    except FormulaError as error:
        return error
    return None


def with_second_derivatives(node: Node) -> list[Node]:
    first = [differentiate(node, name) or Num(0.0) for name in XY]
    return [node, *first, *(differentiate(part, name) or Num(0.0) for part in first for name in XY)]


def settle(text: str) -> None:
    """Refused with a sensible place, or good for everything that is done with a formula."""
    error = refused(text)
    if error is not None:
        assert error.line == 1
        assert 1 <= error.column <= len(text) + 1
        assert str(error).isprintable()
        return
    node = parse(text, XY)
    assert parse(ascii_text(node), XY, limit=4000) == node
    assert pretty(node)
    nodes = with_second_derivatives(node)
    scalars = scalar_function(nodes, XY)(1.1, 0.7)
    assert all(type(value) is float for value in scalars)
    array_function(nodes, XY)([1.1, -1.0], [0.7, 0.0])


# Harmless to parse, and to differentiate once; twice, a naive tree has 10^5 nodes and more.
DEEP = {
    "factors": "*".join(["(x-y)"] * 66),
    "65 factors": "*".join(["x"] * 65),
    "towers": "x^(y^" * 30 + "x" + ")" * 30,
    "left towers": "(" * 60 + "x" + "^y)" * 60,
    "fractions": "x/(y + " * 39 + "x" + ")" * 39,
    "left fractions": "x/" * 78 + "y",
    "roots": "sqrt(x*" * 38 + "y" + ")" * 38,
    "tangents": "tan(x*" * 39 + "y" + ")" * 39,
    "tanh": "tanh(" * 56 + "x*y" + ")" * 56,
    "extremes": "max(" * 9 + "x,y" + ",x*y,y/x,x,y,x*x,y*y)" * 9,
    "branches": "where(x<y,x*y," * 26 + "y" + ")" * 26,
    "branches of branches": "where(x^2<y^2,exp(x*y),x^3*" * 12 + "y" + ")" * 12,
    "clips": "clip(" * 30 + "x" + ",y,x*y)" * 30,
    "remainders": "mod(" * 36 + "x" + ",x*y)" * 36,
}


@pytest.mark.parametrize("name", sampled(DEEP, 4))
def test_second_derivatives_of_deep_formulas_stay_small(name: str) -> None:
    node = parse(DEEP[name], XY)
    distinct: set[int] = set()
    stack: list[Node] = with_second_derivatives(node)
    while stack:
        item = stack.pop()
        if id(item) not in distinct:
            distinct.add(id(item))
            stack.extend(item.args if isinstance(item, Call) else ())
    assert len(distinct) < 20_000
    settle(DEEP[name])


@pytest.mark.parametrize("name", sampled(DEEP, 4))
def test_deep_formulas_fit_under_an_apps_stack(name: str) -> None:
    """A drawing app calls from some 150 frames down; half of CPython's thousand is spent here before."""

    def below(depth: int, action: Callable[[], object]) -> object:
        return below(depth - 1, action) if depth else action()

    used = len_of_stack()
    below(500 - used, lambda: settle(DEEP[name]))


def len_of_stack() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_depth_and_length_have_limits() -> None:
    deepest = "abs(" * 40 + "-" * (MAX_DEPTH - 41) + "x" + ")" * 40
    assert parse(deepest, XY)
    with pytest.raises(FormulaError, match="nested too deeply"):
        parse(f"-{deepest}", XY)
    with pytest.raises(FormulaError, match="too many"):
        parse("x+" * 200 + "x", XY)
    wide = "x"
    for _ in range(4):
        wide = f"max({','.join([wide] * 8)})"
    with pytest.raises(FormulaError, match="at most 1500 terms"):
        parse(wide, XY, limit=len(wide))


def test_parsed_trees() -> None:
    x, y = Name("x"), Name("y")
    assert parse("x^2 - y", XY) == Call("sub", (Call("pow", (x, Num(2))), y))
    assert parse("x**2-y", XY) == parse(" x ^ 2 - y ", XY)
    assert parse("-2", XY) == Num(-2)
    assert parse("-x", XY) == Call("neg", (x,))
    assert parse("+x", XY) == x
    assert parse("where(x <= 0, x, y)", XY) == Call("where", (Call("le", (x, Num(0))), x, y))
    assert parse("e + pi", ()) == Call("add", (Name("e"), Name("pi")))
    assert hash(parse("x*y", XY)) == hash(parse("x * y", XY))
    assert parse("x*y", XY) != parse("y*x", XY)


@settings(max_examples=examples(600))
@given(st.text(max_size=420))
@example("1e5" * 3)
@example("\ud800")
@example("x" * 400)
def test_any_text_is_refused_or_harmless(text: str) -> None:
    settle(text)


PIECES = (
    *("x", "y", "z", "e", "pi", "0", "1", "2", "1e308", "1e-320", ".5", "(", ")", "((", "))", ",", " ", "_", "\n"),
    *("+", "-", "*", "/", "**", "^", "<", ">=", "==", "!=", "%", "//", "[", "]", "{", "}", ":", ":=", "=", ".", "!"),
    *("sin(", "sqrt(", "log(", "exp(", "tan(", "abs(", "sign(", "floor(", "min(", "max(", "mod(", "clip(", "where("),
    *("norm(", "lambda", "if", "else", "for", "in", "not", "or", "and", "is", "None", "True", "__", "'", '"', "f'"),
)


@settings(max_examples=examples(600))
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_of_tokens_is_refused_or_harmless(text: str) -> None:
    settle(text)


FORMULAS = (
    "(a - x)^2 + 100*(y - x^2)^2".replace("a", "1"),
    "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    "where(x < y, sqrt(x^2 + y^2), exp(-x)/log(y))",
    "clip(tan(x), -1, mod(y, 2)) + max(abs(x), sign(y), floor(x*y))",
    "-x^2^y/(1 + tanh(x))^-3",
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(FORMULAS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        new = draw(st.one_of(st.sampled_from(PIECES), st.text(string.printable, max_size=3)))
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.system
@settings(max_examples=examples(600), suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_formulas_are_refused_or_harmless(text: str) -> None:
    settle(text)
