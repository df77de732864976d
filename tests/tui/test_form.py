"""A form by itself: typed, nudged, switched, chosen, by keys and mouse, and written from outside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from core.hyper import Hyper, Value, choice, flag, integer, numbers, real
from core.nudge import nudged
from tests.fixture_types import TypeInto, Until
from tui.terminal.type_ahead import TypeAheadApp
from tui.widgets.forms.form import Form
from tui.widgets.forms.row import Row
from tui.widgets.forms.rows import FormColumn

LR = real("lr", "η", 0.1, "How far each step goes.", 0, low_open=True, scale="log")
BETA = real("beta1", "β₁", 0.9, "How long the gradient is remembered.", 0, 1, high_open=True)
STEPS = integer("steps", "steps", 500, "How many updates.", 0, 1_000_000, scale="log")
NESTEROV = flag("nesterov", "nesterov", False, "Looks ahead.")
WORDS = ("coupled", "decoupled", "adam", "nadam", "x_adam", "ünique")
DECAY = choice("decay", "decay", "coupled", "How weight decay enters.", WORDS)
MILESTONES = numbers("milestones", "milestones", (50, 100), "When the rate drops.", 0)
EVERY = (LR, BETA, STEPS, NESTEROV, DECAY, MILESTONES)


class Rows(Form):
    """A form that takes what it is given, except what the test forbids."""

    def __init__(self, *rows: Row) -> None:
        super().__init__()
        self.begin = rows
        self.heard: list[tuple[str, tuple[Value, ...]]] = []
        self.forbidden: object = None

    def on_mount(self) -> None:
        self.show_rows(self.begin)

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        if values[0] == self.forbidden:
            raise ValueError(f"{row.edit} is forbidden")
        self.heard.append((row.edit, values))
        self.show_rows(tuple(replace(r, value=values[0]) if r.edit == row.edit else r for r in self.rows))

    @property
    def values(self) -> list[Value]:
        return [values[0] for _, values in self.heard]

    @property
    def lines(self) -> list[str]:
        return [self.render_line(y).text for y in range(self.content_size.height)]

    def message(self, edit: str) -> str:
        draft = self.drafts.get(edit)
        return "" if draft is None else draft.sentence

    def value(self, edit: str) -> Value:
        index = self.index_of(edit)
        assert index is not None
        return self.rows[index].value

    @property
    def text(self) -> str:
        assert self.editor is not None
        return self.editor.value


class Alone(TypeAheadApp[None]):
    """A form in a column, between two widgets that take the focus."""

    def __init__(self, *rows: Row | Hyper, several: bool = False) -> None:
        super().__init__()
        made = (row if isinstance(row, Row) else Row(row.name, row, row.default, several=several) for row in rows)
        self.form = Rows(*made)

    CSS = "FormColumn { height: 1fr; } #elsewhere { height: 1; }"

    def compose(self) -> ComposeResult:
        with FormColumn():
            yield Input(id="before")
            yield self.form
            yield Input(id="after")
        yield Static("", id="elsewhere")


def go(form: Form, edit: str) -> None:
    index = form.index_of(edit)
    assert index is not None
    form.go(index)


@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_mounting_says_nothing(hyper: Hyper) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.form.heard == []
        assert app.form.size.height == 1
        assert hyper.name in app.form.lines[0]
        assert len(list(app.form.walk_children())) == 0


async def test_typing_tells_each_valid_value(type_into: TypeInto) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.25")
        assert app.form.values == [0.2, 0.25]
        assert not app.form.drafts


@pytest.mark.parametrize(
    ("hyper", "text"),
    [(LR, "abc"), (LR, "0"), (LR, ""), (LR, "1,2"), (BETA, "1.2"), (STEPS, "1.5"), (MILESTONES, "[50,x]")],
)
async def test_nonsense_gives_a_sentence_under_the_row_and_changes_nothing(
    hyper: Hyper, text: str, type_into: TypeInto, until: Until
) -> None:
    app = Alone(hyper)
    async with app.run_test(size=(28, 20)) as pilot:
        await type_into(pilot, app.form, hyper.name, text)
        assert app.form.message(hyper.name).startswith(f"{hyper.name} must ")
        await until(pilot, lambda: app.form.size.height > 1)
        assert "must" in " ".join(app.form.lines[1:])
        assert str(app.form.border_subtitle) == f"! {hyper.name}"
        heard = len(app.form.heard)
        await pilot.press("enter")
        await pilot.pause()
        assert len(app.form.heard) == heard


async def test_a_mended_value_clears_the_message(type_into: TypeInto, until: Until) -> None:
    app = Alone(BETA)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "beta1", "1")
        assert app.form.message("beta1")
        await until(pilot, lambda: app.form.size.height > 1)
        await pilot.press("backspace", *"0.5")
        await until(pilot, lambda: app.form.value("beta1") == 0.5)
        assert not app.form.drafts
        assert str(app.form.border_subtitle) == ""
        await until(pilot, lambda: app.form.size.height == 1)


@pytest.mark.parametrize("hyper", [LR, BETA, STEPS], ids=lambda hyper: hyper.name)
@pytest.mark.parametrize("key", ["up", "down", "shift+up", "shift+down"])
async def test_arrows_nudge(hyper: Hyper, key: str) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.press(key)
        expected = nudged(hyper, hyper.default, key.endswith("up"), key.startswith("shift"))
        assert app.form.values == [expected]
        assert app.form.text == hyper.format(expected)


async def test_nudging_from_a_broken_text_starts_at_the_last_valid_value(type_into: TypeInto) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "1e")
        assert app.form.drafts
        await pilot.press("up")
        assert not app.form.drafts
        assert app.form.value("lr") == nudged(LR, 1.0, True)


async def test_left_and_right_move_the_caret(type_into: TypeInto) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.25")
        await pilot.press("left", "left")
        assert app.form.editor is not None
        assert app.form.editor.cursor_position == 2
        assert app.form.values[-1] == 0.25


async def test_a_flag_switches_by_key_and_by_click(until: Until) -> None:
    app = Alone(NESTEROV)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.press("space", "enter")
        assert app.form.values == [True, False]
        await pilot.click(app.form, offset=(2, 0))  # the label
        assert app.form.values == [True, False]
        await pilot.click(app.form, offset=(16, 0))
        await until(pilot, lambda: app.form.values == [True, False, True])


async def test_a_choice_is_taken_from_the_list_or_by_arrow() -> None:
    app = Alone(DECAY)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.press("enter", "down", "enter")
        assert app.form.values == ["decoupled"]
        await pilot.press("right", "left", "left", "left")
        assert app.form.values == ["decoupled", "adam", "decoupled", "coupled"]
        await pilot.press("enter", "down", "escape")
        assert app.form.drop_down is None
        assert app.form.has_focus
        assert len(app.form.values) == 4


@pytest.mark.parametrize(
    ("typed", "found"), [("a", "adam"), ("ad", "adam"), ("na", "nadam"), ("ÜN", "ünique"), ("led", "coupled")]
)
async def test_typing_searches_the_list(typed: str, found: str) -> None:
    app = Alone(replace(Row("decay", DECAY, "x_adam")))
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.press("enter", *typed, "enter")
        assert app.form.values == [found]


async def test_tab_leaves_the_list_for_the_next_row_and_arrows_stay_in_it() -> None:
    app = Alone(DECAY, LR, replace(DECAY, name="last"))
    async with app.run_test() as pilot:
        for edit, key, then in (("decay", "tab", "lr"), ("last", "shift+tab", "lr"), ("decay", "shift+tab", "")):
            go(app.form, edit)
            await pilot.press("enter", "right", "down", key)
            assert (app.form.row.edit if app.form.has_focus_within else "") == then
            assert app.form.drop_down is None
        assert app.focused is app.query_one("#before")
        assert app.form.heard == []


async def test_a_list_is_as_tall_as_the_screen_allows(until: Until) -> None:
    many = choice("many", "many", "w0", "Many words.", tuple(f"w{index}" for index in range(30)))
    app = Alone(STEPS, many)
    async with app.run_test(size=(40, 20)) as pilot:
        go(app.form, "many")
        await pilot.press("enter")
        await until(pilot, lambda: app.form.drop_down is not None and app.form.drop_down.region.height == 20)
        await pilot.press("escape")
        await pilot.resize_terminal(40, 50)
        await pilot.press("enter")
        await until(pilot, lambda: app.form.drop_down is not None and app.form.drop_down.region.height == 32)


async def test_a_click_opens_the_list_and_another_one_closes_it(until: Until) -> None:
    app = Alone(LR, DECAY)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.click(app.form, offset=(16, 1))
        await until(pilot, lambda: app.form.drop_down is not None)
        await pilot.pause()
        await pilot.click(app.form, offset=(16, 1))
        await until(pilot, lambda: app.form.drop_down is None)
        await pilot.pause()
        assert app.form.drop_down is None
        await pilot.click(app.form, offset=(16, 1))
        await until(pilot, lambda: app.form.drop_down is not None)
        await pilot.pause()
        await pilot.click(app.form.drop_down, offset=(4, 2))
        await until(pilot, lambda: app.form.values == ["decoupled"])
        assert app.form.has_focus
        await pilot.press("enter")
        await pilot.click("#before")
        await until(pilot, lambda: app.form.drop_down is None)
        assert app.focused is app.query_one("#before")


async def test_a_click_whose_list_opens_under_the_mouse_chooses_nothing(until: Until) -> None:
    app = Alone(*EVERY)
    async with app.run_test(size=(40, 9)) as pilot:
        await pilot.pause()
        place = app.form.content_region.offset + Offset(16, EVERY.index(DECAY))
        app.post_message(events.MouseDown(None, *place, 0, 0, 1, False, False, False, *place))
        await until(pilot, lambda: app.form.drop_down is not None and app.form.drop_down.region.contains_point(place))
        app.post_message(events.MouseUp(None, *place, 0, 0, 1, False, False, False, *place))
        await pilot.pause()
        await pilot.pause()
        assert app.form.drop_down is not None
        assert app.form.heard == []


@pytest.mark.parametrize("row", [Row("decay", DECAY, "adam"), Row("lr", LR, 0.1)], ids=["another value", "gone"])
async def test_a_list_closes_when_its_row_changes(row: Row, until: Until) -> None:
    app = Alone(DECAY)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.press("enter")
        assert app.form.drop_down is not None
        app.form.show_rows((row,))
        await pilot.press("enter")
        await until(pilot, lambda: len(app.form.query(OptionList)) == (row.kind == "choice"))
        assert app.form.has_focus_within
        assert app.form.heard == []


async def test_typing_is_undone_in_its_own_row_alone(type_into: TypeInto) -> None:
    app = Alone(LR, BETA)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.9")
        await pilot.press("tab", "ctrl+z")
        assert app.form.row.edit == "beta1"
        assert (app.form.text, app.form.value("lr")) == ("0.9", 0.9)


OTHERS: dict[str, Value] = {
    "lr": 0.3,
    "beta1": 0.5,
    "steps": 7,
    "nesterov": True,
    "decay": "decoupled",
    "milestones": (1.0, 2.0),
}


@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_rows_from_outside_say_nothing(hyper: Hyper, focused: bool) -> None:
    app = Alone(hyper)
    async with app.run_test() as pilot:
        if focused:
            app.form.go(0)
        value = OTHERS[hyper.name]
        app.form.show_rows((Row(hyper.name, hyper, value),))
        await pilot.pause()
        shown = "on" if value is True else str(value) if hyper is DECAY else hyper.format(value)
        assert shown in app.form.lines[0]
        if focused and app.form.row.typed:
            assert app.form.text == hyper.format(value)
        assert app.form.heard == []


async def test_a_value_from_outside_that_means_the_same_leaves_text_and_caret(type_into: TypeInto) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.50")
        await pilot.press("left")
        app.form.show_rows((Row("lr", LR, 0.5),))
        await pilot.pause()
        assert app.form.editor is not None
        assert (app.form.text, app.form.editor.cursor_position) == ("0.50", 3)
        assert app.form.values == [0.5]


async def test_a_draft_stays_while_its_row_is_the_same_unless_shown_afresh(type_into: TypeInto) -> None:
    row = Row("lr", LR, 0.2)
    app = Alone(row)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "x")
        app.form.show_rows((row,))
        assert (app.form.text, bool(app.form.drafts)) == ("x", True)
        app.form.show_rows((row,), discard_drafts=True)
        assert (app.form.text, app.form.drafts) == ("0.2", {})
        await type_into(pilot, app.form, "lr", "x")
        app.form.show_rows((replace(row, value=0.4),))
        assert (app.form.text, app.form.drafts) == ("0.4", {})
        assert app.form.heard == []


@pytest.mark.parametrize("text", ["0.01,0.1,1", "[0.01, 0.1, 1]", "[0.01,0.1,1"])
async def test_a_list_splits_when_entered(text: str, type_into: TypeInto) -> None:
    app = Alone(LR, several=True)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", text)
        assert "3 racers" in app.form.message("lr")
        assert not app.form.drafts["lr"].wrong
        await pilot.press("enter")
        await pilot.pause()
        assert app.form.heard[-1] == ("lr", (0.01, 0.1, 1.0))
        assert app.form.text == "0.01"
        assert not app.form.drafts


async def test_a_list_with_a_wrong_value_does_not_split(type_into: TypeInto) -> None:
    app = Alone(LR, several=True)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "[0.1,x]")
        assert app.form.message("lr").startswith("lr must ")
        await pilot.press("enter")
        await pilot.pause()
        assert all(len(values) == 1 for _, values in app.form.heard)


@pytest.mark.parametrize("hyper", EVERY, ids=lambda hyper: hyper.name)
async def test_help_and_tooltip_say_what_a_row_is_and_what_is_allowed(hyper: Hyper, until: Until) -> None:
    app = Alone(STEPS if hyper is LR else LR, hyper)
    async with app.run_test() as pilot:
        go(app.form, hyper.name)
        await pilot.hover(app.form, offset=(20, 1))
        await until(pilot, lambda: app.form.tooltip is not None)
        assert app.form.HELP is not None
        for text in (str(app.form.tooltip), app.form.HELP):
            assert hyper.sentence in text
            assert hyper.allowed[1:] in text


# Moving


async def test_tab_goes_row_by_row_and_on(until: Until) -> None:
    app = Alone(*EVERY)
    async with app.run_test() as pilot:
        app.query_one("#before").focus()
        await pilot.pause()
        for hyper in EVERY:
            await pilot.press("tab")
            assert app.form.row.edit == hyper.name
            assert app.form.has_focus_within
        await pilot.press("tab")
        assert app.focused is app.query_one("#after")
        assert app.form.shown_editor is None
        app.form.go(2)
        await pilot.press("shift+tab")
        assert app.form.row is app.form.rows[1]
        await pilot.press("shift+tab", "shift+tab")
        assert app.focused is app.query_one("#before")


def burst(app: App[None], *keys: str) -> None:
    """Send keys as a fast typist or a paste does, without waiting for what each of them does."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_what_is_typed_in_one_burst_lands_in_its_rows(until: Until) -> None:
    app = Alone(LR, NESTEROV, DECAY, STEPS, BETA)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.pause()
        burst(app, "2", "tab", "tab", "tab", "7", "tab", "0", ".", "5")
        await until(pilot, lambda: app.form.value("beta1") == 0.5)
        assert (app.form.value("lr"), app.form.value("steps")) == (2.0, 7)
        assert app.form.value("nesterov") is False


