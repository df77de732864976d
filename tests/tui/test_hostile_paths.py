"""Paths that no file can have, in every dialog that takes one: a sentence, and the app goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.foreign import HOSTILE_PATHS, furnish, one_sentence
from tests.sampling import sampled
from tui.app import FallLine
from tui.screens.race import RaceScreen
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.dialogs.export_dialog import ExportRace
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.dialogs.save_file import SaveFile
from tui.widgets.entry import Entry

pytestmark = pytest.mark.system

NOW = Scenario("himmelblau", ("adam lr=0.1",), steps=5)
NAMES = [*HOSTILE_PATHS.values(), "half a name\x1b]0;pwn\x07"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    furnish(tmp_path)
    return tmp_path


def wrong(pilot: Pilot[Any]) -> str:
    message = pilot.app.screen.query_one(".message", Static)
    return str(message.content) if message.has_class("-wrong") else ""


async def refused(pilot: Pilot[Any], until: Until, path: str) -> None:
    """Enter a path into the open dialog, and wait for a sentence."""
    dialog = pilot.app.screen
    entry = dialog.query_one(Entry)
    entry.value = ""
    await until(pilot, lambda: not wrong(pilot))
    entry.value = path
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is dialog and bool(wrong(pilot)))
    assert one_sentence(wrong(pilot))


@pytest.mark.parametrize(
    "case",
    sampled(
        [
            ("ctrl+o", OpenFile, "/no/race.toml"),
            ("ctrl+o", OpenFile, ""),
            ("ctrl+s", SaveFile, "/no/race.toml"),
            ("E", ExportRace, "/no/race.csv"),
            ("ctrl+s", SaveFile, "/no/race"),
            ("E", ExportRace, "/no/race.json"),
            ("E", ExportRace, "/no/race.svg"),
        ],
        7,
    ),
    ids=str,
)
async def test_dialogs(case: tuple[str, type[Dialog[Any]], str], until: Until) -> None:
    key, kind, ending = case
    async with FallLine(NOW, at=3).run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, kind) and bool(pilot.app.screen.query(Entry)))
        for name in NAMES:
            if name + ending in ("folder", "."):
                continue  # they are completed
            await refused(pilot, until, f"{name}{ending}")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))


@pytest.mark.parametrize("name", [".", "..", "/", "a/"])
async def test_what_is_no_name(name: str, until: Until) -> None:
    async with FallLine(NOW, at=3).run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveFile) and bool(pilot.app.screen.query(Entry)))
        await refused(pilot, until, name)
