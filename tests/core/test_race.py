"""Races: slicing, seeking and updating change nothing, noise is shared, one column of a batch is one run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import noise
from core.formula import parse
from core.milestones import Milestone, adjacent
from core.noise import BLOCK
from core.objectives import objective_of
from core.optimizers import OPTIMIZERS
from core.problems import bind
from core.program.assemble import assemble
from core.program.columns import Seeds
from core.program.objective import formula_objective
from core.program.scalar import ScalarProgram
from core.race import Race
from core.racer import Racer
from core.recipes import recipe_of, with_lowest_loss
from core.run import Run
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.columns import histories
from tests.sampling import sampled

Array = npt.NDArray[np.float64]
EVERY = pytest.mark.parametrize("name", OPTIMIZERS)
SHAPED = "clip_norm=5 clip_value=4 weight_decay=0.01"
MINI_BATCHES = "regression n=20 batch=6"


def race(problem: str, *racers: str, **extra: Any) -> Race:
    return Scenario(problem, racers, **extra).race()


def only(problem: str, racer: str, to: int, **extra: Any) -> Racer:
    return race(problem, racer, **extra).advance(to).racers[0]


def same(one: Racer, other: Racer) -> bool:
    """Bitwise equal histories."""
    return all(
        np.array_equal(a, b, equal_nan=True)
        for a, b in ((one.path, other.path), (one.loss, other.loss), (one.grad_norm, other.grad_norm))
    )


# Histories


def test_a_new_race_stands_at_the_start() -> None:
    fresh = race("beale", "sgd", "adam", start=(1.0, 1.5))
    assert fresh.steps == 0
    for racer in fresh.racers:
        assert racer.steps == 0
        assert racer.path.tolist() == [[1.0, 1.5]]
        assert racer.loss.shape == racer.grad_norm.shape == (1,)
        assert racer.evaluations == 0
        assert racer.status.kind == "running"
        assert racer.loss[0] == pytest.approx(float(fresh.problem.values([1.0, 1.5])))
        assert racer.grad_norm[0] == pytest.approx(math.hypot(*fresh.problem.gradients([1.0, 1.5])))


def test_a_race_without_racers_goes_anywhere() -> None:
    assert race("booth").advance(70).steps == 70
    assert race("booth").racers == ()


def test_histories_have_a_row_for_every_update() -> None:
    racer = only("rosenbrock", "adam", 200)
    assert racer.path.shape == (201, 2)
    assert racer.path.dtype == np.float64
    assert racer.loss.shape == racer.grad_norm.shape == (201,)
    problem = bind(ProblemSpec.parse("rosenbrock"))
    np.testing.assert_allclose(racer.loss, problem.values(racer.path.T), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(racer.grad_norm, np.hypot(*problem.gradients(racer.path.T)), rtol=1e-12, atol=1e-13)
    assert racer.evaluations == racer.evaluations_at(500) == 200


def test_a_race_may_pass_its_steps_and_never_goes_back() -> None:
    moving = race("beale", "adam", steps=10)
    assert moving.advance(25) is moving
    assert moving.steps == 25
    assert moving.advance(3).advance(0).advance(-1).steps == 25
    assert moving.racers[0].steps == 25


def test_a_scenario_of_one_step() -> None:
    single = race("beale", "adam schedule=cosine", "nesterov", "prodigy", steps=1).advance(1)
    assert single.steps == 1
    assert all(np.isfinite(racer.path).all() for racer in single.racers)
    assert all("theta" in racer.terms(1) for racer in single.racers)


def test_histories_are_read_only_views_that_never_change() -> None:
    moving = race("rosenbrock", "adam").advance(5)
    racer = moving.racers[0]
    early = (racer.path, racer.loss, racer.grad_norm)
    kept = [view.copy() for view in early]
    for view in early:
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 7
    for to in (6, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1, 10_000):
        moving.advance(to)
        racer.terms(3)
        for view, copy in zip(early, kept, strict=True):
            assert np.array_equal(view, copy)
    assert np.array_equal(racer.path[:6], kept[0])


def test_slices_of_time_change_nothing() -> None:
    whole = race("rastrigin", "adam", "rprop", "sgd lr=0.01 momentum=0.9", noise=0.5).advance(5000)
    patient = race("rastrigin", "adam", "rprop", "sgd lr=0.01 momentum=0.9", noise=0.5)
    rounds = 0
    while patient.steps < 5000:
        before = patient.steps
        patient.advance(5000, seconds=0)
        assert patient.steps >= before
        rounds += 1
        assert rounds < 100
    assert rounds > 1
    stepwise = race("rastrigin", "adam", "rprop", "sgd lr=0.01 momentum=0.9", noise=0.5)
    for to in (1, 2, 3, 7, 100, 1023, 1024, 1025, 2047, 2050, 4096, 5000):
        stepwise.advance(to)
    for one, other, third in zip(whole.racers, patient.racers, stepwise.racers, strict=True):
        assert same(one, other)
        assert same(one, third)


def test_a_million_steps_take_the_memory_of_their_rows() -> None:
    racer = only("quadratic", "sgd lr=0.01", 200_000, steps=1_000_000)
    base = racer.path.base
    assert base is not None
    assert base.nbytes < 3 * 200_000 * 4 * 8
    assert racer.path.base is racer.loss.base is racer.grad_norm.base


# Looking inside


@pytest.mark.parametrize(
    "problem", sampled(["rosenbrock", "beale", "regression", "regression loss=mae", MINI_BATCHES], 3)
)
@EVERY
def test_terms_end_where_the_path_does(problem: str, name: str) -> None:
    shared = " ".join(word for word in SHAPED.split() if word.partition("=")[0] in known(name))
    racers = (name, f"{name} {shared} schedule=step(step_size=3)")
    for racer in race(problem, *racers, seed=3, noise=0.1, steps=50, measured_at="theta").advance(40).racers:
        for update in (1, 2, 3, 17, min(40, racer.steps)):
            terms = racer.terms(update)
            assert np.array_equal(terms["theta"], racer.path[update]), update
            assert {"theta", "g", "f", "lr"} <= set(terms)
            assert terms["lr"] == pytest.approx(float(racer.rates(update)))


def known(name: str) -> set[str]:
    return {hyper.name for hyper in OPTIMIZERS[name].hypers}


def test_terms_of_adam() -> None:
    racer = only("rosenbrock", "adam lr=0.1", 60)
    first, later = racer.terms(1), racer.terms(57)
    g = np.asarray(first["g"])
    assert np.linalg.norm(g) == pytest.approx(racer.grad_norm[0])
    assert first["f"] == racer.loss[0]
    np.testing.assert_allclose(first["m"], 0.1 * g)
    np.testing.assert_allclose(first["v_hat"], g**2)
    np.testing.assert_allclose(later["m_hat"], np.asarray(later["m"]) / (1 - 0.9**57))
    assert isinstance(later["m"], np.ndarray)
    assert later["m"].shape == (2,)
    assert isinstance(later["lr"], float)


def test_terms_across_blocks_and_out_of_range() -> None:
    racer = only("rastrigin", "rmsprop", 2 * BLOCK + 5, noise=1.0)
    for update in (1, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 2, 2 * BLOCK + 1, 2 * BLOCK + 5):
        assert np.array_equal(racer.terms(update)["theta"], racer.path[update])
    for update in (0, -1, 2 * BLOCK + 6):
        with pytest.raises(ValueError, match=rf"update must lie in \[1, {2 * BLOCK + 5}\] \(got {update}\)"):
            racer.terms(update)


def test_the_update_that_failed_can_be_looked_at() -> None:
    racer = only("rosenbrock", "sgd lr=0.01", 100)
    assert racer.diverged
    theta = np.asarray(racer.terms(racer.steps + 1)["theta"])
    assert not np.isfinite(racer.problem.values(theta))


@EVERY
def test_looking_inside_changes_nothing(name: str) -> None:
    looked = race("beale", name, noise=0.1)
    for to in (3, 30, 31, 1100):
        looked.advance(to)
        for update in (1, 2, to):
            if update <= looked.racers[0].steps:
                looked.racers[0].terms(update)
    assert same(looked.racers[0], only("beale", name, 1100, noise=0.1))


# Randomness


def test_a_seed_makes_the_race() -> None:
    one, again, other = (only("booth", "adam", 100, seed=seed, noise=0.3) for seed in (1, 1, 2))
    assert same(one, again)
    assert not np.array_equal(one.path[1], other.path[1])
    assert same(only("booth", "adam", 100, seed=1), only("booth", "adam", 100, seed=2))  # where nothing is random


def test_all_racers_see_the_same_noise() -> None:
    fast, slow = race("booth", "sgd lr=0.01", "adam", "sgd lr=0", noise=2.0).advance(1500).racers[:2]
    drawn = []
    for racer in (fast, slow):
        for update in (1, 2, 900, 1025, 1500):
            full = bind(ProblemSpec("booth")).gradients(racer.path[update - 1])
            drawn.append(np.asarray(racer.terms(update)["g"]) - full)
    np.testing.assert_allclose(drawn[:5], drawn[5:], atol=1e-9)
    assert len({tuple(np.round(row, 6)) for row in drawn[:5]}) == 5


def test_noise_is_normal_and_the_histories_have_none() -> None:
    racer = only("quadratic", "sgd lr=0", 2000, noise=0.5, start=(1.0, 1.0), seed=5)
    assert (racer.loss == racer.loss[0]).all()
    assert (racer.grad_norm == racer.grad_norm[0]).all()
    draws = np.concatenate([noise.gradient_noise(5, 0.5, 2, block) for block in range(20)])
    assert draws.std() == pytest.approx(0.5, rel=0.02)
    assert draws.mean() == pytest.approx(0.0, abs=0.01)
    assert np.corrcoef(draws[::2], draws[1::2])[0, 1] == pytest.approx(0.0, abs=0.02)


def test_mini_batches_are_shared_and_cover_every_row_once_an_epoch() -> None:
    seen = [noise.batch_rows(7, step, 20, 6) for step in range(8)]
    assert [len(rows) for rows in seen] == [6, 6, 6, 2] * 2
    for epoch in (seen[:4], seen[4:]):
        assert sorted(np.concatenate(epoch)) == list(range(20))
    assert not np.array_equal(seen[0], seen[4])
    assert np.array_equal(noise.batch_rows(7, 5, 20, 6), seen[5])
    racers = race(MINI_BATCHES, "sgd lr=0.1", "adam").advance(9).racers
    problem = bind(ProblemSpec.parse(MINI_BATCHES))
    for racer in racers:
        loss, gradient = problem.sample(tuple(racer.path[6]), noise.batch_rows(0, 6, 20, 6))
        assert np.array_equal(np.asarray(racer.terms(7)["g"]), gradient)
        assert racer.terms(7)["f"] == loss != racer.loss[6]
        np.testing.assert_allclose(racer.loss, problem.values(racer.path.T), rtol=1e-12)


def test_first_values_come_from_the_gradient_that_the_rule_sees() -> None:
    """novograd's v starts as ‖g‖² of the first mini-batch, so that the first step has unit length."""
    for sigma in (0.0, 3.0):
        racer = only(MINI_BATCHES, "novograd lr=0.5", 1, noise=sigma)
        g = np.asarray(racer.terms(1)["g"])
        assert racer.terms(1)["v"] == pytest.approx(float(g @ g))
        assert np.linalg.norm(racer.path[1] - racer.path[0]) == pytest.approx(0.5, rel=1e-5)


