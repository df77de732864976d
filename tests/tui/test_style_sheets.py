"""Style sheets of screens: Textual applies each of them to the whole app from the moment in which its screen opens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.anatomy import AnatomyScreen
from tui.screens.lessons import LessonsScreen
from tui.screens.listed import SCREENS
from tui.screens.race import RaceScreen
from tui.widgets.plots.landscape_panel import LandscapePanel

SHEETS = [screen.load() for screen in SCREENS]


def selectors(sheet: str) -> list[str]:
    """The selectors of all rules, comments left out."""
    rules = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S))
    return [selector.strip() for rule in rules for selector in rule.split(",")]


@pytest.mark.parametrize("screen", SHEETS, ids=lambda screen: screen.__name__)
def test_each_rule_is_about_its_own_screen(screen: type) -> None:
    sheet = Path(__file__).parents[2] / "tui" / "screens" / str(vars(screen)["CSS_PATH"])
    found = selectors(sheet.read_text())
    assert found
    assert [selector for selector in found if not selector.startswith(screen.__name__)] == []


@pytest.mark.system
async def test_a_lesson_has_its_race_after_the_anatomy_was_open(until: Until) -> None:
    app = FallLine(at=5)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, AnatomyScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
        await until(pilot, lambda: app.screen.query_one(LandscapePanel).region.width > 20)
