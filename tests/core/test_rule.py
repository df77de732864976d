"""Update rules: reading, refusing, folding flags, shapes, printing; and the programs made of them."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.formula import FormulaError, Num, ascii_text, parse
from core.formula.rule import Rule, equations, parse_rule, rule_text
from core.optimizers import OPTIMIZERS
from core.program.assemble import Recipe, assemble
from core.program.objective import formula_objective
from core.program.scalar import ScalarProgram
from tests.columns import histories
from tests.sampling import examples

BOWL = formula_objective(parse("x^2 + y^2", ("x", "y")), ("x", "y"))
START = (1.0, 2.0)
DESCENT = "theta = theta - lr*g"

ADAMS_EQUATIONS = (
    "m = 0 at first",
    "v = 0 at first",
    "m ← β₁·m + (1 − β₁)·g",
    "v ← β₂·v + (1 − β₂)·g²",
    "m̂ ← m / (1 − β₁ᵗ)",
    "v̂ ← v / (1 − β₂ᵗ)",
    "θ ← θ − η·m̂ / (√v̂ + ε)",
)


def stepped(
    text: str, steps: int = 3, *, lr: float = 0.1, hypers: dict[str, float] | None = None
) -> npt.NDArray[np.float64]:
    """The path of a rule on x² + y² from (1, 2), which both back ends must agree on; (steps + 1, 2)."""
    rule = parse_rule(text, hypers or ())
    program = assemble(Recipe(rule, hypers or {}, Num(lr)))
    scalar = ScalarProgram(program, BOWL)
    rows = np.empty((steps + 1, scalar.width))
    begin = scalar.start(START)
    rows[0, :2] = begin.theta
    end, bad = scalar.advance(begin, steps, rows.data.cast("B").cast("d"))
    runs = histories(program, BOWL, np.array([START, START]).T, steps)
    assert list(runs.found.last) == [end.step] * 2
    np.testing.assert_allclose(runs.path[: end.step + 1, :, 1], rows[: end.step + 1, :2], rtol=1e-13)
    assert bad == (end.step < steps)
    return rows[: end.step + 1, :2]


def factors(text: str, **hypers: float) -> list[float]:
    """By what the first coordinate of a rule that shrinks the bowl is multiplied in each step."""
    path = stepped(text, hypers=hypers)[:, 0]
    return [float(new / old) for old, new in itertools.pairwise(path)]


# Reading


def test_adam_reads_as_in_the_book() -> None:
    text = """\
m: 0
v: 0