# What every racer has


def by_hand(racer: RacerSpec, problem: str, start: tuple[float, ...], steps: int) -> Array:
    """Clipping, then weight decay, then gradient descent with PyTorch's momentum, in numpy."""
    value = {hyper.name: racer.get(hyper.name) for hyper in racer.hypers}
    number = {name: float(v) for name, v in value.items() if isinstance(v, (int, float))}
    bound, theta, path, b = bind(ProblemSpec.parse(problem)), np.array(start), [np.array(start)], np.zeros(2)
    for t in range(steps):
        g = bound.gradients(theta)
        if math.isfinite(number["clip_norm"]):
            g = g * min(1.0, number["clip_norm"] / (math.hypot(*g) + 1e-6))
        g = np.clip(g, -number["clip_value"], number["clip_value"])
        if value["decay"] == "coupled":
            g = g + number["weight_decay"] * theta
        else:
            theta = theta * (1 - number["lr"] * number["weight_decay"])
        b = number["momentum"] * b + g if t else g
        theta = theta - number["lr"] * b
        path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("decay", ["coupled", "decoupled"])
@pytest.mark.parametrize("decays", [0, 0.3])
@pytest.mark.parametrize("clips", ["", "clip_norm=2", "clip_value=1.5", "clip_norm=7 clip_value=5"])
def test_clipping_and_decay_against_a_plain_loop(clips: str, decays: float, decay: str) -> None:
    text = f"sgd lr=0.01 momentum=0.8 weight_decay={decays} decay={decay} {clips}"
    racer = only("beale", text, 60, start=(-2.0, 1.5))
    np.testing.assert_allclose(racer.path, by_hand(racer.spec, "beale", (-2.0, 1.5), 60), rtol=1e-10, atol=1e-12)


