"""One field: typed, nudged, switched, chosen, written from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.hyper import Hyper, Value, choice, flag, integer, numbers, real
from tui.widgets.controls import Choice, Entry, Flag
from tui.widgets.hyper_field import HyperField

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]

LR = real("lr", "η", 0.1, "How far each step goes.", 0, low_open=True, scale="log")
BETA = real("beta1", "β₁", 0.9, "How long the gradient is remembered.", 0, 1, high_open=True)
STEPS = integer("steps", "steps", 500, "How many updates.", 0, 1_000_000, scale="log")
NESTEROV = flag("nesterov", "nesterov", False, "Looks ahead.")
DECAY = choice("decay", "decay", "coupled", "How weight decay enters.", ("coupled", "decoupled"))
MILESTONES = numbers("milestones", "milestones", (50, 100), "When the rate drops.", 0)
EVERY = (LR, BETA, STEPS, NESTEROV, DECAY, MILESTONES)


class Alone(App[None]):
    """A field by itself, and what it said."""

    field: HyperField

    def __init__(self, hyper: Hyper, value: Value | None = None, *, several: bool = False) -> None:
        super().__init__()
        self.hyper, self.first, self.several = hyper, value, several
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        self.field = HyperField(self.hyper, self.first, several=self.several)
        yield self.field

    def on_hyper_field_changed(self, event: HyperField.Changed) -> None:
        self.heard.append(event)

    def on_hyper_field_split(self, event: HyperField.Split) -> None:
        self.heard.append(event)

    @property
    def entry(self) -> Entry:
        assert isinstance(self.field.control, Entry)
        return self.field.control

    @property
    def values(self) -> list[Value]:
        return [event.value for event in self.heard if isinstance(event, HyperField.Changed)]

    @property
    def message(self) -> str:
        return "".join(str(static.content) for static in self.field.query(".message").results(Static) if static.display)


@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_mounting_says_nothing(hyper: Hyper) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.heard == []
        assert app.field.value == hyper.default
        assert app.message == ""
        assert app.field.size.height == 1


async def test_typing_tells_each_valid_value(type_over: TypeOver) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "0.25")
        assert app.values == [0.2, 0.25]
        assert app.message == ""


@pytest.mark.parametrize(
    ("hyper", "text"),
    [(LR, "abc"), (LR, "0"), (LR, ""), (LR, "1,2"), (BETA, "1.2"), (STEPS, "1.5"), (MILESTONES, "[50,x]")],
)
async def test_nonsense_gives_a_sentence_and_changes_nothing(hyper: Hyper, text: str, type_over: TypeOver) -> None:
    app = Alone(hyper)
    async with app.run_test(size=(28, 10)) as pilot:
        await type_over(pilot, app.entry, text)
        assert app.message.startswith(f"{hyper.name} must ")
        assert app.field.wrong == app.message
        heard = len(app.heard)
        await pilot.press("enter")
        await pilot.pause()
        assert len(app.heard) == heard
        assert app.field.size.height > 1


async def test_a_mended_value_clears_the_message(type_over: TypeOver, until: Until) -> None:
    app = Alone(BETA)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "1")
        assert app.message
        await pilot.press("backspace", *"0.5")
        await until(pilot, lambda: app.field.value == 0.5)
        assert (app.message, app.field.wrong, app.field.size.height) == ("", "", 1)


@pytest.mark.parametrize("hyper", [LR, BETA, STEPS], ids=lambda hyper: hyper.name)
@pytest.mark.parametrize("key", ["up", "down", "shift+up", "shift+down"])
async def test_arrows_nudge(hyper: Hyper, key: str, until: Until) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        app.field.control.focus()
        await pilot.press(key)
        expected = hyper.nudge(hyper.default, key.endswith("up"), key.startswith("shift"))
        await until(pilot, lambda: app.values == [expected])
        assert app.field.text == hyper.format(expected)


async def test_nudging_from_a_broken_text_starts_at_the_last_valid_value(type_over: TypeOver, until: Until) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "1e")
        await pilot.press("up")
        await until(pilot, lambda: app.message == "")
        assert app.field.value == LR.nudge(1.0, True)


async def test_left_and_right_move_the_caret(type_over: TypeOver) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "0.25")
        await pilot.press("left", "left")
        assert app.entry.cursor_position == 2
        assert app.values[-1] == 0.25


async def test_a_flag_switches(until: Until) -> None:
    app = Alone(NESTEROV)
    async with app.run_test() as pilot:
        app.field.control.focus()
        await pilot.press("space", "enter")
        await until(pilot, lambda: app.values == [True, False])
        await pilot.click(Flag)
        await until(pilot, lambda: app.values == [True, False, True])


async def test_a_choice_is_taken_from_the_list_or_by_arrow(until: Until) -> None:
    app = Alone(DECAY)
    async with app.run_test() as pilot:
        app.field.control.focus()
        await pilot.press("enter", "down", "enter")
        await until(pilot, lambda: app.values == ["decoupled"])
        await pilot.press("right", "left", "left")
        await until(pilot, lambda: app.values == ["decoupled", "coupled"])


OTHERS: dict[str, Value] = {
    "lr": 0.3,
    "beta1": 0.5,
    "steps": 7,
    "nesterov": True,
    "decay": "decoupled",
    "milestones": (1.0, 2.0),
}


@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_a_write_from_outside_says_nothing(hyper: Hyper) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        value = OTHERS[hyper.name]
        app.field.show(value)
        await pilot.pause()
        assert app.field.value == value
        assert app.field.text == hyper.format(value)
        if isinstance(app.field.control, Choice):
            assert app.field.control.value == value
        await pilot.pause()
        assert app.heard == []


async def test_a_write_that_means_the_same_leaves_text_and_caret(type_over: TypeOver) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "0.50")
        await pilot.press("left")
        for value in (0.5, 0.7, 0.5):
            app.field.show(value)
        await pilot.pause()
        assert app.entry.cursor_position == 3
        assert app.values == [0.5]


async def test_a_write_leaves_a_half_typed_text_unless_told_to_start_afresh(type_over: TypeOver, until: Until) -> None:
    app = Alone(LR, 0.2)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "x")
        app.field.show(0.2)
        assert (app.field.text, bool(app.message)) == ("x", True)
        app.field.show(0.2, afresh=True)
        await until(pilot, lambda: app.message == "")
        assert app.field.text == "0.2"
        assert app.heard == []


@pytest.mark.parametrize("text", ["0.01,0.1,1", "[0.01, 0.1, 1]", "[0.01,0.1,1"])
async def test_a_list_splits_when_entered(text: str, type_over: TypeOver, until: Until) -> None:
    app = Alone(LR, several=True)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, text)
        assert "3 racers" in app.message
        assert not app.field.wrong
        before = len(app.heard)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.heard) > before)
        event = app.heard[-1]
        assert isinstance(event, HyperField.Split)
        assert event.values == (0.01, 0.1, 1.0)


async def test_a_list_with_a_wrong_value_does_not_split(type_over: TypeOver) -> None:
    app = Alone(LR, several=True)
    async with app.run_test() as pilot:
        await type_over(pilot, app.entry, "[0.1,x]")
        assert app.message.startswith("lr must ")
        await pilot.press("enter")
        await pilot.pause()
        assert not any(isinstance(event, HyperField.Split) for event in app.heard)


@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_help_says_what_it_is_and_what_is_allowed(hyper: Hyper) -> None:
    app = Alone(hyper)
    async with app.run_test():
        assert app.field.HELP is not None
        for text in (str(app.field.tooltip), app.field.HELP):
            assert hyper.sentence in text
            assert hyper.allowed[1:] in text
