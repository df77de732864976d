"""Histories of long runs of many parameters keep a part of their points, and find the others again exactly."""

import numpy as np
import pytest

import core.checkpoints
import core.history
import core.run
from core.arrays import Array
from core.long_path import LongPath
from core.measures import MEASURES
from core.race import Race
from core.scenario import Scenario
from tests.sampling import sampled

STEPS = 360
RACERS = ("adam lr=0.02", "schedule_free_adamw", "prodigy", "sgd lr=0.0004 momentum=0.9", "sgd lr=0.05", "sam lr=0.001")


def race(measured_at: str = "answer") -> Race:
    return Scenario("rosenbrock n=12", RACERS, steps=STEPS, noise=0.01, measured_at=measured_at).race()


@pytest.fixture(scope="module")
def whole() -> Race:
    return race().advance(STEPS)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if few numbers were many: points are dropped after 70 steps, checkpoints move apart, replays are forgotten."""
    monkeypatch.setattr(core.history, "FEW", 8)
    monkeypatch.setattr(core.history, "FULL", 1000)
    monkeypatch.setattr(core.history, "KEPT", 600)
    monkeypatch.setattr(core.history, "RECENT", 24)
    monkeypatch.setattr(core.checkpoints, "MOST_NUMBERS", 1000)
    monkeypatch.setattr(core.checkpoints, "MOST_FOUND", 3000)
    monkeypatch.setattr(core.run, "VECTOR_BLOCK", 16)
    return


def same(a: object, b: object) -> bool:
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("index", sampled(range(len(RACERS)), 2))
def test_a_long_history_is_the_whole_one(whole: Race, index: int) -> None:
    expected = whole.racers[index]
    short = race()
    racer = short.racers[index]
    random = np.random.default_rng(index)
    for stop in (1, 40, 233, 234, STEPS):
        short.advance(stop)
        last = racer.steps
        assert racer.steps == min(stop, expected.steps)
        assert same(racer.loss, expected.loss[: last + 1])
        assert same(racer.grad_norm, expected.grad_norm[: last + 1])
        for step in (last, 0, *random.integers(0, last + 1, 4).tolist()):
            assert same(racer.path[step], expected.path[step])
            assert same(racer.points([step]), expected.points([step]))
    path: Array = racer.path
    if expected.steps > 100:
        assert isinstance(path, LongPath)
    assert same(path, expected.path)
    chosen = random.integers(0, len(path), 30)
    assert same(path[chosen], expected.path[chosen])
    assert same(path[-5:], expected.path[-5:])
    assert same(path[:9][2], expected.path[2])
    assert same(path[:, 3], expected.path[:, 3])
    assert same(path - 1.0, expected.path - 1.0)
    assert len(path[: len(path) // 2]) == len(path) // 2
    assert path.max() == expected.path.max()
    if racer.iterates is not None and expected.iterates is not None:
        assert same(racer.iterates[0], expected.iterates[0])
    if expected.own_rates is not None:
        assert same(racer.own_rates, expected.own_rates)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("index", sampled(range(len(RACERS)), 3))
def test_what_is_seen_of_a_step_of_a_long_history_is_exact(whole: Race, index: int) -> None:
    expected, racer = whole.racers[index], race().advance(STEPS).racers[index]
    for step in {1, min(77, expected.steps), max(1, expected.steps // 2), expected.steps}:
        terms = racer.terms(step)
        assert all(same(terms[name], value) for name, value in expected.terms(step).items())
        seen, known = racer.inspect(step, 5), expected.inspect(step, 5)
        assert seen.lines == known.lines
        assert all(same(seen.development[name], value) for name, value in known.development.items())
        assert racer.finding(step) == expected.finding(step)
        assert racer.status_at(step) == expected.status_at(step)
    assert racer.milestones() == expected.milestones()
    steps = np.array([0, 3, racer.steps])
    for measure in MEASURES.values():
        assert same(measure.values(racer, steps), measure.values(expected, steps))


def test_few_parameters_keep_all_points() -> None:
    scenario = Scenario("rosenbrock", ("adam",), steps=3000)
    path = scenario.race().advance(3000).racers[0].path
    assert isinstance(path, np.ndarray)
    assert path.shape == (3001, 2)
