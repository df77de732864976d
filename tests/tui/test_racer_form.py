"""The racer form builds the racer that its fields say, and several where a list was entered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from core.optimizers import OPTIMIZERS
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.specs import RacerSpec, ScheduleSpec
from tests.fixture_types import Another, Enter, TypeInto, Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.messages import ScenarioChanged
from tui.state.session import Session
from tui.widgets.forms.racer_edits import other_optimizer
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.row import Row
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import marker_and_style


class Alone(App[None]):
    """The form, and a session that takes what it posts and answers with a frame, as the screen does."""

    def __init__(self, *racers: str, selected: int = 0, problem: str = "rosenbrock") -> None:
        super().__init__()
        self.session = Session(Scenario(problem, racers))
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

    def row(self, edit: str) -> Row:
        index = self.form.index_of(edit)
        assert index is not None, edit
        return self.form.rows[index]

    @property
    def racers(self) -> tuple[RacerSpec, ...]:
        return self.session.scenario.racers


async def test_mounting_and_frames_post_nothing() -> None:
    app = Alone("adam lr=0.25", "slow: sgd lr=0.001 momentum=0.9 schedule=step(gamma=0.5) clip_norm=2", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        assert app.row("optimizer").value == "sgd"
        assert app.row("momentum").text == "0.9"
        assert app.row("clip_norm").text == "2"
        assert (app.row("schedule").value, app.row("schedule.gamma").text) == ("step", "0.5")
        assert app.row("name").text == "slow"
        for selected in (0, 1, 0):
            app.select(selected)
            app.show()
            await pilot.pause()
            assert app.row("optimizer").value == app.racers[selected].optimizer
            assert app.row("lr").value == app.racers[selected].get("lr")
        assert app.row("lr").text == "0.25"
        assert app.heard == []


@pytest.mark.system
@pytest.mark.parametrize("name", sampled(OPTIMIZERS, 18))
async def test_every_hyperparameter_of_every_optimizer_takes_sense_and_refuses_nonsense(
    name: str, enter: Enter, until: Until, another: Another
) -> None:
    app = Alone("sgd", name, "adam", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        typed = [hyper.name for hyper in OPTIMIZERS[name].hypers if app.row(hyper.name).typed]
        for key in typed:
            paste(app, key, "%")
            await until(pilot, lambda key=key: key in app.form.drafts)  # type: ignore[misc]
        assert all(app.form.drafts[key].sentence.startswith(f"{key} must ") for key in typed)
        assert str(app.form.border_subtitle) == f"! {', '.join(typed)}"
        for key in typed:
            paste(app, key, app.row(key).text)
            await until(pilot, lambda key=key: key not in app.form.drafts)  # type: ignore[misc]
        assert app.heard == []
        expected = RacerSpec(name)
        for hyper in OPTIMIZERS[name].hypers:
            expected = expected.with_value(hyper.name, another(hyper))
            await enter(pilot, app.form, hyper.name, another(hyper))
        await until(pilot, lambda: app.racers == (RacerSpec("sgd"), expected, RacerSpec("adam")))
        assert [event.edit for event in app.heard] == [f"racers[1].{hyper.name}" for hyper in OPTIMIZERS[name].hypers]


def paste(app: Alone, edit: str, text: str) -> None:
    """Put a text into a row as pasting does."""
    index = app.form.index_of(edit)
    assert index is not None
    app.form.go(index)
    assert app.form.editor is not None
    app.form.editor.value = text


@pytest.mark.system
@pytest.mark.parametrize("name", sampled(SCHEDULES, 3))
async def test_every_parameter_of_every_schedule(name: str, enter: Enter, until: Until, another: Another) -> None:
    app = Alone("adam lr=0.1 beta1=0.5")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "schedule", name)
        schedule = ScheduleSpec(name)
        await until(pilot, lambda: app.racers[0].schedule == schedule)
        for hyper in SCHEDULES[name].hypers:
            schedule = schedule.with_value(hyper.name, another(hyper))
            await enter(pilot, app.form, f"schedule.{hyper.name}", another(hyper))
            await until(pilot, lambda schedule=schedule: app.racers[0].schedule == schedule)  # type: ignore[misc]
        assert app.racers == (replace(RacerSpec.parse("adam lr=0.1 beta1=0.5"), schedule=schedule),)


async def test_the_layers_of_a_network_have_rates(enter: Enter, until: Until) -> None:
    app = Alone("adam lr=0.1 lr.hidden1=0.01", "sgd", "prodigy", problem="network hidden=[2] n=20")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        assert (app.row("lr.hidden1").text, app.row("lr.output").text) == ("0.01", "0.1")
        paste(app, "lr.output", "-1")
        await until(pilot, lambda: "lr.output" in app.form.drafts)
        await enter(pilot, app.form, "lr.output", 0.0)
        await until(pilot, lambda: str(app.racers[0]) == "adam lr=0.1 lr.hidden1=0.01 lr.output=0")
        app.form.action_apply_to_all()
        await until(pilot, lambda: str(app.racers[1]) == "sgd lr.output=0")
        assert str(app.racers[2]) == "prodigy"
        await enter(pilot, app.form, "lr.hidden1", 0.1)
        await until(pilot, lambda: str(app.racers[0]) == "adam lr=0.1 lr.output=0")
        app.select(2)
        app.show()
        await until(pilot, lambda: app.row("optimizer").value == "prodigy")
        assert app.form.index_of("lr.output") is None


async def test_a_rate_of_a_coordinate_is_shown_where_there_is_one(until: Until) -> None:
    app = Alone("adam lr.y=0", "adam")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        assert app.row("lr.y").text == "0"
        assert app.form.index_of("lr.x") is None
        app.select(1)
        app.show()
        await until(pilot, lambda: app.form.index_of("lr.y") is None)


async def test_a_name(enter: Enter, until: Until) -> None:
    app = Alone("adam")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await enter(pilot, app.form, "name", "very fast")
        await until(pilot, lambda: app.racers == (RacerSpec("adam", label="very fast"),))
        await until(pilot, lambda: "very fast" in str(app.form.border_title))
        await enter(pilot, app.form, "name", "a:b")
        assert app.form.drafts["name"].wrong
        assert app.racers == (RacerSpec("adam", label="very fast"),)


def test_another_rule_keeps_what_both_have_but_not_the_learning_rate() -> None:
    spec = RacerSpec.parse("my: adam lr=0.5 beta1=0.5 clip_norm=2 schedule=cosine")
    assert other_optimizer(spec, "sgd") == RacerSpec.parse("my: sgd clip_norm=2 schedule=cosine")
    assert other_optimizer(spec, "adamw") == RacerSpec.parse("my: adamw beta1=0.5 clip_norm=2 schedule=cosine")


async def test_another_optimizer_brings_its_own_rows(enter: Enter, until: Until) -> None:
    app = Alone("sgd clip_value=3")
    families = {entry.family: entry.name for entry in OPTIMIZERS.values() if "clip_value" in names(entry.name)}
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        for name in families.values():
            await enter(pilot, app.form, "optimizer", name)
            await until(pilot, lambda name=name: app.racers[0].optimizer == name)  # type: ignore[misc]
            rows = [row.edit for row in app.form.rows]
            assert rows[1 : 1 + len(names(name))] == names(name)
            assert app.racers[0].get("clip_value") == 3
            assert app.form.row.edit == "optimizer"


def names(optimizer: str) -> list[str]:
    return [hyper.name for hyper in OPTIMIZERS[optimizer].hypers]


@pytest.mark.parametrize("field", ["lr", "beta2", "clip_norm"])
async def test_a_list_makes_a_racer_a_value(field: str, type_into: TypeInto, until: Until) -> None:
    app = Alone("sgd", "adam schedule=cosine", "rmsprop", selected=1)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, field, "[0.01, 0.1,0.5]")
        posted = len(app.heard)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.heard) > posted)
        several = tuple(RacerSpec.parse(f"adam schedule=cosine {field}={v}") for v in ("0.01", "0.1", "0.5"))
        assert app.racers == (RacerSpec("sgd"), *several, RacerSpec("rmsprop"))
        assert app.heard[-1].origins == (0, 1, None, None, 2)
        assert app.form.editor is not None
        assert app.form.editor.value == "0.01"
        assert not app.form.drafts
        assert len(app.heard) == posted + 1


async def test_a_list_of_a_schedules_parameter(type_into: TypeInto, until: Until) -> None:
    app = Alone("x: adam schedule=exponential lr=0.2")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        name = SCHEDULES["exponential"].hypers[0].name
        await type_into(pilot, app.form, f"schedule.{name}", "0.5,0.25")
        await pilot.press("enter")
        await until(pilot, lambda: len(app.racers) == 2)
        assert app.racers == tuple(
            RacerSpec.parse(f"x: adam schedule=exponential({name}={v}) lr=0.2") for v in ("0.5", "0.25")
        )


async def test_too_many_racers_are_refused(type_into: TypeInto, until: Until) -> None:
    app = Alone("adam", *["sgd"] * 60)
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, "lr", "1,2,3,4,5,6")
        await pilot.press("enter")
        await until(pilot, lambda: "at most 64" in app.form.drafts["lr"].sentence)
        assert len(app.racers) == 61


async def test_no_racer_says_what_to_do(until: Until) -> None:
    app = Alone()
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()

        def lines() -> str:
            return " ".join(app.form.render_line(y).text.strip() for y in range(app.form.content_size.height))

        assert lines() == "No racer to set up: press a to add one."
        assert not app.form.focusable
        app.session.edit(Scenario("rosenbrock", ["adam"]), origins=(None,))
        app.show()
        await until(pilot, lambda: "beta1" in lines())
        assert "No racer" not in lines()


async def test_a_text_that_is_not_taken_is_not_shown_for_another_racer(type_into: TypeInto, until: Until) -> None:
    app = Alone("adam lr=0.25", "adam lr=0.25")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, "lr", "zebra")
        app.select(1)
        app.show()
        await pilot.pause()
        assert app.form.editor is not None
        assert (app.form.editor.value, app.form.drafts) == ("0.25", {})
        await pilot.press("up")
        await until(pilot, lambda: bool(app.heard))
        assert [racer.get("lr") for racer in app.racers] == [0.25, 0.315]


async def test_undo_changes_the_row_that_is_edited(type_into: TypeInto, until: Until) -> None:
    app = Alone("adam lr=0.25")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        await type_into(pilot, app.form, "lr", "0.5")
        await until(pilot, lambda: app.racers[0].get("lr") == 0.5)
        assert app.session.undo()
        app.show()
        assert app.form.editor is not None
        assert app.form.editor.value == "0.25"
        assert app.focused is app.form.editor


async def test_a_nudge_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Alone("adam lr=0.25")
    async with app.run_test(size=(30, 40)) as pilot:
        await pilot.pause()
        app.form.go(1)
        await pilot.pause()
        posted: list[str] = []
        post = RacerForm.post_message

        def spy(form: RacerForm, message: Message) -> bool:
            if type(message).__module__.startswith("tui."):
                posted.append(type(message).__name__)
            return post(form, message)

        monkeypatch.setattr(RacerForm, "post_message", spy)
        await pilot.press("up")
        assert posted == ["ScenarioChanged"]
        assert len(app.heard) == 1


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


SEVEN = ("sgd", "adam", "lion", "momentum", "adamw", "adam schedule=cosine", "rprop")


async def test_a_value_is_given_to_all_racers_that_have_it_as_one_step_of_undo(
    until: Until, type_into: TypeInto
) -> None:
    app = Alone(*SEVEN, selected=1)
    async with app.run_test(size=(40, 30)) as pilot:
        before = app.racers
        await type_into(pilot, app.form, "weight_decay", "0.01")
        edited = app.racers
        await pilot.press("ctrl+t")
        await until(pilot, lambda: app.racers != edited)
        for racer in app.racers:
            if any(hyper.name == "weight_decay" for hyper in racer.hypers):
                assert racer.get("weight_decay") == 0.01
        assert [str(racer).split()[0] for racer in app.racers] == [str(racer).split()[0] for racer in before]
        assert app.session.undo().startswith("weight_decay → 0.01 of ")
        assert app.racers == edited
        assert app.session.undo()
        assert app.racers == before


async def test_a_schedule_goes_to_all_racers_and_its_settings_to_those_that_have_it(until: Until, enter: Enter) -> None:
    app = Alone("sgd", "adam", "lion schedule=cosine")
    async with app.run_test(size=(40, 30)) as pilot:
        await enter(pilot, app.form, "schedule", "exponential")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: {racer.schedule.name for racer in app.racers} == {"exponential"})
        name = app.racers[0].schedule.hypers[0].name
        app.form.go(app.form.index_of(f"schedule.{name}") or 0)
        await pilot.press("down", "ctrl+t")
        await until(pilot, lambda: len({racer.schedule for racer in app.racers}) == 1)
        assert app.racers[0].schedule != ScheduleSpec("exponential")


async def test_a_wrong_text_goes_nowhere_and_one_racer_has_no_others(type_into: TypeInto) -> None:
    app = Alone("sgd", "adam")
    async with app.run_test(size=(40, 30)) as pilot:
        before = app.racers
        await type_into(pilot, app.form, "lr", "-")
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert app.racers == before
        app.form.go(app.form.index_of("optimizer") or 0)
        assert not app.form.check_action("apply_to_all", ())


async def test_the_clock_has_keys_inside_a_field(until: Until) -> None:
    app = FallLine(Scenario("rosenbrock", ("sgd", "adam"), steps=400), at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        form, clock = app.screen.query_one(RacerForm), app.session
        form.go_to_rate()
        await until(pilot, lambda: form.shown_editor is not None and form.shown_editor.has_focus)
        speed = clock.clock.speed
        await pilot.press("f7", "f7", "f6")
        await until(pilot, lambda: clock.clock.step == 21)
        await pilot.press("f9")
        assert clock.clock.speed > speed
        await pilot.press("f8")
        assert clock.clock.speed == speed
        await pilot.press("f5")
        await until(pilot, lambda: clock.clock.playing)
        assert form.shown_editor is not None
        assert form.shown_editor.has_focus
        assert "f5" in [key.key for key in app.screen.query_one(KeyLine).keys]


@pytest.mark.parametrize("text", sampled(["-", "0.1,", "0.1,0.2"], 3))
async def test_escape_restores_the_value_of_a_text_that_was_not_applied(
    until: Until, type_into: TypeInto, text: str
) -> None:
    app = FallLine(Scenario("rosenbrock", ("sgd", "adam lr=0.3"), steps=400), at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(RacerForm)
        await type_into(pilot, form, "lr", text)
        before = form.row.text
        await until(pilot, lambda: form.row.edit in form.drafts)
        await pilot.press("escape")
        await until(pilot, lambda: not form.has_focus_within)
        assert not form.drafts
        form.go_to_rate()
        await until(pilot, lambda: form.shown_editor is not None and form.shown_editor.value == before)
