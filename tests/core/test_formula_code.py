"""Generated code: the scalar and the array back end mean the same, and both mean IEEE arithmetic as numpy has it."""

from __future__ import annotations

import ast
import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.formula import Call, Name, Node, Num, array_function, parse, scalar_function, substitute
from core.formula.emit import Emitter, Mode
from tests.sampling import examples

XY = ("x", "y")
INF, NAN = math.inf, math.nan


def scalar(node: Node, x: float, y: float) -> float:
    (value,) = scalar_function([node], XY)(x, y)
    assert type(value) is float
    return value


def array(node: Node, x: float, y: float) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (values,) = array_function([node], XY)([x, x], [y, y])
    assert values.shape == (2,)
    assert values.dtype == np.float64
    assert np.array_equal(values[:1], values[1:], equal_nan=True)
    return float(values[0])


def same(found: float, expected: float) -> bool:
    """The same number, up to libm's and numpy's last bits."""
    return found == pytest.approx(expected, rel=1e-12, abs=1e-300, nan_ok=True)


def expect(text: str, expected: float, x: float = 0.0, y: float = 0.0) -> None:
    node = parse(text, XY)
    assert same(scalar(node, x, y), expected), text
    assert same(array(node, x, y), expected), text


def test_ieee_answers_where_plain_floats_raise() -> None:
    for text, x, expected in (
        ("1/x", 0.0, INF),
        ("1/x", -0.0, -INF),
        ("-1/x", 0.0, -INF),
        ("x/x", 0.0, NAN),
        ("x^2", 1e200, INF),
        ("x^3", -1e200, -INF),
        ("x^4", 1e100, INF),
        ("x^5", -1e100, -INF),
        ("x*x", 1e200, INF),
        ("exp(x)", 1000.0, INF),
        ("exp(x)", -1000.0, 0.0),
        ("exp(-x)", INF, 0.0),
        ("log(x)", 0.0, -INF),
        ("log(x)", -1.0, NAN),
        ("log(x)", INF, INF),
        ("sqrt(x)", -1.0, NAN),
        ("sqrt(x)", INF, INF),
        ("sin(x)", INF, NAN),
        ("cos(x)", -INF, NAN),
        ("tan(x)", INF, NAN),
        ("tanh(x)", INF, 1.0),
        ("x^(1/3)", -8.0, NAN),
        ("x^-1", 0.0, INF),
        ("x^-2", 0.0, INF),
        ("x^-0.5", 0.0, INF),
        ("x^x", 0.0, 1.0),
        ("x^0", NAN, 1.0),
        ("1^x", NAN, 1.0),
        ("2^x", 5000.0, INF),
        ("2^x", -5000.0, 0.0),
        ("x^x", -0.5, NAN),
        ("floor(x)", INF, INF),
        ("floor(x)", -INF, -INF),
        ("floor(x)", NAN, NAN),
        ("floor(x)", 1e300, 1e300),
        ("floor(x)", -0.5, -1.0),
        ("mod(x, 0)", 3.0, NAN),
        ("mod(x, 3)", -1.0, 2.0),
        ("mod(x, -3)", 1.0, -2.0),
        ("mod(x, 2)", INF, NAN),
        ("mod(2, x)", INF, 2.0),
        ("mod(x, 2)", NAN, NAN),
        ("abs(x)", -INF, INF),
        ("abs(x)", NAN, NAN),
        ("sign(x)", NAN, NAN),
        ("sign(x)", -INF, -1.0),
        ("sign(x)", 0.0, 0.0),
        ("min(x, 1)", NAN, NAN),
        ("min(1, x)", NAN, NAN),
        ("max(x, 1)", NAN, NAN),
        ("max(1, x)", NAN, NAN),
        ("max(1, x, 2)", NAN, NAN),
        ("min(x, 1, -3)", 0.0, -3.0),
        ("clip(x, 0, 1)", NAN, NAN),
        ("clip(0.5, x, 1)", NAN, NAN),
        ("clip(0.5, 0, x)", NAN, NAN),
        ("clip(x, 0, 1)", INF, 1.0),
        ("clip(x, 3, 1)", 2.0, 1.0),
        ("x - x", INF, NAN),
        ("0*x", INF, NAN),
        ("where(x > 0, 1, 2)", NAN, 2.0),
        ("where(x != x, 1, 2)", NAN, 1.0),
        ("where(x == x, 1, 2)", NAN, 2.0),
        ("where(x <= 0, 1, 2)", 0.0, 1.0),
        ("1/where(x > 0, 0, -0)", 1.0, INF),
        ("1/where(x > 0, 0, -0)", -1.0, -INF),
        ("1/0 + x", 1.0, INF),
        ("x + pi*e", 0.0, math.pi * math.e),
        ("1e308*10 + x", 0.0, INF),
    ):
        expect(text, expected, x)


SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-320, 1e200, -1e308, INF, -INF, NAN)
UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor", "neg")
BINARY = ("add", "sub", "mul", "div", "pow", "min", "max", "mod")


@pytest.mark.parametrize("op", [*UNARY, *BINARY, "clip"])
def test_every_operation_on_special_values(op: str) -> None:
    """Scalar code, array code and constant folding agree on every pair of awkward numbers."""
    arity = 1 if op in UNARY else 3 if op == "clip" else 2
    names = ("a", "b", "c")[:arity]
    node = Call(op, tuple(map(Name, names)))
    alone, over = scalar_function([node], names), array_function([node], names)
    for values in itertools.product(SPECIAL, repeat=arity):
        if op == "pow" and values == (-INF, 0.5):
            continue  # C's pow says inf, but numpy takes the root: NaN
        (found,) = alone(*values)
        folded = substitute(node, dict(zip(names, values, strict=True)))
        assert isinstance(folded, Num)
        assert same(found, folded.value), values
        assert same(found, float(over(*values)[0])), values


def trees(names: tuple[str, ...] = XY) -> st.SearchStrategy[Node]:
    """Any tree that the parser could give."""
    numbers = st.one_of(
        st.integers(-3, 4).map(float), st.sampled_from((0.5, -1.5, 1e-8, 1e160, INF)), st.floats(allow_nan=False)
    ).map(Num)
    leaves = st.one_of(st.sampled_from([*names, "pi", "e"]).map(Name), numbers)

    def negated(node: Node) -> Node:
        return Num(-node.value) if isinstance(node, Num) else Call("neg", (node,))  # as the parser reads -2

    def grow(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        test = st.builds(Call, st.sampled_from(("lt", "le", "gt", "ge", "eq", "ne")), st.tuples(children, children))
        return st.one_of(
            children.map(negated),
            st.builds(Call, st.sampled_from(UNARY[:-1]), st.tuples(children)),
            st.builds(Call, st.sampled_from(BINARY), st.tuples(children, children)),
            st.builds(lambda a, n: Call("pow", (a, Num(n))), children, st.sampled_from((2.0, 3.0, 4.0, 5.0, -1.0))),
            st.builds(Call, st.sampled_from(("min", "max")), st.lists(children, min_size=2, max_size=8).map(tuple)),
            st.builds(Call, st.just("clip"), st.tuples(children, children, children)),
            st.builds(Call, st.just("where"), st.tuples(test, children, children)),
        )

    return st.recursive(leaves, grow, max_leaves=20)


def reference(node: Node, x: float, y: float) -> np.float64:
    """What numpy's own functions say, node by node."""
    if isinstance(node, Num):
        return np.float64(node.value)
    if isinstance(node, Name):
        return np.float64({"x": x, "y": y, "pi": math.pi, "e": math.e}[node.id])
    if node.op == "where":
        test, yes, no = node.args
        return reference(yes if reference(test, x, y) else no, x, y)
    folded = substitute(Call(node.op, tuple(Num(float(reference(arg, x, y))) for arg in node.args)), {})
    assert isinstance(folded, Num)
    return np.float64(folded.value)


def steady(node: Node, x: float, y: float) -> bool:
    """Whether the value is the same for neighbouring arguments: else the last bit of a sine may decide it."""
    found = [reference(node, x * (1 + d), y * (1 - d)) for d in (0.0, 1e-9, -1e-9)]
    return all(f == pytest.approx(found[0], rel=1e-4, abs=1e-9, nan_ok=True) for f in found)


@settings(max_examples=examples(500), derandomize=True)  # tolerances: a rare draw may sit beside a pole
@given(trees(), st.sampled_from(SPECIAL) | st.floats(-5, 5), st.sampled_from(SPECIAL) | st.floats(-5, 5))
@example(parse("where(x < 0, 1/x, 2)", XY), 0.0, 1.0)
def test_scalar_and_array_code_agree_with_numpy(node: Node, x: float, y: float) -> None:
    with np.errstate(all="ignore"):
        if not steady(node, x, y):
            return
        expected = float(reference(node, x, y))
    for found in (scalar(node, x, y), array(node, x, y)):
        assert found == pytest.approx(expected, rel=1e-7, abs=1e-9, nan_ok=True)


@settings(max_examples=examples(200), derandomize=True)  # tolerances: a rare draw may sit beside a pole
@given(st.lists(trees(), min_size=1, max_size=5), st.floats(-3, 3), st.floats(-3, 3))
def test_code_that_shares_branches_means_the_same(nodes: list[Node], x: float, y: float) -> None:
    """Several formulas in one function, twice over and inside each other, against one function each."""
    roots = [*nodes, *nodes, *(Call("where", (Call("lt", (Name("x"), Num(0.0))), a, b)) for a in nodes for b in nodes)]
    together = scalar_function(roots, XY)(x, y)
    apart = tuple(scalar(node, x, y) for node in roots)
    assert len(together) == len(roots)
    for one, other in zip(together, apart, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12, nan_ok=True)


def test_where_is_lazy() -> None:
    """A branch not taken costs nothing: it does not even push plain floats onto the slow path."""
    node = parse("where(x > 0, log(x), exp(1000 - x)/x)", XY)
    function = scalar_function([node], XY)
    assert function.plain(2.0, 0.0) == (math.log(2.0),)  # type: ignore[attr-defined]
    with pytest.raises((OverflowError, ZeroDivisionError)):
        function.plain(0.0, 0.0)  # type: ignore[attr-defined]
    assert function(0.0, 0.0) == (INF,)


def lines_of(text: str, mode: Mode) -> list[str]:
    node = parse(text, XY)
    emitter = Emitter([node], mode)
    emitter.assign("z", node)
    return emitter.lines


def test_common_parts_are_computed_once() -> None:
    assert lines_of("sin(x*y) + sin(x*y)^2", "plain") == ["_0 = sin((x * y))", "z = (_0 + (_0 * _0))"]
    assert lines_of("(x + y)^4", "plain") == ["_0 = (x + y)", "_1 = (_0 * _0)", "z = (_1 * _1)"]
    lazy = lines_of("where(x < 0, exp(y), exp(y) + 1)", "plain")
    assert lazy == ["z = (exp(y) if (x < 0.0) else (exp(y) + 1.0))"]
    assert lines_of("where(x < 0, y, 1)", "array") == ["z = where((x < float64(0.0)), y, float64(1.0))"]


def test_generated_code_is_flat_and_calls_nothing_unknown() -> None:
    text = "-(" * 30 + "where(x < y, min(x, y, 1, 2, 3), mod(x, clip(y, 0, 1))^0.5)" + ")" * 30
    modes: tuple[Mode, ...] = ("plain", "guarded", "array")
    for mode in modes:
        for line in lines_of(text, mode):
            tree = ast.parse(line)
            called = {item.func.id for item in ast.walk(tree) if isinstance(item, ast.Call)}  # type: ignore[attr-defined]
            assert called <= {"min_", "mod", "clip_", "pow", "where", "float64"}
            assert not any(isinstance(item, (ast.Attribute, ast.Import, ast.Subscript)) for item in ast.walk(tree))


def test_array_functions_broadcast() -> None:
    value, constant = array_function([parse("x + y", XY), Num(2.0)], XY)(np.zeros((3, 1)), np.arange(4.0))
    assert value.shape == constant.shape == (3, 4)
    assert (constant == 2).all()
    (empty,) = array_function([parse("1/x", XY)], XY)(np.zeros(0), 1.0)
    assert empty.shape == (0,)


def test_substitute_folds_constants_as_numpy_would() -> None:
    assert substitute(parse("1/0 + x", XY), {}) == Call("add", (Num(INF), Name("x")))
    assert substitute(parse("a*x + b", ("a", "b", "x")), {"a": 1, "b": 0}) == Name("x")
    assert substitute(parse("where(a < 1, x, y)", ("a", "x", "y")), {"a": 0.5}) == Name("x")
    assert substitute(parse("0*x", XY), {}) == Call("mul", (Num(0.0), Name("x")))  # x may be infinite
    assert substitute(parse("x^a", ("x", "a")), {"a": parse("x + 1", XY)}) == parse("x^(x + 1)", XY)
