"""The race screen with a network: its data come first, its landscape stands beside the loss or takes its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widget import Widget

from core.problems.network_presets import PRESETS
from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.screens.panel_keys import is_shown
from tui.screens.race import RaceScreen
from tui.state.default_scenario import default_scenario, on_chosen_problem
from tui.widgets.plots.data_panel import DataPanel
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.plots.surface_panel import SurfacePanel
from tui.widgets.plots.weights_panel import WeightsPanel

NETWORK = Scenario("network data=xor hidden=[4]", ("adam lr=0.1", "sgd lr=0.5"), steps=60)
PLOTS: tuple[type[PlotPanel], ...] = (DataPanel, LandscapePanel, SurfacePanel, LossPanel, WeightsPanel)


def shown(pilot: Pilot[None]) -> list[type[PlotPanel]]:
    return [kind for kind in PLOTS if is_shown(pilot.app.query_one(kind))]


def has_focus(pilot: Pilot[None], kind: type[Widget]) -> bool:
    return isinstance(pilot.app.focused, kind)


async def test_a_large_screen_shows_data_landscape_and_loss(until: Until) -> None:
    app = FallLine(NETWORK, at=30)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: shown(pilot) == [DataPanel, LandscapePanel, LossPanel])
        await until(pilot, lambda: has_focus(pilot, DataPanel))
        data, landscape = app.screen.query_one(DataPanel), app.screen.query_one(LandscapePanel)
        assert data.size.height > landscape.size.height
        assert data.size.width > landscape.size.width
        await pilot.press("v")
        assert shown(pilot) == [DataPanel, SurfacePanel, LossPanel]
        await pilot.press("v", "4")
        assert has_focus(pilot, LandscapePanel)
        await pilot.press("escape", "escape")
        assert has_focus(pilot, DataPanel)


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (80, 40)])
async def test_every_plot_can_be_reached_on_a_small_screen(size: tuple[int, int], until: Until) -> None:
    app = FallLine(NETWORK, at=30)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: DataPanel in shown(pilot))
        for key, kind in (("5", LossPanel), ("4", LandscapePanel), ("8", DataPanel), ("5", LossPanel)):
            await pilot.press(key)
            await until(pilot, lambda kind=kind: has_focus(pilot, kind) and kind in shown(pilot))  # type: ignore[misc]
        before = shown(pilot)
        await pilot.press("p")
        assert (shown(pilot) == before) == (size[1] > 24)
        await pilot.press("6")  # the parameters are too many for curves
        assert WeightsPanel not in shown(pilot)


@pytest.mark.system
async def test_another_problem_brings_its_own_plots_back(until: Until) -> None:
    app = FallLine(NETWORK, at=30)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: DataPanel in shown(pilot))
        race = app.screen
        assert isinstance(race, RaceScreen)
        race.begin(Scenario(racers=("adam",), steps=50))
        await until(pilot, lambda: shown(pilot) == [LandscapePanel, LossPanel, WeightsPanel])
        await until(pilot, lambda: has_focus(pilot, LandscapePanel))
        await pilot.press("8")
        assert DataPanel not in shown(pilot)
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot) == [DataPanel, LandscapePanel, LossPanel])


@pytest.mark.parametrize("spec", sampled(PRESETS, 3))
async def test_the_networks_to_begin_with_are_one_key_away(spec: str, until: Until) -> None:
    app = FallLine(Scenario(racers=("adam lr=0.1",), steps=50), at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        assert isinstance(race, RaceScreen)
        await pilot.press("N")
        await until(pilot, lambda: app.screen is not race and len(app.screen.query(CommandList)) == 1)
        choices = app.screen.query_one(CommandList)
        await until(pilot, lambda: choices.option_count == len(PRESETS))
        await pilot.press(*["down"] * list(PRESETS).index(spec), "enter")
        await until(pilot, lambda: str(race.session.scenario.problem) == str(ProblemSpec.parse(spec)))
        await until(pilot, lambda: app.screen is race and DataPanel in shown(pilot))
        await until(pilot, lambda: "Data" in str(race.query_one(DataPanel).border_title))


# The racers of a network that nobody has chosen racers for


@pytest.mark.parametrize("spec", PRESETS)
def test_racers_that_nobody_has_chosen_learn_on_every_network(spec: str) -> None:
    """At the rates for a steep valley gradient descent would not move."""
    chosen = on_chosen_problem(default_scenario(), ProblemSpec.parse(spec))
    race = replace(chosen, steps=300).race().advance(300)
    assert len(race.racers) == 3
    assert all(racer.loss[-1] < 0.9 * racer.loss[0] for racer in race.racers)
    assert on_chosen_problem(chosen, default_scenario().problem).racers == default_scenario().racers


def test_racers_that_were_chosen_stay() -> None:
    mine = Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.1"))
    assert on_chosen_problem(mine, ProblemSpec.parse("network")).racers == mine.racers
