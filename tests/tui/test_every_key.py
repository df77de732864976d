"""Every key of every screen, dialog and panel is pressed: the app lives on, and ends with exit code 0."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.emulator import settle_keys
from tests.monkey_in_process import Endless
from tests.openers import OPENERS
from tui.app import FallLine
from tui.state.session import Session
from tui.widgets.racer_list import RacerList

RACE = Scenario(racers=("sgd lr=0.001", "adam lr=0.1"), noise=0.1, steps=60)
ROADS = OPENERS | {"HelpScreen": ("f1",), "CommandPalette": ("colon",)}
"""The keys that lead from the list of racers to a screen."""
LEAVES = frozenset({"ctrl+q", "ctrl+z"})
"""Keys that leave the app; `q` asks first."""


@pytest.fixture(autouse=True)
def deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder in which the keys may save files."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_DATA_HOME", "XDG_DOWNLOAD_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.mark.system
@pytest.mark.parametrize("name", ROADS)
async def test_every_key_is_survived(name: str) -> None:
    """Places are those of the tab order, None what has the focus when the screen opens."""
    pressed: set[tuple[str, str]] = set()
    places: list[int | None] = [None]
    while places:
        app, arrivals = Endless(Session(RACE, at=20)), 0
        async with app.run_test(size=(120, 40)) as pilot:
            while places and await _arrive(pilot, app, name, places[0]):
                arrivals += 1
                if places == [None]:
                    places += range(len(app.screen.focus_chain))
                found = [key for key in _keys(app) if key not in pressed]
                if found:
                    pressed.add(found[0])
                    await pilot.press(found[0][0])
                    await settle_keys(pilot, app)
                    assert app.is_running, found[0]
                else:
                    places.pop(0)
            app.exit()
        assert arrivals, "no way to the screen"  # else a key has hidden the panel on the way, and a new app shows it
        assert app.return_code == 0
    assert pressed


def _keys(app: FallLine) -> list[tuple[str, str]]:
    """The active keys, and the kind of widget that has them with its action."""
    return sorted(
        (key, f"{type(active.node).__name__}.{active.binding.action}")
        for key, active in app.screen.active_bindings.items()
        if active.enabled and key not in LEAVES
    )


async def _arrive(pilot: Pilot[None], app: Endless, name: str, place: int | None) -> bool:
    """Go to a screen and a place on it, from wherever a key has led; False if there is no way."""
    if type(app.screen).__name__ != name:
        while len(app.screen_stack) > 1:
            await app.pop_screen()
        app.screen.set_focus(app.screen.query_one(RacerList))
        await pilot.press(*ROADS[name])
        await settle_keys(pilot, app)
        if type(app.screen).__name__ != name:
            return False
    if place is not None and place < len(app.screen.focus_chain):
        app.screen.focus_chain[place].focus()
        await pilot.pause()
    return True
