"""Own code on the screen: its rows in the form, its place in lists, its anatomy, and what is shown when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from core.external.load import read_external
from core.external.registry import register
from core.scenario import Scenario
from core.specs import RacerSpec
from tests.fixture_types import Until
from tui.app import FallLine
from tui.export.film import record
from tui.screens.race import RaceScreen
from tui.screens.rule_editor import RuleEditor
from tui.state.catalog_items import items, search
from tui.state.rule_draft import Draft, DraftError
from tui.widgets.anatomy.equations_panel import EquationsPanel
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.forms.racer_form import RacerForm

OWN = "tests.own_code:"


@pytest.fixture(autouse=True)
def _own_code() -> None:
    register(map(read_external, (f"mine={OWN}Adam", f"late={OWN}StepRaises", f"bad={OWN}make_raises")))


def race_of(app: FallLine) -> RaceScreen:
    assert isinstance(app.screen, RaceScreen)
    return app.screen


async def test_its_settings_are_rows_and_can_be_edited(until: Until) -> None:
    app = FallLine(Scenario("beale", ("mine lr=0.05",), steps=60), at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(RacerForm)
        await until(pilot, lambda: bool(form.rows))
        assert [row.edit for row in form.rows][:4] == ["optimizer", "lr", "betas", "eps"]
        before = race_of(app).session.race.racers[0].path[20]
        form.focus()
        form.go_to_rate()
        await pilot.press("up")
        await until(pilot, lambda: race_of(app).session.scenario.racers[0].get("lr") != 0.05)
        await until(pilot, lambda: race_of(app).session.race.racers[0].steps >= 20)
        assert race_of(app).session.race.racers[0].path[20].tolist() != before.tolist()


@pytest.mark.system
async def test_the_anatomy_says_that_it_is_code_and_steps_back(until: Until) -> None:
    app = FallLine(Scenario("beale", ("mine lr=0.05",), steps=60), at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f3")
        panel = app.screen.query_one(EquationsPanel)

        def text() -> str:
            return "\n".join("".join(piece for piece, _ in row) for row in panel.rows(200))

        await until(pilot, lambda: "Δθ ← mine(g, f)" in text())
        assert "code of yours, tests.own_code:Adam, which has no lines to show" in text()
        there = text()
        await pilot.press("comma", "comma")
        await until(pilot, lambda: "update 18" in str(panel.border_title))
        assert text() != there
        await pilot.press("full_stop", "full_stop")
        await until(pilot, lambda: "update 20" in str(panel.border_title))
        assert text() == there


@pytest.mark.system
async def test_code_that_fails_says_so_and_the_rest_goes_on(until: Until) -> None:
    app = FallLine(Scenario("beale", ("adam lr=0.1", "late lr=0.001", "bad"), steps=60), at=60)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: race_of(app).session.race.racers[0].steps == 60)
        frame = race_of(app).session.frame()
        good, late, bad = (racer.status for racer in frame.racers)
        assert good.kind != "failed"
        assert (late.kind, bad.kind) == ("failed", "failed")
        assert late.sentence.startswith("step raised ZeroDivisionError: by zero at step ")
        assert bad.sentence == "make raised ValueError: lr is not good"
        await pilot.press("f3", "bracketright", "bracketright")
        await pilot.pause()
        await pilot.press("escape", "home", "space")
        await pilot.pause()
        assert app.is_running


@pytest.mark.system
async def test_a_film_of_it_imports_it_too(tmp_path: Path) -> None:
    path = tmp_path / "race.cast"
    scenario = Scenario("beale", ("mine lr=0.05", "adam"), steps=5)
    assert [done async for done in record(scenario, path, ("--speed", "5"))]
    assert "mine" in path.read_text(encoding="utf-8")


@pytest.mark.system
async def test_it_is_offered_where_optimizers_are() -> None:
    found = search(items(Scenario()), "mine")
    assert [item.label for item in found][:1] == ["mine"]
    assert found[0].spec == RacerSpec("mine")
    assert found[0].copied(None, ()) is None  # it has no rule to edit
    app = FallLine(Scenario("beale", ("adam",), steps=10))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        dialog = app.screen
        assert isinstance(dialog, AddRacer)
        await pilot.press(*"mine")
        assert str(dialog.query_one(OptionList).options[0].id) == "mine"
        assert "tests.own_code:Adam" in str(dialog.query_one(".detail", Static).content)
        await pilot.press("enter")
        await pilot.pause()
        assert str(race_of(app).session.scenario.racers[-1]) == "mine"


@pytest.mark.system
async def test_the_rule_editor_does_not_open_code_nor_take_its_name() -> None:
    app = FallLine(Scenario("beale", ("mine",), steps=10))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, RuleEditor)
        assert app.screen.draft.name != "mine"
    with pytest.raises(DraftError, match="name must not be one of"):
        Draft("mine", "theta = theta - lr*g\n").entry()
