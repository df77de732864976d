"""The racer form builds the racer that its fields say, and several where a list was entered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from core.hyper import Hyper, Value
from core.optimizers import OPTIMIZERS
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.specs import RacerSpec, ScheduleSpec
from tests.sampling import sampled
from tui.messages import ScenarioChanged
from tui.state.session import Session
from tui.widgets.controls import Choice, Entry
from tui.widgets.hyper_field import HyperField
from tui.widgets.racer_form import RacerForm, other_optimizer
from tui.widgets.racer_style import marker_and_style

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]
Enter = Callable[[Pilot[Any], HyperField, Value], Awaitable[None]]
Another = Callable[[Hyper], Value]


class Alone(App[None]):
    """The form, and a session that takes what it posts and answers with a frame, as the screen does."""

    def __init__(self, *racers: str, selected: int = 0) -> None:
        super().__init__()
        self.session = Session(Scenario("rosenbrock", racers))
        self.select(selected)
        self.heard: list[ScenarioChanged] = []

    def select(self, selected: int) -> None:
        self.session.set_view(replace(self.session.view, selected=selected))

    def compose(self) -> ComposeResult:
        yield RacerForm()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        self.form.frame = self.session.frame()

    def on_scenario_changed(self, event: ScenarioChanged) -> None:
        self.heard.append(event)
        self.session.edit(event.scenario, event.edit, event.origins)
        self.show()

    @property
    def form(self) -> RacerForm:
        return self.query_one(RacerForm)

    @property
    def racers(self) -> tuple[RacerSpec, ...]:
        return self.session.scenario.racers


async def test_mounting_and_frames_post_nothing() -> None:
    app = Alone("adam lr=0.25", "slow: sgd lr=0.001 momentum=0.9 schedule=step(gamma=0.5) clip_norm=2", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        form = app.form
        assert form.optimizer.value == "sgd"
        assert form.hypers.fields["momentum"].text == "0.9"
        assert form.hypers.fields["clip_norm"].text == "2"
        assert (form.schedule.value, form.parameters.fields["gamma"].text) == ("step", "0.5")
        assert form.label.text == "slow"
        for selected in (0, 1, 0):
            app.select(selected)
            app.show()
            await pilot.pause()
            await pilot.pause()
            assert form.spec == app.racers[selected]
        assert form.hypers.fields["lr"].text == "0.25"
        assert app.heard == []


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, 4))
async def test_every_hyperparameter_of_every_optimizer_takes_sense_and_refuses_nonsense(
    name: str, enter: Enter, until: Until, another: Another
) -> None:
    app = Alone("sgd", name, "adam", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        fields = app.form.hypers.fields
        entries = {key: field for key, field in fields.items() if isinstance(field.control, Entry)}
        for field in entries.values():
            write(field, "%")
        await until(pilot, lambda: app.form.wrong == tuple(entries))
        assert all(field.wrong.startswith(f"{key} must ") for key, field in entries.items())
        for field in entries.values():
            write(field, field.hyper.format(field.hyper.default))
        await until(pilot, lambda: not app.form.wrong)
        assert app.heard == []
        expected = RacerSpec(name)
        for hyper in OPTIMIZERS[name].hypers:
            expected = expected.with_value(hyper.name, another(hyper))
            await enter(pilot, fields[hyper.name], another(hyper))
        await until(pilot, lambda: app.racers == (RacerSpec("sgd"), expected, RacerSpec("adam")))
        assert [event.edit for event in app.heard] == [f"racers[1].{hyper.name}" for hyper in OPTIMIZERS[name].hypers]


def write(field: HyperField, text: str) -> None:
    """Put a text into a field as pasting does."""
    assert isinstance(field.control, Entry)
    field.control.value = text


@pytest.mark.parametrize("name", sampled(SCHEDULES, 3))
async def test_every_parameter_of_every_schedule(name: str, enter: Enter, until: Until, another: Another) -> None:
    app = Alone("adam lr=0.1 beta1=0.5")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form.schedule, name)
        schedule = ScheduleSpec(name)
        await until(pilot, lambda: app.racers[0].schedule == schedule)
        for hyper in SCHEDULES[name].hypers:
            schedule = schedule.with_value(hyper.name, another(hyper))
            await enter(pilot, app.form.parameters.fields[hyper.name], another(hyper))
            await until(pilot, lambda schedule=schedule: app.racers[0].schedule == schedule)  # type: ignore[misc]
        assert app.racers == (replace(RacerSpec.parse("adam lr=0.1 beta1=0.5"), schedule=schedule),)


async def test_a_name(enter: Enter, until: Until) -> None:
    app = Alone("adam")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form.label, "very fast")
        await until(pilot, lambda: app.racers == (RacerSpec("adam", label="very fast"),))
        await until(pilot, lambda: "very fast" in str(app.form.border_title))
        await enter(pilot, app.form.label, "a:b")
        assert app.form.label.wrong
        assert app.racers == (RacerSpec("adam", label="very fast"),)


def test_another_rule_keeps_what_both_have_but_not_the_learning_rate() -> None:
    spec = RacerSpec.parse("my: adam lr=0.5 beta1=0.5 clip_norm=2 schedule=cosine")
    assert other_optimizer(spec, "sgd") == RacerSpec.parse("my: sgd clip_norm=2 schedule=cosine")
    assert other_optimizer(spec, "adamw") == RacerSpec.parse("my: adamw beta1=0.5 clip_norm=2 schedule=cosine")


async def test_another_optimizer_brings_its_own_fields(until: Until) -> None:
    app = Alone("sgd clip_value=3")
    families = {entry.family: entry.name for entry in OPTIMIZERS.values() if "clip_value" in names(entry.name)}
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        control = app.form.optimizer.control
        assert isinstance(control, Choice)
        for name in families.values():
            control.value = name
            await until(pilot, lambda name=name: [*app.form.hypers.fields] == names(name))  # type: ignore[misc]
            await until(pilot, lambda name=name: app.racers[0].optimizer == name)  # type: ignore[misc]
            assert app.racers[0].get("clip_value") == 3
            # Tab goes by the order of the children.
            assert [child for child in app.form.hypers.children if child.display] == [*app.form.hypers.fields.values()]


def names(optimizer: str) -> list[str]:
    return [hyper.name for hyper in OPTIMIZERS[optimizer].hypers]


@pytest.mark.parametrize("field", ["lr", "beta2", "clip_norm"])
async def test_a_list_makes_a_racer_a_value(field: str, type_over: TypeOver, until: Until) -> None:
    app = Alone("sgd", "adam schedule=cosine", "rmsprop", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        entry = app.form.hypers.fields[field].control
        assert isinstance(entry, Entry)
        await type_over(pilot, entry, "[0.01, 0.1,0.5]")
        posted = len(app.heard)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.heard) > posted)
        several = tuple(RacerSpec.parse(f"adam schedule=cosine {field}={v}") for v in ("0.01", "0.1", "0.5"))
        assert app.racers == (RacerSpec("sgd"), *several, RacerSpec("rmsprop"))
        assert app.heard[-1].origins == (0, 1, None, None, 2)
        await until(pilot, lambda: not app.form.wrong and "," not in entry.value)
        assert len(app.heard) == posted + 1


async def test_a_list_of_a_schedules_parameter(type_over: TypeOver, until: Until) -> None:
    app = Alone("x: adam schedule=exponential lr=0.2")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        name, field = next(iter(app.form.parameters.fields.items()))
        assert isinstance(field.control, Entry)
        await type_over(pilot, field.control, "0.5,0.25")
        await pilot.press("enter")
        await until(pilot, lambda: len(app.racers) == 2)
        assert app.racers == tuple(
            RacerSpec.parse(f"x: adam schedule=exponential({name}={v}) lr=0.2") for v in ("0.5", "0.25")
        )


async def test_too_many_racers_are_refused(type_over: TypeOver, until: Until) -> None:
    app = Alone("adam", *["sgd"] * 60)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        field = app.form.hypers.fields["lr"]
        assert isinstance(field.control, Entry)
        await type_over(pilot, field.control, "1,2,3,4,5,6")
        await pilot.press("enter")
        await until(pilot, lambda: "at most 64" in field.wrong)
        assert len(app.racers) == 61


async def test_no_racer_says_what_to_do() -> None:
    app = Alone()
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        shown = [child for child in app.form.children if child.display]
        assert [child.has_class("empty") for child in shown] == [True]
        app.session.edit(Scenario("rosenbrock", ["adam"]), origins=(None,))
        app.show()
        await pilot.pause()
        assert app.form.optimizer.display
        assert not app.form.query_one(".empty").display


async def test_the_marker_in_the_title_follows_the_theme(until: Until) -> None:
    app = Alone("adam")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for theme in ("textual-light", "solarized-dark", "solarized-light"):
            app.theme = theme
            color = marker_and_style(app.form, 0)[1].color
            assert color is not None
            text = color.get_truecolor().hex
            await until(pilot, lambda text=text: text in app.export_screenshot().lower())  # type: ignore[misc]
