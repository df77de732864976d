"""The network screen: its cursor, by keys and by the pointer, and where it opens."""

from __future__ import annotations

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.network import NetworkScreen
from tui.screens.race import RaceScreen
from tui.widgets.network.unit_panel import UnitPanel
from tui.widgets.network.weight_maps_panel import WeightMapsPanel

NETWORK = Scenario("network data=xor hidden=[3,2]", ("adam lr=0.1", "sgd lr=0.5"), steps=60)


async def test_keys_and_the_pointer_choose_a_unit(until: Until) -> None:
    app = FallLine(NETWORK, at=30)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, NetworkScreen))
        unit, weights = app.screen.query_one(UnitPanel), app.screen.query_one(WeightMapsPanel)
        await until(pilot, lambda: "hidden1 · unit 1" in str(unit.border_title))
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: "hidden1 · unit 3" in str(unit.border_title))
        await pilot.press("right")
        await until(pilot, lambda: "hidden2 · unit 2" in str(unit.border_title))
        await pilot.press("right")
        await until(pilot, lambda: "output · unit 1" in str(unit.border_title))
        assert "‖w‖" in str(unit.border_subtitle)
        row = next(y for y in range(28) if weights.render_line(y).text.startswith("  2 "))
        await pilot.hover(WeightMapsPanel, offset=(3, row + 1))
        await until(pilot, lambda: "hidden1 · unit 2" in str(unit.border_title))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "▲ sgd" in str(weights.border_title))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        race = app.screen
        assert isinstance(race, RaceScreen)
        assert race.session.view.unit == (0, 1)
        assert race.session.view.selected == 1


async def test_it_opens_for_networks_alone(until: Until) -> None:
    app = FallLine(Scenario(racers=("adam",), steps=20), at=0)
    async with app.run_test(size=(100, 30)) as pilot:
        race = app.screen
        await pilot.press("w", "space")
        assert isinstance(race, RaceScreen)
        await until(pilot, lambda: race.session.clock.playing)
        assert app.screen is race
        assert "Weights of the network" not in [command.title for command in app.get_system_commands(race)]
