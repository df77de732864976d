"""Keys that arrive in one burst act as those that are typed slowly."""

from __future__ import annotations

import random
from typing import Any

import pytest
from textual import events
from textual.app import App, ScreenStackError
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Input

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.widgets.forms.form import Form
from tui.widgets.racer_list import RacerList

SCENARIO = Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.1"), steps=60)
LETTERS = "aeopvlmudchn025"
"""Printable keys: those that open dialogs, move the focus or swap panels, and some to type."""
NAMED = (
    *("tab", "shift+tab", "enter", "escape", "up", "down", "left", "right", "backspace", "delete", "home", "end"),
    *("ctrl+o", "f1", "f3", "f4"),  # not f2: what a key does there depends on how much has been computed
)
SEQUENCES = (
    ("e", "enter", "5"),
    ("e", "tab", "2", "tab", "a", "d"),
    ("e", "e", "p", "left", "m"),
    ("e", "down", "enter", "up", "shift+tab", "enter", "s", "g", "enter", "tab", "tab", "1"),
    ("v", "left", "v", "right", "p", "enter"),
    ("a", "a", "d", "a", "m", "enter", "d", "e", "n", "x", "y", "enter", "u"),
    ("c", "down", "enter", "a", "escape", "e", "enter", "3"),
    ("f2", "escape", "f3", "down", "escape", "e", "enter", "7"),
)


def key(name: str) -> events.Key:
    return events.Key(name, name if len(name) == 1 else {"enter": "\r", "tab": "\t"}.get(name))


def state(app: App[Any]) -> tuple[object, ...]:
    """What the keys can have changed."""
    assert isinstance(app, FallLine)
    focus = app.focused
    form = next((form for form in app.screen.query(Form) if form.has_focus_within), None)
    text = (focus.value, focus.selection) if isinstance(focus, Input) else None
    session = app.session
    place = (type(app.screen).__name__, type(focus).__name__, focus.id if focus else "", form.row.edit if form else "")
    return *place, text, session.scenario, session.view, app.screen_stack[0].classes


async def typed(keys: tuple[str, ...], size: tuple[int, int], until: Until, *, slowly: bool) -> tuple[object, ...]:
    app = FallLine(SCENARIO, at=60)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.session.frame().computed)
        for name in keys:
            app.post_message(key(name))
            if slowly:
                await settle(pilot)
        await settle(pilot)
        return state(app)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing changes any more."""
    app, calm, before = pilot.app, 0, None
    while calm < 3:
        await pilot.pause()
        now = state(app)
        calm, before = (calm + 1 if now == before else 0), now


def rolls(seed: int) -> tuple[str, ...]:
    rng = random.Random(seed)
    return tuple(rng.choice((*LETTERS, *NAMED)) for _ in range(12))


@pytest.mark.system
@pytest.mark.parametrize("burst", enumerate([*SEQUENCES, *map(rolls, range(16))]), ids=lambda burst: " ".join(burst[1]))
async def test_a_burst_acts_as_typing_slowly(burst: tuple[int, tuple[str, ...]], until: Until) -> None:
    number, keys = burst
    size = ((80, 24), (120, 40))[number % 2]
    slow = await typed(keys, size, until, slowly=True)
    assert await typed(keys, size, until, slowly=False) == slow


async def test_a_click_after_a_burst_comes_after_it(until: Until) -> None:
    app = FallLine(SCENARIO, at=60)
    async with app.run_test(size=(120, 40)) as pilot:
        racers = app.screen.query_one(RacerList)
        await until(pilot, lambda: racers.size != Size(0, 0))
        x, y = racers.content_region.offset
        for name in ("e", "enter", "0", ".", "5"):
            app.post_message(key(name))
        app.post_message(events.MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y))
        app.post_message(events.MouseUp(None, x, y, 0, 0, 1, False, False, False, x, y))
        await until(pilot, lambda: app.focused is racers)
        await until(pilot, lambda: app.session.scenario.racers[0].get("lr") == 0.5)


async def test_a_key_has_no_effect_once_the_app_leaves(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app may leave while a key waits for its screen, which is gone then."""
    app = FallLine(SCENARIO, at=60)

    def closed(_: FallLine) -> None:
        raise ScreenStackError("the screens are closed")

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.frame().computed)
        with monkeypatch.context() as patched:

            async def leave() -> None:
                app.exit()
                patched.setattr(FallLine, "focused", property(closed))

            patched.setattr(app, "_screen_mounted", leave)
            for name in ("m", "l", "m"):
                await app.on_event(key(name))
    assert app.events_held == 0
