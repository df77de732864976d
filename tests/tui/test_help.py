"""The help: on every screen and every dialog, with all of their keys, and all of it can be scrolled to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import MouseScrollDown
from textual.widgets import Static

from core.formula.nodes import FUNCTIONS, REDUCTIONS
from core.scenario import Scenario
from tests.fixture_types import Until
from tests.openers import OPENERS, screens
from tests.sampling import sampled
from tui.app import FallLine
from tui.demo.policy import DEMO
from tui.screens.help_screen import HelpScreen, HelpText
from tui.screens.key_sections import TYPING, does, key_sections
from tui.screens.race import RaceScreen
from tui.widgets.key_groups import AROUND, TASKS
from tui.widgets.racer_list import RacerList

RACE = Scenario(racers=("sgd lr=0.001", "adam lr=0.1"), steps=50)
SIZES = ((80, 24), (120, 40))


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own, in which the lessons keep their progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_every_screen_is_tried_and_says_what_it_is() -> None:
    names = {kind.__name__ for kind in screens()}
    assert names == {*OPENERS, HelpScreen.__name__}
    assert [kind.__name__ for kind in screens() if not kind.HELP and kind is not HelpScreen] == []


def shown(app: FallLine) -> str:
    """The text of the open help, without the line breaks of its width."""
    return " ".join(" ".join(str(text.content).split()) for text in app.screen.query(Static))


@pytest.mark.system
@pytest.mark.parametrize("size", sampled(SIZES, 2), ids=str)
@pytest.mark.parametrize("name", OPENERS)
async def test_f1_opens_it_with_all_keys_and_escape_closes_it(name: str, size: tuple[int, int], until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=size) as pilot:
        app.screen.set_focus(app.screen.query_one(RacerList))
        await pilot.press(*OPENERS[name])
        await until(pilot, lambda: type(app.screen).__name__ == name and app.screen.is_mounted)
        below = app.screen
        keys = [active for active in below.active_bindings.values() if active.enabled and active.binding.description]
        sentences = [" ".join(does(active.binding).split()) for active in keys]
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and len(shown(app)) > 200)
        assert [sentence for sentence in sentences if sentence not in shown(app)] == []
        box = app.screen.query_one(HelpText)
        assert box.has_focus
        await pilot.press("end")
        await until(pilot, lambda: box.scroll_offset.y == box.max_scroll_y)
        text = app.screen.query_one(Static)
        assert text.region.bottom <= box.region.bottom
        assert box.region.bottom <= size[1]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)


@pytest.mark.system
async def test_keys_and_wheel_scroll_it(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await until(
            pilot, lambda: isinstance(app.screen, HelpScreen) and bool(app.screen.query_one(HelpText).max_scroll_y)
        )
        box = app.screen.query_one(HelpText)
        for key, way in (("down", 1), ("j", 1), ("up", -1), ("k", -1), ("space", 1), ("pageup", -1), ("pagedown", 1)):
            before = box.scroll_target_y
            await pilot.press(key)
            await until(pilot, lambda before=before, way=way: (box.scroll_target_y - before) * way > 0)  # type: ignore[misc]
        await pilot.press("home")
        await until(pilot, lambda: box.scroll_offset.y == 0)
        box.post_message(wheel(box))
        await until(pilot, lambda: box.scroll_offset.y > 0)


def wheel(box: HelpText) -> Any:
    """A turn of the wheel over the text."""
    return MouseScrollDown(box, 5, 5, 0, 1, 0, False, False, False, screen_x=9, screen_y=9)


@pytest.mark.parametrize("key", ["f1", "question_mark", "q", "escape"])
async def test_several_keys_close_it(key: str, until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))


async def test_a_question_mark_is_typed_in_a_field(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "question_mark")
        await until(pilot, lambda: getattr(app.focused, "value", "") == "?")


async def test_the_focused_panel_comes_first_then_the_tasks(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        for panel in app.screen.focus_chain:
            app.screen.set_focus(panel)
            await until(pilot, lambda panel=panel: panel.has_focus_within)  # type: ignore[misc]
            titles = [section.title for section in key_sections(app.screen)]
            named = [task.description for task in TASKS if task.description in titles]
            assert titles[0] not in named
            assert [title for title in titles if title in named] == named
            assert titles[-1] in (TYPING, AROUND.description)


async def test_the_editor_of_rules_has_the_reference_of_the_language(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and len(shown(app)) > 200)
        words = set(shown(app).replace(".", " ").split())
        assert {*FUNCTIONS, *REDUCTIONS, "theta", "at:", "answer:"} <= words


async def test_the_demo_has_it_and_ascii_is_ascii(until: Until) -> None:
    app = FallLine(RACE, at=3, policy=DEMO, ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and len(shown(app)) > 200)
        assert shown(app).isascii()