async def test_what_is_typed_ahead_of_a_list_is_searched_in_it(until: Until) -> None:
    app = Alone(DECAY, STEPS)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.pause()
        burst(app, "enter", "n", "a", "enter", "tab", "9")
        await until(pilot, lambda: app.form.value("steps") == 9)
        assert app.form.value("decay") == "nadam"


async def test_a_wrong_row_does_not_block_the_others_and_keeps_its_text(type_into: TypeInto, until: Until) -> None:
    app = Alone(LR, BETA, STEPS)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "zebra")
        await type_into(pilot, app.form, "steps", "12")
        assert app.form.value("steps") == 12
        assert "zebra" in app.form.lines[0]
        await pilot.click("#after")
        await until(pilot, lambda: app.form.shown_editor is None)
        assert "zebra" in app.form.lines[0]
        assert "must" in app.form.lines[1]
        go(app.form, "lr")
        assert app.form.text == "zebra"
        assert app.form.value("lr") == 0.1


async def test_what_is_refused_is_told_at_its_row(type_into: TypeInto) -> None:
    app = Alone(LR, NESTEROV, DECAY)
    async with app.run_test() as pilot:
        for edit, value in (("lr", 7.0), ("nesterov", True), ("decay", "decoupled")):
            app.form.forbidden = value
            if edit == "lr":
                await type_into(pilot, app.form, edit, "7")
                assert app.form.text == "7"
            else:
                go(app.form, edit)
                await pilot.press("space" if edit == "nesterov" else "right")
            assert app.form.message(edit) == f"{edit} is forbidden"
            assert any("is forbidden" in line for line in app.form.lines)
        assert app.form.heard == []


