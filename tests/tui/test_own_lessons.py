"""Lessons of the user: opened from a file, put into the list, told in one sentence where they are wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.cli.commands import ScenarioWords, UsageError
from tui.cli.launch import lesson_of
from tui.demo.policy import DEMO
from tui.lessons import lesson_texts
from tui.lessons.own import COURSE, read_own_lesson
from tui.screens.lessons import LessonsScreen
from tui.screens.race import RaceScreen
from tui.state.files import is_lesson
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.entry import Entry
from tui.widgets.lessons.claims_panel import ClaimsPanel
from tui.widgets.lessons.lesson_list import LessonList

NOW = Scenario("beale", ("adam lr=0.05",), steps=77)
OWN = """
title = "Mine"
text = "A [bowl]."
[scenario]
problem = "x^2 + y^2"
racers = ["sgd lr=0.1"]
steps = 20
[[claims]]
says = "It shrinks."
measure = "loss"
high = 1
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


async def open_file(pilot: Pilot[Any], until: Until, path: str) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, OpenFile) and bool(pilot.app.screen.query(Entry)))
    await pilot.press(*path, "enter")


def shown(pilot: Pilot[Any]) -> str:
    """The title of the lesson on the screen."""
    screen = pilot.app.screen
    texts = screen.query("#text") if isinstance(screen, LessonsScreen) else ()
    return "".join(str(text.border_title) for text in texts)


@pytest.mark.system
@pytest.mark.parametrize("keys", sampled([(), ("f4",), ("f3",)], 3), ids=lambda keys: "-".join(keys) or "race")
async def test_a_file_is_opened_listed_and_measured(keys: tuple[str, ...], until: Until) -> None:
    app = FallLine(NOW, at=5)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        await pilot.press(*keys)
        await until(pilot, lambda: not keys or (app.screen is not race and app.screen.is_mounted))
        if keys == ("f3",):
            await pilot.press("escape")  # the anatomy opens no files
            await until(pilot, lambda: app.screen is race)
        await open_file(pilot, until, "mine.toml")
        await until(pilot, lambda: shown(pilot) == "Mine")
        lessons = app.screen
        assert isinstance(lessons, LessonsScreen)
        await until(pilot, lambda: lessons.browser.examination().passed)
        assert lessons.query_one(ClaimsPanel).rows(80)[0][1][0] == "1 of 1 hold"
        options = [str(option.prompt) for option in lessons.query_one(LessonList).options]
        assert options[-2:] == [COURSE, "  Mine"]
        assert app.screen_stack == [race, lessons]
        await pilot.press("p")
        await until(pilot, lambda: shown(pilot) != "Mine")
        await pilot.press("n")
        await until(pilot, lambda: shown(pilot) == "Mine")
        Path("mine.toml").write_text(OWN.replace("Mine", "Better"), encoding="utf-8")
        await open_file(pilot, until, "mine.toml")
        await until(pilot, lambda: shown(pilot) == "Better")
        assert [summary.title for summary in lessons.browser.summaries].count("Better") == 1


@pytest.mark.system
async def test_it_is_in_the_list_the_next_time_unless_it_has_gone(until: Until) -> None:
    Path("other.toml").write_text(OWN.replace("Mine", "Other"), encoding="utf-8")
    async with FallLine(NOW, at=5).run_test(size=(80, 24)) as pilot:
        for name, title in (("other.toml", "Other"), ("mine.toml", "Mine")):
            await open_file(pilot, until, name)
            await until(pilot, partial(has_title, pilot, title))
    Path("other.toml").write_text("text = ", encoding="utf-8")
    app = FallLine(NOW, at=5)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: bool(shown(pilot)))
        assert shown(pilot) != "Mine"  # in the list, not opened
        assert isinstance(app.screen, LessonsScreen)
        titles = [summary.title for summary in app.screen.browser.summaries]
        assert titles.count("Mine") == 1
        assert "Other" not in titles


def has_title(pilot: Pilot[Any], title: str) -> bool:
    return shown(pilot) == title


@pytest.mark.system
async def test_a_scenario_that_is_opened_from_a_lesson_is_raced(until: Until) -> None:
    Path("beale.toml").write_text(NOW.to_toml(), encoding="utf-8")
    app = FallLine(Scenario(racers=("sgd lr=0.001",)), at=5)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
        await open_file(pilot, until, "beale.toml")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen) and app.session.scenario == NOW)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("high = 1", "hihg = 1"), "mine.toml: line 11: claim 1 “It shrinks.”: unknown key 'hihg'. Did you mean high?"),
        (("steps = 20", "steps ="), "mine.toml: line 7, column 8: invalid value"),
        (('text = "A [bowl]."', ""), "mine.toml: the key text is missing"),
    ],
)
async def test_mistakes_are_told_in_one_sentence(change: tuple[str, str], told: str, until: Until) -> None:
    Path("mine.toml").write_text(OWN.replace(*change), encoding="utf-8")
    async with FallLine(NOW, at=5).run_test(size=(80, 24)) as pilot:
        await open_file(pilot, until, "mine.toml")
        await until(pilot, lambda: told in str(pilot.app.screen.query_one(".message", Static).content))
    with pytest.raises(UsageError, match=told[:20]):
        lesson_of(ScenarioWords(file="mine.toml"))


async def test_the_command_line_opens_a_lesson(until: Until) -> None:
    lesson = lesson_of(ScenarioWords(file="mine.toml"))
    app = FallLine(lesson=lesson)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: shown(pilot) == "Mine")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))


def test_a_lesson_goes_without_other_options() -> None:
    with pytest.raises(UsageError, match="has races of its own"):
        lesson_of(ScenarioWords(file="mine.toml", problem="beale"))


def test_other_files_are_left_to_the_reader_of_scenarios() -> None:
    Path("race.toml").write_text(NOW.to_toml(), encoding="utf-8")
    for words in (ScenarioWords(), ScenarioWords(file="race.toml"), ScenarioWords(file="nosuch.toml")):
        assert lesson_of(words) is None


@pytest.mark.system
async def test_the_demo_opens_no_files(until: Until) -> None:
    app = FallLine(NOW, at=5, policy=DEMO)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
        lessons = app.screen
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert app.screen is lessons


@pytest.mark.parametrize("name", sampled(lesson_texts(), 6))
def test_each_lesson_is_known_as_one_also_when_it_is_broken(name: str) -> None:
    text = lesson_texts()[name]
    assert is_lesson(text)
    assert is_lesson(text + "\nbroken = =\n")
    assert not is_lesson(NOW.to_toml())
    assert not is_lesson(NOW.to_toml() + "\nbroken = =\n")


def test_data_is_looked_for_beside_the_lesson(folder: Path) -> None:
    (folder / "deep").mkdir()
    rows = "\n".join(f"{x},{2 * x}" for x in range(20))
    (folder / "deep" / "points.csv").write_text(f"x,y\n{rows}\n", encoding="utf-8")
    text = OWN.replace('"x^2 + y^2"', '"regression data=points.csv"')
    (folder / "deep" / "fit.toml").write_text(text, encoding="utf-8")
    scenario = read_own_lesson(Path("deep/fit.toml")).lesson.scenarios[""][0]
    assert "deep/points.csv" in str(scenario.problem)
