"""The command palette: it has every action, and every problem, optimizer, schedule, lesson, theme and racer by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot

from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.schedules import SCHEDULES
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.config.options import THEMES
from tui.demo.policy import DEMO
from tui.lessons import summaries
from tui.screens.lessons import LessonsScreen
from tui.screens.palette import Everything, matches
from tui.screens.race import RaceScreen
from tui.widgets.entry import Entry
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.setup_form import SetupForm
from tui.widgets.racer_list import RacerList

RACE = Scenario(racers=("sgd lr=0.001", "adam lr=0.1"), steps=50)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own, in which the lessons keep their progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def commands(app: FallLine) -> dict[str, SystemCommand]:
    found = list(app.get_system_commands(app.screen))
    assert len({command.title for command in found}) == len(found)
    return {command.title: command for command in found}


def found(app: FallLine, query: str) -> list[str]:
    """The titles that a query finds, the best first."""
    hits = matches(query, app.get_system_commands(app.screen), Everything(app.screen))
    return [hit.command.title for hit in sorted(hits, key=lambda hit: hit.score, reverse=True)]


async def choose(pilot: Pilot[Any], until: Until, key: str, query: str) -> None:
    """Open the palette, type a query, and take the first answer."""
    app = pilot.app
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    palette = app.screen
    await pilot.press(*query)
    if query:
        await until(pilot, lambda: query in first(palette).casefold())
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not palette)


def first(palette: Any) -> str:
    options = palette.query_one(CommandList).options
    return str(options[0].prompt) if options else ""


async def test_everything_is_there_by_name() -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)):
        titles = commands(app).keys()
        names = [
            *(f"Problem: {name}" for name in PROBLEMS),
            *(f"Add racer: {name}" for name in OPTIMIZERS),
            *(f"Schedule: {name}" for name in SCHEDULES),
            *(f"Lesson: {lesson.title}" for lesson in summaries()),
            *(f"Theme: {name}" for name in THEMES),
            *("Select racer: sgd", "Select racer: adam"),
        ]
        assert [name for name in names if name not in titles] == []
        assert "Play or pause" in titles
        assert {command.title for command in commands(app).values() if command.discover} & set(names) == set()


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("himm", {"Problem: himmelblau"}),
        ("adam", {"Select racer: adam", "Add racer: adam"}),
        ("cosine", {"Schedule: cosine"}),
        ("nesterov", {"Add racer: nesterov"}),
        ("gruv", {"Theme: gruvbox"}),
        ("theme", {"Theme"}),
        ("speed", {"Slower", "Faster"}),
        ("slow", {"Slower", "Schedule: slow_start"}),
        ("kink", {"Lesson: Adam cannot settle on a kink"}),
        ("valley", {"Lesson: Rosenbrock's valley"}),
    ],
)
async def test_a_name_or_its_beginning_comes_first(query: str, answers: set[str]) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)):
        assert set(found(app, query)[: len(answers)]) == answers


async def test_the_present_state_stands_beside_it() -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)):
        app.theme = "gruvbox"
        app.session.set_speed(5)
        now = commands(app)
        assert "theme: gruvbox" in now["Theme"].help
        assert now["Theme: gruvbox"].help == "in use"
        assert now["Slower"].help == "< · speed ×5 100/s"
        assert now["Faster"].help == "> · speed ×5 100/s"
        assert "raced now" in now["Problem: rosenbrock"].help
        assert now["Play or pause"].help == "space · paused"


async def test_the_focused_panel_comes_first_and_a_field_hides_no_action(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.focused, RacerList))
        assert next(iter(commands(app))) == "Settings of the racer"
        await pilot.press("enter")
        form = app.screen.query_one(RacerForm)
        await until(pilot, lambda: form.editor is not None and form.editor.has_focus)
        assert {"Undo typing", "Add racers", "Search the catalog", "Play or pause"} <= commands(app).keys()


@pytest.mark.system
async def test_names_are_chosen_from_every_screen(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await choose(pilot, until, "colon", "himm")
        await until(pilot, lambda: app.session.scenario.problem.name == "himmelblau")
        await choose(pilot, until, "ctrl+p", "nesterov")
        await until(pilot, lambda: [racer.optimizer for racer in app.session.scenario.racers][-1] == "nesterov")
        await choose(pilot, until, "ctrl+p", "cosine")
        await until(pilot, lambda: app.session.scenario.racers[-1].schedule.name == "cosine")
        await choose(pilot, until, "ctrl+p", "dracula")
        await until(pilot, lambda: app.theme == "dracula")
        await choose(pilot, until, "ctrl+p", "kink")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen) and app.screen.browser.name == "kink")
        await choose(pilot, until, "ctrl+p", "beale")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        assert app.session.scenario.problem.name == "beale"


@pytest.mark.system
async def test_a_slash_searches_the_list_of_the_screen(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.focused, RacerList))
        await choose(pilot, until, "slash", "adam")
        await until(pilot, lambda: app.session.view.selected == 1)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
        await choose(pilot, until, "slash", "kink")
        await until(pilot, lambda: isinstance(app.screen, LessonsScreen) and app.screen.browser.name == "kink")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        await pilot.press("4", "slash")
        await until(pilot, lambda: isinstance(app.focused, Entry))
        assert type(app.screen).__name__ == "Catalog"


async def test_a_colon_is_typed_in_a_field(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "colon")
        await until(pilot, lambda: getattr(app.focused, "value", "") == ":")


async def test_the_demo_offers_what_it_does() -> None:
    app = FallLine(RACE, at=3, policy=DEMO)
    async with app.run_test(size=(80, 24)):
        titles = commands(app).keys()
        assert {"Problem: himmelblau", "Add racer: adam", "Theme: gruvbox"} <= titles
        assert not {"Screenshot", "Suspend", "Save in a file"} & titles
        long = [lesson.title for lesson in summaries() if lesson.steps > DEMO.steps]
        assert long
        assert not {f"Lesson: {title}" for title in long} & titles


async def test_a_click_beyond_a_window_that_has_shrunk_closes_the_palette(until: Until) -> None:
    app = FallLine(Scenario(racers=("sgd",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and app.screen.is_mounted)
        click = events.Click(app.screen, 300, 99, 0, 0, 1, False, False, False, screen_x=300, screen_y=99)
        app.screen.post_message(click)
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
    assert app.return_code in (None, 0)


@pytest.mark.system
@pytest.mark.parametrize("size", sampled([(80, 24), (120, 40)], 2))
async def test_a_setting_is_reached_by_its_name(until: Until, size: tuple[int, int]) -> None:
    app = FallLine(Scenario("regression n=20", ("sgd lr=0.1",), steps=50), at=5)
    async with app.run_test(size=size) as pilot:
        form = app.screen.query_one(SetupForm)
        await until(pilot, lambda: form.index_of("problem.batch") is not None)
        settings = [title for title in commands(app) if "etting: " in title]
        setup = [f"Setting: {row.hyper.name}" for row in form.rows]
        racer = [f"Racer setting: {row.hyper.name}" for row in app.screen.query_one(RacerForm).rows]
        assert settings == [*setup, *racer]
        await choose(pilot, until, "colon", "setting: batch")
        await until(pilot, lambda: form.row.hyper.name == "batch" and form.shown_editor is not None)
        await pilot.press("5")
        await until(pilot, lambda: app.session.scenario.problem.get("batch") == 5)
