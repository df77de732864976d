"""Lessons about problems of many parameters: their names, and what is measured of networks and of planes."""

from __future__ import annotations

import numpy as np
import pytest

from core.lessons import Examination, LessonError, read_lesson
from core.lessons.names import known_names, named_values
from core.racer import Racer
from core.scenario import Scenario

NETWORK = """
[scenario]
problem = "network data=xor hidden=[4,3] activation=relu n=60"
steps = 20
racers = ["adam lr=0.1"]
"""
WALK = """
[scenario]
problem = "sum(i,1,4,0*x[i])"
start = [0, 0, 0, 0]
noise = 1
steps = 50
racers = ["sgd lr=0.01"]
"""


def measured(claim: str, scenario: str) -> float:
    text = f'title = "a"\ntext = "b"\n{scenario}\n[[claims]]\nsays = "It is so."\n{claim}\nlow = 0'
    (found,) = Examination(read_lesson(text)).complete()
    return float(found.measured)


@pytest.fixture(scope="module")
def trained() -> Racer:
    scenario = Scenario("network data=xor hidden=[4,3] activation=relu n=60", ("adam lr=0.1",), steps=20)
    return scenario.race().advance(20).racers[0]


def at(racer: Racer, name: str, row: int) -> float:
    return float(named_values(racer, [name], np.array([row]))[name][0])


def test_parameters_have_the_names_that_formulas_read(trained: Racer) -> None:
    place = trained.problem.names.index("w2[3,1]")
    assert at(trained, "w2_3_1", 20) == trained.path[20, place]
    assert at(trained, "dw2_3_1", 20) == trained.path[20, place] - trained.path[19, place]
    assert at(trained, "m_w2_3_1", 20) == np.atleast_1d(trained.terms(20)["m"])[place]


@pytest.mark.system
def test_names_are_known_before_a_problem_is_made(trained: Racer) -> None:
    names = known_names(Scenario("network data=xor hidden=[4,3] activation=relu", ("adam",)), 0)
    assert len(set(names)) == len(names)
    for name in names:
        assert named_values(trained, [name], np.array([3, 20]))[name].shape == (2,)


def test_the_metrics_of_a_network_are_measured(trained: Racer) -> None:
    problem = trained.problem
    gradient = problem.gradients(trained.path[20])
    hidden = next(group for group in problem.groups if group.name == "hidden2")
    assert measured('measure = "grad_norm_hidden2"', NETWORK) == pytest.approx(np.linalg.norm(gradient[hidden.part]))
    for metric in problem.entry.metrics:
        value = metric.values(problem, trained.path[[20]])[0]
        assert measured(f'measure = "{metric.name}"', NETWORK) == value, metric.name


def test_the_first_two_axes_of_a_path_hold_the_most_of_it() -> None:
    walk = Scenario("sum(i,1,4,0*x[i])", ("sgd lr=0.01",), (0.0,) * 4, steps=50, noise=1).race().advance(50)
    values = np.linalg.eigvalsh(np.cov(walk.racers[0].path.T))
    assert measured('measure = "pc1"', WALK) == pytest.approx(values[-1] / values.sum())
    assert measured('measure = "pc2"', WALK) == pytest.approx(values[-2] / values.sum())


def test_the_loss_on_the_plane_is_that_of_the_nearest_point(trained: Racer) -> None:
    path = trained.path
    axes = np.linalg.svd(path - path.mean(axis=0))[2][:2]
    lowest = path[trained.loss.argmin()]
    foot = lowest + axes.T @ (axes @ (path[0] - lowest))
    assert at(trained, "plane_loss", 0) == pytest.approx(float(trained.problem.values(foot)), rel=1e-9)
    assert at(trained, "plane_loss", 0) != pytest.approx(trained.loss[0], rel=1e-3)


def test_a_measure_that_a_network_does_not_have_is_told() -> None:
    with pytest.raises(LessonError, match=r'unknown name "test_acuracy"\. Did you mean test_accuracy'):
        measured('measure = "test_acuracy"', NETWORK)
