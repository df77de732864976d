"""The dialog that chooses a data file: completion, preview, columns, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from core.problems.csv_files import read_table
from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.fixture_types import TypeOver, Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.demo.policy import DEMO
from tui.widgets.dialogs.columns_form import ColumnsForm, fitted
from tui.widgets.dialogs.data_dialog import DataDialog
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.dialogs.table_preview import preview
from tui.widgets.entry import Entry
from tui.widgets.forms.setup_form import SetupForm
from tui.widgets.key_line import KeyLine

CSV = "name,height,weight,kind\np0,1.5,50,a\np1,1.6,60,b\np2,1.7,71,a\np3,1.8,79,b\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, a text that is none, and other files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(CSV)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "race.toml").write_text("")
    return tmp_path


async def opened(pilot: Pilot[Any], until: Until) -> DataDialog:
    form = pilot.app.screen.query_one(SetupForm)
    await until(pilot, lambda: form.index_of("problem.data") is not None)
    form.go(form.index_of("problem.data") or 0)
    await until(pilot, lambda: form.shown_editor is not None and form.shown_editor.has_focus)
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, DataDialog) and bool(pilot.app.screen.query(ColumnsForm)))
    screen = pilot.app.screen
    assert isinstance(screen, DataDialog)
    return screen


@pytest.mark.system
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_file_is_completed_previewed_and_raced_on(until: Until, size: tuple[int, int]) -> None:
    app = FallLine(Scenario("regression", ("sgd lr=0.1",)), at=5)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, until)
        await until(pilot, lambda: screen.query_one(OptionList).option_count == 2)  # not the scenario
        line = screen.query_one(KeyLine)
        await until(pilot, lambda: "Complete" in line.render_line(0).text)
        assert "Race on it" not in line.render_line(0).text
        await pilot.press(*"pe", "tab")
        await until(pilot, lambda: screen.table is not None)
        await until(pilot, lambda: line.render_line(0).text.startswith(" ^s Race on it "))
        shown = str(screen.query_one("#preview", Static).content)
        assert "x: height" in shown
        assert "y: weight" in shown
        assert "4 rows, 4 columns" in shown
        assert screen.query_one("#take").region.bottom <= size[1]
        await pilot.press("tab", "right")  # x: weight
        await until(pilot, lambda: screen.form.spec.get("x") == "weight")
        assert "x, y: weight" in str(screen.query_one("#preview", Static).content)
        await pilot.press("left", "tab", "tab", "right", "ctrl+s")
        await until(pilot, lambda: app.screen is not screen)
        problem = app.session.scenario.problem
        assert [problem.get(name) for name in ("x", "y", "scale")] == ["height", "weight", "standard"]
        assert app.session.frame().problem.data is not None


async def test_a_click_shows_a_file_and_the_button_takes_it(until: Until) -> None:
    app = FallLine(Scenario("logistic", ("sgd lr=0.1",)), at=5)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, until)
        await until(pilot, lambda: screen.query_one(OptionList).option_count == 2)
        await pilot.click(OptionList, offset=(3, 1), times=2)
        await until(pilot, lambda: screen.table is not None)
        await until(pilot, lambda: screen.query_one("#take").region.height == 1)
        await pilot.click("#take", offset=(3, 0))
        await until(pilot, lambda: app.screen is not screen)
        problem = app.session.scenario.problem
        assert [problem.get(name) for name in ("x", "y", "label")] == ["height", "weight", "kind"]


async def test_a_file_without_rows_says_so_and_is_not_taken(until: Until, type_over: TypeOver) -> None:
    app = FallLine(Scenario("regression", ("sgd lr=0.1",)), at=5)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, until)
        await type_over(pilot, screen.query_one(Entry), "empty.csv")
        await until(pilot, lambda: "0 rows" in str(screen.query_one(".message", Static).content))
        await pilot.press("enter", "ctrl+s")
        assert app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)
        assert app.session.scenario.problem == ProblemSpec("regression")


async def test_the_demo_does_not_offer_it(until: Until) -> None:
    app = FallLine(Scenario("regression", ("sgd lr=0.1",)), at=5, policy=DEMO)
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(SetupForm)
        await until(pilot, lambda: form.index_of("problem.data") is not None)
        form.go(form.index_of("problem.data") or 0)
        before = app.screen
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert app.screen is before
        assert not app.permits_action("choose_data", form)


def test_columns_that_suit_are_kept(folder: Path) -> None:
    table = read_table("people.csv")
    assert fitted(ProblemSpec.parse("regression x=weight y=height"), table).get("x") == "weight"
    others = fitted(ProblemSpec.parse("regression x=name y=height"), table)
    assert (others.get("x"), others.get("y")) == ("height", "weight")
    for loss, label in (("logistic", "kind"), ("squared", "height")):
        found = fitted(ProblemSpec.parse(f"network loss={loss} label=name"), table)
        assert (found.get("x"), found.get("y"), found.get("label")) == ("height", "weight", label)
    four = fitted(ProblemSpec.parse("network data=spirals loss=softmax classes=4 label=kind"), table)
    assert four.get("label") == "name"


@pytest.mark.parametrize("width", [20, 60])
def test_a_preview_stays_within_its_width(width: int) -> None:
    lines = preview(read_table("people.csv"), {"height": "x"}, width).plain.split("\n")
    assert max(map(len, lines[:-1])) <= width
    assert ("not shown" in lines[-1]) == (width == 20)


@pytest.mark.system
@pytest.mark.parametrize("problem", sampled(["rosenbrock", "logistic"], 2))
async def test_a_table_is_opened_as_a_scenario_is(until: Until, problem: str) -> None:
    """A problem of data stays; another one becomes a regression."""
    app = FallLine(Scenario(problem, ("sgd lr=0.1",)), at=5)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, OpenFile) and bool(app.screen.query(OptionList)))
        assert {"people.csv", "race.toml"} <= {str(each.id) for each in app.screen.query_one(OptionList).options}
        await pilot.press(*"peo", "enter")
        await until(pilot, lambda: isinstance(app.screen, DataDialog) and app.screen.table is not None)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert app.session.scenario.problem.name == problem
        await pilot.press("ctrl+o", *"peo", "enter", "enter")
        await until(pilot, lambda: app.session.scenario.problem.get("data") == "people.csv")
        assert app.session.scenario.problem.name == ("logistic" if problem == "logistic" else "regression")
