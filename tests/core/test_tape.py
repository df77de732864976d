"""The array back end: a column is its run, bit for bit, whatever runs beside it, and ends where the run does."""

from __future__ import annotations

import numpy as np
import pytest

from core.objectives import objective_of
from core.optimizers import OPTIMIZERS
from core.problems import bind
from core.program import tape
from core.program.assemble import assemble
from core.program.columns import Seeds, Task, run_columns
from core.program.tape import TapeProgram
from core.recipes import open_name, recipe_of
from core.specs import ProblemSpec, RacerSpec
from tests.columns import LR, RATES, STEPS, assert_same_bits, histories, lowered, rates, single
from tests.sampling import sampled


@pytest.fixture(autouse=True, params=["numpy", "compiled"])
def back_end(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both kinds of tape: numpy calls, and machine code where llvmlite is installed."""
    kind = str(request.param)
    if kind == "numpy":
        monkeypatch.setattr(tape, "available", lambda: False)
    else:
        pytest.importorskip("llvmlite")
    return kind


@pytest.mark.parametrize(
    "schedule", sampled(["cosine", "exponential(gamma=0.97)", "warmup_cosine(warmup_steps=20)"], 3)
)
@pytest.mark.parametrize("name", ["adam clip_norm=3", "sgd momentum=0.9 clip_value=2 weight_decay=0.01", "adamw"])
def test_schedules_clips_and_decay_have_the_bits_of_the_run(name: str, schedule: str) -> None:
    racer = f"{name} schedule={schedule}"
    runs = rates(racer, "rosenbrock", RATES)
    for column, rate in enumerate(RATES.tolist()):
        assert_same_bits(runs, column, single(f"{racer} lr={rate!r}", "rosenbrock"))


def test_what_stands_beside_a_column_does_not_change_it() -> None:
    alone, among = rates("adam", "rosenbrock", RATES[7:8]), rates("adam", "rosenbrock", RATES)
    assert alone.loss[:, 0].tolist() == among.loss[:, 7].tolist()
    many = rates("momentum", "rosenbrock", np.concatenate([np.full(40, 50.0), RATES]))  # these diverge, and leave
    assert (many.found.last[:40] < STEPS).all()
    few = rates("momentum", "rosenbrock", RATES)
    assert many.loss[:, 40:].tolist() == few.loss.tolist()


@pytest.mark.parametrize("names", [("beta1", "beta2"), ("eps",), ("weight_decay",), ("clip_norm",), ("clip_value",)])
def test_any_number_may_differ_by_column(names: tuple[str, ...]) -> None:
    values = {"beta1": [0.5, 0.9], "beta2": [0.9, 0.99], "eps": [1e-8, 1.0], "weight_decay": [0.0, 0.1]}
    values |= {"clip_norm": [0.5, np.inf], "clip_value": [0.25, np.inf]}
    start = np.array(bind(ProblemSpec.parse("rosenbrock")).start)
    columns = {open_name(name): np.array(values[name]) for name in names}
    program, objective = lowered("adam lr=0.01", "rosenbrock", free=names)
    runs = histories(program, objective, np.repeat(start[:, None], 2, axis=1), STEPS, columns)
    for column in range(2):
        pairs = " ".join(f"{name}={values[name][column]!r}" for name in names if np.isfinite(values[name][column]))
        assert_same_bits(runs, column, single(f"adam lr=0.01 {pairs}", "rosenbrock"))


def test_a_number_that_decides_a_branch_may_differ_by_column() -> None:
    start = np.array(bind(ProblemSpec.parse("rosenbrock")).start)
    columns = {open_name("momentum"): np.array([0.0, 0.5, 0.9])}
    program, objective = lowered("sgd lr=0.0005 nesterov", "rosenbrock", free=("momentum",))
    runs = histories(program, objective, np.repeat(start[:, None], 3, axis=1), STEPS, columns)
    for column, momentum in enumerate((0.0, 0.5, 0.9)):
        assert_same_bits(runs, column, single(f"sgd lr=0.0005 nesterov momentum={momentum}", "rosenbrock"))


@pytest.mark.parametrize("problem", ["rosenbrock", "regression n=40 batch=8 loss=mse"])
@pytest.mark.parametrize("numbers", [[4, 4, 4], [4, 5, 4]])
def test_each_column_draws_by_its_seed(problem: str, numbers: list[int]) -> None:
    seeds = Seeds(np.array(numbers), 2, 0.3)
    bound = bind(ProblemSpec.parse(problem))
    program, _ = lowered("adam lr=0.01", problem, free=(), noisy=True, sampled=bound.batch > 0)
    starts = np.repeat(np.array(bound.start)[:, None], 3, axis=1)
    runs = histories(program, objective_of(bound, *seeds.distinct), starts, STEPS, seeds=seeds)
    for column, seed in enumerate(numbers):
        run = single("adam lr=0.01", problem, seed=seed, sigma=0.3)
        if bound.batch:
            np.testing.assert_allclose(runs.loss[:, column], run.loss(), rtol=1e-9)
        else:
            assert_same_bits(runs, column, run)


def test_a_run_ends_at_its_target_where_only_that_is_asked() -> None:
    start = np.array(bind(ProblemSpec.parse("quadratic kappa=20")).start)
    values = {LR: np.array([0.001, 0.01, 0.05, 0.2])}
    starts = np.repeat(start[:, None], 4, axis=1)
    program, objective = lowered("sgd", "quadratic kappa=20")
    whole = histories(program, objective, starts, STEPS, values, level=0.1)
    ended = histories(program, objective, starts, STEPS, values, level=0.1, until_target=True)
    for column in range(4):
        met = np.flatnonzero(whole.loss[:, column] <= 0.1)
        assert whole.found.hit[column] == ended.found.hit[column] == (met[0] if met.size else -1)
        if met.size:
            assert ended.found.last[column] == met[0]
            assert ended.found.loss[column] == ended.found.best[column] == whole.loss[met[0], column]
    assert (whole.found.hit >= 0).tolist() == [False, False, True, False]


def test_the_tail_is_the_mean_of_the_last_tenth() -> None:
    runs = rates("adam", "rosenbrock", np.array([0.001, 0.1]))
    np.testing.assert_allclose(runs.found.tail, runs.loss[-10:].mean(axis=0), rtol=1e-14)
    diverged = rates("sgd", "rosenbrock", np.array([0.0001, 1.0]))
    assert diverged.found.tail[1] == np.inf
    assert np.isfinite(diverged.found.tail[0])


@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if entry.rule.answer])
def test_the_loss_of_the_answer_is_measured(name: str) -> None:
    start = np.array(bind(ProblemSpec.parse("rosenbrock")).start)
    program, objective = lowered(name, "rosenbrock", free=())
    runs = histories(program, objective, np.repeat(start[:, None], 2, axis=1), STEPS, answer=True)
    run = single(name, "rosenbrock")
    assert runs.loss[:, 0].tolist() == run.loss(answer=True).tolist()
    assert runs.path[:, :, 0].tolist() == run.path(answer=True).tolist()
    assert runs.found.theta[:, 0].tolist() == run.path()[-1].tolist()


def test_nothing_is_run_for_no_steps() -> None:
    program, objective = lowered("adam", "rosenbrock")
    found = run_columns(TapeProgram(program, objective, [LR]), np.zeros((2, 3)), Task(0), {LR: np.ones(3)})
    assert found.loss.tolist() == found.best.tolist() == [1.0, 1.0, 1.0]
    assert found.last.tolist() == [0, 0, 0]


FUNCTIONS = "exp(-x^2) + sin(3*x) + cos(y) + tanh(x*y) + log(1 + x^2) + sqrt(1 + y^2) + abs(x - y) + tan(x/9)"
EDGES = "max(x^2, y^2) + clip(x, -1, 1)^2 + mod(x, 0.7) + floor(y) + sign(x)*x + where(x < y, x^2, x^4) + (1 + y^2)^1.5"


@pytest.mark.parametrize("problem", [FUNCTIONS, EDGES, "ackley", "rastrigin", "eggholder"])
def test_all_functions_of_formulas(problem: str, back_end: str) -> None:
    bound = bind(ProblemSpec.parse(problem))
    starts = np.random.default_rng(2).uniform(-1, 1, (2, 11)) * (1 if bound.box.x_high < 100 else 100)
    program, objective = lowered("adam lr=0.01", problem, free=())
    runs = histories(program, objective, starts, STEPS)
    for column in range(11):
        run = single("adam lr=0.01", problem, start=tuple(starts[:, column].tolist()))
        if back_end == "compiled":
            assert_same_bits(runs, column, run)
        else:
            np.testing.assert_allclose(runs.loss[:, column], run.loss(), rtol=1e-7, atol=1e-9)


def test_a_problem_of_its_own_function_is_not_compiled(back_end: str) -> None:
    bound = bind(ProblemSpec.parse("regression loss=huber"))
    program = assemble(recipe_of(RacerSpec.parse("adam"), total=5))
    assert TapeProgram(program, objective_of(bound)).kernel is None
    formula = TapeProgram(program, objective_of(bind(ProblemSpec.parse("booth"))))
    assert (formula.kernel is None) == (back_end == "numpy")


@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 255, 256, 257, 1000])
def test_any_width_may_be_run(width: int) -> None:
    values = np.geomspace(1e-4, 0.1, width)
    runs = rates("momentum", "beale", values)
    for column in {0, width // 2, width - 1}:
        assert_same_bits(runs, column, single(f"momentum lr={values[column].item()!r}", "beale"))
