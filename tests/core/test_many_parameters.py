"""More than two parameters: formulas, the catalog with n=, races, sweeps, and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.diagnosis.stationary_points import stationary_near
from core.formula import FormulaError, ascii_text, differentiate, parse, partials
from core.formula.series import MAX_TERMS
from core.inspection.convergence_rate import predicted_rate
from core.lessons import Examination
from core.lessons.names import known_names, named_values
from core.lessons.reading import read_lesson
from core.number_text import point_text
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS, Problem, bind
from core.problems.coordinate_names import MAX_DIMS
from core.problems.equations import derivatives
from core.problems.surface import Surface
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.settings import start_hyper
from core.spec_text import SpecError
from core.specs import ProblemSpec, RacerSpec
from core.sweep import Sweep, run
from core.sweep.axis import SweepError
from tests.sampling import sampled

FAMILIES = tuple(name for name, entry in PROBLEMS.items() if entry.family is not None)
SIZES = (3, 4, 7)
CATALOG = tuple(f"{name} n={n}" for name in FAMILIES for n in SIZES)
TYPED = (
    "x^2 + 10*y^2 + z^2",
    "x1^2 + 3*x2^2 + (x3 - 1)^2",
    "sum(i, 1, 3, 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)",
    "(x + y + z)^2 + x^4 - w*y + w^2",
    "a*x^2 + exp(y*z) + z^2 a=3",
)

Array = npt.NDArray[np.float64]


def problem(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def scattered(found: Problem, count: int = 40) -> Array:
    low, high = np.array(found.sides).T
    return np.asarray(low + (high - low) * np.random.default_rng(1).random((count, found.dims))).T


def formulas() -> Iterator[tuple[str, str]]:
    """Each family at n = 2 against its formula in x and y."""
    yield from ((name, f"{name} n=2") for name in FAMILIES)


# Formulas


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x^2 + 10*y^2 + z^2", "x y z"),
        ("x*y*z*w", "x y z w"),
        ("x1 + x2^2 + x3", "x1 x2 x3"),
        ("x1^2", "x1"),
        ("y^2", "y"),
        ("sum(i, 1, 3, x[i]*x[i + 1])", "x1 x2 x3 x4"),
        ("sum(i, 1, 20, x[i]^2)", " ".join(f"x{i}" for i in range(1, 21))),
        ("prod(i, 1, 3, cos(x[i]/sqrt(i)))", "x1 x2 x3"),
        ("x^2 + y^2 + z z=2", "x y"),
        ("sum(i, 1, n - 1, 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2) n=5", "x1 x2 x3 x4 x5"),
        ("sum(i, 1, n, sum(j, 1, i, x[j])^2) n=4", "x1 x2 x3 x4"),
        ("sum(i, 1, n, x[i]^2) + (x[n] - m)^2 m=0.5 n=3", "x1 x2 x3"),
        ("sum(i, 1, 2*k, x[i]^2/k)", "x1 x2 x3 x4"),
        ("x^2 + n*y^2", "x y"),
        ("x^2 + (y - x0)^2", "x y"),
        ("x^2 + x2*y^2 x2=3", "x y"),
    ],
)
def test_a_name_without_a_value_that_looks_like_a_coordinate_is_one(text: str, names: str) -> None:
    spec = ProblemSpec.parse(text)
    assert spec.entry.variables == tuple(names.split())
    assert spec.entry.dims == len(bind(spec).start)
    assert ProblemSpec.parse(str(spec)) == spec


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x^2 + z^2", "z is taken for a coordinate, and y does not occur"),
        ("z^2", "z is taken for a coordinate, and x does not occur"),
        ("x1 + x4", "x4 is taken for a coordinate, and x2 does not occur"),
        ("x + x2", "x and x2 are both taken for coordinates"),
        ("x1 + x101", 'unknown name "x101"'),
        ("sum(i, 2, 101, x[i])", 'unknown name "x101"'),
        ("sum(i, 0, 2, x[i])", 'unknown name "x0"'),
        ("sum(i, 1, 3, y[i])", "only x has an index"),
        ("sum(i, 1, 3, x[i/2])", "no whole number"),
        ("sum(i, 1, 3, x[1.5])", "no whole number"),
        ("sum(x, 1, 3, x[x])", "means something else already"),
        ("sum(i, 3, 1, x[i])", "sum from 3 to 1"),
        ("sum(i, 1, 1000, x)", f"between 1 and {MAX_TERMS['sum']} terms"),
        ("prod(i, 1, 31, x + i)", f"between 1 and {MAX_TERMS['prod']} terms"),
        ("sum(i, 1, 900*900, x)", "no whole number"),
        ("sum(i, 1, n, x[i]^2) n=2.5", "n = 2.5 is no whole number up to 1000"),
        ("sum(i, 1, n, x[i]^2) n=1e9", "n = 1000000000 is no whole number up to 1000"),
        ("sum(i, 1, n, x[i]^2) n=-3", "sum from 1 to -3 (n = -3); expected between 1 and"),
        ("sum(i, 1, x1, x[i]^2)", "this is no whole number"),
        ("sum(i, 1, n, x[i + 0.5]^2) n=3", "this is no whole number"),
        ("sum(i, 1, n, sum(n, 1, 2, x[n])) n=3", "'n' means something else already"),
        ("sum(x)", "sum goes over an index"),
        ("prod(i, 1, x[i])", "prod goes over an index"),
        ("sum(i, 1, 100, sum(j, 1, 100, x*i*j))", "the formula is too long"),
    ],
)
def test_what_is_no_formula_of_more_variables_is_told(text: str, told: str) -> None:
    with pytest.raises(SpecError, match=r"^formula") as caught:
        ProblemSpec.parse(text)
    assert told in str(caught.value)


def test_a_sum_is_written_out() -> None:
    names = ("x1", "x2", "x3")
    assert ascii_text(parse("sum(i, 1, 2, i*x[i + 1]^2)", names)) == "1*x2**2 + 2*x3**2"
    assert ascii_text(parse("sum(i, 1, 2, prod(j, i, 2, x[j]))", names)) == "x1*x2 + x2"
    with pytest.raises(FormulaError, match="unknown name"):
        parse("sum(i, 1, 2, x[i]) + i", names)


def test_a_sum_without_terms_is_0_and_such_a_product_1() -> None:
    names = ("x1", "x2", "x3")
    assert ascii_text(parse("sum(i, 1, 3, x[i]*prod(j, 1, i - 1, x[j]))", names)) == "x1*1 + x2*x1 + x3*(x1*x2)"
    assert ascii_text(parse("x1 + sum(i, 2, 1, x[i])", names)) == "x1 + 0"


def test_n_of_a_typed_sum_is_a_whole_number_that_travels() -> None:
    text = "sum(i, 1, n - 1, a*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)"
    spec = ProblemSpec.parse(f"{text} a=100 n=4")
    assert str(spec) == f"{text} a=100 n=4"
    points = scattered(problem("rosenbrock n=4"))
    np.testing.assert_allclose(bind(spec).values(points), problem("rosenbrock n=4").values(points), rtol=1e-12)
    assert [(hyper.name, hyper.kind) for hyper in spec.hypers[:2]] == [("a", "real"), ("n", "integer")]
    assert spec.with_value("n", 6).entry.dims == 6
    assert ProblemSpec.parse(text).entry.variables == ("x1", "x2")  # n is 2, as in the catalog
    scenario = Scenario(spec, ("adam lr=0.01",), start=(0.0,) * 4)
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    again = Scenario(**parsed_command(scenario))
    assert again == scenario
    found = derivatives(spec.entry)
    assert found is not None
    assert len(found.gradient) == 4


def parsed_command(scenario: Scenario) -> dict[str, Any]:
    words = iter(scenario.command())
    given = {flag.removeprefix("--"): value for flag, value in zip(words, words, strict=True)}
    return {
        "problem": given["problem"],
        "racers": (given["racer"],),
        "start": tuple(map(float, given["start"].split(","))),
    }


def test_most_coordinates() -> None:
    assert ProblemSpec.parse(f"sum(i, 1, {MAX_DIMS}, x[i]^2)").entry.dims == MAX_DIMS


# The catalog


@pytest.mark.parametrize(("name", "two"), list(formulas()))
def test_two_parameters_are_the_problem_as_it_was(name: str, two: str) -> None:
    assert ProblemSpec.parse(two) == ProblemSpec(name)
    assert ProblemSpec.parse(two).entry is PROBLEMS[name]


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("n", [1, 101, 2.5])
def test_other_numbers_of_parameters_are_refused(name: str, n: float) -> None:
    family = PROBLEMS[name].family
    assert family is not None
    with pytest.raises(SpecError, match=f"{name}: n must be an integer from 2 to {family.most}"):
        ProblemSpec.parse(f"{name} n={n}")
    assert ProblemSpec.parse(f"{name} n={family.most}").entry.dims == family.most


@pytest.mark.parametrize("name", FAMILIES)
def test_the_formula_of_a_family_is_that_of_two_parameters(name: str) -> None:
    two = problem(name)
    family = PROBLEMS[name].family
    assert family is not None
    numbers = {key: value for key, value in ProblemSpec(name).values.numbers.items() if key != "n"}
    text = " ".join(
        [family.formula(2, ProblemSpec(name).values), *(f"{key}={value}" for key, value in numbers.items())]
    )
    if name == "quadratic":
        text = "(x1^2 + 100*x2^2)/2"  # between the first and the last there is nothing to sum
    again = problem(text)
    points = scattered(two)
    np.testing.assert_allclose(again.values(points), two.values(points), rtol=1e-12)


@pytest.mark.parametrize("text", [*CATALOG, *TYPED, "quadratic n=5 angle=30 kappa=10", "rosenbrock n=5 a=2"])
def test_gradients_and_hessians_are_exact(text: str) -> None:
    found = problem(text)
    points = scattered(found)
    step = 1e-6 * np.array([high - low for low, high in found.sides])
    gradients = found.gradients(points)
    for axis in range(found.dims):
        beside = np.zeros((found.dims, 1))
        beside[axis] = step[axis]
        slope = (found.values(points + beside) - found.values(points - beside)) / (2 * step[axis])
        np.testing.assert_allclose(gradients[axis], slope, rtol=1e-5, atol=1e-5 * np.abs(gradients).max())
    point = points[:, 0]
    hessian = found.hessian(point)
    np.testing.assert_array_equal(hessian, hessian.T)
    for axis, aside in enumerate(np.diag(step)):
        bend = (found.gradients(point + aside) - found.gradients(point - aside)) / (2 * step[axis])
        np.testing.assert_allclose(hessian[axis], bend, rtol=1e-4, atol=1e-5 * np.abs(hessian).max())
    for column in points.T[:5]:
        np.testing.assert_allclose(
            found.scalar_value_gradient(*column.tolist()),
            [float(found.values(column)), *found.gradients(column)],
            rtol=1e-10,
            atol=1e-12,
        )


@pytest.mark.parametrize("text", CATALOG)
def test_the_declared_minimum_is_the_lowest(text: str) -> None:
    found = problem(text)
    (minimum,) = found.minima
    assert found.best == minimum.value
    assert found.about_best == ""
    assert found.box.contains(found.start)
    assert found.box.contains(minimum.point)
    np.testing.assert_allclose(found.gradients(np.array(minimum.point)), 0, atol=1e-9)
    around = np.array(minimum.point)[:, None] + np.random.default_rng(2).normal(0, 0.01, (found.dims, 50))
    assert (found.values(around) > minimum.value).all()
    assert (found.values(scattered(found, 5000)) >= minimum.value).all()


@pytest.mark.parametrize(
    "text", sampled(["rosenbrock n=100", "levy n=60", "quadratic n=100 kappa=1000", "ackley n=50", "griewank n=30"], 3)
)
def test_a_hundred_parameters_race(text: str) -> None:
    found = problem(text)
    points = scattered(found, 3)
    step = 1e-6 * np.array([high - low for low, high in found.sides])
    gradients = found.gradients(points)
    for axis in (0, found.dims // 2, found.dims - 1):
        beside = np.zeros((found.dims, 1))
        beside[axis] = step[axis]
        slope = (found.values(points + beside) - found.values(points - beside)) / (2 * step[axis])
        np.testing.assert_allclose(gradients[axis], slope, rtol=1e-5, atol=1e-5 * np.abs(gradients).max())
    hessian = found.hessian(points[:, 0])
    np.testing.assert_array_equal(hessian, hessian.T)
    for axis in (0, found.dims - 1):
        aside = np.zeros(found.dims)
        aside[axis] = step[axis]
        bend = (found.gradients(points[:, 0] + aside) - found.gradients(points[:, 0] - aside)) / (2 * step[axis])
        np.testing.assert_allclose(hessian[axis], bend, rtol=1e-4, atol=1e-5 * np.abs(hessian).max())
    racer = Scenario(text, ("adam lr=0.01",), steps=50).race().advance(50).racers[0]
    assert racer.path.shape == (51, found.dims)
    np.testing.assert_allclose(racer.loss, found.values(racer.path.T), rtol=1e-10)
    assert racer.loss[-1] < racer.loss[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x1^2 + x2*x3 - sin(x3)", "x1 x2 x3"),
        ("min(x1, x2, x3)^2 + exp(x1*x3)/x2 + where(x1 > x2, x3, x1)", "x1 x2 x3 x4"),
        ("(x1 + x2)^2*(x1 + x2) + 3", "x2 x1"),
    ],
)
def test_all_partial_derivatives_at_once_are_those_one_by_one(text: str, names: str) -> None:
    node = parse(text, names.split())
    assert partials(node, names.split()) == [differentiate(node, name) for name in names.split()]


def test_values_known_from_the_literature() -> None:
    assert problem("styblinski_tang n=5").best == pytest.approx(-39.16616570377142 * 5, rel=1e-12)
    assert float(problem("rosenbrock n=3").values(np.array([-1.0, 1.0, 1.0]))) == 4.0
    assert float(problem("rastrigin n=4").values(np.ones(4))) == pytest.approx(4.0)
    assert np.linalg.eigvalsh(problem("quadratic n=4 kappa=1000 angle=20").hessian((0.0,) * 4)) == pytest.approx(
        [1, 10, 100, 1000]
    )


def test_a_minimum_that_nobody_knows_is_searched() -> None:
    found = problem("rosenbrock n=3 a=2")
    assert found.about_best == "f* = 0.30615, the lowest that 41 descents found in [−100, 100]³"
    assert found.minima[0].found
    assert problem("bowl n=3 bounds=[1,2]").best == 3
    assert problem("bowl n=3 bounds=[-1,2]").about_best == ""
    assert problem("rosenbrock n=2 a=2").best == 0


# What is known of f*


@pytest.mark.parametrize(
    ("text", "best", "about"),
    [
        ("x1^2 + 3*x2^2 + (x3 - 1)^2 - 5", -5.0, "f* = −5, the minimum of a quadratic"),
        ("(x + y)^2 + (y - z)^2 + x*pi*x + y^2", 0.0, "f* = 0, the minimum of a quadratic"),
        ("x^4 + y^2 + z^2 f_min=0", 0.0, "f* = 0, given as f_min"),
    ],
)
def test_the_minimum_of_a_quadratic_is_exact_and_another_may_be_given(text: str, best: float, about: str) -> None:
    found = problem(text)
    assert (found.best, found.about_best) == (best, about)


def test_the_view_holds_the_minimum_and_may_be_given() -> None:
    assert problem("x^2 + y^2 + (z - 20)^2").sides == ((-30.0, 30.0),) * 3
    assert problem("x^2 + y^2 + z^2 box=[-1,3]").sides == ((-1.0, 3.0),) * 3
    sides = ((-1.0, 3.0), (0.0, 1.0), (-5.0, 7.0))
    for text in ("x^2 + y^2 + z^2", "x^2 + cos(y) + abs(z)"):
        spec = ProblemSpec.parse(f"{text} box=[-1,3,0,1,-5,7]")
        assert bind(spec).sides == sides
        assert ProblemSpec.parse(str(spec)) == spec
        scenario = Scenario(spec, ("adam",))
        assert Scenario.from_toml(scenario.to_toml()) == scenario
        assert bind(spec).box.contains(bind(spec).start)
    told = r"box must be \[low,high\] or 6 numbers, a low and a high for each parameter, with low < high, or auto"
    with pytest.raises(SpecError, match=told):
        ProblemSpec.parse("x^2 + y^2 + z^2 box=[0,1,0,1]")


# Races


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_steps_in_five_dimensions(name: str) -> None:
    scenario = Scenario("rosenbrock n=5", (name,), steps=20, noise=0.01)
    racer = scenario.race().advance(20).racers[0]
    rows = racer.steps + 1
    assert racer.path.shape == (rows, 5)
    assert rows > 3
    values = racer.problem.values(racer.path.T)
    np.testing.assert_allclose(racer.loss, values, rtol=1e-10)
    assert not np.array_equal(racer.path[0], racer.path[-1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_separable_loss_moves_its_coordinates_as_alone(name: str) -> None:
    """θ = (a, b, c) with b and c as a: what happens to one happens to all, so no coordinate is mixed up."""
    path = Scenario("x^2 + y^2 + z^2", (name,), start=(1.5, 1.5, 1.5), steps=30).race().advance(30).racers[0].path
    np.testing.assert_allclose(path[:, 1], path[:, 0], rtol=1e-12)
    np.testing.assert_allclose(path[:, 2], path[:, 0], rtol=1e-12)


def test_coordinates_called_as_a_rule_calls_its_own_values() -> None:
    """schedule_free calls a state z, and a formula's coordinate is z."""
    rules = tuple(name for name, entry in OPTIMIZERS.items() if "z" in {first.name for first in entry.rule.initial})
    assert rules
    for name in rules:
        letters, numbers = (
            Scenario(text, (name,), start=(1.0, 2.0, 3.0), steps=20).race().advance(20).racers[0].path
            for text in ("x^2 + 2*y^2 + 3*z^2", "x1^2 + 2*x2^2 + 3*x3^2")
        )
        np.testing.assert_array_equal(letters, numbers)


