"""The metrics of networks and the measures of their layers, in data files as in `core.measures`."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from core.lessons import Examination, read_lesson
from core.measures import MEASURES, known_measures, measures_of, next_measure
from core.networks.made_data import SHAPES
from core.number_text import rounded
from core.problems import bind
from core.problems.network_presets import PRESETS
from core.problems.networks import NetworkProblem
from core.race import Race
from core.racer import Racer
from core.scenario import Scenario
from core.specs import ProblemSpec
from tui.cli.table import metrics_text
from tui.export.formats import CHUNK, FEW_PARAMETERS, NUMBERS, chunks, write_csv, write_json
from tui.plotting.chart.charts import loss_chart
from tui.plotting.plot_theme import PlotTheme
from tui.state.session import Session

LOSSES = {"train_loss", "test_loss"}
ACCURACIES = {"train_accuracy", "test_accuracy"}


def race(problem: str, steps: int = 40) -> Race:
    return Scenario(problem, ("adam lr=0.05",), steps=steps).race().advance(steps)


def measured(racer: Racer, name: str) -> np.ndarray:
    return measures_of(racer.problem)[name].values(racer, np.arange(racer.steps + 1))


@pytest.mark.parametrize(
    ("problem", "own"),
    [
        ("network hidden=[3]", LOSSES | ACCURACIES),
        ("network hidden=[3] split=1", {"train_loss", "train_accuracy"}),
        ("network data=plane loss=squared hidden=[3]", LOSSES),
        ("network hidden=[3] activation=relu split=1", {"train_loss", "train_accuracy", "dead_units"}),
        ("rosenbrock", set()),
    ],
)
def test_a_network_has_the_metrics_that_its_data_allow(problem: str, own: set[str]) -> None:
    racer = race(problem, 3).racers[0]
    every = measures_of(racer.problem)
    metrics = {metric.name for metric in racer.problem.entry.metrics}
    assert metrics <= set(every)
    assert {m.name for m in known_measures(racer.problem)} & metrics == own
    for name in metrics:
        assert np.isfinite(every[name].values(racer, slice(0, 4))).all() or name not in own


@pytest.mark.parametrize("problem", ["network hidden=[4]", "network data=gaussians classes=3 loss=softmax hidden=[3]"])
def test_metrics_are_those_of_the_points(problem: str) -> None:
    racer = race(f"{problem} l2=0.1").racers[0]
    found = racer.problem
    assert isinstance(found, NetworkProblem)
    weights = racer.path[:, found.network.layers.is_weight == 1]
    np.testing.assert_allclose(measured(racer, "train_loss") + 0.05 * (weights**2).sum(axis=1), racer.loss, rtol=1e-12)
    for part, points in (("train", found.points.train), ("test", found.points.test)):
        z = np.array([found.outputs(theta, points.inputs) for theta in racer.path])
        told = z > 0 if z.ndim == 2 else z.argmax(axis=1)
        np.testing.assert_array_equal(measured(racer, f"{part}_accuracy"), (told == points.targets).mean(axis=1))
    assert measured(racer, "test_accuracy")[-1] > measured(racer, "test_accuracy")[0]


def test_layers_together_are_the_whole() -> None:
    racer = race("network hidden=[4,3] batch=20").racers[0]
    groups = [group.name for group in racer.problem.groups]
    assert groups == ["hidden1", "hidden2", "output"]
    squares = sum(measured(racer, f"grad_norm.{name}") ** 2 for name in groups)
    np.testing.assert_allclose(np.sqrt(squares), racer.grad_norm, rtol=1e-10)
    moved = np.diff(racer.path, axis=0)
    for group in racer.problem.groups:
        ratio = measured(racer, f"update_ratio.{group.name}")
        expected = np.linalg.norm(moved[:, group.part], axis=1) / np.linalg.norm(racer.path[:-1, group.part], axis=1)
        assert np.isnan(ratio[0])
        np.testing.assert_allclose(ratio[1:], expected, rtol=1e-12)


def test_dead_units_are_counted() -> None:
    racer = Scenario("network hidden=[8] activation=relu", ("sgd lr=30",), steps=20).race().advance(20).racers[0]
    found = racer.problem
    assert isinstance(found, NetworkProblem)
    counts = measured(racer, "dead_units")
    assert counts.tolist() == [sum(each.size for each in found.dead_units(theta)) for theta in racer.path]
    assert counts[-1] > counts[0]


# The loss plot


def test_next_goes_round_those_of_the_network_too() -> None:
    problem = bind(ProblemSpec.parse("network hidden=[2] split=1"))
    names = ["loss"]
    while (name := next_measure(problem, names[-1])) != "loss":
        names.append(name)
    own = ["train_loss", "train_accuracy", "grad_norm.hidden1", "grad_norm.output"]
    assert names == [*MEASURES, *own, "update_ratio.hidden1", "update_ratio.output"]
    assert next_measure(problem, "test_loss") == "gap"


@pytest.mark.parametrize(
    ("problem", "metric", "shown"),
    [
        ("network hidden=[2]", "test_accuracy", "test_accuracy"),
        ("network hidden=[2]", "update_ratio.output", "update_ratio.output"),
        ("rosenbrock", "test_accuracy", "loss"),
        ("network hidden=[]", "grad_norm.hidden1", "loss"),
    ],
)
def test_a_metric_that_a_problem_does_not_have_shows_the_loss(problem: str, metric: str, shown: str) -> None:
    session = Session(Scenario(problem, ("adam",), steps=20), at=20)
    session.set_view(replace(session.view, metric=metric))
    (curve,) = loss_chart(session.frame(), PlotTheme()).curves
    np.testing.assert_array_equal(curve.values(slice(0, 21)), measured(session.race.racers[0], shown))


# Lessons and the table


def test_a_lesson_measures_them() -> None:
    claim = '[[claims]]\nsays = "c"\nmeasure = "test_accuracy"\ntake = "last"\nexpected = 0.5\ntolerance = 1\n'
    scenario = Scenario("network hidden=[3]", ("adam lr=0.05",), steps=40)
    lesson = f'title = "a"\ntext = "b"\n[scenario]\n{scenario.to_toml()}\n{claim}'
    (outcome,) = Examination(read_lesson(lesson)).complete()
    assert outcome.measured == measured(race("network hidden=[3]").racers[0], "test_accuracy")[-1]
    unknown = lesson.replace("hidden=[3]", "hidden=[3] split=1")
    (outcome,) = Examination(read_lesson(unknown)).complete()
    assert "all points train" in outcome.note


def test_the_table_has_the_last_ones() -> None:
    racer = race("network hidden=[3] split=1").racers[0]
    accuracy = measured(racer, "train_accuracy")[-1]
    assert metrics_text(racer) == f"train_loss = {rounded(float(racer.loss[-1]), 4)}, train_accuracy = {accuracy:.4g}"
    assert metrics_text(race("rosenbrock", 3).racers[0]) == ""


# Data files


@pytest.mark.parametrize(
    ("problem", "theta", "written"),
    [("network", False, False), ("network", True, True), ("network hidden=[2]", False, True)],
)
def test_data_files_have_them_and_theta_by_name(problem: str, theta: bool, written: bool) -> None:
    found = race(problem, 6)
    (racer,), names = found.racers, found.problem.names
    assert (len(names) > FEW_PARAMETERS) == (problem == "network")
    file, table = io.StringIO(), io.StringIO()
    write_json(found, 2, file, theta=theta)
    write_csv(found, 2, table, theta=theta)
    data, rows = json.loads(file.getvalue()), list(csv.DictReader(io.StringIO(table.getvalue())))
    assert data["parameters"] == list(names)
    (told,) = data["racers"]
    assert told["final"]["theta"] == racer.path[-1].tolist()
    assert ("theta" in told) == (names[-1] in rows[0]) == written
    for measure in known_measures(found.problem):
        values = measure.values(racer, np.array([0, 2, 4, 6]))
        np.testing.assert_array_equal([np.nan if value is None else value for value in told[measure.name]], values)
        np.testing.assert_array_equal([float(row[measure.name]) for row in rows], values)
    if written:
        np.testing.assert_array_equal(told["theta"], racer.path[::2])
        np.testing.assert_array_equal([[float(row[name]) for name in names] for row in rows], racer.path[::2])


# Presets


def test_presets_are_networks_of_different_data() -> None:
    specs = [ProblemSpec.parse(text) for text in PRESETS]
    assert all(isinstance(bind(spec), NetworkProblem) for spec in specs)
    assert {spec.values["data"] for spec in specs} == {*SHAPES} - {"moons"}


def test_chunks_are_all_steps_in_order() -> None:
    for steps, dims in ((np.arange(0, 30_001, 7), 105), (np.arange(25_000), 2), (np.array([0]), 5_000)):
        parts = list(chunks(steps, dims))
        np.testing.assert_array_equal(np.concatenate(parts), steps)
        assert all(0 < len(part) <= CHUNK and np.ptp(part) * dims < NUMBERS for part in parts)
    assert len(list(chunks(np.arange(0, 30_001, 7), 105))) == 13


def test_the_layers_of_a_step_share_one_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    racer = race("network hidden=[3,2]").racers[0]
    problem, computed = racer.problem, 0
    gradients = problem.gradients

    def counted(points: np.ndarray) -> np.ndarray:
        nonlocal computed
        computed += points[0].size
        return gradients(points)

    expected = gradients(racer.path.T)
    monkeypatch.setattr(problem, "gradients", counted)
    for group in problem.groups:
        norms = np.linalg.norm(expected[group.part], axis=0)
        assert measured(racer, f"grad_norm.{group.name}") == pytest.approx(norms)
    assert len(problem.groups) == 3
    assert computed == len(racer.path)
