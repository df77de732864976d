"""Problems of one parameter: how they race, and the counter-examples that some of them are."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from core.hyper import HyperError
from core.objectives import objective_of
from core.problems import bind
from core.program.assemble import assemble
from core.race_setup import ScenarioError
from core.recipes import recipe_of
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.columns import histories

CURVES = ("parabola", "heavy_ball_trap", "amsgrad_trap", "amsgrad_trap_2")


def path(problem: str, racer: str, steps: int) -> np.ndarray:
    found = Scenario(problem, (racer,), steps=steps).race().advance(steps).racers[0].path
    assert found.shape[1] == 1
    return found[:, 0]


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_has_one_of_everything(name: str) -> None:
    problem = bind(ProblemSpec(name))
    assert (problem.dims, problem.variables, problem.names, len(problem.start)) == (1, ("x",), ("x",), 1)
    along = np.linspace(problem.box.x_low, problem.box.x_high, 333)[None]
    values = problem.values(along)
    assert values.shape == (333,)
    assert problem.box.y_low < values.min() <= values.max() < problem.box.y_high
    assert problem.gradients(along).shape == (1, 333)


@pytest.mark.parametrize("name", CURVES)
def test_scenarios_of_one_parameter_survive_their_file_and_their_command(name: str) -> None:
    scenario = Scenario(name, ("adam",), start=(0.25,))
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert scenario.command()[-2:] == ("--start", "0.25")
    race = scenario.race().advance(10)
    assert race.racers[0].path.shape == (11, 1)
    assert race.racers[0].terms(3)["theta"].shape == (1,)  # type: ignore[union-attr]
    np.testing.assert_allclose(race.racers[0].loss, race.problem.values(race.racers[0].path.T), rtol=1e-12)


def test_a_start_must_have_one_number() -> None:
    with pytest.raises(HyperError, match="start must be one number X"):
        Scenario("parabola", start=(1.0, 2.0))
    with pytest.raises(ScenarioError, match="line 2: start must be one number X"):
        Scenario.from_toml('problem = "parabola"\nstart = [1, 2]')
    with pytest.raises(ScenarioError, match="line 1: start must be two numbers X,Y"):
        Scenario.from_toml("start = [1]")


def test_descent_on_a_parabola_obeys_its_limit() -> None:
    assert abs(path("parabola curvature=100", "sgd lr=0.019", 500)[-1]) < 1e-20
    np.testing.assert_allclose(np.abs(path("parabola curvature=100", "sgd lr=0.02", 100)), 1, rtol=1e-12)
    assert path("parabola curvature=100", "sgd lr=0.0202", 100)[-1] == pytest.approx(7.245, rel=1e-3)


def test_heavy_ball_circles_for_ever_where_descent_arrives() -> None:
    ball = path("heavy_ball_trap", f"sgd lr={1 / 9!r} momentum={4 / 9!r}", 300)
    np.testing.assert_allclose(sorted(ball[-3:] * 1225), [-2208, 792, 2592], rtol=1e-9)
    assert abs(path("heavy_ball_trap", f"sgd lr={2 / 26!r}", 300)[-1]) < 1e-9


def trapped(problem: str, optimizer: str, lr: float, betas: str, steps: int) -> np.ndarray:
    racer = f"{optimizer} lr={lr!r} {betas} eps=0 bias_correction=false schedule=inverse_sqrt"
    found = path(problem, racer, steps)
    assert np.abs(found).max() <= 1
    return found


def test_adam_is_trapped_at_the_worst_point_and_amsgrad_is_not() -> None:
    adam, amsgrad = (
        trapped("amsgrad_trap", name, 0.9 * sqrt(0.9), "beta1=0 beta2=0.1", 30_000) for name in ("adam", "amsgrad")
    )
    # after each third update it is back at +1: the large gradient moves it away by less than the others bring back
    np.testing.assert_allclose(adam[3::3], 1, atol=1e-12)
    assert amsgrad[-1] == pytest.approx(-0.9966, abs=1e-4)
    regret = np.where(np.arange(30_000) % 3 == 0, 3, -1) * (adam[:-1] + 1)
    assert regret.mean() == pytest.approx(2 / 3, abs=0.01)


def test_the_slower_trap_catches_adam_too() -> None:
    betas = "beta1=0.9 beta2=0.99"
    adam, amsgrad = (trapped("amsgrad_trap_2", name, 0.5, betas, 30_000) for name in ("adam", "amsgrad"))
    assert adam[-1] > 0.98
    assert amsgrad[-1] < -0.85


def test_the_rule_sees_the_loss_of_its_update_and_the_picture_the_mean() -> None:
    racer = Scenario("amsgrad_trap c=5", ("sgd lr=0.1",), start=(0.5,)).race().advance(6).racers[0]
    seen = [float(np.ravel(racer.terms(update)["g"])[0]) for update in range(1, 7)]
    assert seen == [5, -1, -1, 5, -1, -1]
    np.testing.assert_allclose(racer.grad_norm, 1, rtol=1e-15)
    np.testing.assert_allclose(racer.loss, racer.path[:, 0], rtol=1e-15)


def test_an_update_that_leaves_the_bounds_ends_on_them() -> None:
    assert path("amsgrad_trap", "sgd lr=10", 4).tolist() == [1, -1, 1, 1, -1]
    race = Scenario("eggholder", ("sgd lr=100", "adam lr=300")).race().advance(200)
    assert all(np.abs(racer.path).max() <= 512 for racer in race.racers)
    assert not any(racer.diverged for racer in race.racers)


@pytest.mark.parametrize("name", ["amsgrad_trap", "amsgrad_trap_2 period=7", "heavy_ball_trap"])
@pytest.mark.parametrize("racer", ["adam lr=0.05", "sgd lr=0.01 momentum=0.5", "lamb", "schedule_free_sgd lr=0.1"])
def test_both_back_ends_run_the_same(name: str, racer: str) -> None:
    problem = bind(ProblemSpec.parse(name))
    recipe = recipe_of(RacerSpec.parse(racer), total=50, sampled=problem.sampled is not None, bounds=problem.bounds)
    starts = np.array([[0.5, -0.25, 1.0]])
    runs = histories(assemble(recipe), objective_of(problem), starts, 50)
    for column, start in enumerate(starts[0]):
        single = Scenario(name, (racer,), (start,), steps=50, measured_at="theta").race().advance(50).racers[0]
        np.testing.assert_allclose(runs.path[:, 0, column], single.path[:, 0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(runs.loss[:, column], single.loss, rtol=1e-9, atol=1e-12)


def test_a_noisy_bowl_has_its_own_noise_by_the_scenarios_seed() -> None:
    first, again, other = (
        Scenario("noisy_bowl sigma=0.5", ("sgd lr=0.1", "sgd lr=0.2"), seed=seed).race().advance(2000)
        for seed in (1, 1, 2)
    )
    assert (first.racers[0].path == again.racers[0].path).all()
    assert (first.racers[0].path != other.racers[0].path)[1:].all()
    kept = Scenario("noisy_bowl sigma=0.5", ("sgd lr=0.1",), seed=1).race().advance(9).update(other.scenario)
    assert (kept.advance(9).racers[0].path[:10] == other.racers[0].path[:10]).all()
    # the cloud of x ← x − η(x + σξ) has the variance ησ²/(2 − η)
    assert first.racers[0].path[500:].var() == pytest.approx(0.1 * 0.25 / 1.9, rel=0.2)
    quiet = Scenario("noisy_bowl sigma=0", ("sgd lr=0.1",)).race().advance(500).racers[0]
    assert abs(quiet.path[-1]).max() < 1e-20


def test_a_large_rate_is_driven_to_the_edge_of_stability() -> None:
    race = Scenario("edge_of_stability", ("sgd lr=0.2",), (2.5, 0.6)).race().advance(3000)
    sharpness = np.linalg.eigvalsh(race.problem.hessian(race.racers[0].path[-1]))[-1]
    assert sharpness == pytest.approx(9.927, abs=1e-3)
    assert "no minimum" not in race.racers[0].status.sentence
