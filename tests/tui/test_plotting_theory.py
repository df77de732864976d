"""Faint lines in the loss plot: what theory predicts, and what was before the last edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.measures import MEASURES
from core.scenario import Scenario
from tui.plotting.chart.charts import loss_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.landscape.picture import LandscapePlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.session import Session

BOWL = Scenario(problem="quadratic kappa=100", racers=("sgd lr=0.01", "adam"), start=(1.0, 1.0), steps=200)


def session(scenario: Scenario = BOWL, **view: object) -> Session:
    made = Session(scenario, at=100)
    made.set_view(replace(made.view, **view))  # type: ignore[arg-type]
    return made


def test_theory_says_how_gradient_descent_must_go_on_a_quadratic() -> None:
    chart = loss_chart(session(metric="distance").frame(), PlotTheme())
    (line,) = chart.faint
    assert line.count == 101
    np.testing.assert_allclose(line.values(slice(0, 101)), np.sqrt(2) * 0.99 ** np.arange(101), rtol=1e-9)
    assert len(chart.curves) == 2


@pytest.mark.parametrize("metric", MEASURES)
def test_it_speaks_of_what_shrinks_to_nothing(metric: str) -> None:
    lines = metric not in ("lr", "step_length")
    assert len(loss_chart(session(metric=metric).frame(), PlotTheme()).faint) == lines


def test_it_is_silent_elsewhere() -> None:
    assert loss_chart(session(replace(BOWL, problem=Scenario().problem)).frame(), PlotTheme()).faint == ()
    assert loss_chart(session(hidden=frozenset({0})).frame(), PlotTheme()).faint == ()


def test_a_ghost_is_a_faint_curve_and_can_be_drawn() -> None:
    made = Session(Scenario(racers=("sgd", "adam"), steps=100), at=60)
    made.frame()
    racers = (made.scenario.racers[0], made.scenario.racers[1].with_value("lr", 0.2))
    made.edit(replace(made.scenario, racers=racers))
    frame = made.frame()
    chart = loss_chart(frame, PlotTheme())
    (ghost,) = chart.faint
    np.testing.assert_array_equal(ghost.values(slice(0, 61)), frame.ghosts[0].loss)
    plot = CurvePlot(40, 12)
    drawn = plot.draw(chart, PlotTheme())
    made.clear_ghosts()
    assert loss_chart(made.frame(), PlotTheme()).faint == ()
    assert not np.array_equal(
        drawn.codes, CurvePlot(40, 12).draw(loss_chart(made.frame(), PlotTheme()), PlotTheme()).codes
    )


def test_a_ghost_leaves_its_path_on_the_landscape() -> None:
    made = Session(Scenario(racers=("adam lr=0.2",), steps=200), at=150)
    made.frame()
    made.edit(replace(made.scenario, racers=(made.scenario.racers[0].with_value("lr", 0.02),)))
    haunted = LandscapePlot(50, 20).draw(made.frame(), PlotTheme())
    made.clear_ghosts()
    plain = LandscapePlot(50, 20).draw(made.frame(), PlotTheme())
    assert np.count_nonzero(haunted.codes != plain.codes) > 3