def test_a_scenario_survives_its_file_and_its_command() -> None:
    scenario = Scenario("x^2 + 10*y^2 + z^2", ("adam lr=0.1",), start=(1.0, 2.0, 3.0))
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert scenario.command()[-2:] == ("--start", "1,2,3")
    again = Scenario("rosenbrock n=4", ("adam",))
    assert Scenario.from_toml(again.to_toml()) == again
    assert again.command()[:2] == ("--problem", "rosenbrock n=4")
    with pytest.raises(ScenarioError, match="start must be 3 numbers with commas between them"):
        Scenario.from_toml('problem = "x + y + z"\nstart = [1, 2]\n')
    assert start_hyper(3).parse("1, 2,3") == (1.0, 2.0, 3.0)


def test_an_old_file_that_gives_z_a_value_means_the_same() -> None:
    found = Scenario.from_toml('problem = "x^2 + z*y^2 z=3"\nstart = [1, 2]\nracers = ["adam"]\n')
    assert found.problem.entry.variables == ("x", "y")
    assert float(bind(found.problem).values(np.array([1.0, 2.0]))) == 13.0


def test_what_is_said_of_racers_is_true() -> None:
    good, bad = Scenario("x^2 + 10*y^2 + z^2", ("sgd lr=0.05", "sgd lr=0.2"), steps=300).race().advance(300).racers
    assert good.status.kind == "converged"
    assert (bad.status.kind, bad.status.sentence) == ("diverged", "lr = 0.2 is above 2/λmax = 0.1 at the minimum")
    assert predicted_rate(RacerSpec.parse("sgd lr=0.05"), good.problem) == pytest.approx(0.9)
    scenario = Scenario("x^2 + 10*y^2 + z^2", ("sgd lr=0.0001",), start=(1.5, 0.0, 1.5), steps=300)
    (slow,) = scenario.race().advance(300).racers
    needed = math.log(float(slow.loss[-1]) / scenario.target) / (-2 * math.log(1 - 2e-4))
    told = slow.finding(300)
    assert told is not None
    assert told.kind == "slow"
    assert told.numbers["steps"] == pytest.approx(needed, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "near", "nature", "value"),
    [
        ("rosenbrock n=4", (-0.78, 0.61, 0.38, 0.15), "minimum", 3.7014),
        ("rosenbrock n=4", (0.99, 1.0, 1.0, 1.01), "minimum", 0.0),
        ("x^2 + y^2 - z^2 + 3*w^2 + x*w", (0.01, 0.01, 0.01, 0.01), "saddle", 0.0),
        ("-x^2 - 2*y^2 - z^4 - z^2", (0.01, 0.01, 0.01), "maximum", 0.0),
        ("(x + y)^2 + z^2", (1.01, -1.0, 0.01), "curve", 0.0),
        ("x^2 + 0*y + z^4", (0.01, 1.0, 0.0), "curve", 0.0),
        ("x^2 + y^4 + 0*z", (0.01, 0.0, 1.0), "curve", 0.0),
    ],
)
def test_stationary_points_are_told_apart(text: str, near: tuple[float, ...], nature: str, value: float) -> None:
    found = problem(text)
    at = stationary_near(found, near, 0.5, None)
    assert at is not None
    assert at.nature == nature
    assert at.value == pytest.approx(value, abs=1e-4)
    np.testing.assert_allclose(found.gradients(np.array(at.point)), 0, atol=1e-8)


