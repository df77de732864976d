"""Sweeps: a cell is the race of its scenario, and does not depend on how the sweep is cut into parts."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.program import fast, tape
from core.race import Race
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.sweep import Axis, Sweep, SweepError, SweepResult, run, stream
from core.sweep.parts import WIDTH, cells_of, coarse_to_fine, plan, prepare, problem_of, run_part
from core.sweep.stream import NARROW, batches, width_for

FIELDS = ("loss", "best", "tail", "hit", "last", "diverged", "minimum", "theta", "answer")


def assert_equal(one: SweepResult, other: SweepResult) -> None:
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def assert_is_its_race(result: SweepResult, cell: tuple[int, ...], *, exact: bool = True) -> None:
    scenario = result.sweep.scenario_at(cell)
    race = Race(scenario).advance(scenario.steps)
    (racer,) = race.racers
    assert result.last[cell] == racer.steps
    assert result.diverged[cell] == racer.diverged
    if exact:
        assert result.loss[cell] == racer.loss[-1]
        assert result.best[cell] == racer.best
        assert result.answer[cell].tolist() == racer.path[-1].tolist()
    else:
        np.testing.assert_allclose(result.best[cell], racer.best, rtol=1e-8)
    best = race.problem.best
    met = np.flatnonzero(racer.loss <= (-np.inf if best is None else scenario.target + best))
    assert result.hit[cell] == (met[0] if met.size else -1)


CASES = {
    "starts": (Scenario("himmelblau", ("momentum lr=0.01", "adam lr=0.1"), steps=60), ["x=-5..5/4", "y=-5..5/3"]),
    "rates": (Scenario("quadratic kappa=20", ("sgd", "asgd", "lookahead"), steps=60), ["lr=1e-3..1/7"]),
    "seeds": (Scenario("noisy_bowl sigma=1", ("adam lr=0.1", "sgd lr=0.1"), steps=60), ["seed=0..3", "lr=[0.01,0.1]"]),
    "problems": (Scenario("booth", ("adam lr=0.1",), steps=60), ["problem=[booth,beale]", "x=-1..1/3"]),
    "kappa": (Scenario("quadratic", ("sgd lr=0.01",), steps=60), ["problem.kappa=1..100/4", "y=[1,2]"]),
    "noise": (Scenario("booth", ("adam lr=0.1",), steps=60, seed=3), ["noise=[0,0.5]", "seed=[1,2]"]),
    "choices": (
        Scenario("booth", ("sgd lr=0.01 momentum=0.5",), steps=60),
        ["nesterov=[true,false]", "lr=[0.01,0.02]"],
    ),
    "integers": (Scenario("booth", ("lookahead lr=0.01",), steps=60), ["sync_period=1..4", "slow_step_size=[0.3,0.6]"]),
    "schedule": (
        Scenario("booth", ("adam lr=0.1 schedule=exponential(gamma=0.9)",), steps=60),
        ["schedule.gamma=0.5..0.99/4", "lr=[0.1,1]"],
    ),
    "one": (Scenario("parabola", ("sgd lr=0.1",), steps=60), ["x=-2..2/5"]),
    "no axis": (Scenario("booth", ("sgd lr=0.01", "adam"), steps=60), []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_cell_is_the_race_of_its_scenario(name: str) -> None:
    scenario, axes = CASES[name]
    result = run(Sweep(scenario, axes))
    assert result.done.all()
    for cell in np.ndindex(*result.sweep.shape):
        assert_is_its_race(
            result,
            cell,
        )


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("racer", ["asgd", "lookahead", "schedule_free_sgd"])
def test_a_run_may_end_with_a_block(racer: str, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "available", lambda: compiled and fast.available())
    prepare.cache_clear()
    for axis, last in {"lr=[0.1,1e200]": 0, "lr=0.05..100/400": tape.SLOTS}.items():
        result = run(Sweep(Scenario("monkey_saddle", (racer,), steps=70), [axis]))
        ends = np.flatnonzero(result.diverged[0] & (result.last[0] == last))
        assert ends.size
        for cell in ends.tolist():
            assert_is_its_race(result, (0, cell))
    prepare.cache_clear()


@pytest.mark.parametrize("problem", ["ackley", "cliff", "regression loss=mae", "regression loss=huber", "logistic"])
def test_functions_of_arrays_round_otherwise_in_the_last_places_alone(
    problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tape, "available", lambda: False)
    prepare.cache_clear()
    result = run(Sweep(Scenario(problem, ("adam lr=0.1",), steps=3), ["x=-1..1/7"]))
    prepare.cache_clear()
    for cell in np.ndindex(*result.sweep.shape):
        (racer,) = Race(result.sweep.scenario_at(cell)).advance(3).racers
        np.testing.assert_allclose(result.loss[cell], racer.loss[-1], rtol=1e-14)
        np.testing.assert_allclose(result.theta[cell], racer.path[-1], atol=1e-14)


@pytest.mark.parametrize("problem", ["regression batch=10 n=30 loss=mse", "regression loss=huber", "logistic l2=0.1"])
def test_a_cell_on_data_is_its_race_but_for_rounding(problem: str) -> None:
    result = run(Sweep(Scenario(problem, ("adam lr=0.1",), steps=40), ["seed=0..2", "x=-1..1/3"]))
    for cell in np.ndindex(*result.sweep.shape):
        assert_is_its_race(result, cell, exact=False)


@pytest.mark.parametrize("width", [1, 2, 7])
def test_results_do_not_depend_on_the_width_of_parts(width: int) -> None:
    sweep = Sweep(Scenario("beale", ("adam", "sgd"), steps=40), ["lr=1e-3..10/5", "seed=0..1", "x=-1..1/3"])
    whole, cut = run(sweep), SweepResult.empty(sweep)
    for part in plan(sweep, width):
        cut.put(part, run_part(sweep, part), problem_of(sweep, part))
    assert_equal(whole, cut)


@pytest.mark.system
def test_results_do_not_depend_on_the_executor() -> None:
    sweep = Sweep(Scenario("beale", ("adam", "sgd"), steps=40), ["lr=1e-3..10/5", "problem=[beale,booth]"])
    with ThreadPoolExecutor(2) as pool:
        assert_equal(run(sweep), run(sweep, pool))
    again = pickle.loads(pickle.dumps(sweep))
    assert len(pickle.dumps(Sweep(sweep.scenario, ["lr=1e-3..10/100000"]))) < 1100
    assert again == sweep
    assert_equal(run(sweep), run(again))


def test_each_cell_is_in_one_part_and_coarse_ones_come_first() -> None:
    sweep = Sweep(Scenario(racers=("adam", "sgd")), ["lr=1e-3..10/17", "x=0..1/9", "problem=[beale,booth]"])
    cells = np.concatenate([cells_of(sweep, part) for part in plan(sweep, 50)])
    assert sorted(cells.tolist()) == list(range(2 * 17 * 9 * 2))
    order = coarse_to_fine((17, 9))
    assert {tuple(map(int, np.unravel_index(number, (17, 9)))) for number in order[:6]} == {
        (i, j) for i in (0, 8, 16) for j in (0, 8)
    }


def test_a_stream_gives_parts_as_they_finish() -> None:
    sweep = Sweep(Scenario(racers=("adam", "sgd"), steps=10), ["lr=1e-3..1/4"])
    assert [part.racer for part, _ in stream(sweep)] == [0, 1]


class Failing(Executor):
    """Refuses every second task, and fails in the others but the first."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks += 1
        if self.tasks % 2 == 0:
            raise RuntimeError("no room")
        future: Future[Any] = Future()
        if self.tasks == 1:
            future.set_result(fn(*args, **kwargs))
        else:
            future.set_exception(RuntimeError("killed"))
        return future


