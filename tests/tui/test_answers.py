"""A method that averages on the screen: its answer, θ faintly beside it, and the key that changes which is measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.plotting.chart.charts import loss_chart
from tui.plotting.landscape.picture import trajectories
from tui.plotting.plot_theme import PlotTheme
from tui.screens.race import RaceScreen
from tui.state.session import Session
from tui.widgets.plots.loss_panel import LossPanel

THEME = PlotTheme(axis=0x777777, label=0xB0B0B0, text=0xE0E0E0)
NOISY = Scenario("noisy_bowl sigma=1", ("sgd lr=0.1", "schedule_free_sgd lr=0.1"), steps=100)


@pytest.mark.parametrize(("measured_at", "faint"), [("answer", [("iterates", 1)]), ("theta", [])])
def test_theta_is_drawn_faintly_beside_the_answer(measured_at: str, faint: list[tuple[str, int]]) -> None:
    scenario = Scenario(str(NOISY.problem), map(str, NOISY.racers), steps=100, measured_at=measured_at)
    frame = Session(scenario, at=60).frame()
    chart = loss_chart(frame, THEME)
    faint_curves = [curve for curve in chart.faint if isinstance(curve.name, tuple) and curve.name[0] != "theory"]
    assert [curve.name for curve in faint_curves] == faint
    lines = {line.name: line for line in trajectories(frame, THEME)}
    assert [name for name, line in lines.items() if line.dotted] == faint
    for curve in faint_curves:
        main = next(each for each in chart.curves if each.name == (1, 1))
        assert curve.count == main.count == 61
        assert not np.array_equal(curve.values(slice(0, 61)), main.values(slice(0, 61)))


def test_a_hidden_racer_has_no_faint_line() -> None:
    session = Session(NOISY, at=60)
    session.set_view(session.view.__class__(slots=(0, 1), hidden=frozenset({1})))
    assert session.frame().iterates == ()


async def test_a_key_changes_where_it_is_measured(until: Until) -> None:
    app = FallLine(NOISY, at=60)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        screen = app.screen
        assert isinstance(screen, RaceScreen)
        await until(pilot, lambda: "at the answer" in title(pilot))
        losses = [racer.loss[-1] for racer in screen.session.frame().racers]
        await pilot.press("A")
        await until(pilot, lambda: "at θ" in title(pilot))
        after = [racer.loss[-1] for racer in screen.session.frame().racers]
        assert after[0] == losses[0]
        assert after[1] != losses[1]
        await pilot.press("u")
        await until(pilot, lambda: "at the answer" in title(pilot))


async def test_without_a_method_that_averages_the_key_says_so(until: Until) -> None:
    app = FallLine(Scenario(racers="adam"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        await pilot.press("A")
        await until(pilot, lambda: any("each answer is θ" in note.message for note in app._notifications))
        assert title(pilot).startswith("Loss · log")


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(LossPanel).border_title)
