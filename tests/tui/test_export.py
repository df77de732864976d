"""Exporting from the app: the data that `fallline run` writes, a picture, and no file harmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.cli.main import main
from tui.widgets.dialogs.export_dialog import ExportRace
from tui.widgets.entry import Entry

SCENARIO = Scenario("booth", ("adam lr=0.1", "sgd lr=0.01"), steps=30)


async def open_dialog(pilot: Pilot[Any], until: Until, path: str) -> ExportRace:
    await pilot.press("E")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportRace) and bool(pilot.app.screen.query(Entry)))
    dialog = pilot.app.screen
    assert isinstance(dialog, ExportRace)
    dialog.query_one(Entry).value = path
    await pilot.pause()
    return dialog


def message(dialog: ExportRace) -> str:
    return str(dialog.query_one(".message", Static).content)


@pytest.mark.parametrize("format", ["csv", "json"])
async def test_data_are_those_of_the_command(format: str, tmp_path: Path, until: Until) -> None:
    (tmp_path / "race.toml").write_text(SCENARIO.to_toml(), encoding="utf-8")
    ours, theirs = tmp_path / f"ours.{format}", tmp_path / f"theirs.{format}"
    assert main(["run", str(tmp_path / "race.toml"), "--format", format, "--output", str(theirs)]) == 0
    app = FallLine(SCENARIO, at=7)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_dialog(pilot, until, str(ours))
        await pilot.press("enter")
        await until(pilot, ours.exists)
        await until(pilot, lambda: not isinstance(app.screen, ExportRace))
    assert ours.read_bytes() == theirs.read_bytes()


async def test_a_picture_shows_the_race_and_not_the_dialog(tmp_path: Path, until: Until) -> None:
    path = tmp_path / "race.svg"
    app = FallLine(SCENARIO, at=7)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_dialog(pilot, until, str(path))
        await pilot.press("enter")
        await until(pilot, path.exists)
    text = path.read_text(encoding="utf-8")
    assert "Standings" in text
    assert "7/30" in text
    assert "Export" not in text


@pytest.mark.system
async def test_a_film_is_recorded_with_its_progress(tmp_path: Path, until: Until) -> None:
    path = tmp_path / "race.cast"
    app = FallLine(Scenario("booth", ("adam lr=0.1",), steps=1), at=0)
    async with app.run_test(size=(60, 18)) as pilot:
        dialog = await open_dialog(pilot, until, str(path))
        await pilot.press("enter")
        await until(pilot, lambda: " of 100 pictures" in message(dialog))
        await until(pilot, lambda: app.screen is not dialog)
    head, *events = path.read_text(encoding="utf-8").splitlines()
    assert '"width": 60, "height": 18' in head
    assert "booth" in head
    assert len(events) > 1


@pytest.mark.system
async def test_a_recording_can_be_left(tmp_path: Path, until: Until) -> None:
    app = FallLine(SCENARIO, at=0)
    async with app.run_test(size=(60, 18)) as pilot:
        dialog = await open_dialog(pilot, until, str(tmp_path / "race.cast"))
        await pilot.press("enter")
        await until(pilot, lambda: " of 100 pictures" in message(dialog))
        work = dialog._work
        assert work is not None
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog and work.is_finished)
    assert list(tmp_path.iterdir()) == []


async def test_why_a_film_cannot_be_written_is_told(tmp_path: Path, until: Until) -> None:
    app = FallLine(SCENARIO, at=0)
    async with app.run_test(size=(60, 18)) as pilot:
        dialog = await open_dialog(pilot, until, str(tmp_path / "no" / "race.cast"))
        await pilot.press("enter")
        await until(pilot, lambda: "there is no folder" in message(dialog))
        assert app.screen is dialog


@pytest.mark.system
async def test_a_file_is_written_over_only_when_confirmed(tmp_path: Path, until: Until) -> None:
    path = tmp_path / "race.csv"
    path.write_text("mine")
    app = FallLine(SCENARIO, at=7)
    async with app.run_test(size=(100, 30)) as pilot:
        dialog = await open_dialog(pilot, until, str(path))
        await pilot.press("enter")
        await until(pilot, lambda: "there already" in message(dialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog)
        assert path.read_text() == "mine"
        await open_dialog(pilot, until, str(path))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: path.read_text() != "mine")
    assert [entry.name for entry in tmp_path.iterdir()] == ["race.csv"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("race.png", "must end in .csv, .json, .cast or .svg"),
        ("", "must end in"),
        ("no/such/race.csv", "there is no folder"),
    ],
)
async def test_what_cannot_be_written_is_said_in_one_sentence(
    name: str, told: str, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = FallLine(SCENARIO, at=7)
    async with app.run_test(size=(100, 30)) as pilot:
        dialog = await open_dialog(pilot, until, name)
        await pilot.press("enter")
        await until(pilot, lambda: told in message(dialog))
        assert app.screen is dialog
    assert list(tmp_path.iterdir()) == []


@pytest.mark.system
async def test_a_long_race_can_be_left(tmp_path: Path, until: Until) -> None:
    long = Scenario("rosenbrock", tuple(f"adam lr={rate}" for rate in range(1, 21)), steps=1_000_000)
    path = tmp_path / "race.csv"
    app = FallLine(long, at=0)
    async with app.run_test(size=(100, 30)) as pilot:
        dialog = await open_dialog(pilot, until, str(path))
        await pilot.press("enter")
        await until(pilot, lambda: "racing" in message(dialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog)
    assert not path.exists()