@pytest.mark.parametrize("text", ["(x + y)^2 + z^4 - w^4", "(x + y)^2 - z^4 + w^4", "x^2 + 0*y - z^4"])
def test_what_falls_along_one_of_several_level_directions_is_no_minimum(text: str) -> None:
    found = problem(text)
    assert stationary_near(found, (0.0,) * found.dims, 0.5, None) is None


def test_many_coordinates_are_shortened_for_people() -> None:
    assert point_text((1.0, 2.0, 3.0, 4.0, 5.0, 6.0)) == "(1, 2, 3, 4, 5, 6)"
    assert point_text(tuple(map(float, range(1, 21)))) == "(1, 2, 3, 4, …, 20)"


# Sweeps and lessons


def test_a_sweep_is_its_single_races() -> None:
    scenario = Scenario("x^2 + 3*y^2 + z^4", ("adam", "sgd"), steps=40, noise=0.1)
    sweep = Sweep(scenario, ("lr=[0.01,0.1]", "z=[-1,0.5,2]", "seed=0..2"))
    result = run(sweep)
    for cell in np.ndindex(*sweep.shape):
        racer = sweep.scenario_at(cell).race().advance(40).racers[0]
        np.testing.assert_allclose(result.theta[cell], racer.path[-1], rtol=1e-9, atol=1e-12)
        assert result.loss[cell] == pytest.approx(racer.loss[-1], rel=1e-9)
    assert sweep.scenario_at((0, 0, 2, 0)).start == (*bind(scenario.problem).start[:2], 2.0)


