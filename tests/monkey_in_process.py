"""A monkey plays the app in this process, on an emulated terminal; then a fresh paint must change nothing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from core.scenario import Scenario
from tests.emulator import Shown, settle_keys, stale_cells
from tests.monkey import CHARACTERS, Act, Mouse, Paste, Press, Resize, Theme, acts
from tui.demo.policy import DEMO, FULL
from tui.screens.session_screen import SessionScreen
from tui.state.session import Session

MODES = ("normal", "ascii", "demo")
RACERS = ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1")
START = (120, 40)
ACT_TIMEOUT = 30.0
"""Seconds after which an act counts as a hang; other work may hold the machine."""


@dataclass
class Played:
    """What a monkey has found: the slowest act and what of the picture a fresh paint changes."""

    slowest: float = 0.0
    """Seconds of processor time from an act to its last effect."""
    after: list[Act] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Endless(Shown):
    """The app, which a monkey cannot leave."""

    async def action_quit(self) -> None:
        """Stay."""


def _app(mode: str) -> Shown:
    session = Session(Scenario("rosenbrock", RACERS, steps=300), playing=True, speed=2)
    return Endless(session, ascii_only=mode == "ascii", policy=DEMO if mode == "demo" else FULL)


async def play(seed: int, count: int, mode: str = "normal") -> Played:
    """Let a monkey do so many things; raises what the app raises."""
    app, played = _app(mode), Played()
    async with app.run_test(headless=False, size=START, notifications=True, tooltips=True) as pilot:
        for act in acts(seed, count):
            played.after.append(act)
            begun = time.process_time()
            await asyncio.wait_for(perform(pilot, act), ACT_TIMEOUT)
            played.slowest = max(played.slowest, time.process_time() - begun)
            assert app.is_running, "the app has ended"
        played.wrong = await _repainted(pilot, app)
    return played


async def perform(pilot: Pilot[None], act: Act) -> None:
    """Do one thing, and let the app work it off."""
    app = pilot.app
    match act:
        case Press(keys):
            for key in keys:
                app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
        case Paste(text):
            app.post_message(events.Paste(text))
        case Mouse(what, at, to):
            for event in _mouse(what, *_cell(app.size, at), *_cell(app.size, to)):
                app.post_message(event)
        case Resize(columns, rows):
            size = Size(columns, rows)
            assert isinstance(app._driver, HeadlessDriver)
            app._driver._size = size
            app.post_message(events.Resize(size, size))
        case Theme(name):
            app.theme = name
    await pilot.pause(0.001)


def _cell(size: Size, at: tuple[float, float]) -> tuple[int, int]:
    return int(at[0] * size.width), int(at[1] * size.height)


def _mouse(what: str, x: int, y: int, to_x: int, to_y: int) -> list[events.MouseEvent]:
    def event(kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> events.MouseEvent:
        return kind(None, x, y, 0, 0, button, False, False, False, x, y)

    click = [event(events.MouseDown, x, y), event(events.MouseUp, x, y)]
    match what:
        case "move":
            return [event(events.MouseMove, x, y, 0), event(events.MouseMove, to_x, to_y, 0)]
        case "click":
            return click
        case "double":
            return click * 2
        case "drag":
            return [click[0], event(events.MouseMove, to_x, to_y), event(events.MouseUp, to_x, to_y)]
        case "right":
            return [event(events.MouseDown, x, y, 3), event(events.MouseUp, x, y, 3)]
        case "scroll_up":
            return [event(events.MouseScrollUp, x, y, 0)] * 3
        case _:
            return [event(events.MouseScrollDown, x, y, 0)] * 3


async def _repainted(pilot: Pilot[None], app: Shown) -> list[str]:
    """Where a picture differs from the same state painted onto an empty terminal: of each screen, the top one first."""
    if app.size.width < 20 or app.size.height < 6:
        await perform(pilot, Resize(*START))
    await settle_keys(pilot, app)
    for screen in app.screen_stack:
        if isinstance(screen, SessionScreen):
            screen.action_step(0)  # it pauses
    app.clear_notifications()
    for screen in app.screen_stack:  # a message of a screen below a dialog goes in its own time
        await screen.query(Toast).remove()
    app.post_message(events.MouseMove(None, 0, 0, 0, 0, 0, False, False, False, 0, 0))
    wrong = await stale_cells(pilot, app)
    while len(app.screen_stack) > 1:
        await app.pop_screen()
        wrong += await stale_cells(pilot, app)
    return wrong
