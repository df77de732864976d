"""What is closed leaves nothing behind."""

from __future__ import annotations

import gc

import pytest
from textual import events
from textual._styles_cache import StylesCache

from core.scenario import Scenario
from tests.emulator import Shown
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.state.session import Session
from tui.terminal import line_cache

TURNS = 6


def line_caches() -> int:
    """The caches of drawn lines that are in memory, one for each widget."""
    gc.unfreeze()  # the app freezes what exists a second after the start
    gc.collect()
    return sum(isinstance(found, StylesCache) for found in gc.get_objects())


@pytest.mark.parametrize("key", sampled(["a", "E"], 2))
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
