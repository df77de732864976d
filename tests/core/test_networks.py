"""The problem `network`: it agrees with PyTorch, and its data, names, losses, Hessian and answers are what they say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from core.measures import known_measures
from core.networks.activations import ACTIVATIONS
from core.networks.first_weights import WEIGHTS
from core.networks.losses import LOSSES
from core.networks.made_data import SHAPES
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS, bind
from core.problems.networks import NetworkProblem
from core.scenario import Scenario
from core.specs import ProblemSpec, SpecError
from tests.sampling import examples

Array = npt.NDArray[np.float64]

VARIED = (
    "network",
    "network data=spirals classes=3 loss=softmax hidden=[3] l2=0.1",
    "network data=plane loss=squared hidden=[] batch=10",
    "network data=xor hidden=[2] activation=sigmoid scale=standard",
    "network data=gaussians activation=relu hidden=[3,2] init=he",
)


def network(text: str) -> NetworkProblem:
    found = bind(ProblemSpec.parse(text))
    assert isinstance(found, NetworkProblem)
    return found


# Agreement with PyTorch


@cache
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("golden_networks.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("number", range(len(golden()["trajectories"])))
def test_races_agree_with_pytorch(number: int) -> None:
    header, case = golden()["header"], golden()["trajectories"][number]
    steps = header["steps"]
    racer = Scenario(case["problem"], (case["racer"],), steps=steps).race().advance(steps).racers[0]
    np.testing.assert_allclose(racer.path[:: header["theta_every"]], case["theta"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(racer.loss[:: header["loss_every"]], case["loss"], rtol=0, atol=1e-10)


# Specs


@pytest.mark.parametrize(
    ("text", "dims", "last"),
    [
        ("network", 105, "b3[1]"),
        ("network hidden=[]", 3, "b1[1]"),
        ("network hidden=[ 4 , 3 ]", 31, "b3[1]"),
        ("network data=gaussians classes=4 loss=softmax hidden=[2]", 18, "b2[4]"),
        ("network loss=softmax hidden=[]", 6, "b1[2]"),
        ("network hidden=[64,64]", 4417, "b3[1]"),
    ],
)
def test_a_spec_says_how_many_parameters_there_are(text: str, dims: int, last: str) -> None:
    spec = ProblemSpec.parse(text)
    assert ProblemSpec.parse(str(spec)) == spec
    assert len({*spec.entry.variables}) == spec.entry.dims == dims
    assert spec.entry.variables[-1] == last
    assert network(text).names == spec.entry.variables
    assert len(network(text).start) == dims


def test_the_defaults_are_the_entry_of_the_catalog() -> None:
    assert ProblemSpec.parse("network hidden=[8,8] activation=relu").entry is PROBLEMS["network"]
    assert str(ProblemSpec.parse("network hidden=[8.0,8]")) == "network"
    assert ProblemSpec.parse("network hidden=[4,5]").values["hidden"] == (4, 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "hidden=x",
            'hidden must be a list like [8,8] of at most 6 layers, each of 64 units or fewer; [] has none (got "x")',
        ),
        ("hidden=[0]", 'none (got "[0]")'),
        ("hidden=[65]", 'none (got "[65]")'),
        ("hidden=[2.5]", 'none (got "[2.5]")'),
        ("hidden=[1,1,1,1,1,1,1]", 'none (got "[1,1,1,1,1,1,1]")'),
        ("hidden=[64,64,64]", "hidden makes 8,577 parameters: at most 5,000 are allowed"),
        ("hidden=[64,64] n=1000", "1,000 points are too many for 4,417 parameters: at most 905 are allowed"),
        ("classes=3", "loss must be softmax for 3 classes (got logistic)"),
        ("classes=3 loss=squared", "loss must be softmax for 3 classes (got squared)"),
        ("classes=3 loss=softmax", "classes must be 2 for data=moons (got 3)"),
        ("data=plane", "loss must be squared for data=plane, which has numbers to predict (got logistic)"),
        ("columns=1,2,3", "columns=1,2,3 chooses columns of a file: data=FILE names it"),
        ("split=0", "split must be a number > 0 and ≤ 1 (got 0)"),
        ("hiden=[8]", "Did you mean hidden?"),
    ],
)
def test_what_does_not_go_together_is_told_in_one_sentence(text: str, told: str) -> None:
    with pytest.raises(SpecError) as caught:
        ProblemSpec.parse(f"network {text}")
    assert str(caught.value).startswith("network")
    assert told in str(caught.value)


def test_a_start_is_as_long_as_theta() -> None:
    start = tuple(np.linspace(-1, 1, 9))
    scenario = Scenario("network hidden=[2]", ("sgd",), start=start)
    assert scenario.race().racers[0].path[0].tolist() == list(start)
    with pytest.raises(ValueError, match="start must be 9 numbers with commas between them"):
        Scenario("network hidden=[2]", start=(1.0, 2.0))


# What it says of itself


@pytest.mark.parametrize("text", VARIED)
def test_groups_are_the_layers(text: str) -> None:
    found = network(text)
    assert [group.name for group in found.groups][-1] == "output"
    assert [group.start for group in found.groups] == [0, *(group.stop for group in found.groups[:-1])]
    assert found.groups[-1].stop == found.dims
    for number, group in enumerate(found.groups, 1):
        assert {name[1] for name in found.names[group.part]} == {str(number)}


@pytest.mark.parametrize("text", VARIED)
def test_all_ways_to_the_loss_are_one(text: str) -> None:
    found = network(text)
    theta = np.array(found.start)
    loss, gradient = found.value_gradient()(theta)
    assert found.scalar_value_gradient(*found.start) == (loss, *gradient)
    assert float(found.values(found.start)) == loss
    assert found.gradients(found.start).tolist() == gradient.tolist()
    points = theta[:, None, None] + np.random.default_rng(0).normal(size=(found.dims, 3, 4))
    values, gradients = found.values(points), found.gradients(points)
    assert values.shape == (3, 4)
    assert found.value_gradient()(points[:, 1, 2])[0] == values[1, 2]
    np.testing.assert_array_equal(found.value_gradient()(points[:, 1, 2])[1], gradients[:, 1, 2])


@pytest.mark.parametrize("text", VARIED)
def test_a_mini_batch_is_a_mean_of_its_points(text: str) -> None:
    found = network(text)
    theta, rows = np.array(found.start), np.arange(7)
    sampled = found.sampled_value_gradient()
    loss, gradient = sampled(theta, rows)
    assert found.sample(found.start, rows)[0] == loss
    np.testing.assert_array_equal(found.sample(found.start, rows)[1], gradient)
    every = np.array([sampled(theta, np.array([row]))[1].copy() for row in rows])
    np.testing.assert_allclose(every.mean(axis=0), sampled(theta, rows)[1], atol=1e-14)


def test_a_gradient_is_not_shared_between_runs() -> None:
    found = network("network")
    one, other = found.value_gradient(), found.value_gradient()
    _, gradient = one(np.array(found.start))
    kept = gradient.copy()
    other(np.zeros(found.dims))
    np.testing.assert_array_equal(gradient, kept)


@pytest.mark.parametrize(
    "text",
    [
        "network hidden=[2]",
        "network hidden=[3] data=gaussians l2=0.1 loss=softmax",
        "network hidden=[] data=plane loss=squared",
    ],
)
def test_a_small_network_has_a_hessian(text: str) -> None:
    found = network(text)
    assert found.has_hessian
    for theta in np.random.default_rng(0).normal(size=(3, found.dims)):
        hessian = found.hessian(theta)
        np.testing.assert_array_equal(hessian, hessian.T)
        for axis, moved in enumerate(1e-5 * np.eye(found.dims)):
            bend = (found.gradients(theta + moved) - found.gradients(theta - moved)) / 2e-5
            np.testing.assert_allclose(hessian[axis], bend, atol=1e-9 * (1 + np.abs(hessian).max()))


def test_the_hessian_of_a_linear_model_is_known() -> None:
    found = network("network hidden=[] data=plane loss=squared l2=0.5")
    design = np.vstack([found.train.inputs, np.ones(found.train.count)])
    expected = 2 * design @ design.T / found.train.count + np.diag([0.5, 0.5, 0])
    np.testing.assert_allclose(found.hessian(found.start), expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("text", ["network", "network hidden=[2] activation=relu"])
def test_a_network_without_hessian_says_so(text: str) -> None:
    found = network(text)
    assert not found.has_hessian
    assert found.finite_hessian(found.start) is None
    with pytest.raises(TypeError, match="has_hessian"):
        found.hessian(found.start)


def test_a_race_says_nothing_that_nobody_knows() -> None:
    scenario = Scenario("network hidden=[8]", ("adam lr=0.1", "sgd lr=1e6", "sgd lr=0"), steps=150)
    good, wild, still = scenario.race().advance(150).racers
    assert good.problem.best is None
    assert good.status.sentence.endswith("f* of a network is not known")
    assert good.finding(150) is None
    assert good.inspect(150).curvature is None
    assert still.status.kind == "stalled"
    assert wild.status.kind in ("diverged", "growing", "not_reached")
    assert "λ" not in wild.status.sentence


def test_a_vanished_gradient_is_not_called_a_minimum() -> None:
    """From zeros nothing but the output's bias moves, and two classes of equal size leave it where it is."""
    scenario = Scenario("network init=zeros split=1 n=100", ("sgd lr=0.1",), steps=50)
    (racer,) = scenario.race().advance(50).racers
    assert racer.grad_norm[-1] < 1e-12
    assert "minimum" not in racer.status.sentence


