"""The line for newcomers: shown until it was followed, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.config.config_file import config_path, read_config
from tui.config.sources import configured
from tui.demo.policy import DEMO
from tui.screens.lessons import LessonsScreen
from tui.screens.race import RaceScreen
from tui.widgets.hint_line import HINT, HintLine

RACE = Scenario(racers=("sgd lr=0.001",), steps=50)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of its own for the configuration, and for the progress of lessons."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def started(files: bool = True) -> FallLine:
    """The app as the command line starts it."""
    return FallLine(RACE, at=3, config=configured({}, {}, files=files), policy=DEMO if not files else FallLine().policy)


def line(app: FallLine) -> HintLine:
    return app.screen_stack[0].query_one(HintLine)


@pytest.mark.system
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_changed_rate_takes_it_away_for_good(size: tuple[int, int], until: Until) -> None:
    app = started()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: HINT in line(app).render_line(0).text)
        assert line(app).display
        await pilot.press("2", "enter", "up")
        await until(pilot, lambda: app.session.scenario != RACE and not line(app).display)
    app.save_work()
    assert read_config(config_path()).values == {"hint": False, "forms": "shown"} if size[0] < 104 else {"hint": False}
    again = started()
    async with again.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(again.screen, RaceScreen) and again.screen.focused is not None)
        assert not line(again).display


@pytest.mark.system
async def test_the_lessons_take_it_away(until: Until) -> None:
    app = started()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: HINT in line(app).render_line(0).text)
        await pilot.click(HintLine)
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
        assert not app.hint
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen) and not line(app).display)


async def test_it_stays_until_then() -> None:
    app = started()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "f1", "escape", "z", "z")
        await pilot.pause()
        assert line(app).display
    app.save_work()
    assert not config_path().exists()


async def test_the_demo_shows_it_and_keeps_nothing(until: Until) -> None:
    app = started(files=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: line(app).display)
        await pilot.press("2", "enter", "up")
        await until(pilot, lambda: not line(app).display)
    app.save_work()
    assert not config_path().exists()
