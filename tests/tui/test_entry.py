"""An entry takes typing back by ctrl+z, run by run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from core.scenario import Scenario
from tests.fixture_types import TypeInto, Until
from tui.app import FallLine
from tui.widgets.entry import Entry
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.rule_area import RuleArea
from tui.widgets.typing_history import TypingHistory


class OneEntry(App[None]):
    """An entry with a text."""

    def compose(self) -> ComposeResult:
        yield Entry("race")


@pytest.fixture
def entry() -> OneEntry:
    return OneEntry()


async def test_a_run_of_typing_is_one_step(entry: OneEntry) -> None:
    async with entry.run_test() as pilot:
        field = entry.query_one(Entry)
        field.action_end()
        await pilot.press(*".tom", "backspace", "backspace", *"oml")
        texts = []
        for _ in range(4):
            texts.append(field.value)
            await pilot.press("ctrl+z")
        assert texts == ["race.toml", "race.t", "race.tom", "race"]
        assert field.value == "race"
        for text in ("race.tom", "race.t", "race.toml", "race.toml"):
            await pilot.press("ctrl+y")
            assert field.value == text
            assert field.cursor_position == len(text)


async def test_a_replaced_text_comes_back_whole(entry: OneEntry) -> None:
    async with entry.run_test() as pilot:
        field = entry.query_one(Entry)
        field.select_all()
        await pilot.press("x", "y", "ctrl+z")
        assert field.value == "x"
        await pilot.press("ctrl+z")
        assert field.value == "race"


@given(st.lists(st.text("ab", max_size=3), max_size=9))
def test_undo_and_redo_go_through_the_same_texts(texts: list[str]) -> None:
    history, now = TypingHistory(), ""
    for text in texts:
        if text != now:
            history.note(now, text)
            now = text
    last, way = now, [now]
    while (step := history.undo(now)) is not None:
        now = step
        way.append(now)
    assert now == ""
    back = [now]
    while (step := history.redo(now)) is not None:
        now = step
        back.append(now)
    assert now == last
    assert back == way[::-1]


async def test_in_a_form_the_value_goes_back_too(until: Until, type_into: TypeInto) -> None:
    app = FallLine(Scenario(racers=("sgd lr=0.001",), steps=50), at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(RacerForm)
        await type_into(pilot, form, "lr", "0.002")
        await until(pilot, lambda: app.session.scenario.racers[0].get("lr") == 0.002)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: form.editor is not None and form.editor.value != "0.002")
        while form.editor is not None and form.editor.value != "0.001":
            before = form.editor.value
            await pilot.press("ctrl+z")
            await until(pilot, lambda before=before: form.editor is not None and form.editor.value != before)  # type: ignore[misc]
        await until(pilot, lambda: app.session.scenario.racers[0].get("lr") == 0.001)


async def test_in_the_rule_editor_it_undoes_as_well(until: Until) -> None:
    app = FallLine(Scenario(racers=("sgd lr=0.001",), steps=50), at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.focused, RuleArea))
        area = app.focused
        assert isinstance(area, RuleArea)
        before = area.text
        await pilot.press("x")
        await until(pilot, lambda: area.text != before)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: area.text == before)