async def test_the_focus_stays_while_the_terminal_has_none(type_into: TypeInto, until: Until) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.2")
        app.post_message(events.AppBlur())
        await until(pilot, lambda: not app.app_focus)
        await pilot.pause()
        app.post_message(events.AppFocus())
        await until(pilot, lambda: app.focused is app.form.editor)
        await pilot.press("5")
        assert app.form.value("lr") == 0.25


async def test_without_rows_the_focus_goes_to_the_widget_before(type_into: TypeInto, until: Until) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        await type_into(pilot, app.form, "lr", "0.2")
        app.form.show_rows(())
        await pilot.pause()
        assert app.focused is app.query_one("#before")
        await pilot.press("tab")
        assert app.focused is app.query_one("#after")


# The mouse


@pytest.mark.parametrize("text", ["0.25", "日本x"])
async def test_a_click_puts_the_caret_where_it_hits(text: str, until: Until) -> None:
    name = replace(LR, name="name", kind="text", low_open=False, default="a", scale="linear", low=float("-inf"))
    app = Alone(BETA, Row("name", name, text))
    async with app.run_test() as pilot:
        await pilot.click(app.form, offset=(14 + 3, 1))
        await until(pilot, lambda: app.form.row.edit == "name" and app.form.editor is not None)
        assert app.form.editor is not None
        assert app.form.editor.cursor_position == (3 if text == "0.25" else 1)
        assert app.focused is app.form.editor