m = beta1*m + (1 - beta1)*g   # the direction
v = beta2*v + (1 - beta2)*g^2
m_hat = m / (1 - beta1**t)
v_hat = v / (1 - beta2**t)
theta = theta - lr*m_hat / (sqrt(v_hat) + eps)
"""
    rule = parse_rule(text, ("beta1", "beta2", "eps"))
    assert rule.state == ("m", "v")
    assert rule.at is None
    assert [statement.name for statement in rule.body] == ["m", "v", "m_hat", "v_hat", "theta"]
    assert rule.body[0].note == "the direction"
    assert [statement.line for statement in rule.body] == [4, 5, 6, 7, 8]
    assert rule.vectors == {"theta", "g", "m", "v", "m_hat", "v_hat"}
    assert equations(rule) == ADAMS_EQUATIONS


def test_the_catalogs_adam_prints_the_same_equations() -> None:
    assert OPTIMIZERS["adam"].equations() == ADAMS_EQUATIONS


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the rule never moves theta"),
        ("# nothing\n\n", 2, 1, "the rule never moves theta"),
        ("m: 0\nm = g", 2, 1, "the rule never moves theta"),
        ("theta - lr*g", 1, 1, "neither state nor a value"),
        ("theta == 1", 1, 1, "neither state nor a value"),
        ("m: 0\n2m = g", 2, 1, "neither state nor a value"),
        ("theta = theta - lr*gg", 1, 20, 'unknown name "gg". Did you mean g?'),
        ("m: 0\ntheta = theta - lr*n", 2, 20, 'unknown name "n"'),
        ("m: 0\n  m = b*m\ntheta = theta", 2, 7, 'unknown name "b"'),
        ("m: 0\n  m = m +\ntheta = theta", 2, 10, "ends too early"),
        ("m: t\ntheta = theta - m", 1, 4, 'unknown name "t"'),
        ("m: n\nn: 0\ntheta = theta - m", 1, 4, 'unknown name "n"'),
        ("m: 0\nm: 1\ntheta = theta", 2, 1, "'m' is declared already"),
        ("theta: 0\ntheta = theta", 1, 1, "'theta' is declared already"),
        ("g = 1\ntheta = theta", 1, 1, "'g' cannot be set"),
        ("  lr = 1\ntheta = theta", 1, 3, "'lr' cannot be set"),
        ("t: 1\ntheta = theta", 1, 1, "'t' cannot be set"),
        ("at = theta\ntheta = theta", 1, 1, "'at' cannot be set"),
        ("beta = 1\ntheta = theta", 1, 1, "'beta' cannot be set"),
        ("fast = 1\ntheta = theta", 1, 1, "'fast' cannot be set"),
        ("pi = 3\ntheta = theta", 1, 1, "'pi' cannot be set"),
        ("sin = 3\ntheta = theta", 1, 1, "'sin' cannot be set"),
        ("norm: 3\ntheta = theta", 1, 1, "'norm' cannot be set"),
        ("_m = 3\ntheta = theta", 1, 1, "no good name"),
        ("a__b = 3\ntheta = theta", 1, 1, "no good name"),
        ("lambda = 3\ntheta = theta", 1, 1, "no good name"),
        ("None = 3\ntheta = theta", 1, 1, "no good name"),
        (f"{'m' * 25} = 3\ntheta = theta", 1, 1, "no good name"),
        ("theta = theta - fast*g", 1, 17, "the flag 'fast' is not a number"),
        ("theta = theta - lr*g*(fast < 1)", 1, 23, "a comparison stands alone"),
        ("m: 0\nat: theta\nat: m\ntheta = theta", 3, 1, "'at' stands once"),
        ("theta = theta - g\nat: theta", 2, 1, "'at' stands once"),
        ("theta = theta - lr*norm(1)", 1, 1, "norm runs over coordinates, and norm(1) has none"),
        ("theta = theta - sum(lr)", 1, 1, "sum runs over coordinates"),
        ("theta = theta - dot(g, t)", 1, 1, "dot runs over coordinates"),
        ("theta = theta - norm(norm(g))", 1, 1, "norm runs over coordinates"),
        ("theta = theta.real", 1, 9, "an attribute is not part"),
        ("m: 0\ntheta = theta\nx = __import__('os')", 3, 16, "the character"),
        ("theta = theta\r\nx = 1;", 2, 6, "the character"),
        ("θ = theta", 1, 1, "neither state nor a value"),
        ("theta = theta" + " " * 2000, 1, 1, "2013 characters are too many"),
    ],
)
def test_errors_point_at_line_and_column(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_rule(text, ("beta",), flags=("fast",))
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


TOKENS = (
    "theta",
    "g",
    "m",
    "v",
    "at",
    "lr",
    "t",
    "f",
    ":",
    "=",
    "==",
    " ",
    "\n",
    "0",
    "1",
    "*",
    "-",
    "/",
    "(",
    ")",
    "#",
)


@settings(max_examples=examples(400))
@given(st.one_of(st.text(max_size=100), st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)))
def test_any_text_is_refused_or_steps(text: str) -> None:
    for rule in (text, f"m: 0\n{text}\n{DESCENT}"):
        try:
            parse_rule(rule)
        except FormulaError:
            continue
        stepped(rule)


# State


def test_a_name_read_before_its_assignment_has_its_old_value() -> None:
    assert factors("m: 0.5\ntheta = theta*m\nm = m/2") == [0.5, 0.25, 0.125]
    assert factors("m: 0.5\nm = m/2\ntheta = theta*m") == [0.25, 0.125, 0.0625]


def test_first_values_read_the_start() -> None:
    assert stepped("a: theta\nb: g\nc: f\nd: dot(b, b) + lr\ntheta = a + b*0 + 0*c + 0*d").tolist() == [[1, 2]] * 4
    assert stepped("a: g\ntheta = a", steps=1).tolist() == [[1, 2], [2, 4]]
    assert stepped("a: f\ntheta = a*g/g", steps=1).tolist() == [[1, 2], [5, 5]]
    assert stepped("a: lr\nb: a + 1\ntheta = b*g/g", steps=1)[1].tolist() == [1.1, 1.1]


def test_time_counts_from_one() -> None:
    assert factors("theta = theta*t") == [1, 2, 3]


def test_the_gradient_is_taken_at_at() -> None:
    """From θ = 1 with the gradient 2·at: at = 3θ makes θ − 0.1·6θ."""
    assert factors("at: 3*theta\ntheta = theta - lr*g") == pytest.approx([0.4] * 3)
    assert factors("m: 2\nat: m*theta\nm = m + 1\ntheta = theta - lr*g") == pytest.approx([0.6, 0.4, 0.2])


def test_theta_may_be_set_more_than_once() -> None:
    assert factors("theta = theta/2\ntheta = theta/2") == [0.25] * 3


def test_a_value_may_change_its_shape() -> None:
    """One number for all coordinates, then one each, and the other way round."""
    length = np.hypot(1, 2)
    assert stepped("s: 0\ns = theta\ns = norm(s)\ntheta = theta/s", 1)[1] == pytest.approx([1 / length, 2 / length])
    assert stepped("s: theta\ntheta = theta*s\ns = norm(g)", 2)[2] == pytest.approx([2 * length, 8 * length])
    assert stepped("d = 1\nd = d*theta\ntheta = d", 1)[1].tolist() == [1, 2]


def test_theta_may_be_one_number() -> None:
    assert stepped("theta = 7", 2).tolist() == [[1, 2], [7, 7], [7, 7]]
    assert stepped("at: 0\ntheta = theta - g", 1).tolist() == [[1, 2], [1, 2]]


def test_a_division_of_constants_is_ieee() -> None:
    """Lines that are plain numbers meet in the code; on the slow path as well they must not raise."""
    for zero in ("zero = 0", "zero = where(t > 0, 0, 1)", "zero = lr - lr"):
        assert len(stepped(f"{zero}\nd = 1/zero\ntheta = theta - where(d > 9, 0*g, g)")) == 4
        assert len(stepped(f"{zero}\nd = 1/zero\ntheta = theta - d*g")) == 1
    assert len(stepped("d = 1/(t - 2)\ntheta = theta - where(abs(d) > 9, lr, 0)*g")) == 4


def test_sums_inside_sums_stay_small() -> None:
    """Each level has two coordinates; 36 levels must not become 2^36 of them."""
    nested = "norm(theta*" * 36 + "theta" + ")" * 36
    assert len(stepped(f"theta = theta - lr*g/{nested}")) == 4


# Flags


def test_flags_fold_and_lines_only_they_read_vanish() -> None:
    rule = parse_rule(
        "m: 0\nm = beta*m + g  # memory\nd = where(heavy, m, g)\ntheta = theta - lr*d", ("beta",), flags=("heavy",)
    )
    light = rule.bind({"heavy": 0.0, "beta": 0.9})
    assert [s.name for s in light.body] == ["d", "theta"]
    assert light.state == ()
    assert ascii_text(light.body[0].node) == "g"
    heavy = rule.bind({"heavy": 1.0, "beta": 0.9})
    assert rule_text(heavy) == "m: 0\nm = beta*m + g  # memory\nd = m\ntheta = theta - lr*d\n"


def test_tests_of_hyperparameters_fold_too() -> None:
    rule = parse_rule("theta = theta - where(beta == 0, lr, lr/beta)*g", ("beta",))
    assert rule_text(rule.bind({"beta": 0.0})) == "theta = theta - lr*g\n"
    assert rule_text(rule.bind({"beta": 0.5})) == "theta = theta - lr/beta*g\n"
    kept = parse_rule("theta = theta - where(t < beta, lr, 0)*g", ("beta",))
    assert kept.bind({"beta": 3.0}) == kept


def test_a_line_that_nobody_reads_stays() -> None:
    """It is there to be looked at, such as asgd's average."""
    rule = parse_rule("mean: 0\nmean = mean + (theta - mean)/t\ntheta = theta - lr*g")
    assert rule.bind({}) == rule


