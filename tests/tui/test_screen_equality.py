"""What incremental paints leave on the terminal is what one fresh paint of the same state gives, cell by cell.

FALLLINE_SEQUENCES=200 runs that many sequences instead of a few.
"""

from __future__ import annotations

import inspect
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyte
import pytest
from textual import _compositor as stock
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from core.scenario import Scenario
from tui import compositor
from tui.app import FallLine
from tui.screens.race import RaceScreen
from tui.session import Session

SIZES = [(80, 24), (120, 40), (64, 20)]
THEMES = ["textual-dark", "textual-light", "nord"]
RACERS = ["sgd", "momentum lr=0.0003", "adam lr=0.1", "sgd lr=0.1", "wide: adam lr=3"]
PROBLEMS = ["rosenbrock", "beale", "regression", "x^2+10*y^2", "himmelblau"]
EDITS: list[Callable[[Scenario, random.Random], Scenario]] = [
    lambda scenario, dice: replace(scenario, seed=dice.randrange(9), noise=dice.choice([0.0, 0.5])),
    lambda scenario, dice: replace(scenario, start=(dice.uniform(-2, 2), dice.uniform(-1, 3))),
    lambda scenario, dice: replace(scenario, racers=scenario.racers[: dice.randrange(4)]),
    lambda scenario, dice: replace(scenario, racers=Scenario(racers=dice.sample(RACERS, 3)).racers),
    lambda scenario, dice: Scenario(problem=dice.choice(PROBLEMS), racers=scenario.racers, steps=300),
]
COUNT = int(os.environ.get("FALLLINE_SEQUENCES", "2"))


class Terminal(HeadlessDriver):
    """A driver whose output goes to an emulated terminal."""

    screen: pyte.Screen
    sent = 0

    @property
    def is_headless(self) -> bool:
        """The app has to write."""
        return False

    def write(self, data: str) -> None:
        """Draw it."""
        width, height = self._app.size
        if not hasattr(self, "screen") or (self.screen.columns, self.screen.lines) != (width, height):
            self.screen = pyte.Screen(width, height)
            for _ in range(height):  # a resized terminal holds anything
                self.screen.draw("?" * width)
            self.stream = pyte.Stream(self.screen)
        self.sent += len(data.encode())
        self.stream.feed(data)


class Shown(FallLine):
    """The app on such a terminal, over a session that is there already."""

    CSS_PATH = str(Path(inspect.getfile(FallLine)).with_name("screens") / "race.tcss")

    def __init__(self, session: Session, theme: str) -> None:
        super().__init__(session.scenario)
        self.driver_class = Terminal
        self.session = session
        self.theme = theme

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """Everything on the terminal."""
        assert isinstance(self._driver, Terminal)
        screen = self._driver.screen
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]

    @property
    def race(self) -> RaceScreen:
        """The one screen."""
        assert isinstance(self.screen, RaceScreen)
        return self.screen


async def settle(pilot: Pilot[None], app: Shown) -> None:
    """Let everything be drawn that is going to be drawn."""
    calm = before = 0
    for _ in range(2000):
        await pilot.pause(0.005)
        assert isinstance(app._driver, Terminal)
        drawn = all(panel._drawing for panel in app.screen.query("PlotPanel").results(stub()))
        quiet = app._driver.sent == before and drawn and not app.session.behind
        calm, before = calm + 1 if quiet else 0, app._driver.sent
        if calm > 5:
            return
    raise AssertionError("it never came to rest")


def stub() -> Any:
    """The class of the plots, imported when the app is."""
    from tui.widgets.plot_panel import PlotPanel  # noqa: PLC0415

    return PlotPanel


async def act(pilot: Pilot[None], app: Shown, dice: random.Random) -> str:
    """Do something to the race at random; returns what."""
    screen, session = app.race, app.session
    what = dice.choice(["play", "play", "seek", "edit", "undo", "resize", "theme", "log", "metric", "select"])
    match what:
        case "play":
            session.set_speed(dice.choice([1, 2, 10, 100]))
            session.play(True)
            for _ in range(dice.randrange(1, 12)):
                screen._tick()
                await pilot.pause()
            session.play(False)
            screen.show_session()
        case "seek":
            screen.action_seek(dice.randrange(session.scenario.steps + 1))
        case "edit":
            screen.edit(dice.choice(EDITS)(session.scenario, dice))
        case "undo":
            screen.action_undo() if session._undo else None
        case "resize":
            await pilot.resize_terminal(*dice.choice(SIZES))
        case "theme":
            app.theme = dice.choice(THEMES)
        case "log":
            screen.action_log()
        case "metric":
            screen.action_metric()
        case "select" if session.scenario.racers:
            session.look(replace(session.view, selected=dice.randrange(len(session.scenario.racers))))
            screen.show_session()
    return what


def sequences() -> Iterator[Any]:
    """So many for the sparing compositor, and one in four of them for the stock one."""
    for seed in range(COUNT):
        yield pytest.param(seed, True, id=f"sparing-{seed}")
        if seed % 4 == 0:
            yield pytest.param(seed, False, id=f"stock-{seed}")


@pytest.mark.parametrize(("seed", "sparing"), sequences())
async def test_many_small_paints_are_one_large_paint(seed: int, sparing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compositor, "available", lambda: sparing)
    for name, value in {"TERM": "xterm-256color", "COLORTERM": "truecolor"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    dice = random.Random(seed)
    session = Session(Scenario(racers=RACERS[:3], steps=300), at=5)
    app, done = Shown(session, THEMES[0]), [""]
    async with app.run_test(headless=False, size=dice.choice(SIZES)) as pilot:
        kind = stock.Compositor if not sparing else compositor.SparingCompositor
        assert type(app.screen._compositor) is kind
        await settle(pilot, app)
        for _ in range(12):
            done.append(await act(pilot, app, dice))
            await pilot.pause()
        app.race.action_leave()
        await settle(pilot, app)
        left, size, theme = app.cells, app.size, app.theme
    fresh = Shown(session, theme)
    async with fresh.run_test(headless=False, size=size) as pilot:
        await settle(pilot, fresh)
        wrong = [
            f"({x}, {y}): {was.data!r} {was.fg} on {was.bg}, not {is_.data!r} {is_.fg} on {is_.bg}"
            for y, (row, other) in enumerate(zip(left, fresh.cells, strict=True))
            for x, (was, is_) in enumerate(zip(row, other, strict=True))
            if was != is_
        ]
    assert not wrong, f"after {done}: {len(wrong)} cells differ: {wrong[:9]}"


@pytest.mark.parametrize("missing", ["Compositor", "ChopsUpdate", "LayoutUpdate"])
def test_without_a_private_name_the_stock_compositor_stays(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compositor, "NEEDED", {missing: ("no_such_name",)})
    screen = RaceScreen(Session(Scenario()))
    assert not compositor.available()
    assert type(screen._compositor) is stock.Compositor
