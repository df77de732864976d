"""Opening and saving scenario files in the app, by keys: nothing that anybody made is lost."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from tests.fixture_types import TypeOver, Until
from tui.app import FallLine
from tui.demo.policy import FULL
from tui.screens.race import RaceScreen
from tui.state.files import keep_session, read_scenario, write_scenario
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.dialogs.path_completion import choices
from tui.widgets.dialogs.save_file import SaveFile
from tui.widgets.entry import Entry

OWN = own_optimizer("mine", "theta = theta - lr*g", "lr=0.001")
NOW = Scenario("himmelblau", ("adam lr=0.1", RacerSpec("mine", own=OWN)), steps=50)
OTHER = Scenario("beale", ("sgd lr=0.001",), steps=70)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scenario_of(pilot: Pilot[Any]) -> Scenario:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen.session.scenario


def message_of(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".message", Static).content)


def listed(pilot: Pilot[Any]) -> list[str]:
    return [str(option.id) for option in pilot.app.screen.query_one(OptionList).options]


async def opened(pilot: Pilot[Any], until: Until, key: str, dialog: type) -> Entry:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, dialog) and bool(pilot.app.screen.query(Entry)))
    return pilot.app.screen.query_one(Entry)


def told(pilot: Pilot[Any]) -> str:
    return "\n".join(notification.message for notification in pilot.app._notifications)


async def test_a_saved_race_is_opened_again_and_undo_brings_back_the_one_before(until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        entry = await opened(pilot, until, "ctrl+s", SaveFile)
        assert entry.value == "himmelblau.toml"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert read_scenario(Path("himmelblau.toml")) == NOW
        await until(pilot, lambda: "Saved to himmelblau.toml" in told(pilot))
        write_scenario(Path("other.toml"), OTHER)
        await opened(pilot, until, "ctrl+o", OpenFile)
        assert listed(pilot) == ["himmelblau.toml", "other.toml"]
        await pilot.press("o", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert scenario_of(pilot) == OTHER
        await pilot.press("u")
        assert scenario_of(pilot) == NOW


async def test_another_file_is_written_over_only_when_asked_twice(until: Until, type_over: TypeOver) -> None:
    write_scenario(Path("other.toml"), OTHER)
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        entry = await opened(pilot, until, "ctrl+s", SaveFile)
        await type_over(pilot, entry, "other")
        await pilot.press("enter")
        await until(pilot, lambda: "is there already" in message_of(pilot))
        assert read_scenario(Path("other.toml")) == OTHER
        await pilot.press("x", "backspace", "enter")
        await until(pilot, lambda: "is there already" in message_of(pilot))
        assert read_scenario(Path("other.toml")) == OTHER
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert read_scenario(Path("other.toml")) == NOW
        # Its own file again: no question.
        await opened(pilot, until, "ctrl+s", SaveFile)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))


@pytest.mark.parametrize("text", ["# my notes\n" + NOW.to_toml(), OTHER.to_toml()])
async def test_its_own_file_is_asked_for_when_more_is_in_it(text: str, until: Until) -> None:
    path = Path("race.toml")
    write_scenario(path, NOW)
    if text.startswith("#"):
        path.write_text(text)
    async with FallLine(NOW, at=10, file=path).run_test(size=(80, 24)) as pilot:
        entry = await opened(pilot, until, "ctrl+s", SaveFile)
        assert entry.value == "race.toml"
        path.write_text(text)  # meanwhile, by somebody else
        await pilot.press("enter")
        await until(pilot, lambda: "is there already" in message_of(pilot))
        assert path.read_text() == text


@pytest.mark.parametrize(
    ("content", "typed", "sentence"),
    [
        (None, "nosuch.toml", "can't read the scenario nosuch.toml: No such file or directory"),
        ("stesp = 3", "race.toml", "race.toml: line 1: unknown key 'stesp'. Did you mean steps"),
        ("racers = ['adam lr=-1']", "race.toml", "race.toml: line 1: racers: adam: lr must be a number ≥ 0 (got -1)"),
        (None, "pipe", "can't read the scenario pipe: it is no ordinary file"),
    ],
)
async def test_what_cannot_be_opened_is_told_in_the_dialog(
    content: str | None, typed: str, sentence: str, until: Until, type_over: TypeOver
) -> None:
    os.mkfifo("pipe")
    if content is not None:
        Path("race.toml").write_text(content)
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        await type_over(pilot, await opened(pilot, until, "ctrl+o", OpenFile), typed)
        await pilot.press("enter")
        await until(pilot, lambda: sentence in message_of(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert scenario_of(pilot) == NOW


async def test_what_cannot_be_saved_is_told_in_the_dialog(until: Until, type_over: TypeOver) -> None:
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        entry = await opened(pilot, until, "ctrl+s", SaveFile)
        for typed, sentence in (
            ("nowhere/x.toml", "there is no folder nowhere"),
            ("", "needs a name"),
            ("a/", "a name"),
        ):
            await type_over(pilot, entry, typed)
            await pilot.press("enter")
            await until(pilot, lambda sentence=sentence: sentence in message_of(pilot))  # type: ignore[misc]


async def test_tab_and_arrows_go_into_folders(until: Until) -> None:
    os.makedirs("races/deep")
    write_scenario(Path("races/one.toml"), OTHER)
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        entry = await opened(pilot, until, "ctrl+o", OpenFile)
        await pilot.press("r", "tab")
        await until(pilot, lambda: entry.value == "races/")
        await until(pilot, lambda: listed(pilot) == ["races/deep/", "races/one.toml"])
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert scenario_of(pilot) == OTHER


def test_completion_shows_folders_and_scenarios_only(folder: Path) -> None:
    for name in (".hidden", "Sub"):
        (folder / name).mkdir()
    for name in ("a.toml", "b.txt", "sum.toml", ".c.toml"):
        (folder / name).write_text("")
    assert choices("") == ["Sub/", "a.toml", "sum.toml"]
    assert choices("su") == ["Sub/", "sum.toml"]
    assert choices(".") == [".hidden/", ".c.toml"]
    assert choices(f"{folder}/a") == [f"{folder}/a.toml"]
    assert choices("nowhere/") == []


async def test_the_last_session_is_offered(until: Until) -> None:
    keep_session(OTHER)
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        await opened(pilot, until, "ctrl+o", OpenFile)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert scenario_of(pilot) == OTHER
        entry = await opened(pilot, until, "ctrl+s", SaveFile)
        assert entry.value == "beale.toml"  # not the file that keeps the session


async def test_the_palette_opens_the_last_session_too(until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RaceScreen)
        (command,) = (command for command in screen.commands() if "last session" in command.title)
        command.callback()
        await until(pilot, lambda: "no last session" in told(pilot))
        keep_session(OTHER)
        command.callback()
        await until(pilot, lambda: scenario_of(pilot) == OTHER)


async def test_rules_of_ones_own_are_copied_as_the_file_that_holds_them(until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(80, 24)) as pilot:
        await pilot.press("y")
        await until(pilot, lambda: "travel in files" in told(pilot))
        assert pilot.app.clipboard == ""
        await opened(pilot, until, "ctrl+s", SaveFile)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard == "fallline himmelblau.toml --at 10")


async def test_a_file_that_is_not_allowed_changes_nothing(until: Until) -> None:
    """A file takes the same way as any other change."""
    async with FallLine(NOW, at=10, policy=replace(FULL, steps=60)).run_test(size=(80, 24)) as pilot:
        write_scenario(Path("other.toml"), OTHER)
        await opened(pilot, until, "ctrl+o", OpenFile)
        await pilot.press("o", "enter")
        await until(pilot, lambda: "at most 60 steps" in told(pilot))
        assert scenario_of(pilot) == NOW
        assert "Opened" not in told(pilot)
