"""A sweep in the file of its race: saved from its screen, opened again, computed by the command line, exported."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.containers import Vertical
from textual.pilot import Pilot

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from core.sweep import sweep_toml
from tests.fixture_types import Until
from tests.tui.test_sweep_screen import open_sweep, sweep_of
from tui.app import FallLine
from tui.cli.main import main
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.state.session import Session
from tui.state.sweep.sweeper import Sweeper
from tui.state.sweep_frame import KINDS, SHOWN, Kind, SweepView
from tui.widgets.dialogs.export_dialog import ExportSweep
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.dialogs.save_file import SaveFile
from tui.widgets.entry import Entry
from tui.widgets.sweep.map_panel import SweepMapPanel

RACE = Scenario("booth", ("sgd lr=0.01", "momentum lr=0.03", "adam lr=0.1"), steps=40)
TABLE = '\n[sweep]\naxes = ["lr = 1e-3 .. 1/9"]\nuntil = "target"\nshare = 0.02\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(pilot: Pilot[Any]) -> str:
    return "\n".join(notification.message for notification in pilot.app._notifications)


async def dialog(pilot: Pilot[Any], until: Until, key: str, kind: type) -> Entry:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and bool(pilot.app.screen.query(Entry)))
    return pilot.app.screen.query_one(Entry)


def sweeper_of(kind: Kind) -> Sweeper:
    found = Sweeper()
    found.size = (20, 16)
    found.view = SweepView(kind, SHOWN[kind][0])
    return found


@pytest.mark.parametrize("hinted", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_each_view_is_read_back_from_its_file(kind: Kind, hinted: bool) -> None:
    frame = Session(RACE, at=RACE.steps).frame()
    before, after = sweeper_of(kind), sweeper_of("curves")
    text = RACE.to_toml() + before.table(frame).to_toml()
    if not hinted:
        text = "\n".join(line for line in text.split("\n") if not line.startswith("view"))
    after.take_table(frame, sweep_toml.read_table(text))
    assert after.view == before.view
    assert after.chosen(frame).sweep == before.chosen(frame).sweep
    assert sweep_toml.read(text).cells == before.chosen(frame).sweep.cells


def test_until_and_share_of_a_file_are_kept() -> None:
    frame, sweeper = Session(RACE, at=RACE.steps).frame(), Sweeper()
    sweeper.take_table(frame, sweep_toml.read_table(RACE.to_toml() + TABLE))
    assert sweeper.chosen(frame).sweep.share == 0.02
    assert sweeper.table(frame) == sweep_toml.SweepTable(("lr=1e-3..1/9",), "target", 0.02, None, "curves")
    command = " ".join(sweeper.command(frame))
    assert "--share 0.02 --until target --axis lr=1e-3..1/9" in command
    with pytest.raises(ValueError, match="a map has two axes"):
        sweeper.take_table(frame, sweep_toml.SweepTable(("lr=1e-3..1/9",), view="map"))
    assert sweeper.table(frame).share == 0.02


@pytest.mark.system
async def test_a_map_is_saved_computed_by_the_command_and_opened_again(until: Until) -> None:
    async with FallLine(RACE, at=10).run_test(size=(80, 24)) as pilot:
        screen = await open_sweep(pilot, until)
        await pilot.press("right_square_bracket", "v")
        await until(pilot, lambda: screen.query_one(SweepMapPanel).has_focus and len(sweep_of(pilot).axes) == 2)
        await until(pilot, lambda: sweep_of(pilot).complete and sweep_of(pilot).racers[0].name == "momentum")
        seen, text = sweep_of(pilot).racers[0].values, screen.sweeper.chosen(screen.frame).counted
        entry = await dialog(pilot, until, "ctrl+s", SaveFile)
        assert str(pilot.app.screen.query_one(Vertical).border_title) == "Save this race and its sweep"
        assert entry.value == "booth.toml"
        await pilot.press("enter")
        await until(pilot, lambda: "fallline sweep booth.toml" in told(pilot))
    assert main(["sweep", "booth.toml", "--format", "npz", "--output", "found.npz"]) == 0
    with np.load("found.npz") as found:
        assert found["racers"].tolist() == ["momentum"]
        np.testing.assert_array_equal(np.where(found["diverged"], np.nan, found["best"])[0], seen)
    async with FallLine(Scenario(), at=0).run_test(size=(80, 24)) as pilot:
        await dialog(pilot, until, "ctrl+o", OpenFile)
        await pilot.press(*"booth.toml", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen) and "f2 shows its sweep" in told(pilot))
        assert pilot.app.session.scenario == RACE  # type: ignore[attr-defined] # the app of these tests
        screen = await open_sweep(pilot, until)
        await until(pilot, lambda: screen.sweeper.view.kind == "map" and screen.query_one(SweepMapPanel).has_focus)
        await until(pilot, lambda: sweep_of(pilot).complete)
        assert screen.sweeper.chosen(screen.frame).counted == text
        np.testing.assert_array_equal(sweep_of(pilot).racers[0].values, seen)
        # The race alone does not go over the file without a question, the sweep does.
        await dialog(pilot, until, "ctrl+s", SaveFile)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await dialog(pilot, until, "ctrl+s", SaveFile)
        await pilot.press("enter")
        await until(pilot, lambda: "is there already" in str(pilot.app.screen.query(".message").first().render()))
        assert "[sweep]" in Path("booth.toml").read_text()


@pytest.mark.system
async def test_a_file_of_the_command_line_brings_its_sweep(until: Until) -> None:
    Path("race.toml").write_text(RACE.to_toml() + TABLE)
    async with FallLine(RACE, at=10, file=Path("race.toml")).run_test(size=(80, 24)) as pilot:
        screen = await open_sweep(pilot, until)
        assert sweep_of(pilot).text == "lr=1e-3..1/9"
        await pilot.press("x")
        await until(pilot, lambda: bool(pilot.app.screen.query(Entry)))
        pilot.app.screen.query_one(Entry).value = "lr=1e-3..1/5"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and sweep_of(pilot).text == "lr=1e-3..1/5")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await open_sweep(pilot, until)
        assert sweep_of(pilot).text == "lr=1e-3..1/5"  # the file is not read again


@pytest.mark.parametrize(
    ("table", "sentence"),
    {
        'axes = ["rate=1e-3..1/9"]': '[sweep] axis rate: sgd has no "rate"',
        'axes = ["lr=[1]"]\nracers = ["lion"]': '[sweep] no racer is called "lion"',
        'axis = ["lr=[1]"]': "[sweep] line 14: sweep: unknown key 'axis'. Did you mean axes?",
    }.items(),
)
async def test_a_sweep_that_the_race_does_not_have_is_told(until: Until, table: str, sentence: str) -> None:
    Path("race.toml").write_text(f"{RACE.to_toml()}\n[sweep]\n{table}\n")
    async with FallLine(RACE, at=10, file=Path("race.toml")).run_test(size=(80, 24)) as pilot:
        await open_sweep(pilot, until)
        await until(pilot, lambda: sentence in told(pilot))
        assert sweep_of(pilot).text.startswith("lr=")


async def test_rules_of_ones_own_are_copied_as_the_file_of_the_sweep(until: Until) -> None:
    own = own_optimizer("mine", "theta = theta - lr*g", "lr=0.001")
    race = Scenario("booth", (RacerSpec("mine", own=own),), steps=20)
    async with FallLine(race, at=10).run_test(size=(80, 24)) as pilot:
        await open_sweep(pilot, until)
        await pilot.press("y")
        await until(pilot, lambda: "travel in files" in told(pilot))
        await dialog(pilot, until, "ctrl+s", SaveFile)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard == "fallline sweep booth.toml")
    assert main([*shlex.split(pilot.app.clipboard)[1:], "--format", "csv", "--output", "found.csv"]) == 0


@pytest.mark.system
async def test_a_sweep_is_exported_as_data_and_as_a_picture(until: Until) -> None:
    async with FallLine(RACE, at=10).run_test(size=(80, 24)) as pilot:
        screen = await open_sweep(pilot, until)
        for name in ("a.csv", "a.npz", "a.json", "a.svg"):
            entry = await dialog(pilot, until, "E", ExportSweep)
            entry.value = name
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen is screen)
        values = sweep_of(pilot).racers[0].values
    runs = Path("a.csv").read_text().splitlines()
    assert len(runs) == 1 + 3 * values.size
    with np.load("a.npz") as found:
        np.testing.assert_array_equal(np.where(found["diverged"], np.nan, found["best"])[0], values)
    assert '"runs": 483' in Path("a.json").read_text()
    assert "Best loss after 40 steps over lr" in Path("a.svg").read_text().replace("&#160;", " ")
