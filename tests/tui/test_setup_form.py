"""The setup form builds the scenario that its rows say, and nothing from rows that say nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from core.problems import PROBLEMS, start_of
from core.scenario import Scenario
from core.settings import SETTINGS
from core.specs import FORMULA, ProblemSpec
from tests.fixture_types import Another, Enter, TypeInto, Until
from tests.foreign import HOSTILE_PATHS, furnish, one_sentence
from tests.sampling import sampled
from tui.app import FallLine
from tui.messages import ScenarioChanged
from tui.state.session import Session
from tui.terminal.type_ahead import TypeAheadApp
from tui.widgets.forms.row import Row
from tui.widgets.forms.setup_form import SetupForm


class Alone(TypeAheadApp[None]):
    """The form, and a session that takes what it posts and answers with a frame, as the screen does."""

    def __init__(self, scenario: Scenario, *, answer: bool = True) -> None:
        super().__init__()
        self.session = Session(scenario)
        self.answer = answer
        self.heard: list[ScenarioChanged] = []

    def compose(self) -> ComposeResult:
        yield SetupForm()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        self.form.frame = self.session.frame()

    def on_scenario_changed(self, event: ScenarioChanged) -> None:
        self.heard.append(event)
        self.session.edit(event.scenario, event.edit, event.origins)
        if self.answer:
            self.show()

    @property
    def form(self) -> SetupForm:
        return self.query_one(SetupForm)

    @property
    def last(self) -> Scenario:
        return self.heard[-1].scenario if self.heard else self.session.scenario

    def row(self, edit: str) -> Row:
        index = self.form.index_of(edit)
        assert index is not None, edit
        return self.form.rows[index]

    def wrong(self, edit: str) -> str:
        draft = self.form.drafts.get(edit)
        return draft.sentence if draft is not None and draft.wrong else ""


RACERS = ("adam lr=0.1", "sgd lr=0.001")


async def choose_formula(pilot: Pilot[Any], app: Alone, until: Until) -> None:
    """Take the last one of the list."""
    app.form.go(0)
    await pilot.press("enter", "end", "enter")
    await until(pilot, lambda: app.last.problem.name == FORMULA)


async def test_mounting_and_frames_post_nothing() -> None:
    app = Alone(Scenario("rosenbrock b=10", RACERS, start=(0.5, 0.25), steps=70, seed=3, noise=0.5, target=0.01))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        assert app.row("problem.b").text == "10"
        assert app.row("start").text == "0.5, 0.25"
        assert [app.row(name).text for name in ("steps", "seed", "noise", "target")] == ["70", "3", "0.5", "0.01"]
        for scenario in (Scenario("beale", RACERS), Scenario("x^2+2*y^2", steps=9), Scenario("regression")):
            app.session.edit(scenario)
            app.show()
            await pilot.pause()
            assert app.row("problem").value == scenario.problem.name
            assert app.row("steps").text == str(scenario.steps)
            lines = [app.form.render_line(y).text for y in range(app.form.content_size.height)]
            assert any(line.split()[-2:] == ["steps", str(scenario.steps)] for line in lines)
        assert app.heard == []


async def test_the_row_of_a_classifier_says_that_it_has_no_intercept(until: Until) -> None:
    app = FallLine(Scenario("logistic", RACERS))
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(SetupForm)
        await until(pilot, lambda: "no intercept ▼" in form.render_line(0).text)


FREE = tuple(name for name, entry in PROBLEMS.items() if entry.dims <= 2 or entry.family is not None)
"""The problems whose values are allowed whatever the others are; those of a network are not."""


@pytest.mark.parametrize("name", sampled(FREE, 4))
async def test_every_parameter_of_every_problem(
    name: str, enter: Enter, until: Until, another: Another, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where a file has the name that `another` gives a text
    Path("2").write_text("1,0,0\n2,1,1\n3,0,1\n4,1,1\n", encoding="utf-8")
    expected = Scenario(name, RACERS, steps=50)
    app = Alone(expected)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for hyper in ProblemSpec(name).shown_hypers:
            problem = app.last.problem.with_value(hyper.name, another(hyper))
            await enter(pilot, app.form, f"problem.{hyper.name}", another(hyper))
            await until(pilot, lambda problem=problem: app.last.problem == problem)  # type: ignore[misc]
        assert app.last == Scenario(app.last.problem, RACERS, steps=50)


async def test_data_that_cannot_be_read_are_told_at_their_field(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("regression", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "problem.data", "nosuch.csv")
        await until(pilot, lambda: "nosuch.csv" in app.wrong("problem.data"))
        assert not app.heard
        await enter(pilot, app.form, "problem.data", "made")
        await until(pilot, lambda: not app.wrong("problem.data"))


@pytest.mark.parametrize("path", sampled(HOSTILE_PATHS.values(), 5), ids=repr)
async def test_hostile_paths_of_data_are_told_at_their_field(
    path: str, enter: Enter, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    furnish(tmp_path)
    app = Alone(Scenario("regression", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "problem.data", path)
        await until(pilot, lambda: bool(app.wrong("problem.data")))
        assert one_sentence(app.wrong("problem.data"))
        assert not app.heard
        await enter(pilot, app.form, "problem.data", "made")
        await until(pilot, lambda: not app.wrong("problem.data"))


async def test_columns_and_file_are_tried_together(enter: Enter, until: Until, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("height,name,weight\n1,Q,3\n2,R,5\n3,S,NA\n", encoding="utf-8")
    second.write_text("size;mass\n1,5;2\n2,5;4\n", encoding="utf-8")
    app = Alone(Scenario("regression", RACERS, start=(1, 2)))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "problem.data", str(first))
        await until(pilot, lambda: 'column "name" is not a number' in app.wrong("problem.data"))
        await enter(pilot, app.form, "problem.y", "weight")  # the file is tried again
        await until(pilot, lambda: app.last.problem.get("data") == str(first) and not app.form.drafts)
        assert app.last.problem.get("y") == "weight"
        assert app.last.start is None  # the start follows the data
        assert "1 of 3 rows left out" in app.row("problem.data").help
        await enter(pilot, app.form, "problem.data", str(second))  # has no column of these names
        await until(pilot, lambda: 'no column "weight"' in app.wrong("problem.data"))
        await enter(pilot, app.form, "problem.y", "mass")  # which the old file has not
        await until(pilot, lambda: app.last.problem.get("data") == str(second) and not app.form.drafts)
        assert app.last.problem.get("y") == "mass"


async def test_every_setting(enter: Enter, type_into: TypeInto, until: Until, another: Another) -> None:
    racers = ("asgd lr=0.1",)  # a method that averages, more than two parameters: every setting has an effect
    app = Alone(Scenario("rosenbrock n=3", racers))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for hyper in SETTINGS:
            value = another(hyper)
            await enter(pilot, app.form, hyper.name, value)
            await until(pilot, lambda name=hyper.name, value=value: app.last.setting(name) == value)  # type: ignore[misc]
            assert app.heard[-1].edit == hyper.name
        await type_into(pilot, app.form, "start", "-1, .5, 2")
        await until(pilot, lambda: app.last.start == (-1.0, 0.5, 2.0))
        values = {hyper.name: another(hyper) for hyper in SETTINGS}
        assert app.last == Scenario("rosenbrock n=3", racers, start=(-1, 0.5, 2), **values)  # type: ignore[arg-type]


async def test_a_setting_without_effect_has_no_row() -> None:
    for racers, shown in (("sgd",), False), (("sgd", "asgd"), True):
        app = Alone(Scenario("beale", racers))
        async with app.run_test(size=(30, 40)) as pilot:
            await pilot.pause()
            assert any(row.edit == "measured_at" for row in app.form.rows) == shown


@pytest.mark.parametrize("name", sampled(FREE, 20))
async def test_the_start_of_every_problem_is_typed_as_it_is_shown(name: str, type_into: TypeInto, until: Until) -> None:
    app = Alone(Scenario(name, RACERS))
    dims = app.session.scenario.problem.entry.dims
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        row = app.row("start")
        assert row.read(row.text) == start_of(app.session.scenario.problem)
        assert row.text in row.help
        right, wrong = ("1.5", "1.5, 0") if dims == 1 else ("1.5, 0.5", "1.5")
        await type_into(pilot, app.form, "start", right)
        await until(pilot, lambda: app.last.start == ((1.5,) if dims == 1 else (1.5, 0.5)))
        await type_into(pilot, app.form, "start", wrong)
        assert app.wrong("start").startswith(f"start must be {row.hyper.allowed} (got ")


@pytest.mark.parametrize("every", sampled([12, 4, 1], 3))
async def test_another_problem_brings_its_start_and_keeps_the_rest(every: int, enter: Enter, until: Until) -> None:
    app = Alone(Scenario("rosenbrock b=10", RACERS, start=(9, 9), steps=77, seed=5, noise=0.1))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        first, *others = list(PROBLEMS)[::every]
        assert first == "rosenbrock"
        for name in others:
            await enter(pilot, app.form, "problem", name)
            await until(pilot, lambda name=name: app.last.problem == ProblemSpec(name))  # type: ignore[misc]
            assert app.form.row.edit == "problem"
        assert app.last == Scenario(others[-1], RACERS, steps=77, seed=5, noise=0.1)
        assert len(app.heard) == len(others)


@pytest.mark.parametrize(
    ("name", "at", "start"),
    [("regression loss=huber", (3, 4), None), ("abs", (3, 4), (3.0, 4.0)), ("parabola", (3,), (3.0,))],
)
async def test_a_formula_keeps_the_start_of_a_landscape_that_it_repeats(
    name: str, at: tuple[float, ...], start: tuple[float, ...] | None, until: Until
) -> None:
    app = Alone(Scenario(name, RACERS, start=at))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await choose_formula(pilot, app, until)
        assert app.last.start == start
        assert app.row("start").value == (start or start_of(app.last.problem))
        assert app.session.scenario == app.last


@pytest.mark.system
async def test_a_formula_begins_with_the_landscape_at_hand(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("booth", RACERS, start=(3, 4)))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await choose_formula(pilot, app, until)
        assert app.last.start == (3, 4)
        before = app.session.race.problem.values([1.5, -2.5])
        assert before == pytest.approx(float(Scenario("booth").race().problem.values([1.5, -2.5])))
        # Choosing it has put the caret into it.
        await pilot.press("delete", *"a*x^2+y^2 a=3")
        await until(pilot, lambda: app.last.problem == ProblemSpec.parse("a*x^2+y^2 a=3"))
        await enter(pilot, app.form, "problem.a", 4.0)
        await until(pilot, lambda: app.last.problem == ProblemSpec.parse("a*x^2+y^2 a=4"))
        formula = str(app.row("formula").value)
        assert formula.endswith("a=4")
        assert formula.startswith("a*x")


async def test_a_chosen_formula_takes_what_is_typed_at_once(until: Until) -> None:
    from textual import events  # noqa: PLC0415

    app = Alone(Scenario("booth", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        app.form.go(0)
        app.form.action_open_list()
        for key in (*"form", "enter", *"x^2+3*y^2"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: str(app.last.problem) == "x^2+3*y^2")


@pytest.mark.parametrize(("text", "column"), [("x^2+*y", 5), ("x^2+q(y)", 5), (" x^2 + (y", 8)])
async def test_a_wrong_formula_is_pointed_at(text: str, column: int, type_into: TypeInto) -> None:
    app = Alone(Scenario("x^2+y^2", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, "formula", text)
        posted = len(app.heard)
        await pilot.pause()
        assert app.wrong("formula")
        lines = [app.form.render_line(y).text.rstrip() for y in range(app.form.content_size.height)]
        place = next(row for row, line in enumerate(lines) if line.startswith("f("))
        assert lines[place + 2] == " " * (column - 1) + "▲"
        assert str(app.form.border_subtitle) == "! formula"
        await pilot.press("enter")
        await pilot.pause()
        assert len(app.heard) == posted


@pytest.mark.system
async def test_the_pointer_follows_a_formula_that_scrolls(type_into: TypeInto, until: Until) -> None:
    app = Alone(Scenario("x^2+y^2", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        text = "x^2+y^2+" * 6 + "*y"
        await type_into(pilot, app.form, "formula", text)
        editor = app.form.editor
        assert editor is not None

        def pointer() -> str:
            lines = (app.form.render_line(y).text.rstrip() for y in range(app.form.content_size.height))
            return next((line for line in lines if line.endswith("▲")), "")

        await until(pilot, lambda: editor.scroll_x > 0 and len(pointer()) == len(text) - 1 - editor.scroll_x)
        await pilot.press("home")
        await until(pilot, lambda: editor.scroll_x == 0 and not pointer())


@pytest.mark.parametrize("name", ["start", *(hyper.name for hyper in SETTINGS if not hyper.choices)])
async def test_nonsense_posts_nothing_and_blocks_no_other_row(name: str, type_into: TypeInto, until: Until) -> None:
    app = Alone(Scenario("beale", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        right = app.row(name).text
        await type_into(pilot, app.form, name, "zebra")
        assert "zebra" in app.wrong(name)
        assert str(app.form.border_subtitle) == f"! {name}"
        assert app.heard == []
        other = "seed" if name == "steps" else "steps"
        await type_into(pilot, app.form, other, "12")
        await until(pilot, lambda: app.last.setting(other) == 12)
        assert "zebra" in app.wrong(name)
        assert getattr(app.last, name) == getattr(Scenario("beale"), name)
        await type_into(pilot, app.form, name, right)
        assert str(app.form.border_subtitle) == ""
        assert getattr(app.last, name) == getattr(Scenario("beale"), name)


async def test_a_frame_from_before_the_last_keystroke_changes_nothing(type_into: TypeInto) -> None:
    app = Alone(Scenario("beale", RACERS), answer=False)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, "steps", "123")
        editor = app.form.editor
        assert editor is not None
        await pilot.pause()
        assert [event.scenario.steps for event in app.heard] == [1, 12, 123]
        for event in app.heard:
            app.form.frame = Session(event.scenario).frame()
            await pilot.pause()
            assert editor.value == "123"
        assert app.session.undo()
        app.show()
        await pilot.pause()
        assert editor.value == str(app.session.scenario.steps)
        assert len(app.heard) == 3


async def test_a_formula_tells_what_is_known_of_its_lowest_loss(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("x^2 + y^2", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        assert app.row("formula").about == ("f* = 0, found by search in [−100, 100]².",)
        assert any(row.edit == "target" for row in app.form.rows)
        await enter(pilot, app.form, "formula", "x^2 - y^2")
        await until(pilot, lambda: app.row("formula").about == ("f falls without end.",))
        assert not any(row.edit == "target" for row in app.form.rows)


async def test_a_start_keeps_its_coordinates_while_a_formula_is_typed(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("x^2 + y^2", RACERS, start=(0.5, 1.5)))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "formula", "x^2")
        await until(pilot, lambda: app.last.start == (0.5,))
        assert app.row("formula").hyper.symbol == "f(x) ="
        await enter(pilot, app.form, "formula", "x^2 + 3*y^2")
        await until(pilot, lambda: app.last.start is not None and app.last.start[0] == 0.5 and len(app.last.start) == 2)
