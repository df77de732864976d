"""Random edits of a race while it plays, and the memory that they leave behind."""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from textual.drivers.headless_driver import HeadlessDriver

from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.schedules import SCHEDULES
from tui.app import FallLine
from tui.screens.race import RaceScreen

EDITS_A_MINUTE = 12
"""One every five seconds."""
SIZE = (120, 40)
MAX_RACERS = 6
PAINTS_A_SECOND = 1000.0
"""As many as there can be."""


@dataclass(frozen=True)
class Memory:
    """What the process holds."""

    megabytes: float
    """Resident."""
    objects: int
    """Those that the garbage collector tracks."""

    @classmethod
    def now(cls) -> Self:
        """Measure, after a collection of what nobody refers to."""
        gc.unfreeze()  # the app freezes what exists a second after the start
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(gc.get_objects()))


class Unseen(HeadlessDriver):
    """A driver that counts what the app writes, and throws it away."""

    paints = 0

    @property
    def is_headless(self) -> bool:
        """The app has to write."""
        return False

    def write(self, data: str) -> None:
        """Throw it away."""
        self.paints += 1


def racer(dice: random.Random) -> str:
    """A racer of any kind."""
    spec = f"{dice.choice([*OPTIMIZERS])} lr={dice.uniform(1e-4, 0.1):.4g}"
    return f"{spec} schedule={dice.choice([*SCHEDULES])}" if dice.random() < 0.3 else spec


def problem(dice: random.Random) -> str:
    """A problem of the catalog, or a formula."""
    if dice.random() < 0.5:
        return dice.choice([*PROBLEMS])
    return f"{dice.uniform(0.1, 5):.3g}*x^2 + y^2 + {dice.uniform(0, 2):.3g}*sin(3*x*y)"


def edited(scenario: Scenario, dice: random.Random) -> Scenario:
    """The scenario with one thing changed."""
    racers = [str(each) for each in scenario.racers]
    match dice.randrange(8):
        case 0 | 1 if racers:
            racers[dice.randrange(len(racers))] = racer(dice)
        case 2 if len(racers) < MAX_RACERS:
            racers.append(racer(dice))
        case 3 if len(racers) > 1:
            racers.pop(dice.randrange(len(racers)))
        case 4:
            return replace(scenario, seed=dice.randrange(10**6), noise=dice.choice((0.0, 0.1, 0.5)))
        case 5:
            return replace(
                scenario, start=None if scenario.start is None else tuple(dice.uniform(-2, 2) for _ in scenario.start)
            )
        case 6:
            return replace(scenario, steps=dice.randint(200, 1000))
        case _:
            return Scenario(problem(dice), scenario.racers, steps=scenario.steps, seed=scenario.seed)
    return replace(scenario, racers=Scenario(racers=racers).racers)


async def play_with_edits(dice: random.Random, edits: int, paints: int, report: Callable[[int], None]) -> None:
    """Play the app on a terminal that shows nothing, with so many paints before each edit."""
    app = FallLine(fps=PAINTS_A_SECOND)
    app.driver_class = Unseen
    async with app.run_test(headless=False, size=SIZE) as pilot:
        for count in range(1, edits + 1):
            screen, driver = app.screen, app._driver
            assert isinstance(screen, RaceScreen)
            assert isinstance(driver, Unseen)
            driver.paints = 0
            while driver.paints < paints:
                if not app.session.clock.playing:
                    screen.action_restart()
                await pilot.pause(0.05)
            try:
                screen.edit(edited(app.session.scenario, dice))
            except ValueError:
                screen.action_undo()
            report(count)
