"""The screens that keys open: each is listed once, has its module and its style sheet, and closes again."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from core.scenario import Scenario
from tui import screens
from tui.app import FallLine
from tui.screens.listed import SCREENS, ListedScreen, load_all
from tui.screens.race import RaceScreen

RACE = Scenario(racers=("adam lr=0.1",), steps=50)
NETWORK = Scenario("network hidden=[2]", ("adam lr=0.1",), steps=50)
FOLDER = Path(screens.__path__[0])


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own, in which the lessons keep their progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.mark.system
@pytest.mark.parametrize("listed", SCREENS, ids=lambda listed: listed.module)
async def test_its_key_opens_it_and_escape_closes_it(listed: ListedScreen, until: Any) -> None:
    app = FallLine(NETWORK if listed.networks_only else RACE, at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(listed.key)
        await until(pilot, lambda: type(app.screen) is listed.load() and app.screen.is_mounted)
        assert f"{listed.module}.tcss" == app.screen.CSS_PATH
        assert (FOLDER / f"{listed.module}.tcss").is_file()
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert titles.count(listed.title) == 1


async def test_no_screen_opens_over_a_dialog(until: Any) -> None:
    app = FallLine(RACE, at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        await pilot.press("a")
        await until(pilot, lambda: app.screen is not race)
        dialog = app.screen
        for listed in SCREENS:
            await pilot.press(listed.key)
            await app.run_action(f"app.open_screen('{listed.module}')")
            await pilot.pause()
            assert app.screen is dialog


async def test_what_all_screens_import_is_left_out_of_garbage_collections() -> None:
    before = gc.get_freeze_count()
    await load_all(0)
    assert gc.get_freeze_count() > before
    gc.unfreeze()