def test_choices_are_tested_by_their_words() -> None:
    rule = parse_rule("theta = theta - where(kind == fast, 2*lr, lr)*g", ("kind",), words=("slow", "fast"))
    assert rule_text(rule.bind({"kind": 1.0, "slow": 0.0, "fast": 1.0})) == "theta = theta - 2*lr*g\n"


# The catalog


def settings_of(name: str) -> list[dict[str, float | bool | str]]:
    """The defaults, and each flag and choice turned."""
    found: list[dict[str, float | bool | str]] = [{}]
    for hyper in OPTIMIZERS[name].rule_hypers:
        if hyper.kind == "flag":
            found.append({hyper.name: not hyper.default})
        found += [{hyper.name: word} for word in hyper.choices if word != hyper.default]
    return found


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_prints_and_reads_back(name: str) -> None:
    optimizer = OPTIMIZERS[name]
    flags = [h.name for h in optimizer.rule_hypers if h.kind == "flag"]
    words = [word for h in optimizer.rule_hypers for word in h.choices]
    names = [h.name for h in optimizer.rule_hypers if h.name != "lr" and h.name not in flags]

    def read(text: str) -> Rule:
        return parse_rule(text, names, flags=flags, words=words)

    text = rule_text(optimizer.rule)
    assert shape(read(text)) == shape(optimizer.rule)
    for values in settings_of(name):
        bound = optimizer.bind(values)
        again = read(rule_text(bound))
        assert [(s.name, s.node) for s in again.body] == [(s.name, s.node) for s in bound.body]
        assert not any(flag in rule_text(bound) for flag in flags)


def shape(rule: Rule) -> object:
    """A rule without its line numbers."""
    return (
        [(s.name, s.node, s.note) for s in (*rule.initial, *rule.body)],
        rule.at,
        rule.vectors,
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_explains_itself(name: str) -> None:
    optimizer = OPTIMIZERS[name]
    assert optimizer.rule_hypers[0].name == "lr"
    assert optimizer.citation
    assert optimizer.purpose.endswith(".")
    assert optimizer.differs.endswith((".", "…"))
    for values in settings_of(name):
        lines = optimizer.equations(values)
        assert all(line.isprintable() for line in lines)
        assert any(line.startswith("θ ← ") for line in lines)
        assert not any("variant" in line for line in lines)
    used = " ".join(ascii_text(s.node) for s in (*optimizer.rule.initial, *optimizer.rule.body))
    used += ascii_text(optimizer.rule.at) if optimizer.rule.at else ""
    for hyper in optimizer.rule_hypers:
        assert hyper.name in used, f"{hyper.name} does nothing"
