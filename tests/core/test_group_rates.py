"""Learning rates of groups of parameters."""

from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array
from core.formula.rule import with_rates
from core.optimizers import OPTIMIZERS
from core.optimizers.own import own_optimizer
from core.race import Race
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec, SpecError
from core.sweep import Sweep, SweepError, run

STEPS = 30
ALLOWED = [
    name
    for name, entry in OPTIMIZERS.items()
    if with_rates(entry.rule) is not None and any(hyper.name == "lr" for hyper in entry.hypers)
]
REFUSED = ("prodigy", "dadapt_adamw")
MIXED = {"lamb", "lars", "novograd", "fromage", "polyak", "sam"}
"""Rules whose step in one coordinate depends on all others."""
CHANGED, FROZEN = 3, 7


def race(problem: str, *racers: str | RacerSpec, noise: float = 0.0) -> Race:
    return Scenario(problem, racers, steps=STEPS, noise=noise).race().advance(STEPS)


def path(problem: str, racer: str | RacerSpec, noise: float = 0.0) -> Array:
    return race(problem, racer, noise=noise).racers[0].path


def test_rules_that_compute_numbers_of_the_model_from_their_rate_are_known() -> None:
    assert set(OPTIMIZERS) - set(ALLOWED) == set(REFUSED)


@pytest.mark.parametrize("name", [name for name in ALLOWED if name not in MIXED])
def test_a_group_moves_as_with_its_rate_for_all_where_nothing_mixes_coordinates(name: str) -> None:
    lr = RacerSpec(name).number("lr")
    words = f"{name} schedule=cosine(total={STEPS})"
    found = path("quadratic n=10", f"{words} lr.x{CHANGED + 1}={lr / 2!r} lr.x{FROZEN + 1}=0", 0.1)
    base, half = (path("quadratic n=10", f"{words} lr={rate!r}", 0.1) for rate in (lr, lr / 2))
    expected = base.copy()
    expected[:, CHANGED], expected[:, FROZEN] = half[:, CHANGED], base[0, FROZEN]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)
    assert not np.allclose(base[-1, CHANGED], half[-1, CHANGED], rtol=1e-6)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_rate_of_0_freezes_its_group(name: str) -> None:
    found = path("rosenbrock n=10", f"{name} weight_decay=0.01 lr.x{FROZEN + 1}=0")
    assert len(found) > 3
    np.testing.assert_array_equal(found[:, FROZEN], found[0, FROZEN])
    assert (np.delete(found[0] != found[-1], FROZEN)).all()


@pytest.mark.parametrize("name", ALLOWED)
def test_a_group_at_the_rate_of_all_others_changes_nothing(name: str) -> None:
    lr = RacerSpec(name).number("lr")
    with_group, alone = race("rosenbrock n=10", f"{name} lr.x2={lr!r}", name).racers
    np.testing.assert_allclose(with_group.path, alone.path, rtol=1e-12)


def test_few_parameters_and_typed_rules_have_rates_of_groups_too() -> None:
    rule = own_optimizer("mine", "m: 0\nm = 0.5*m + g/norm(g)\ntheta = theta - lr*m\n", "lr=0.01")
    scenario = Scenario("rosenbrock", (RacerSpec("mine", own=rule, group_rates=(("y", 0.0),)),), steps=20)
    racer = scenario.race().advance(20).racers[0]
    assert (racer.path[:, 1] == 2).all()
    terms = racer.terms(5)
    np.testing.assert_array_equal(terms["lr"], [0.01, 0.0])
    np.testing.assert_allclose(racer.path[5], racer.path[4] - np.asarray(terms["lr"]) * terms["m"])
    assert [line.name for line in racer.inspect(5).lines][-1] == "theta"
    assert racer.inspect(5).limit is None
    again = Scenario.from_toml(scenario.to_toml())
    assert again == scenario


def test_the_layers_of_a_network_have_rates() -> None:
    racer = race("network hidden=[3,2] n=40", "adam lr=0.1 lr.hidden2=0 lr.output=0.01").racers[0]
    moved = racer.path[1] - racer.path[0]
    groups = {group.name: np.abs(moved[group.part]) for group in racer.problem.groups}
    assert groups["hidden1"].max() == pytest.approx(0.1, rel=1e-3)
    assert groups["output"].max() == pytest.approx(0.01, rel=1e-3)
    assert not (racer.path[:, racer.problem.groups[1].part] - racer.path[0, racer.problem.groups[1].part]).any()