async def test_a_drag_selects(until: Until) -> None:
    app = Alone(BETA, Row("lr", LR, 0.12345))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.mouse_down(app.form, offset=(14 + 2, 1))
        await until(pilot, lambda: app.mouse_captured is app.form)
        await pilot.hover(app.form, offset=(14 + 5, 1))
        await pilot.mouse_up(app.form, offset=(14 + 5, 1))
        assert app.form.editor is not None
        assert app.form.editor.selected_text == "123"
        await until(pilot, lambda: app.mouse_captured is None)
        await pilot.press("9")
        assert app.form.value("lr") == 0.945


async def test_a_click_on_the_label_selects_all(until: Until) -> None:
    app = Alone(BETA, Row("lr", LR, 0.12345))
    async with app.run_test() as pilot:
        await pilot.click(app.form, offset=(2, 1))
        await until(pilot, lambda: app.form.editor is not None and app.form.editor.selected_text == "0.12345")


def wheel(pilot: Pilot[Any], form: Form, y: int, kind: type[events.MouseEvent], shift: bool = False) -> None:
    place = form.content_region.offset + Offset(16, y)
    pilot.app.post_message(kind(None, *place, 0, 0, 0, shift, False, False, *place))


async def test_the_wheel_nudges_the_number_that_has_the_focus_and_no_other(until: Until) -> None:
    app = Alone(LR, BETA)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.pause()
        wheel(pilot, app.form, 0, events.MouseScrollUp)
        await until(pilot, lambda: app.form.value("lr") == nudged(LR, 0.1, True))
        wheel(pilot, app.form, 0, events.MouseScrollDown)
        await until(pilot, lambda: app.form.value("lr") == 0.1)
        wheel(pilot, app.form, 0, events.MouseScrollDown, shift=True)
        await until(pilot, lambda: app.form.value("lr") == 0.01)
        wheel(pilot, app.form, 1, events.MouseScrollUp)
        await pilot.pause()
        assert app.form.value("beta1") == 0.9


