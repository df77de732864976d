"""The setup form builds the scenario that its fields say, and nothing from fields that say nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.hyper import Hyper, Value
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.specs import FORMULA, ProblemSpec
from tests.sampling import sampled
from tui.messages import ScenarioChanged
from tui.state.session import Session
from tui.widgets.controls import Entry
from tui.widgets.hyper_field import HyperField
from tui.widgets.setup_form import SetupForm

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]
Enter = Callable[[Pilot[Any], HyperField, Value], Awaitable[None]]
Another = Callable[[Hyper], Value]


class Alone(App[None]):
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


RACERS = ("adam lr=0.1", "sgd lr=0.001")


async def test_mounting_and_frames_post_nothing() -> None:
    app = Alone(Scenario("rosenbrock b=10", RACERS, start=(0.5, 0.25), steps=70, seed=3, noise=0.5, target=0.01))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        form = app.form
        assert form.parameters.fields["b"].text == "10"
        assert form.start.text == "0.5, 0.25"
        assert [form.settings[name].text for name in ("steps", "seed", "noise", "target")] == ["70", "3", "0.5", "0.01"]
        for scenario in (Scenario("beale", RACERS), Scenario("x^2+2*y^2", steps=9), Scenario("regression")):
            app.session.edit(scenario)
            app.show()
            await pilot.pause()
            await pilot.pause()
            assert form.problem.value == scenario.problem.name
            assert form.settings["steps"].text == str(scenario.steps)
        assert app.heard == []


@pytest.mark.parametrize("name", sampled(PROBLEMS, 4))
async def test_every_parameter_of_every_problem(
    name: str, enter: Enter, until: Until, another: Another, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where a file has the name that `another` gives a text
    Path("2").write_text("1,0,0\n2,1,1\n3,0,1\n4,1,1\n", encoding="utf-8")
    expected = Scenario(name, RACERS, steps=50)
    app = Alone(expected)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for hyper in PROBLEMS[name].hypers:
            await enter(pilot, app.form.parameters.fields[hyper.name], another(hyper))
            problem = app.last.problem.with_value(hyper.name, another(hyper))
            await until(pilot, lambda problem=problem: app.last.problem == problem)  # type: ignore[misc]
        assert app.last == Scenario(app.last.problem, RACERS, steps=50)


async def test_data_that_cannot_be_read_are_told_at_their_field(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("regression", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        field = app.form.parameters.fields["data"]
        await enter(pilot, field, "nosuch.csv")
        await until(pilot, lambda: "nosuch.csv" in field.wrong)
        assert not app.heard
        await enter(pilot, field, "made")
        await until(pilot, lambda: not field.wrong)


async def test_every_setting(enter: Enter, type_over: TypeOver, until: Until, another: Another) -> None:
    app = Alone(Scenario("beale", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for hyper in Scenario.SETTINGS:
            value = another(hyper)
            await enter(pilot, app.form.settings[hyper.name], value)
            await until(pilot, lambda name=hyper.name, value=value: getattr(app.last, name) == value)  # type: ignore[misc]
            assert app.heard[-1].edit == hyper.name
        await type_over(pilot, app.form.start.control, "-1, .5")  # type: ignore[arg-type]
        await until(pilot, lambda: app.last.start == (-1.0, 0.5))
        values = {hyper.name: another(hyper) for hyper in Scenario.SETTINGS}
        assert app.last == Scenario("beale", RACERS, start=(-1, 0.5), **values)  # type: ignore[arg-type]


async def test_another_problem_brings_its_start_and_keeps_the_rest(enter: Enter, until: Until) -> None:
    app = Alone(Scenario("rosenbrock b=10", RACERS, start=(9, 9), steps=77, seed=5, noise=0.1))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        first, *others = PROBLEMS
        assert first == "rosenbrock"
        for name in others:
            await enter(pilot, app.form.problem, name)
            await until(pilot, lambda name=name: app.last.problem == ProblemSpec(name))  # type: ignore[misc]
        assert app.last == Scenario(list(PROBLEMS)[-1], RACERS, steps=77, seed=5, noise=0.1)
        assert len(app.heard) == len(others)


@pytest.mark.parametrize(("name", "start"), [("regression loss=huber", None), ("abs", (3.0, 4.0))])
async def test_a_formula_keeps_the_start_of_a_landscape_that_it_repeats(
    name: str, start: tuple[float, float] | None, until: Until
) -> None:
    app = Alone(Scenario(name, RACERS, start=(3, 4)))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        app.form.problem.control.focus()
        await pilot.press("enter", "end", "enter")
        await until(pilot, lambda: app.last.problem.name == FORMULA)
        assert app.last.start == (start or Scenario(app.last.problem).start)


async def test_a_formula_begins_with_the_landscape_at_hand(enter: Enter, type_over: TypeOver, until: Until) -> None:
    app = Alone(Scenario("booth", RACERS, start=(3, 4)))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        app.form.problem.control.focus()
        await pilot.press("enter", "end", "enter")  # the last one of the list
        await until(pilot, lambda: app.last.problem.name == FORMULA)
        assert app.last.start == (3, 4)
        assert app.form.formula.display
        before = app.session.race.problem.values([1.5, -2.5])
        assert before == pytest.approx(float(Scenario("booth").race().problem.values([1.5, -2.5])))
        await type_over(pilot, app.form.formula.entry, "a*x^2+y^2 a=3")
        await until(pilot, lambda: app.last.problem == ProblemSpec.parse("a*x^2+y^2 a=3"))
        await enter(pilot, app.form.parameters.fields["a"], 4.0)
        await until(pilot, lambda: app.last.problem == ProblemSpec.parse("a*x^2+y^2 a=4"))
        assert app.form.formula.entry.value.endswith("a=4")
        assert app.form.formula.entry.value.startswith("a*x")


@pytest.mark.parametrize(("text", "column"), [("x^2+*y", 5), ("x^2+q(y)", 5), (" x^2 + (y", 8)])
async def test_a_wrong_formula_is_pointed_at(text: str, column: int, type_over: TypeOver) -> None:
    app = Alone(Scenario("x^2+y^2", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        formula = app.form.formula
        await type_over(pilot, formula.entry, text)
        posted = len(app.heard)
        await pilot.pause()
        pointer = formula.query_one(".pointer", Static)
        assert formula.wrong
        assert pointer.display
        assert str(pointer.content) == " " * (column - 1) + "▲"
        assert app.form.border_subtitle == "! formula"
        await pilot.press("enter")
        await pilot.pause()
        assert len(app.heard) == posted


@pytest.mark.parametrize("name", ["start", *(hyper.name for hyper in Scenario.SETTINGS)])
async def test_nonsense_posts_nothing_until_it_is_mended(name: str, type_over: TypeOver, until: Until) -> None:
    app = Alone(Scenario("beale", RACERS))
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        form = app.form
        field = form.start if name == "start" else form.settings[name]
        assert isinstance(field.control, Entry)
        right = field.text
        await type_over(pilot, field.control, "zebra")
        assert "zebra" in field.wrong
        assert form.border_subtitle == f"! {name}"
        assert app.heard == []
        other = form.settings["seed" if name == "steps" else "steps"]
        await type_over(pilot, other.control, "12")  # type: ignore[arg-type]
        assert app.heard == []
        await type_over(pilot, field.control, right)
        await until(pilot, lambda: getattr(app.last, other.hyper.name) == 12)
        assert form.border_subtitle == ""
        assert getattr(app.last, name) == getattr(Scenario("beale"), name)


async def test_a_frame_from_before_the_last_keystroke_changes_nothing(type_over: TypeOver) -> None:
    app = Alone(Scenario("beale", RACERS), answer=False)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        entry = app.form.settings["steps"].control
        assert isinstance(entry, Entry)
        await type_over(pilot, entry, "123")
        assert [event.scenario.steps for event in app.heard] == [1, 12, 123]
        for event in app.heard:
            app.form.frame = Session(event.scenario).frame()
            await pilot.pause()
            assert entry.value == "123"
        assert app.session.undo()
        app.show()
        await pilot.pause()
        assert entry.value == str(app.session.scenario.steps)
        assert len(app.heard) == 3