def test_adamw_decays_as_pytorch_does() -> None:
    """Without a gradient AdamW only decays: (1 − ηλ)^k."""
    racer = only("0*x + 0*y", "adamw lr=0.1 weight_decay=0.5", 10, start=(1.0, -2.0))
    np.testing.assert_allclose(racer.path, np.outer(0.95 ** np.arange(11), (1.0, -2.0)), rtol=1e-12)


def test_schedules_set_the_rate_of_every_update() -> None:
    racer = only("booth", "sgd lr=0.02 schedule=cosine(eta_min=0.001)", 80, steps=80)
    k = np.arange(80)
    rates = 0.001 + 0.019 * (1 + np.cos(np.pi * k / 80)) / 2
    np.testing.assert_allclose(racer.rates(k + 1), rates)
    moves = -np.diff(racer.path, axis=0)
    gradients = bind(ProblemSpec("booth")).gradients(racer.path[:-1].T).T
    np.testing.assert_allclose(moves, rates[:, None] * gradients, rtol=1e-9, atol=1e-13)


# Updating


BASE = Scenario(
    "rosenbrock", ("adam", "sgd schedule=cosine", "slow: sgd lr=1e-5"), steps=300, seed=1, start=(-1.0, 1.5)
)


def changed(**fields: Any) -> Scenario:
    return replace(BASE, **fields)