def test_what_an_executor_fails_to_do_is_done_in_this_process() -> None:
    sweep = Sweep(Scenario("beale", ("adam", "sgd"), steps=40), ["lr=1e-3..10/50"])
    parts = plan(sweep, 1)
    executor, told = Failing(), []
    cut = SweepResult.empty(sweep)
    for part, columns in stream(sweep, executor, parts=parts, tell=lambda error: told.append(str(error))):
        assert not cut.done.reshape(-1)[cells_of(sweep, part)].any()
        cut.put(part, columns, problem_of(sweep, part))
    assert executor.tasks == len(told) + 1 > 4
    assert set(told) == {"no room", "killed"}
    assert_equal(run(sweep), cut)


def test_a_stream_ends_when_it_is_told_to() -> None:
    sweep = Sweep(Scenario("beale", ("adam",), steps=400), ["lr=1e-3..10/50"])
    heard: list[float] = []

    def watch(done: float) -> bool:
        heard.append(done)
        return done < 7.5

    found = list(stream(sweep, parts=plan(sweep, 5), watch=watch))
    assert [part.begin for part, _ in found] == [0]
    assert heard == sorted(heard)
    assert 7.5 <= heard[-1] < 10
    with ThreadPoolExecutor(1) as pool:
        assert list(stream(sweep, pool, watch=lambda done: False)) == []


