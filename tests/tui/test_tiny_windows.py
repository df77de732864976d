"""No size of the window fails, from one cell to a wall: on each screen and dialog, with the help and the palette."""

from __future__ import annotations

import pytest

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.monkey import SIZES, Press, Resize
from tests.monkey_in_process import perform
from tests.sampling import sampled
from tui.app import FallLine

pytestmark = pytest.mark.system

NARROW = [(columns, rows) for columns in (1, 2, 3, 4, 5, 6, 8, 10, 13) for rows in (24, 3)]
OPENERS = ("", "a", "c", "o", "n", "E", "f2", "f3", "f4", "q", "ctrl+o", "ctrl+s", "v")
OVER = ("ctrl+p", "f1")
CASES = [(opener, over) for i, opener in enumerate(OPENERS) for over in ("", OVER[i % 2])]
"""Each screen and dialog alone, and with the palette or the help over it."""


@pytest.mark.parametrize("shown", sampled(CASES, 11), ids="-".join)
async def test_no_size_fails(shown: tuple[str, str], until: Until) -> None:
    """Neither a window that gets this size while something is open, nor one that has it when it is opened.

    A screen alone and with something over it get every other size each.
    """
    app = FallLine(Scenario(racers=("sgd lr=0.001", "adam lr=0.1"), steps=50), at=5)
    keys, leave = tuple(filter(None, shown)), Press(("escape",) * 4)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        for key in keys:
            await perform(pilot, Press((key,)))
        for size in (*SIZES, *NARROW)[CASES.index(shown) % 2 :: 2]:
            await perform(pilot, Resize(*size))
        await perform(pilot, leave)
        await until(pilot, lambda: app.screen is race)
        for size in ((1, 1), (4, 24), (1, 40), (40, 1), (300, 100)):
            await perform(pilot, Resize(*size))
            await perform(pilot, Press((*keys, "x", "down", "pagedown", "pageup")))
            await perform(pilot, leave)
        await pilot.pause()
