"""`q` asks and quits, outside fields."""

from __future__ import annotations

import pytest

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.demo.policy import DEMO, FULL, Policy
from tui.screens.race import RaceScreen
from tui.widgets.dialogs.quit import Quit
from tui.widgets.key_line import KeyLine

RACE = Scenario(racers=("sgd lr=0.001",), steps=50)


@pytest.mark.parametrize("policy", [FULL, DEMO], ids=["full", "demo"])
@pytest.mark.parametrize("key", sampled(["enter", "q", "y"], 3))
async def test_it_asks_and_quits(policy: Policy, key: str, until: Until) -> None:
    app = FallLine(RACE, at=3, policy=policy)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Quit))
        await pilot.press(key)
        await until(pilot, lambda: not app.is_running or app._exit)
    assert app.return_code == 0


@pytest.mark.parametrize("key", ["escape", "n"])
async def test_one_can_stay(key: str, until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Quit))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        assert app.return_code is None


async def test_a_field_takes_it_as_text(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "q")
        await until(pilot, lambda: getattr(app.focused, "value", "") == "q")


async def test_its_line_of_keys_can_be_clicked(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Quit))
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Cancel" in line.render_line(0).text)
        await pilot.click(KeyLine, offset=(line.render_line(0).text.index("Cancel"), 0))
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