@pytest.mark.parametrize("axes", [(), ("lr.{}=[0.0001,0.01]",), ("lr.{}=[0,0.01]",)])
@pytest.mark.parametrize("problem", ["rosenbrock", "rosenbrock n=10", "network hidden=[3] n=40"])
def test_a_sweep_has_the_rates_of_its_races(problem: str, axes: tuple[str, ...]) -> None:
    group, *_, last = (group.name for group in ProblemSpec.parse(problem).groups)
    axes = tuple(axis.format(last) for axis in axes)
    scenario = Scenario(problem, (f"adam lr.{group}=0.002",), steps=STEPS, noise=0.01)
    sweep = Sweep(scenario, ("lr=[0.001,0.02,0.3]", "seed=0..1", *axes))
    found = run(sweep)
    for cell in np.ndindex(*sweep.shape):
        racer = sweep.scenario_at(cell).race().advance(STEPS).racers[0]
        np.testing.assert_allclose(found.theta[cell], racer.path[-1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("axis", "told"),
    [
        ("lr.hidden2=[0,1]", 'axis lr.hidden2: adam has no "lr.hidden2"'),
        ("lr.output=[-1,1]", "lr.output"),
    ],
)
def test_axes_of_rates_that_cannot_be_are_told(axis: str, told: str) -> None:
    with pytest.raises(SweepError) as caught:
        Sweep(Scenario("network hidden=[3]", ("adam",)), (axis,))
    assert told in str(caught.value)


def test_an_axis_of_problems_without_these_groups_is_refused() -> None:
    scenario = Scenario("rosenbrock n=3", ("adam lr.x1=0.1",))
    with pytest.raises(SweepError, match=r"lr\.x1 names no group of the formula, whose groups are x, y, z"):
        Sweep(scenario, ("problem=[bowl n=3,x^2+y^2+z^2]",))
    assert Sweep(scenario, ("problem=[bowl n=3,rosenbrock n=3]",)).shape == (1, 2)


def test_specs_with_rates_of_groups() -> None:
    text = "fast: adam lr=0.1 beta2=0.99 lr.hidden1=0.01 lr.output=0 schedule=cosine"
    spec = RacerSpec.parse("fast: adam lr.output=0 beta2=0.99 schedule=cosine lr=0.1 lr.hidden1=0.01")
    assert str(spec) == text
    assert RacerSpec.parse(text) == spec
    several = Scenario("rosenbrock", ("adam lr.x=[0.1,0.2]", "adam lr.x=0.3"))
    assert several.names == ("adam lr.x=0.1", "adam lr.x=0.2", "adam lr.x=0.3")
    assert len({r.outcome for r in several.race().racers}) == 3


@pytest.mark.parametrize(
    ("racer", "told"),
    [
        ("adam lr.x=-1", "adam: lr.x must be a number ≥ 0 (got -1)"),
        ("adam lr.x", "adam: lr.x needs a value, as in lr.x=0.05"),
        ("adam lr.x=1 lr.x=2", "adam: lr.x is given twice"),
        ("adam lr.=1", "adam: lr. must name a group of parameters, as in lr.output=0.01"),
        ("prodigy lr.x=1", "prodigy takes no lr.x: it computes numbers of the whole model from its lr"),
        ("adam lr.hidden1=1", "adam: lr.hidden1 names no group of rosenbrock, whose groups are x, y"),
    ],
)
def test_rates_that_cannot_be_are_told(racer: str, told: str) -> None:
    with pytest.raises((SpecError, ScenarioError)) as caught:
        Scenario("rosenbrock", (racer,))
    assert str(caught.value).removeprefix("racers: ") == told


def test_a_problem_without_these_groups_takes_the_rates_away() -> None:
    scenario = Scenario("network hidden=[3]", ("adam lr.hidden1=0.1 lr.output=0.2", "sgd"))
    with pytest.raises(ScenarioError, match=r"adam: lr\.output names no group of rosenbrock"):
        replace(scenario, problem=ProblemSpec("rosenbrock"), racers=(RacerSpec.parse("adam lr.output=1"),))
    assert [str(r) for r in scenario.with_problem(ProblemSpec("rosenbrock")).racers] == ["adam", "sgd"]
    deeper = scenario.with_problem(ProblemSpec.parse("network hidden=[3,3]"))
    assert deeper.racers == scenario.racers