async def test_a_paste_replaces_what_is_selected(until: Until) -> None:
    app = Alone(LR)
    async with app.run_test() as pilot:
        app.form.go(0)
        await pilot.pause()
        app.post_message(events.Paste("0.375\nnext line"))
        await until(pilot, lambda: app.form.value("lr") == 0.375)


async def test_a_message_moves_no_row_under_the_mouse(type_into: TypeInto, until: Until) -> None:
    app = Alone(LR, BETA, STEPS)
    async with app.run_test(size=(30, 20)) as pilot:
        await pilot.pause()
        await pilot.hover(app.form, offset=(16, 2))
        await until(pilot, lambda: app.mouse_over is app.form)
        await type_into(pilot, app.form, "lr", "zebra")
        assert app.form.size.height == 3
        assert app.form.picture.row_at(2) == 2
        assert "lr must" in app.form.lines[1]
        await pilot.click(app.form, offset=(16, 2))
        await until(pilot, lambda: app.form.row.edit == "steps")
        assert ["lr" in app.form.lines[0], "beta1" in app.form.lines[1], "steps" in app.form.lines[2]] == [True] * 3
        await type_into(pilot, app.form, "steps", "zebra")
        assert "steps must" in app.form.lines[0]  # there are no lines below it
        await pilot.hover("#after")
        await pilot.pause()
        assert app.form.size.height == 3
        await pilot.hover("#elsewhere")
        app.query_one(Input).focus()
        await until(pilot, lambda: app.form.size.height > 4)
        lines = app.form.lines
        assert "lr" in lines[0]
        assert "lr must" in lines[1]
        assert any("steps must" in line for line in lines[3:])


async def test_the_editor_goes_along_when_the_rows_above_it_move(type_into: TypeInto, until: Until) -> None:
    app = Alone(LR, BETA, STEPS)
    async with app.run_test(size=(30, 20)) as pilot:
        await pilot.pause()
        await pilot.hover(app.form, offset=(16, 2))
        await type_into(pilot, app.form, "lr", "zebra")
        go(app.form, "steps")
        editor = app.form.editor
        assert editor is not None
        await until(pilot, lambda: editor.region.y == app.form.content_region.y + 2)
        await pilot.hover("#elsewhere")
        await until(pilot, lambda: app.form.size.height > 4)
        await until(pilot, lambda: editor.region.y == app.form.content_region.y + app.form.picture.top_of(2))
        assert app.form.picture.top_of(2) > 3


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord"])
async def test_every_cell_has_a_style(theme: str, no_color: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Alone(*EVERY)
    async with app.run_test() as pilot:
        app.theme = theme
        app.form.go(0)
        await pilot.press("x")
        await pilot.pause()
        for y in range(app.form.size.height):
            assert all(segment.style is not None for segment in app.form.render_line(y))
