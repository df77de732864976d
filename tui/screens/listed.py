"""The table of screens that a key opens: a new screen is a line here, its module and its style sheet."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from textual.binding import Binding

from core.frozen import frozen
from tui.widgets.key_groups import FURTHER

if TYPE_CHECKING:
    from core.problems import ProblemEntry
    from tui.screens.session_screen import SessionScreen


@frozen
class ListedScreen:
    """A screen by its key, its title, its class and the module of this package that defines it."""

    key: str
    title: str
    module: str
    class_name: str
    race_only: bool = False
    """Whether the key works on the race screen only, rather than on every screen with a race."""

    networks_only: bool = False
    """Whether it shows networks alone."""

    first: tuple[str, ...] = ()
    """Modules that are imported before it, one by one: all at once would let a key wait."""

    async def loaded(self, pause: float = 0.0) -> type[SessionScreen]:
        """Import the screen's class in slices, with some seconds between them."""
        for name in (*self.first, f"tui.screens.{self.module}"):
            import_module(name)
            await asyncio.sleep(pause)
        return self.load()

    def load(self) -> type[SessionScreen]:
        """Import the screen's class at first use, since some imports are slow."""
        screen: type[SessionScreen] = getattr(import_module(f"tui.screens.{self.module}"), self.class_name)
        return screen


_SWEEPS = ("core.program.columns", "core.sweep")
_OF_SWEEP = (*_SWEEPS, "tui.state.sweep.sweeper", "tui.plotting.sweep.charts")
_OF_LESSONS = (*_SWEEPS, "core.lessons", "markdown_it", "textual.widgets.markdown", "tui.lessons.browser")

SCREENS = (
    ListedScreen("f2", "Sweep", "sweep", "SweepScreen", race_only=True, first=_OF_SWEEP),
    ListedScreen("f3", "Anatomy", "anatomy", "AnatomyScreen", race_only=True),
    ListedScreen("w", "Weights of the network", "network", "NetworkScreen", race_only=True, networks_only=True),
    ListedScreen("f4", "Lessons", "lessons", "LessonsScreen", first=_OF_LESSONS),
)


async def load_all(pause: float) -> None:
    """Import all screens in slices, so that none has to be when its key is pressed.

    What is imported lives as long as the app: no garbage collection need look through it, which takes 50 ms.
    """
    for screen in SCREENS:
        await screen.loaded(pause)
    gc.freeze()


def shows(module: str, entry: ProblemEntry) -> bool:
    """Whether a screen can show a problem."""
    return entry.is_network or not any(screen.module == module and screen.networks_only for screen in SCREENS)


def screen_bindings(*, race_only: bool) -> Iterator[Binding]:
    """The bindings that open a screen: those of the race screen, or those of the app."""
    owner = "race" if race_only else "app"
    for screen in SCREENS:
        if screen.race_only == race_only:
            action = f"app.open_screen('{screen.module}')"
            yield Binding(screen.key, action, screen.title, group=FURTHER, id=f"{owner}.{screen.module}")