def test_saturated_units_make_no_curve_of_minima() -> None:
    """θ far away: every hidden unit is ±1 at nearly every point, where floats see no slope."""
    scenario = Scenario("network data=xor hidden=[3] loss=squared", ("rmsprop lr=1000",), steps=100)
    (racer,) = scenario.race().advance(100).racers
    assert racer.grad_norm[-1] < 1e-8
    assert racer.status.kind == "converged"
    assert "curve" not in racer.status.sentence


def test_a_large_network_is_looked_at_in_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loss of 4,417 parameters takes milliseconds, and a racer that stands still is looked at in each frame."""
    looked: list[int] = []
    values = NetworkProblem.values

    def counted(self: NetworkProblem, points: Array) -> Array:
        found = values(self, points)
        looked.append(found.size)
        return found

    monkeypatch.setattr(NetworkProblem, "values", counted)
    scenario = Scenario("network hidden=[64,64] n=8 init=normal", ("sgd lr=1e-12",), steps=120)
    (racer,) = scenario.race().advance(120).racers
    assert racer.status.sentence
    assert 0 < sum(looked) < 500


# Any network


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A race of one optimizer on a network of any settings that go together."""
    hidden = ",".join(map(str, draw(st.lists(st.sampled_from([1, 2, 8, 30]), max_size=6))))
    words = {
        "data": draw(st.sampled_from(sorted(SHAPES))),
        "hidden": f"[{hidden}]",
        "activation": draw(st.sampled_from(sorted(ACTIVATIONS))),
        "loss": draw(st.sampled_from(sorted(LOSSES))),
        "l2": draw(st.sampled_from(["0", "1e-3", "1e6"])),
        "classes": draw(st.sampled_from(["2", "3", "10"])),
        "n": draw(st.sampled_from(["4", "50"])),
        "split": draw(st.sampled_from(["1", "0.5", "0.01"])),
        "init": draw(st.sampled_from(sorted(WEIGHTS))),
        "scale": draw(st.sampled_from(["none", "standard"])),
        "batch": draw(st.sampled_from(["1", "3", "full"])),
    }
    spec = "network " + " ".join(f"{name}={value}" for name, value in words.items())
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    rated = any(hyper.name == "lr" for hyper in OPTIMIZERS[optimizer].hypers)
    racer = f"{optimizer} lr={draw(st.sampled_from(['0.001', '1', '1e5']))}" if rated else optimizer
    try:
        return Scenario(spec, (racer,), steps=40, noise=draw(st.sampled_from([0.0, 0.1])))
    except SpecError:
        reject()


@pytest.mark.system
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(scenarios())
def test_any_network_can_be_raced(scenario: Scenario) -> None:
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    (racer,) = scenario.race().advance(40).racers
    rows = np.arange(racer.steps + 1)
    np.testing.assert_array_equal(racer.loss, racer.problem.values(racer.path.T))
    assert racer.status.kind
    assert racer.inspect(racer.steps).update == racer.steps
    for measure in known_measures(racer.problem):
        assert measure.values(racer, rows).shape == rows.shape
