"""Problems of more than two parameters: every door of the app refuses them with one sentence, and nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

import tui.app
from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.fixture_types import Enter, TypeInto, Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.cli import launch
from tui.cli.main import main
from tui.demo.policy import DEMO, FULL, Policy, PolicyError
from tui.messages import ScenarioChanged
from tui.screens.race import RaceScreen
from tui.state.catalog_items import items
from tui.state.files import keep_session, write_scenario
from tui.widgets.dialogs.file_dialog import OpenFile
from tui.widgets.entry import Entry
from tui.widgets.forms.setup_form import SetupForm

NOW = Scenario("x^2 + y^2", ("adam lr=0.1",), steps=50)
MANY = (
    Scenario("x^2 + y^2 + z^2", ("adam",), steps=20),
    Scenario("sum(i, 1, 5, x[i]^2)", ("adam",), start=(1, 2, 3, 4, 5), steps=20),
    Scenario("rosenbrock n=3", ("adam",), steps=20),
    Scenario("ackley n=20", ("adam",), steps=20),
)
REFUSED = "landscapes of one or two parameters can be drawn"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def race_screen(pilot: Pilot[Any]) -> RaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen


def told(pilot: Pilot[Any]) -> str:
    return "\n".join(notification.message for notification in pilot.app._notifications)


async def still_races(pilot: Pilot[Any], until: Until) -> None:
    """Nothing has changed, there is nothing to undo, and the race goes on."""
    session = race_screen(pilot).session
    assert session.scenario == NOW
    before = session.clock.step
    pilot.app.set_focus(None)
    await pilot.press("u", "full_stop")
    await until(pilot, lambda: session.clock.step == before + 1)
    assert session.scenario == NOW


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x^2 + z^2", "z is taken for a coordinate, and y does not occur"),
        ("x^2 + y^2 + z^2", f"{REFUSED} (got 3: x, y, z)"),
        ("x1^2 + x2^2 + x3^2 + x4^2 + x5^2", f"{REFUSED} (got 5: x1 … x5)"),
        ("sum(i, 1, 4, x[i]^2)", f"{REFUSED} (got 4: x1, x2, x3, x4)"),
        ("x^2 + y^2 + w", "w is taken for a coordinate, and z does not occur"),
    ],
)
async def test_the_field_of_the_formula_says_so(text: str, sentence: str, enter: Enter, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(120, 40)) as pilot:
        form = pilot.app.screen.query_one(SetupForm)
        await until(pilot, lambda: form.index_of("formula") is not None)
        await enter(pilot, form, "formula", text)
        await until(pilot, lambda: "formula" in form.drafts)
        assert sentence in form.drafts["formula"].sentence
        assert form.drafts["formula"].text == text
        await pilot.press("enter")
        await pilot.pause()
        assert race_screen(pilot).session.scenario == NOW
        await enter(pilot, form, "formula", "x^2 + 3*y^2 + z z=2")  # with a value z is a parameter
        await until(pilot, lambda: str(race_screen(pilot).session.scenario.problem) == "x^2 + 3*y^2 + z z=2")


@pytest.mark.system
async def test_typed_key_by_key_nothing_crashes_and_the_way_back_is_open(type_into: TypeInto, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(120, 40)) as pilot:
        form = pilot.app.screen.query_one(SetupForm)
        await until(pilot, lambda: form.index_of("formula") is not None)
        await type_into(pilot, form, "formula", "x1^2 + x2^2 + x3^2")
        await until(pilot, lambda: REFUSED in form.drafts["formula"].sentence)
        await pilot.press(*["backspace"] * len(" + x3^2"))
        session = race_screen(pilot).session
        await until(pilot, lambda: str(session.scenario.problem) == "x1^2 + x2^2")
        assert session.race.problem.names == ("x1", "x2")
        await until(pilot, lambda: "formula" not in form.drafts)


@pytest.mark.parametrize("scenario", sampled(MANY, 2), ids=lambda scenario: str(scenario.problem))
async def test_the_dialog_that_opens_files_says_so(scenario: Scenario, until: Until) -> None:
    write_scenario(Path("many.toml"), scenario)
    async with FallLine(NOW, at=10).run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpenFile) and bool(pilot.app.screen.query(Entry)))
        await pilot.press(*"many.toml", "enter")
        message = pilot.app.screen.query_one(".message", Static)
        await until(pilot, lambda: f"many.toml: line 1: problem: {REFUSED}" in str(message.content))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await still_races(pilot, until)


async def test_the_last_session_may_be_one(until: Until) -> None:
    keep_session(MANY[0])
    async with FallLine(NOW, at=10).run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        race_screen(pilot).scenario_file.open_last()
        await until(pilot, lambda: REFUSED in told(pilot))
        await still_races(pilot, until)


@pytest.mark.parametrize("scenario", sampled(MANY, 2), ids=lambda scenario: str(scenario.problem))
async def test_a_message_with_one_is_refused(scenario: Scenario, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        race_screen(pilot).post_message(ScenarioChanged(scenario, "formula"))
        await until(pilot, lambda: REFUSED in told(pilot))
        await still_races(pilot, until)


def test_the_catalog_offers_none() -> None:
    found = [item.spec for item in items(NOW) if isinstance(item.spec, ProblemSpec)]
    assert len(found) > 30
    for spec in found:
        assert spec.entry.dims <= 2
        assert all(hyper.role != "dims" for hyper in spec.shown_hypers)


@pytest.mark.parametrize("policy", [FULL, DEMO], ids=lambda policy: policy.name)
@pytest.mark.parametrize("scenario", MANY, ids=lambda scenario: str(scenario.problem))
def test_no_policy_allows_one(policy: Policy, scenario: Scenario) -> None:
    with pytest.raises(PolicyError, match=REFUSED):
        policy.check(scenario)


@pytest.mark.parametrize("scenario", MANY, ids=lambda scenario: str(scenario.problem))
def test_the_command_line_says_so_before_anything_is_drawn(
    scenario: Scenario, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)
    monkeypatch.setattr(tui.app, "run_app", lambda *_, **__: pytest.fail("the app was started"))
    write_scenario(Path("many.toml"), scenario)
    keep_session(scenario)
    for words in (scenario.command(), ("many.toml",), ("--last",), ("record", "many.toml", "--output", "many.svg")):
        assert main(words) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert REFUSED in lines[0]
        assert "fallline run races on any number of them" in lines[0]
    assert not Path("many.svg").exists()
