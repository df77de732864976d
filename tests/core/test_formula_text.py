"""From tree to text: ASCII that reads back exactly, and equations as a textbook prints them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.formula import Call, Name, Node, Num, ascii_text, parse, pretty, symbol
from core.formula.text import pretty_number
from tests.sampling import examples

NAMES = ("x", "y", "beta1", "m_hat")
UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")


def trees() -> st.SearchStrategy[Node]:
    """Any tree that the parser can give."""
    numbers = st.floats(allow_nan=False).map(Num)
    leaves = st.one_of(st.sampled_from([*NAMES, "pi", "e"]).map(Name), numbers)

    def grow(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        two = st.tuples(children, children)
        test = st.builds(Call, st.sampled_from(("lt", "le", "gt", "ge", "eq", "ne")), two)
        return st.one_of(
            children.filter(lambda node: not isinstance(node, Num)).map(lambda node: Call("neg", (node,))),
            st.builds(Call, st.sampled_from(UNARY), st.tuples(children)),
            st.builds(Call, st.sampled_from(("add", "sub", "mul", "div", "pow", "mod")), two),
            st.builds(Call, st.sampled_from(("min", "max")), st.lists(children, min_size=2, max_size=8).map(tuple)),
            st.builds(Call, st.just("clip"), st.tuples(children, children, children)),
            st.builds(Call, st.just("where"), st.tuples(test, children, children)),
        )

    return st.recursive(leaves, grow, max_leaves=25)


@pytest.mark.system
@settings(max_examples=examples(600))
@given(trees())
def test_ascii_text_reads_back_as_the_same_tree(node: Node) -> None:
    text = ascii_text(node)
    assert text.isascii()
    assert parse(text, NAMES, limit=20_000) == node


@settings(max_examples=examples(200))
@given(trees())
def test_pretty_text_is_one_printable_line(node: Node) -> None:
    assert pretty(node).isprintable()
    assert "**" not in pretty(node)


def test_ascii_examples() -> None:
    for text in (
        "x - (y - 1)",
        "x - y - 1",
        "x/(y*2)",
        "x/y*2",
        "(x + y)*2",
        "-x**2",
        "(-x)**2",
        "x**-2",
        "x**y**2",
        "(x**y)**2",
        "2**(x + 1)",
        "-(x*y)",
        "-x*y",
        "--x",
        "x - -2",
        "1e999",
        "-1e999",
        "1e-8*x",
        "where(x <= y, -x, min(x, y, 1))",
    ):
        assert ascii_text(parse(text, NAMES)) == text
    assert ascii_text(parse("(x)+(2.0*y)^0.10", NAMES)) == "x + (2*y)**0.1"


@pytest.mark.parametrize(
    ("op", "shown"),
    [("abs", "|g|"), ("norm", "‖g‖"), ("floor", "⌊g⌋"), ("sum", "Σ(g)"), ("sqrt", "√g"), ("tanh", "tanh(g)")],
)
def test_functions_of_one_argument(op: str, shown: str) -> None:
    assert pretty(Call(op, (Name("g"),))) == shown


def test_a_scalar_product() -> None:
    assert pretty(Call("dot", (Name("g"), Name("m")))) == "⟨g, m⟩"


def test_pretty_examples() -> None:
    for text, shown in {
        "(1 - x)^2 + 100*(y - x^2)^2": "(1 − x)² + 100·(y − x²)²",
        "x/(1 - beta1^y)": "x / (1 − β₁^y)",
        "m_hat/(sqrt(x) + 1e-8)": "m̂ / (√x + 10⁻⁸)",
        "sqrt(x + y)": "√(x + y)",
        "abs(x) + abs(y)": "|x| + |y|",
        "-x^2": "−x²",
        "(-x)^2": "(−x)²",
        "x^-1": "x⁻¹",
        "x^(y + 1)": "x^(y + 1)",
        "x^beta1": "x^β₁",
        "2*pi*x": "2·π·x",
        "x - (y - 1)": "x − (y − 1)",
        "x/(y/2)": "x / (y / 2)",
        "x/y/2": "x / y / 2",
        "where(x < y, 1, 2)": "(1 if x < y, else 2)",
        "where(x != 0, x, 1e999)": "(x if x ≠ 0, else ∞)",
        "floor(x) + mod(x, 2)": "⌊x⌋ + mod(x, 2)",
        "min(x, y, -2)": "min(x, y, −2)",
        "2.5e-7*x": "2.5·10⁻⁷·x",
        "x^2.5e-7": "x^(2.5·10⁻⁷)",
        "(2.5e-7)^x": "(2.5·10⁻⁷)^x",
        "x*-2": "x·−2",
    }.items():
        assert pretty(parse(text, NAMES)) == shown


def test_pretty_puts_other_symbols_in() -> None:
    node = parse("x^2 - y", NAMES)
    assert pretty(node, {"x": "-0.5", "y": "-1"}) == "(-0.5)² − (-1)"
    assert pretty(node, {"x": "w₀"}) == "w₀² − y"


def test_reductions() -> None:
    g = Name("g")
    assert pretty(Call("norm", (g,))) == "‖g‖"
    assert pretty(Call("dot", (g, Name("theta")))) == "⟨g, θ⟩"
    assert pretty(Call("sum", (Call("abs", (g,)),))) == "Σ(|g|)"


def test_symbols() -> None:
    for name, shown in {
        "theta": "θ",
        "lr": "η",
        "beta1": "β₁",
        "beta12": "β₁₂",
        "m_hat": "m̂",
        "theta_hat": "θ̂",
        "v_max": "v_max",
        "mu_next": "μ_next",
        "g": "g",
        "x2": "x₂",
        "w_1": "w_1",
        "weight_decay": "λ",
    }.items():
        assert symbol(name) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"),
        (-2.5, "−2.5"),
        (1e-8, "10⁻⁸"),
        (-1e-8, "−10⁻⁸"),
        (3e-300, "3·10⁻³⁰⁰"),
        (1e100, "10¹⁰⁰"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers(value: float, shown: str) -> None:
    assert pretty_number(value) == shown