@pytest.mark.parametrize(
    ("axis", "told"),
    [
        ("problem.n=[2,3]", "the same number of parameters"),
        ("y=[1,2]", 'adam has no "y"'),
        ("x6=[1,2]", 'adam has no "x6"'),
        ("problem=[beale,booth]", "beale has 2 parameters, and rosenbrock n=5 has 5 parameters"),
    ],
)
def test_axes_that_a_problem_does_not_have_are_refused(axis: str, told: str) -> None:
    with pytest.raises(SweepError) as caught:
        Sweep(Scenario("rosenbrock n=5", ("adam",)), (axis,))
    assert told in str(caught.value)


def test_an_axis_of_problems_keeps_the_coordinates_in_place() -> None:
    scenario = Scenario("x^2 + y^2 + z^2", ("sgd lr=0.01",), steps=5)
    sweep = Sweep(scenario, ("problem=[bowl n=3,rosenbrock n=3]", "z=[0.5]"))
    assert sweep.scenario_at((0, 1, 0)).start == (-1.5, 2.0, 0.5)
    assert run(sweep).done.all()


@pytest.mark.parametrize(("text", "names"), [("rosenbrock n=3", ("x1", "x2", "x3")), ("x^2 + y^2 + z^2", "xyz")])
def test_a_lesson_measures_each_parameter_by_its_name(text: str, names: Sequence[str]) -> None:
    scenario = Scenario(text, ("adam lr=0.1",), start=(1.0, 2.0, 3.0), steps=9)
    race = scenario.race().advance(9)
    (racer,) = race.racers
    known = known_names(scenario, 0)
    rows = np.array([0, 4])
    found = named_values(racer, known, rows)
    for coordinate, name in enumerate(names):
        assert {name, f"d{name}", f"g_{name}", f"m_{name}"} <= set(known)
        path = racer.path[:, coordinate]
        assert found[name].tolist() == path[rows].tolist()
        assert found[f"d{name}"][1] == path[4] - path[3]
        assert found[f"g_{name}"][1] == np.atleast_1d(racer.terms(4)["g"])[coordinate]
    claim = f'[[claims]]\nsays = "c"\nmeasure = "{names[2]}"\ntake = "step 0"\nexpected = 3\ntolerance = 0\n'
    lesson = f'title = "a"\ntext = "b"\n[scenario]\n{scenario.to_toml()}\n{claim}'
    (outcome,) = Examination(read_lesson(lesson)).complete()
    assert (outcome.measured, outcome.passed) == (3.0, True)


def test_a_lesson_about_a_network_measures_what_every_race_has() -> None:
    known = known_names(Scenario("network", ("adam",)), 0)
    assert {"loss", "grad_norm", "k", "train_loss", "test_accuracy", "dead_units"} <= set(known)
    assert not {"x", "dx", "g_x"} & set(known)


def test_a_typed_problem_of_many_is_a_surface() -> None:
    found = problem("x^2 + y^2 + z^2")
    assert isinstance(found, Surface)
    assert found.falls_beside((0.0, 0.0, 0.0)) is False
    assert problem("tanh(x) + y^2 + z^2").falls_beside((-25.0, 0.0, 0.0)) is True
