"""The README's tour, played key by key as it is printed: each keystroke does what the sentence says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.hyper import Value
from core.scenario import Scenario
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.screens.anatomy import AnatomyScreen
from tui.screens.lessons import LessonsScreen
from tui.screens.race import RaceScreen
from tui.state.frame import Clock, View
from tui.widgets.anatomy.equations_panel import EquationsPanel
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.racer_list import RacerList

pytestmark = pytest.mark.system

README = Path(__file__).parents[2] / "README.md"


def printed_keys() -> list[str]:
    """What the tour tells to press or type, in its order."""
    tour = README.read_text(encoding="utf-8").partition("## A tour of one minute\n")[2].partition("\n## ")[0]
    return re.findall(r"`([^`]+)`", tour)


class Tour:
    """Somebody who reads the README and does what it says."""

    def __init__(self, pilot: Pilot[None], until: Until) -> None:
        self.until = until
        self.pilot = pilot
        self.app: FallLine = pilot.app  # type: ignore[assignment]
        self.printed = printed_keys()

    @property
    def scenario(self) -> Scenario:
        return self.app.session.scenario

    @property
    def clock(self) -> Clock:
        return self.app.session.clock

    @property
    def view(self) -> View:
        return self.app.session.view

    @property
    def rates(self) -> list[Value]:
        return [racer.get("lr") for racer in self.scenario.racers]

    def on(self, kind: type) -> bool:
        """Whether a screen or a widget of this kind has the keys."""
        return isinstance(self.app.screen, kind) or isinstance(self.app.focused, kind)

    async def press(self, printed: str, holds: Callable[[], bool]) -> None:
        """Press the next key that is printed, or type the next text, and see that it does what is said."""
        assert self.printed.pop(0) == printed
        keys = [printed] if len(printed) == 1 or re.fullmatch(r"[a-z]+\d?|ctrl\+\w", printed) else printed
        await self.pilot.press(*keys)
        await self.until(self.pilot, holds)


@pytest.mark.parametrize("size", sampled([(120, 40), (80, 24)], 2), ids=str)
async def test_the_tour_is_true(size: tuple[int, int], until: Until) -> None:
    app = FallLine()
    async with app.run_test(size=size) as pilot:
        tour = Tour(pilot, until)
        await until(pilot, lambda: tour.clock.step > 2)
        await watch(tour)
        await change(tour)
        await compare(tour)
        await more_racers(tour)
        await measure(tour)
        await look_inside(tour)
        await share(tour)
        assert tour.printed == []


async def watch(tour: Tour) -> None:
    await tour.press("space", lambda: not tour.clock.playing)
    step, speed = tour.clock.step, tour.clock.speed
    await tour.press(",", lambda: tour.clock.step == step - 1)
    await tour.press(".", lambda: tour.clock.step == step)
    await tour.press("<", lambda: tour.clock.speed < speed)
    await tour.press(">", lambda: tour.clock.speed == speed)
    await tour.press("r", lambda: tour.clock.playing)
    tour.app.session.play(False)  # what follows does not depend on it, and every key would wait for its paints


async def change(tour: Tour) -> None:
    before = tour.rates
    await tour.press("e", lambda: tour.on(RacerList))
    await tour.press("enter", lambda: not tour.on(RacerList))
    await tour.press("up", lambda: tour.rates == [0.00063, *before[1:]])
    screen = tour.app.screen
    assert isinstance(screen, RaceScreen)
    await tour.until(tour.pilot, lambda: screen.frame is not None and len(screen.frame.ghosts) == 1)
    await tour.press("escape", lambda: tour.on(LandscapePanel))
    await tour.press("u", lambda: tour.rates == before)


async def compare(tour: Tour) -> None:
    before = tour.rates
    await tour.press("e", lambda: tour.on(RacerList))
    await tour.press("enter", lambda: not tour.on(RacerList))
    await tour.press("[0.0005,0.001,0.002]", lambda: tour.rates == before)
    await tour.press("enter", lambda: tour.rates == [0.0005, 0.001, 0.002, *before[1:]])
    await tour.press("escape", lambda: tour.on(LandscapePanel))
    await tour.press("u", lambda: tour.rates == before)
    await tour.press("e", lambda: tour.on(RacerList))
    await tour.press("e", lambda: tour.on(LandscapePanel) and not tour.app.screen.query_one("#forms").display)


async def more_racers(tour: Tour) -> None:
    await tour.press("a", lambda: tour.on(AddRacer))
    await tour.press("adam lr=0.3 schedule=cosine", lambda: tour.on(AddRacer))
    await tour.press("enter", lambda: tour.rates[3:] == [0.3])
    await tour.press("d", lambda: tour.rates[3:] == [0.3, 0.3])
    x, y = tour.app.session.race.racers[0].path[0]
    await tour.press("s", lambda: tour.on(LandscapePanel))
    await tour.pilot.press("left", "up")

    def further() -> bool:
        start = tour.scenario.start
        return start is not None and start[0] < x and start[1] > y

    await tour.press("enter", further)


async def measure(tour: Tour) -> None:
    await tour.press("m", lambda: tour.view.metric == "gap")
    await tour.press("tab", lambda: tour.on(LossPanel))
    await tour.press("left", lambda: tour.view.cursor is not None)
    cursor = tour.view.cursor
    assert cursor is not None
    await tour.press("right", lambda: tour.view.cursor is None or tour.view.cursor > cursor)


async def look_inside(tour: Tour) -> None:
    await tour.press("f3", lambda: tour.on(AnatomyScreen))
    equations = tour.app.screen.query_one(EquationsPanel)
    await tour.press("enter", lambda: equations.walked == 1)
    await tour.press("escape", lambda: tour.on(RaceScreen))
    await tour.press("f4", lambda: tour.on(LessonsScreen))
    await tour.press("escape", lambda: tour.on(RaceScreen))


async def share(tour: Tour) -> None:
    await tour.press("y", lambda: tour.app.clipboard.startswith("fallline --racer"))
    await tour.press("ctrl+q", lambda: not tour.app.is_running)
