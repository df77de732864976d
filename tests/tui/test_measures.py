"""One table of measures: its numbers are the same wherever they are shown, and a new entry is seen everywhere."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from core.lessons import Examination, read_lesson
from core.measures import MEASURES, History, Measure, Steps, known_measures, next_measure
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.scenario import Scenario
from tests.sampling import sampled
from tui.app import FallLine
from tui.cli.doc_tables import TABLES
from tui.export.formats import write_csv, write_json
from tui.plotting.chart.charts import loss_chart
from tui.plotting.plot_theme import PlotTheme
from tui.screens.race import RaceScreen
from tui.state.session import Session
from tui.widgets.plots.loss_panel import LossPanel

SCENARIO = Scenario("rosenbrock", ("adam lr=0.1 schedule=exponential(gamma=0.9)", "sgd lr=0.001"), steps=30)
LESSON = """
title = "A lesson"
text = "Text."
[scenario]
problem = "rosenbrock"
steps = 30
racers = ["adam lr=0.1 schedule=exponential(gamma=0.9)", "sgd lr=0.001"]
[[claims]]
says = "It is so."
racer = "RACER"
measure = "NAME"
take = "step 7"
low = 0
"""


def in_csv() -> list[dict[str, str]]:
    file = io.StringIO()
    write_csv(SCENARIO.race().advance(30), 1, file)
    file.seek(0)
    return list(csv.DictReader(file))


def in_json(name: str) -> list[float]:
    file = io.StringIO()
    write_json(SCENARIO.race().advance(30), 1, file)
    found: list[float] = json.loads(file.getvalue())["racers"][0][name]
    return found


def in_lesson(name: str) -> object:
    text = LESSON.replace("NAME", name).replace("RACER", SCENARIO.names[0])
    (outcome,) = Examination(read_lesson(text)).complete()
    return outcome.measured


def in_plot(name: str) -> np.ndarray:
    session = Session(SCENARIO, at=30)
    session.set_view(replace(session.view, metric=name))
    curve = next(curve for curve in loss_chart(session.frame(), PlotTheme()).curves if curve.label == SCENARIO.names[0])
    return np.asarray(curve.values(slice(0, curve.count)))


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_the_same_number_everywhere(name: str) -> None:
    values = MEASURES[name].values(SCENARIO.race().advance(30).racers[0], np.arange(31))
    np.testing.assert_array_equal(in_plot(name), values)
    np.testing.assert_array_equal([float(row[name]) for row in in_csv()[:31]], values)
    np.testing.assert_array_equal([np.nan if value is None else value for value in in_json(name)], values)
    assert in_lesson(name) == values[7]
    assert np.isnan(values[0]) == (name in ("lr", "step_length"))
    assert np.isfinite(values[1:]).all()


def test_the_rate_of_a_step_is_that_of_the_update_that_led_there() -> None:
    racer = SCENARIO.race().advance(30).racers[0]
    rates = MEASURES["lr"].values(racer, np.arange(31))
    for step in (1, 2, 7, 30):
        assert rates[step] == racer.terms(step)["lr"] == pytest.approx(0.1 * 0.9 ** (step - 1))
        assert racer.inspect(step - 1).next_lr == rates[step]


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("optimizer", ["adam", "schedule_free_sgd", "polyak"])
def test_rows_that_are_asked_for_in_any_way_are_the_same(name: str, optimizer: str) -> None:
    assert optimizer in OPTIMIZERS
    racer = Scenario("rosenbrock", (optimizer,), steps=50).race().advance(50).racers[0]
    values = MEASURES[name].values
    whole = values(racer, np.arange(51))
    np.testing.assert_array_equal(values(racer, slice(0, 51)), whole)
    np.testing.assert_array_equal(values(racer, slice(7, 99)), whole[7:])
    np.testing.assert_array_equal(values(racer, np.array([5, 0, 50])), whole[[5, 0, 50]])
    assert MEASURES[name].at(racer, -1) == whole[-1]


@pytest.mark.parametrize("name", sampled(PROBLEMS, 4))
def test_what_a_problem_does_not_have_is_told(name: str) -> None:
    racer = Scenario(name, ("sgd lr=1e-9",), steps=2).race().advance(2).racers[0]
    for measure in MEASURES.values():
        known = measure in known_measures(racer.problem)
        assert known == (not measure.unknown(racer.problem))
        assert np.isfinite(measure.values(racer, np.array([1]))).all() == known


def test_next_goes_round_all_of_them() -> None:
    seen, problem = ["loss"], SCENARIO.race().problem
    while (name := next_measure(problem, seen[-1])) != "loss":
        seen.append(name)
    assert seen == list(MEASURES)


def squared(history: History, steps: Steps) -> np.ndarray:
    """Something that no other measure is."""
    found: np.ndarray = history.grad_norm[steps] ** 2 + 1
    return found


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a measure that is one entry of the table and nothing else."""
    monkeypatch.setitem(MEASURES, "dummy", Measure("dummy", "A dummy", "‖d‖", "the dummy of a test", squared))
    return "dummy"


async def test_an_entry_that_is_added_is_seen_everywhere(added: str) -> None:
    expected = SCENARIO.race().advance(30).racers[0].grad_norm ** 2 + 1
    np.testing.assert_array_equal([float(row[added]) for row in in_csv()[:31]], expected)
    np.testing.assert_array_equal(in_json(added), expected)
    np.testing.assert_array_equal(in_plot(added), expected)
    assert in_lesson(added) == expected[7]
    assert "| `dummy` | ‖d‖ | the dummy of a test |" in list(TABLES["measures"]())
    async with FallLine(SCENARIO, at=30).run_test(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RaceScreen)
        await pilot.press(*["m"] * (len(MEASURES) - 1))
        assert screen.session.view.metric == added
        assert screen.query_one(LossPanel).border_title == "A dummy · log"
