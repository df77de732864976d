"""A run of many parameters: whole vectors in numpy give what a formula for each coordinate gives."""

from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.formula import compile as compile_module
from core.objectives import MOST_SPREAD, noise_of, objective_of, whole_objective
from core.optimizers import OPTIMIZERS
from core.optimizers.own import own_optimizer
from core.problems import bind
from core.program.assemble import assemble
from core.program.columns import Seeds
from core.program.scalar import ScalarProgram
from core.program.vector import SLOTS, VectorProgram
from core.recipes import recipe_of, with_lowest_loss
from core.run import Run, make_run
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.columns import LR, histories, lowered
from tests.sampling import sampled

PROBLEMS = (("rosenbrock n=12", 0.0), ("quadratic n=20", 0.1), ("quadratic n=10 bounds=[-1,1.2]", 0.0))
STEPS = 3 * SLOTS + 5
RACERS = [
    *OPTIMIZERS,
    "adam clip_norm=1 clip_value=0.5 weight_decay=0.1 schedule=cosine(total=40)",
    "adamw weight_decay=0.1 schedule=exponential(gamma=0.9)",
    "sgd lr=0.001 momentum=0.9 nesterov",
    "sgd lr=10",
]
CASES = [(racer, *problem) for racer in RACERS for problem in PROBLEMS]


def spread_run(racer: str, problem: str, seed: int, sigma: float) -> Run:
    """The run whose lines are one formula a coordinate."""
    bound = bind(ProblemSpec.parse(problem))
    recipe = recipe_of(
        with_lowest_loss(RacerSpec.parse(racer), bound), total=STEPS, noisy=sigma > 0, bounds=bound.bounds
    )
    objective = objective_of(bound, seed, columns=True)
    assert not objective.whole
    return Run(
        ScalarProgram(assemble(recipe), objective, noisy=sigma > 0),
        bound.start,
        seed=seed,
        sigma=noise_of(bound, sigma),
    )


def whole_run(racer: str, problem: str, seed: int = 0, sigma: float = 0.0) -> Run:
    bound = bind(ProblemSpec.parse(problem))
    return make_run(RacerSpec.parse(racer), bound, bound.start, total=STEPS, seed=seed, sigma=sigma)


def same(a: object, b: object) -> bool:
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


@pytest.mark.parametrize("case", sampled(CASES, 4), ids=str)
def test_a_run_is_that_of_its_coordinates_in_every_bit(case: tuple[str, str, float]) -> None:
    racer, problem, sigma = case
    spread, whole = (make(racer, problem, 3, sigma) for make in (spread_run, whole_run))
    assert isinstance(whole._program, VectorProgram)
    for run in (spread, whole):
        for stop in (SLOTS // 2, SLOTS + 1, STEPS):
            run.advance(stop)
    assert (whole.steps, whole.diverged) == (spread.steps, spread.diverged)
    for answer in {False, spread.averages}:
        assert same(whole.path(answer=answer), spread.path(answer=answer))
        assert same(whole.loss(answer=answer), spread.loss(answer=answer))
        np.testing.assert_allclose(whole.grad_norm(answer=answer), spread.grad_norm(answer=answer), rtol=1e-14)
    own, expected = whole.rates(), spread.rates()
    assert expected is None if own is None else same(own, expected)
    for update in {1, min(SLOTS, whole.steps), whole.steps + whole.diverged}:
        found, terms = whole.terms(update), spread.terms(update)
        assert {name: np.shape(value) for name, value in found.items()} == {n: np.shape(v) for n, v in terms.items()}
        assert all(same(found[name], terms[name]) for name in terms)
        found, terms = whole.state(update - 1), spread.state(update - 1)
        assert list(found) == list(terms)
        assert all(same(found[name], terms[name]) for name in terms)


def test_a_typed_rule_is_that_of_its_coordinates() -> None:
    text = "k: 1\nm: 0\nm = 0.9*m + where(g > 0, g, 2*g)\nk = k + sum(abs(m))\ntheta = theta - lr*m/k\n"
    rule = own_optimizer("mine", text, "lr=0.1")
    scenario = Scenario("rosenbrock n=12", (RacerSpec("mine", own=rule),), steps=40, rules=(rule,))
    racer = scenario.race().advance(40).racers[0]
    bound = racer.problem
    recipe = recipe_of(racer.spec, total=40)
    spread = Run(ScalarProgram(assemble(recipe), objective_of(bound, columns=True)), bound.start, seed=0, sigma=0.0)
    spread.advance(40)
    assert racer.steps == 40
    assert same(racer.path, spread.path())


def test_few_parameters_stay_spread() -> None:
    for dims in (MOST_SPREAD, MOST_SPREAD + 1):
        objective = objective_of(bind(ProblemSpec.parse(f"rosenbrock n={dims}")))
        assert objective.whole is (dims > MOST_SPREAD)


# Sweeps


@pytest.mark.parametrize("racer", ["adam", "prodigy", "lamb", "schedule_free_adamw", "sgd momentum=0.9"])
def test_columns_of_whole_vectors_are_runs_in_every_bit(racer: str) -> None:
    problem = "quadratic n=20"
    bound = bind(ProblemSpec.parse(problem))
    program, _ = lowered(racer, problem, free=("lr",))
    rates = np.array([1e-3, 1e-2, 0.1, 3.0])
    starts = np.repeat(np.array(bound.start)[:, None], len(rates), axis=1)
    runs = histories(program, whole_objective(bound), starts, STEPS, {LR: rates})
    for column, lr in enumerate(rates):
        run = make_run(
            RacerSpec.parse(racer).with_value("lr", float(lr)), bound, bound.start, total=STEPS, seed=0, sigma=0.0
        )
        run.advance(STEPS)
        assert_same(runs.loss[: run.steps + 1, column], run.loss())
        assert runs.found.last[column] == run.steps


def assert_same(found: Array, expected: Array) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("numbers", [[4, 4, 4], [4, 5, 4]])
def test_columns_of_whole_vectors_draw_their_own_noise(numbers: list[int]) -> None:
    bound = bind(ProblemSpec.parse("quadratic n=20"))
    seeds = Seeds(np.array(numbers), bound.dims, 0.3)
    program, _ = lowered("adam lr=0.01", "quadratic n=20", free=(), noisy=True)
    starts = np.repeat(np.array(bound.start)[:, None], 3, axis=1)
    runs = histories(program, whole_objective(bound, *seeds.distinct), starts, STEPS, seeds=seeds)
    for column, seed in enumerate(numbers):
        run = whole_run("adam lr=0.01", "quadratic n=20", seed, 0.3)
        run.advance(STEPS)
        assert_same(runs.path[:, :, column], run.path())


def test_formulas_of_the_step_are_compiled_for_the_first_update_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    racer = Scenario("network hidden=[3]", ("adam",), steps=30).race().advance(30).racers[0]
    built = list[str]()

    def counted(source: str, *rest: Any) -> Any:
        built.append(source)
        return build(source, *rest)

    build = compile_module.build
    monkeypatch.setattr(compile_module, "build", counted)
    counts = []
    for updates in (1, 1, 20):
        built.clear()
        racer.inspect(30, updates)
        counts.append(len(built))
    assert counts[0] > counts[1] == counts[2]
