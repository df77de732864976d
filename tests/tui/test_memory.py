"""What is closed leaves nothing behind, and an edit no more than its step of undo."""

from __future__ import annotations

import gc
import random

import pytest
from textual import events
from textual._styles_cache import StylesCache

from core.scenario import Scenario
from tests.emulator import Shown
from tests.fixture_types import Until
from tests.random_edits import Memory, play_with_edits
from tui.state.session import Session
from tui.terminal import line_cache

TURNS = 6
EDITS = {60: "settled", 150: "later"}
MAY_GROW = 10.0
"""Megabytes; from minute 5 to minute 30 of an edit every five seconds, as `benchmarks/memory.py` measures it."""
OBJECTS_AN_EDIT = 300
"""Tracked objects that an edit may leave behind: a scenario for undo, some entries of caches. A race has thousands."""


def line_caches() -> int:
    """The caches of drawn lines that are in memory, one for each widget."""
    gc.unfreeze()  # the app freezes what exists a second after the start
    gc.collect()
    return sum(isinstance(found, StylesCache) for found in gc.get_objects())


@pytest.mark.system
@pytest.mark.parametrize("key", ["a", "E"])
async def test_the_drawn_lines_of_a_closed_dialog_go(key: str, until: Until) -> None:
    """And so does the memory: half an hour of dialogs took as much as the app itself."""
    app = Shown(Session(Scenario(racers=("sgd lr=0.001", "adam lr=0.1"), steps=50), at=5))
    counts = []
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        race = app.screen
        for _ in range(TURNS):
            app.post_message(events.Key(key, key))
            await until(pilot, lambda: app.screen is not race and app.screen.is_mounted)
            app.post_message(events.Key("escape", None))
            await until(pilot, lambda: app.screen is race)
            counts.append(line_caches())
    assert min(counts[-2:]) <= max(counts[:2]), counts  # the last one may still be closing


def test_styles_by_colours_are_cached_for_all_widgets_together() -> None:
    line_cache.install()
    line_cache.install()
    assert not hasattr(StylesCache.get_inner_outer, "cache_info")


@pytest.mark.system
async def test_edits_leave_little_behind() -> None:
    used: dict[str, Memory] = {}

    def measure(edits: int) -> None:
        if edits in EDITS:
            used[EDITS[edits]] = Memory.now()

    await play_with_edits(random.Random(1), max(EDITS), paints=2, report=measure)
    first, last = used["settled"], used["later"]
    assert last.megabytes - first.megabytes <= MAY_GROW
    assert last.objects - first.objects <= OBJECTS_AN_EDIT * (max(EDITS) - min(EDITS))
