"""What incremental paints leave on the terminal is what one fresh paint of the same state gives, cell by cell.

`make test` runs the first few sequences, `make test-system` so many that they take some 20 seconds, and
`FALLLINE_SEQUENCES=200 make test-system TESTS=tests/tui/test_screen_equality.py` as many as it says.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual import _compositor as stock
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.emulator import Shown, settle
from tui.screens.race import RaceScreen
from tui.state.session import Session
from tui.terminal import compositor

pytestmark = pytest.mark.system

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
ACTS = ["play", "play", "seek", "edit", "undo", "resize", "theme", "log", "metric", "select", "zoom", "surface"]
FEW = 2
COUNT = int(os.environ.get("FALLLINE_SEQUENCES", "10"))


def race_of(app: Shown) -> RaceScreen:
    """The one screen."""
    assert isinstance(app.screen, RaceScreen)
    return app.screen


async def act(pilot: Pilot[None], app: Shown, dice: random.Random) -> str:
    """Do something to the race at random; returns what."""
    screen, session = race_of(app), app.session
    what = dice.choice(ACTS)
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
            screen.action_undo() if session.can_undo else None
        case "resize":
            await pilot.resize_terminal(*dice.choice(SIZES))
        case "theme":
            app.theme = dice.choice(THEMES)
        case "log":
            screen.action_log()
        case "metric":
            screen.action_metric()
        case "select" if session.scenario.racers:
            session.set_view(replace(session.view, selected=dice.randrange(len(session.scenario.racers))))
            screen.show_session()
        case "zoom":
            own = session.race.problem.box
            near = replace(own, x_low=0.6 * own.x_low, x_high=0.5 * own.x_high)
            session.set_view(replace(session.view, zoom=dice.choice([None, near])))
            screen.show_session()
        case "surface" if session.race.problem.dims == 2:
            screen.action_surface()
    return what


def sequences() -> Iterator[Any]:
    """So many for our compositor, and one in four of them for Textual's."""
    for seed in range(COUNT):
        marks = () if seed < FEW else pytest.mark.system
        yield pytest.param(seed, True, id=f"ours-{seed}", marks=marks)
        if seed % 4 == 0:
            yield pytest.param(seed, False, id=f"stock-{seed}", marks=marks)


@pytest.mark.parametrize(("seed", "ours"), sequences())
async def test_many_small_paints_are_one_large_paint(seed: int, ours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compositor, "available", lambda: ours)
    for name, value in {"TERM": "xterm-256color", "COLORTERM": "truecolor"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    dice = random.Random(seed)
    session = Session(Scenario(racers=RACERS[:3], steps=300), at=5)
    app, done = Shown(session, THEMES[0]), [""]
    async with app.run_test(headless=False, size=dice.choice(SIZES)) as pilot:
        kind = stock.Compositor if not ours else compositor.DiffCompositor
        assert type(app.screen._compositor) is kind
        await settle(pilot, app)
        for _ in range(12):
            done.append(await act(pilot, app, dice))
            await pilot.pause()
        race_of(app).action_leave()
        await settle(pilot, app)
        left, size, theme = app.cells, app.size, app.theme
    fresh = Shown(session, theme)
    async with fresh.run_test(headless=False, size=size) as pilot:
        await settle(pilot, fresh)
        race_of(fresh).action_leave()  # a surface does not have the focus at first
        await settle(pilot, fresh)
        wrong = [
            f"({x}, {y}): {was.data!r} {was.fg} on {was.bg}, not {is_.data!r} {is_.fg} on {is_.bg}"
            for y, (row, other) in enumerate(zip(left, fresh.cells, strict=True))
            for x, (was, is_) in enumerate(zip(row, other, strict=True))
            if was != is_
        ]
    print(f"{sum(map(len, left))} cells after {app.emulator.paints} paints: {done}")
    assert not wrong, f"after {done}: {len(wrong)} cells differ: {wrong[:9]}"


@pytest.mark.parametrize("missing", ["Compositor", "ChopsUpdate", "LayoutUpdate"])
def test_without_a_private_name_the_stock_compositor_stays(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compositor, "NEEDED", {missing: ("no_such_name",)})
    screen = RaceScreen(Session(Scenario()))
    assert not compositor.available()
    assert type(screen._compositor) is stock.Compositor