def test_tasks_take_about_as_long_as_they_should() -> None:
    sweep = Sweep(Scenario(racers=("adam",), steps=1000), ["lr=1e-3..10/30000"])
    parts = plan(sweep, 1000)
    groups = list(batches(sweep, parts))
    assert [part for group in groups for part in group] == parts
    assert 2 <= len(groups) <= 6  # of 30 million updates
    assert width_for(sweep, 1) == WIDTH
    assert width_for(sweep, 4) == 30000 // 16
    assert width_for(sweep, 64) == NARROW


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 50))
def test_a_range_has_its_ends(low: float, size: float, count: int) -> None:
    high = low + size
    axis = Sweep(Scenario(racers=("adam",)), [f"x={low!r}..{high!r}/{count}"]).axes[0]
    assert axis.values[0] == low
    assert axis.values[-1] == high
    assert len(axis) == count


def test_a_rate_is_spaced_in_the_logarithm() -> None:
    (axis,) = Sweep(Scenario(racers=("adam",)), ["lr=1e-4..1/5"]).axes
    np.testing.assert_allclose(np.array(axis.values, dtype=float), np.array([1e-4, 1e-3, 1e-2, 1e-1, 1]))
    assert str(axis) == "lr=1e-4..1/5"
    (linear,) = Sweep(Scenario(racers=("adam",)), ["lr=0..1/5"]).axes
    assert linear.values == (0, 0.25, 0.5, 0.75, 1)


@pytest.mark.parametrize(
    ("axis", "sentence"),
    {
        "lr": '"lr" is not an axis: write NAME=LOW..HIGH/COUNT or NAME=[A,B,C]',
        "x" * 1000 + "=1..2/3": f'"{"x" * 39}…" is not an axis',
        "lr=1..2": None,
        "lr=0.1..2": "axis lr: say how many values: lr=0.1..2/50",
        "lr=2..1/5": "axis lr: 2..1 must go up",
        "lr=1..2/1": "axis lr: 2 to 100000 values are allowed, not 1",
        "lr=a..2/5": 'axis lr: "a" is not a number',
        "lr=[0.1,0.1]": "axis lr: a value stands twice in [0.1,0.1]",
        "lr=[]": "axis lr: the list is empty",
        "lr=5": 'axis lr: "5" is neither a list like [A,B,C] nor a range like LOW..HIGH/COUNT',
        "seed=0..1000000": "axis seed: at most 100000 values are allowed, not 1000001",
        "problem=[roosenbrock]": 'axis problem: No problem "roosenbrock". Did you mean rosenbrock?',
        "beta3=[1,2]": 'axis beta3: adam has no "beta3". Did you mean beta1?',
    }.items(),
)
def test_an_axis_that_is_not_allowed_is_told_in_a_sentence(axis: str, sentence: str | None) -> None:
    if sentence is None:
        assert len(Sweep(Scenario(racers=("adam",)), [axis]).axes[0]) == 2
        return
    with pytest.raises(SweepError) as told:
        Sweep(Scenario(racers=("adam",)), [axis])
    assert str(told.value).startswith(sentence)


def test_a_name_that_no_axis_can_have_is_not_suggested() -> None:
    for name, problem in (("steps", "booth"), ("measured_at", "booth"), ("y", "parabola")):
        with pytest.raises(SweepError, match=f'adam has no "{name}"') as told:
            Sweep(Scenario(problem, ("adam",)), [f"{name}=[1,2]"])
        assert name not in str(told.value).partition('"' + name + '"')[2].split()


def test_the_values_of_an_axis_are_allowed_for_every_racer() -> None:
    for racers in (("sam", "adadelta"), ("adadelta", "sam")):  # whose rho has other bounds
        assert Sweep(Scenario(racers=racers), ["rho=[0.1,0.5]"]).shape == (2, 2)
        with pytest.raises(SweepError, match="axis rho: rho must"):
            Sweep(Scenario(racers=racers), ["rho=[0.1,2]"])
    assert Sweep(Scenario(racers=("sam",)), ["rho=[0.1,2]"]).shape == (1, 2)


def test_parts_of_many_parameters_are_narrower() -> None:
    for problem, most in (("rosenbrock", WIDTH), ("network hidden=[60,60]", 25)):
        parts = plan(Sweep(Scenario(problem, ("adam",), steps=2), ["lr=1e-4..1/8000"]))
        assert max(part.end - part.begin for part in parts) == most
        assert sum(part.end - part.begin for part in parts) == 8000


