"""Spec strings: what they read, what they refuse, and that they print losslessly. On a catalog of its own."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.specs.problem
import core.specs.racer
import core.specs.schedule
from core.hyper import Hyper, HyperError, Value, choice, flag, integer, numbers, real
from core.spec_base import Entry
from core.specs import ProblemSpec, RacerSpec, ScheduleSpec, SpecError, parse_racers

LR = real("lr", "η", 0.1, "Step size.", 0, scale="log")
BETA1 = real("beta1", "β₁", 0.9, "Memory of the mean.", 0, 1, high_open=True)
BETA2 = real("beta2", "β₂", 0.999, "Memory of the square.", 0, 1, high_open=True)
DECAY = choice("decay", "", "coupled", "Where decay acts.", ("coupled", "decoupled"))
CLIP = real("clip_norm", "", inf, "Longest gradient.", 0, low_open=True, scale="log", word=("off", inf))
TOTAL = integer("total", "T", 0, "When it ends.", 1, 10**6, word=("steps", 0))
GAMMA = real("gamma", "γ", 0.1, "Factor.", 0)
A = real("a", "a", 1, "Where the minimum lies.")
B = real("b", "b", 100, "How steep the walls are.", 0, scale="log")


def entries(**hypers: tuple[Hyper, ...]) -> Mapping[str, Entry]:
    return cast(
        "Mapping[str, Entry]",
        {
            name: SimpleNamespace(
                name=name,
                hypers=some,
                has_data=False,
                family=None,
                variables_for=lambda values: None,
                refuses=lambda values: "",
            )
            for name, some in hypers.items()
        },
    )


CATALOGS = {
    "OPTIMIZERS": entries(
        sgd=(LR, flag("nesterov", "", False, "Look ahead."), flag("damped", "", True, "Damp."), DECAY, CLIP),
        adam=(LR, BETA1, BETA2, DECAY),
        rprop=(LR, numbers("etas", "", (0.5, 1.2), "Factors.", 0)),
        adamw=(LR,),
    ),
    "SCHEDULES": entries(
        constant=(), cosine=(TOTAL, real("eta_min", "", 0, "")), step=(integer("step_size", "", 30, "", 1), GAMMA)
    ),
    "PROBLEMS": entries(rosenbrock=(A, B), booth=(), styblinski_tang=()),
}


@pytest.fixture(autouse=True)
def _catalogs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (core.specs.problem, core.specs.racer, core.specs.schedule):
        for name in CATALOGS.keys() & vars(module).keys():
            monkeypatch.setattr(module, name, CATALOGS[name])


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("adam", "adam"),
        ("  adam   lr=0.1 beta1=0.9 ", "adam"),
        ("adam beta2=0.99 lr = .2", "adam lr=0.2 beta2=0.99"),
        ("sgd nesterov", "sgd nesterov"),
        ("sgd nesterov=1 damped=0", "sgd nesterov damped=false"),
        ("sgd nesterov=false clip_norm=off", "sgd"),
        ("sgd clip_norm=2 decay=decoupled", "sgd decay=decoupled clip_norm=2"),
        ("fast: adam lr=0.3", "fast: adam lr=0.3"),
        ("two words : adam", "two words: adam"),
        ("adam schedule=constant", "adam"),
        ("adam schedule=cosine()", "adam schedule=cosine"),
        ("adam schedule=cosine(total=steps)", "adam schedule=cosine"),
        ("adam schedule=cosine( total = 200, eta_min=1e-3 )", "adam schedule=cosine(total=200,eta_min=0.001)"),
        ("adam schedule=step(gamma=0.5,step_size=10) lr=1", "adam lr=1 schedule=step(step_size=10,gamma=0.5)"),
        ("rprop etas=[0.4,2]", "rprop etas=[0.4,2]"),
    ],
)
def test_racers_print_in_one_form(text: str, printed: str) -> None:
    spec = RacerSpec.parse(text)
    assert str(spec) == printed
    assert RacerSpec.parse(printed) == spec


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("adm", 'No optimizer "adm". Did you mean adam? Code of your own needs --optimizer adm=MODULE:NAME'),
        ("Adam", 'No optimizer "Adam". Did you mean adam?'),
        (
            "xyz",
            'No optimizer "xyz". Choose from sgd, adam, rprop, adamw; '
            "code of your own needs --optimizer xyz=MODULE:NAME",
        ),
        ("", "a racer must name its optimizer, as in 'adam lr=0.1'"),
        (": adam", "': adam' has no name before its ':'"),
        ("adam bta1=0.5", 'adam has no parameter "bta1". Did you mean beta1?'),
        ("adam zzz=0.5", 'adam has no parameter "zzz". It has lr, beta1, beta2, decay'),
        ("adam beta1=1.2", "adam: beta1 must be a number ≥ 0 and < 1 (got 1.2)"),
        ("adam lr", "adam: lr needs a value, as in lr=0.1"),
        ("adam lr=0.1 lr=0.2", "adam: lr is given twice"),
        ("adam lr=[0.1,0.2]", 'adam: lr must be one value here, a number ≥ 0 (got "[0.1,0.2]")'),
        ("sgd nesterov=maybe", 'sgd: nesterov must be true or false (1, 0) (got "maybe")'),
        ("adam schedule=cos", 'No schedule "cos". Did you mean cosine?'),
        ("adam schedule=xyz", 'No schedule "xyz". Choose from constant, cosine, step'),
        ("adam schedule=cosin", 'No schedule "cosin". Did you mean cosine?'),
        ("adam schedule", "adam: schedule needs a value, as in schedule=cosine(total=200)"),
        ("adam schedule=step schedule=step", "adam: schedule is given twice"),
        (
            "adam schedule=cosine(total=0.5)",
            "cosine: total must be an integer from 1 to 1000000, or steps (0) (got 0.5)",
        ),
        ("adam schedule=constant(a=1)", 'constant takes no parameters (got "a")'),
        ("adam schedule=cosine(total=1", "'adam schedule=cosine(total=1' ends before its ')'"),
        ("adam lr=0.1)", "'adam lr=0.1)', column 12: ')' closes nothing"),
        ("a\tb: adam", "a racer's name must be up to 40 printable characters without ':' (got 'a\\tb')"),
    ],
)
def test_racers_that_mean_nothing(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        RacerSpec.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("adam lr=[0.01, 0.1,1]", ["adam lr=0.01", "adam", "adam lr=1"]),
        (
            "x: sgd lr=[1,2] nesterov=[0,1]",
            ["x: sgd lr=1", "x: sgd lr=1 nesterov", "x: sgd lr=2", "x: sgd lr=2 nesterov"],
        ),
        ("sgd decay=[coupled,decoupled]", ["sgd", "sgd decay=decoupled"]),
        ("rprop etas=[0.4,2]", ["rprop etas=[0.4,2]"]),
        ("rprop etas=[[0.4,2],[0.3,3]]", ["rprop etas=[0.4,2]", "rprop etas=[0.3,3]"]),
        ("adam schedule=[constant,cosine(total=9,eta_min=1)]", ["adam", "adam schedule=cosine(total=9,eta_min=1)"]),
        ("adam schedule=cosine(total=[1,2])", ["adam schedule=cosine(total=1)", "adam schedule=cosine(total=2)"]),
    ],
)
def test_lists_make_racers(text: str, printed: list[str]) -> None:
    assert [str(spec) for spec in parse_racers(text)] == printed


@pytest.mark.parametrize("text", ["adam lr=[]", "adam lr=[0.1,]", "adam lr=[0.1,x]", "adm lr=[1,2]", "adam [1]"])
def test_lists_that_make_none(text: str) -> None:
    with pytest.raises(SpecError):
        parse_racers(text)


def test_a_list_makes_at_most_64_racers() -> None:
    nine = ",".join("123456789")
    with pytest.raises(SpecError, match="81 racers: at most 64"):
        parse_racers(f"sgd lr=[{nine}] clip_norm=[{nine}]")


@pytest.mark.parametrize(
    ("text", "name", "formula", "printed"),
    [
        ("rosenbrock", "rosenbrock", "", "rosenbrock"),
        ("rosenbrock b=10 a=1", "rosenbrock", "", "rosenbrock b=10"),
        ("x", "formula", "x", "x"),
        ("-x*y", "formula", "-x*y", "-x*y"),
        ("(1-x)^2 + 100*(y-x^2)^2", "formula", "(1-x)^2 + 100*(y-x^2)^2", "(1-x)^2 + 100*(y-x^2)^2"),
        ("a*x^2 + y^2 a=3", "formula", "a*x^2 + y^2", "a*x^2 + y^2 a=3"),
        ("b * x^2+a*y^2  b = 3 a=1e-2", "formula", "b * x^2+a*y^2", "b * x^2+a*y^2 a=0.01 b=3"),
        ("sin(x) + y^2", "formula", "sin(x) + y^2", "sin(x) + y^2"),
        ("where(x <= 1, x, y)", "formula", "where(x <= 1, x, y)", "where(x <= 1, x, y)"),
        ("c*x^2 + a*y b=2 a=3", "formula", "c*x^2 + a*y", "c*x^2 + a*y a=3 b=2 c=1"),
        ("1e-3*x^2 + pi*k1*y", "formula", "1e-3*x^2 + pi*k1*y", "1e-3*x^2 + pi*k1*y k1=1"),
        ("booth * x booth=2", "formula", "booth * x", "booth * x booth=2"),
    ],
)
def test_problems(text: str, name: str, formula: str, printed: str) -> None:
    spec = ProblemSpec.parse(text)
    assert (spec.name, spec.formula, str(spec)) == (name, formula, printed)
    assert ProblemSpec.parse(printed) == spec


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", "a problem must be a name"),
        ("rosenbrok", 'No problem "rosenbrok". Did you mean rosenbrock?'),
        ("styblinski-tang", 'No problem "styblinski-tang". Did you mean styblinski_tang?'),
        ("rosenbrock c=1", 'rosenbrock has no parameter "c". It has a, b, bounds'),
        ("rosenbrock b=-1", "rosenbrock: b must be a number ≥ 0 (got -1)"),
        ("booth a=1", 'booth has no parameter "a". It has bounds'),
        ("formula", "type the formula itself"),
        ("X^2 + y", 'formula, column 1: unknown name "X"'),
        ("sine(x) + y", 'formula, column 1: unknown function "sine"'),
        ("+".join(f"p{i}" for i in range(17)) + "+x", "formula: at most 16 parameters are allowed (got 17)"),
        ("lambda*x", "formula: 'lambda' cannot name a parameter"),
        ("x^2 + y a=two", 'formula: a must be a finite number (got "two")'),
        ("x^2 + y a=-1e400", "formula: a must be a finite number (got -1e400)"),
        ("a*x^2 a=1 a=2", "formula: a is given twice"),
        ("x*exp exp=2", "formula: 'exp' cannot name a parameter"),
        ("x*y x=2", "formula: 'x' cannot name a parameter"),
        ("3", "formula: x or y must occur in it (got 3)"),
        ("x +", "formula, column 4"),
        ("x" * 3000, "a problem of 3000 characters is too long"),
    ],
)
def test_problems_that_mean_nothing(text: str, start: str) -> None:
    with pytest.raises(SpecError) as caught:
        ProblemSpec.parse(text)
    assert str(caught.value).startswith(start)


def test_values_by_name() -> None:
    spec = RacerSpec.parse("adam beta1=0.5")
    assert (spec.get("beta1"), spec.get("lr")) == (0.5, 0.1)
    assert spec.with_value("beta1", 0.9) == RacerSpec("adam")
    assert str(spec.with_value("lr", 1)) == "adam lr=1 beta1=0.5"
    assert str(ProblemSpec.parse("a*x a=1").with_value("a", 2)) == "a*x a=2"
    with pytest.raises(HyperError, match=r"beta1 must be a number ≥ 0 and < 1 \(got 1.2\)"):
        spec.with_value("beta1", 1.2)
    with pytest.raises(SpecError, match="Did you mean beta1"):
        spec.get("beta")


def test_values_given_twice_or_under_a_catalog_name() -> None:
    with pytest.raises(SpecError, match="given twice"):
        RacerSpec("adam", (("lr", 1.0), ("lr", 2.0)))
    with pytest.raises(SpecError, match="brings its own formula"):
        ProblemSpec("rosenbrock", "x^2")


def value_of(hyper: Hyper) -> st.SearchStrategy[Value]:
    if hyper.kind == "flag":
        return st.booleans()
    if hyper.kind == "choice":
        return st.sampled_from(hyper.choices)
    if hyper.kind == "integer":
        return st.integers(int(max(hyper.low, -(10**9))), int(min(hyper.high, 10**9)))
    number = st.floats(
        None if hyper.low == -inf else hyper.low,
        None if hyper.high == inf else hyper.high,
        exclude_min=hyper.low_open,
        exclude_max=hyper.high_open,
        allow_nan=False,
        allow_infinity=hyper.infinite,
    )
    return number if hyper.kind == "real" else st.lists(number, max_size=4).map(tuple)


@st.composite
def named(draw: st.DrawFn, catalog: str) -> tuple[str, tuple[tuple[str, Value], ...]]:
    name = draw(st.sampled_from(sorted(CATALOGS[catalog])))
    hypers = draw(st.permutations(CATALOGS[catalog][name].hypers))
    chosen = hypers[: draw(st.integers(0, len(hypers)))]
    return name, tuple((hyper.name, draw(value_of(hyper))) for hyper in chosen)


LABELS = st.text(max_size=40).filter(lambda text: text.isprintable() and ":" not in text)
SCHEDULES = named("SCHEDULES").map(lambda found: ScheduleSpec(*found))


@given(named("OPTIMIZERS"), st.deferred(lambda: SCHEDULES), LABELS)
def test_every_racer_prints_losslessly(
    found: tuple[str, tuple[tuple[str, Value], ...]], schedule: ScheduleSpec, label: str
) -> None:
    spec = RacerSpec(*found, schedule, label)
    assert RacerSpec.parse(str(spec)) == spec
    assert parse_racers(str(spec)) == (spec,)
    assert ScheduleSpec.parse(str(schedule)) == schedule


@given(named("PROBLEMS"))
def test_every_problem_prints_losslessly(found: tuple[str, tuple[tuple[str, Value], ...]]) -> None:
    spec = ProblemSpec(found[0], "", found[1])
    assert ProblemSpec.parse(str(spec)) == spec


@given(st.text(max_size=40) | st.text("ady lrx=[](),:01.^*+", max_size=40))
def test_any_text_is_a_spec_or_a_spec_error(text: str) -> None:
    for parse in (ProblemSpec.parse, ScheduleSpec.parse, RacerSpec.parse):
        try:
            spec = parse(text)
        except SpecError:
            continue
        assert type(spec).parse(str(spec)) == spec
    try:
        specs = parse_racers(text)
    except SpecError:
        return
    assert all(RacerSpec.parse(str(spec)) == spec for spec in specs)