OTHERS = BASE.racers[1:]
CHANGES: dict[str, tuple[Scenario, tuple[bool, ...]]] = {
    "nothing": (BASE, (True, True, True)),
    "label": (changed(racers=("a: adam", "b: sgd schedule=cosine", "c: sgd lr=1e-5")), (True, True, True)),
    "order": (changed(racers=tuple(reversed(BASE.racers))), (True, True, True)),
    "added": (changed(racers=(*BASE.racers, "lion")), (True, True, True, False)),
    "steps": (changed(steps=400), (True, False, True)),
    "target": (changed(target=0.1), (True, True, True)),
    "seed": (changed(seed=2), (True, True, True)),
    "noise": (changed(noise=0.1), (False, False, False)),
    "start": (changed(start=(-1.0, 1.6)), (False, False, False)),
    "problem": (changed(problem="rosenbrock b=99"), (False, False, False)),
    "default written out": (changed(problem="rosenbrock b=100"), (True, True, True)),
    "rate": (changed(racers=("adam lr=0.06", *OTHERS)), (False, True, True)),
    "decay": (changed(racers=("adam weight_decay=0.1", *OTHERS)), (False, True, True)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_update_keeps_what_cannot_have_changed(what: str) -> None:
    scenario, kept = CHANGES[what]
    old = BASE.race().advance(300)
    new = old.update(scenario)
    assert tuple(racer.steps == 300 for racer in new.racers) == kept
    assert new.scenario is scenario
    assert new.steps == (300 if all(kept) else 0)
    new.advance(300)
    fresh = scenario.race().advance(300)
    for racer, other in zip(new.racers, fresh.racers, strict=True):
        assert same(racer, other)
        assert (racer.name, racer.spec, racer.status) == (other.name, other.spec, other.status)
        assert np.array_equal(racer.rates(np.arange(1, 301)), other.rates(np.arange(1, 301)))
    assert all(racer.steps == 300 for racer in old.racers)


def test_update_minds_the_seed_where_something_is_random() -> None:
    for problem, sigma in (("rosenbrock", 0.1), (MINI_BATCHES, 0.0)):
        scenario = Scenario(problem, ("adam",), noise=sigma)
        old = scenario.race().advance(20)
        assert old.update(replace(scenario, seed=9)).racers[0].steps == 0
        assert old.update(replace(scenario, target=9)).racers[0].steps == 20


def test_racers_alike_share_one_history() -> None:
    twins = race("beale", "adam", "adam lr=0.05", "same: adam").advance(10).racers
    assert twins[0].path.base is twins[1].path.base is twins[2].path.base
    assert len({racer.name for racer in twins}) == 3


# Two back ends


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, 4))
@settings(max_examples=6, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=4),
    st.sampled_from(["rosenbrock", "booth", "regression loss=huber n=9", MINI_BATCHES]),
    st.booleans(),
)
def test_a_column_of_a_batch_is_a_run_of_its_own(
    name: str, starts: list[tuple[float, float]], problem: str, noisy: bool
) -> None:
    steps, sigma = 12, 0.1 if noisy else 0.0
    spec = RacerSpec.parse(f"{name} schedule=exponential(gamma=0.9)")
    bound = bind(ProblemSpec.parse(problem))
    recipe = recipe_of(with_lowest_loss(spec, bound), total=steps, noisy=noisy, sampled=bound.batch > 0)
    numbers = [3 + column % 2 for column in range(len(starts))]
    seeds = Seeds(np.array(numbers), 2, sigma)
    objective = objective_of(bound, *seeds.distinct)
    runs = histories(assemble(recipe), objective, np.array(starts).T, steps, seeds=seeds)
    for column, (start, seed) in enumerate(zip(starts, numbers, strict=True)):
        racer = only(problem, str(spec), steps, start=start, seed=seed, noise=sigma, steps=steps, measured_at="theta")
        if runs.found.last[column] != racer.steps or near_a_flip(racer):
            continue
        rows = slice(0, racer.steps + 1)
        np.testing.assert_allclose(runs.path[rows, :, column], racer.path, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(runs.loss[rows, column], racer.loss, rtol=1e-6, atol=1e-9)


def near_a_flip(racer: Racer) -> bool:
    """Whether the last bit of a gradient decides a sign, or a huge step blows up the difference of last bits."""
    gradients = np.array([racer.terms(update)["g"] for update in range(1, racer.steps + 1)])
    return bool((np.abs(gradients) < 1e-6).any() or (np.abs(gradients) > 1e6).any())


def test_columns_that_diverge_end_where_their_runs_do() -> None:
    scenario = Scenario("x^2*y^2 + x^4 + y^4", ("sgd lr=0.1",))
    program = assemble(recipe_of(scenario.racers[0], total=50))
    starts = np.array([[0.5, 40.0, np.inf, 1.0], [0.5, 1.0, 0.0, 1e99]])
    runs = histories(program, objective_of(bind(scenario.problem)), starts, 50)
    for column in range(4):
        start, last = starts[:, column], int(runs.found.last[column])
        if not np.isfinite(start).all():
            assert last == 0
            continue
        racer = only(str(scenario.problem), "sgd lr=0.1", 50, start=start)
        assert last == racer.steps
        assert runs.path[: last + 1, :, column].tolist() == racer.path.tolist()
        assert runs.loss[: last + 1, column].tolist() == racer.loss.tolist()
        assert (runs.loss[last + 1 :, column] == np.inf).all()


@EVERY
def test_every_optimizer_goes_down_by_default(name: str) -> None:
    """The defaults do something sensible on the default problem."""
    racer = only("rosenbrock", name, 500)
    assert not racer.diverged
    assert racer.loss[-1] < 0.6 * racer.loss[0]


def test_runs_are_the_same_wherever_they_fall_back_to_numpy() -> None:
    """Steps on which plain floats raise run on numpy scalars, and the racer goes on in plain floats."""
    problem = "where(x > 0.5, log(x) + 1/(x - 1), exp(x)) + y^2"
    racer = only(problem, "sgd lr=0.001", 3000, start=(1.0, 1.0))
    assert racer.diverged
    odd = only("sqrt(x^2 + y^2)", "adam", 300, start=(0.0, 0.0))
    assert not odd.path.any()  # the gradient at a cone's tip is 0/0, and the subgradient taken there 0
    steep = only("min(x^2, exp(x^4)) + y^2", "sgd lr=0.1", 50, start=(9.0, 1.0))  # exp(9^4) raises
    np.testing.assert_allclose(steep.path, np.outer(0.8 ** np.arange(51), (9.0, 1.0)), rtol=1e-12)


def test_the_nearest_milestone_on_each_side_is_the_adjacent_one() -> None:
    found = [Milestone(step, "best", str(step)) for step in (9, 2, 5)]
    for step, forward, wanted in (
        (5, True, 9),
        (4, True, 5),
        (0, True, 2),
        (9, True, None),
        (5, False, 2),
        (6, False, 5),
        (99, False, 9),
        (2, False, None),
    ):
        milestone = adjacent(found, step, forward)
        assert (milestone and milestone.step) == wanted
    assert adjacent((), 3, True) is None


def test_the_best_loss_is_no_milestone_before_the_race_is_done() -> None:
    race = Scenario("rosenbrock", ("sgd lr=0.0005", "sgd lr=1", "adam"), steps=3000, noise=5.0).race()
    first, wild, _ = race.advance(1000).racers
    assert not first.done
    assert all(milestone.kind != "best" for milestone in first.milestones())
    assert wild.done  # it diverged
    assert [milestone.kind for milestone in wild.milestones()] == ["best", "diverged"]
    race.advance(3000, only=first)
    assert race.steps == 1000
    assert first.done
    assert [milestone.step for milestone in first.milestones()] == [int(np.argmin(first.loss))]


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_the_norm_of_a_gradient_is_the_root_of_the_sum_of_squares(dims: int) -> None:
    names = ("x", "y", "z")[:dims]
    loss = parse(" + ".join(f"{i + 1}*{name}^2" for i, name in enumerate(names)), names)
    program = ScalarProgram(assemble(recipe_of(RacerSpec.parse("sgd lr=0.1"), total=5)), formula_objective(loss, names))
    run = Run(program, (3.0, -2.0, 1.0)[:dims], seed=0, sigma=0.0)
    run.advance(5)
    gradients = 2 * np.arange(1, dims + 1) * run.path()
    np.testing.assert_allclose(run.grad_norm(), np.linalg.norm(gradients, axis=1), rtol=1e-14)


def test_the_best_loss_up_to_a_step_is_the_same_forward_and_back() -> None:
    racer = only("rosenbrock", "sgd lr=0.0005", 600, noise=5.0)
    for step in (0, 3, 400, 17, 17, 600, 9999, 2):
        assert racer.best_at(step) == racer.loss[: step + 1].min()
    assert racer.best == racer.loss.min()


def test_a_spike_is_a_milestone() -> None:
    """RMSProp's scale fades while the gradient vanishes, until a step is far too long."""
    (racer,) = Scenario("quadratic", ("rmsprop lr=0.01",), steps=1300).race().advance(1300).racers
    found = [milestone for milestone in racer.milestones() if milestone.kind == "spike"]
    assert [milestone.step for milestone in found] == [1197]
    assert found[0].sentence == "spike: the loss is up 8.16e35-fold, and back at step 1251"
    assert racer.loss[1197] == racer.loss[1150:1251].max()
    assert racer.loss[1197] > 1e30 * racer.loss[1100:1177].max()