def test_a_sweep_that_is_too_large_or_empty_is_refused() -> None:
    with pytest.raises(SweepError, match=r"100,000,000 runs are too many"):
        Sweep(Scenario(racers=("adam",)), ["x=-2..2/10000", "y=-2..2/10000"])
    with pytest.raises(SweepError, match=r"50,000 runs of 3,901 parameters are too many: at most 10,253 are allowed"):
        Sweep(Scenario("network hidden=[60,60]", ("adam",)), ["lr=1e-4..1/50000"])
    with pytest.raises(SweepError, match="a sweep needs a racer"):
        Sweep(Scenario(), ["lr=1e-4..1/5"])
    with pytest.raises(SweepError, match="axis lr is given twice"):
        Sweep(Scenario(racers=("adam",)), ["lr=1e-4..1/5", "lr=[1,2]"])
    with pytest.raises(SweepError, match=r'until must be one of steps, target \(got "end"\)'):
        Sweep(Scenario(racers=("adam",)), ["lr=1e-4..1/5"], until="end")


def test_a_share_of_the_way_is_a_target_of_each_start() -> None:
    scenario = Scenario("quadratic kappa=5", ("sgd lr=0.1",), steps=200)
    result = run(Sweep(scenario, ["x=[1,10,100]"], until="target", share=0.01))
    for i in range(3):
        race = result.sweep.scenario_at((0, i)).race().advance(200)
        (racer,) = race.racers
        assert result.hit[0, i] == np.flatnonzero(racer.loss <= 0.01 * racer.loss[0])[0]


def test_the_minimum_of_each_cell_is_told() -> None:
    scenario = Scenario("himmelblau", ("sgd lr=0.01",), steps=500)
    result = run(Sweep(scenario, ["x=-5..5/6", "y=-5..5/6"]))
    minima = np.array([minimum.point for minimum in Race(scenario).problem.minima])
    for cell in zip(*np.nonzero(result.minimum >= 0), strict=True):
        assert np.linalg.norm(minima[result.minimum[cell]] - result.theta[cell]) < 0.2
    assert len(set(result.minimum[result.minimum >= 0].tolist())) == 4


@pytest.mark.system
@pytest.mark.parametrize("problem", [name for name, entry in PROBLEMS.items() if not entry.has_data])
def test_cells_of_every_problem_are_their_races(problem: str) -> None:
    result = run(Sweep(Scenario(problem, ("adam", "momentum"), steps=30), ["lr=1e-3..0.1/3"]))
    for cell in np.ndindex(*result.sweep.shape):
        assert_is_its_race(result, cell, exact=False)


@pytest.mark.system
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_cells_of_every_optimizer_are_their_races_to_the_last_bit(name: str) -> None:
    weight_decay = [] if OPTIMIZERS[name].decay is None else ["weight_decay=[0.01,0.1]"]
    for axis in (
        "lr=1e-3..0.05/3",
        "x=-1..1/3",
        "clip_norm=[0.5,1]",
        "clip_value=[0.1,0.2]",
        "seed=0..2",
        *weight_decay,
    ):
        scenario = Scenario("rosenbrock", (name,), steps=100, noise=0.1 if axis.startswith("seed") else 0.0)
        result = run(Sweep(scenario, [axis]))
        for cell in np.ndindex(*result.sweep.shape):
            assert_is_its_race(result, cell)


@pytest.mark.system
@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "constant"])
def test_cells_under_every_schedule_are_their_races_to_the_last_bit(name: str) -> None:
    result = run(Sweep(Scenario("rosenbrock", (f"adam schedule={name}",), steps=100), ["lr=1e-3..0.05/3"]))
    for cell in np.ndindex(*result.sweep.shape):
        assert_is_its_race(result, cell)


def test_an_axis_can_be_given_as_a_value() -> None:
    axis = Axis("lr", "[0.1,0.2]", (0.1, 0.2))
    assert Sweep(Scenario(racers=("adam",)), [axis]) == Sweep(Scenario(racers=("adam",)), ["lr=[0.1,0.2]"])


@given(st.floats(1e-3, 1e3), st.floats(1e-12, 1e3), st.integers(2, 60))
def test_values_of_a_range_are_short_and_hardly_moved(low: float, size: float, count: int) -> None:
    high = low + size
    (axis,) = Sweep(Scenario(racers=("adam",)), [f"x={low!r}..{high!r}/{count}"]).axes
    even, found = np.linspace(low, high, count), np.array(axis.values, dtype=float)
    assert (found[0], found[-1]) == (low, high)
    assert (np.diff(found) > 0).all()
    if len(found) == count:
        assert np.abs(even - found).max() <= np.diff(even).max() / 10 * (1 + 1e-9)


def test_a_range_has_the_values_that_people_type() -> None:
    (axis,) = Sweep(Scenario(racers=("adam",)), ["lr=1e-4..1/161"]).axes
    assert len(axis) == 161
    assert {0.001, 0.01, 0.1, 0.02, 0.5} <= set(axis.values)
