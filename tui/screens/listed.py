"""The table of screens that a key opens: a new screen is a line here, its module and its style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.widgets.key_groups import FURTHER

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen


@dataclass(frozen=True)
class ListedScreen:
    """A screen by its key, its title, its class and the module of this package that defines it."""

    key: str
    title: str
    module: str
    class_name: str
    race_only: bool = False
    """Whether the key works on the race screen only, rather than on every screen with a race."""

    def load(self) -> type[SessionScreen]:
        """Import the screen's class at first use, since some imports are slow."""
        screen: type[SessionScreen] = getattr(import_module(f"tui.screens.{self.module}"), self.class_name)
        return screen


SCREENS = (
    ListedScreen("f2", "Sweep", "sweep", "SweepScreen", race_only=True),
    ListedScreen("f3", "Anatomy", "anatomy", "AnatomyScreen", race_only=True),
    ListedScreen("f4", "Lessons", "lessons", "LessonsScreen"),
)


def screen_bindings(*, race_only: bool) -> Iterator[Binding]:
    """The bindings that open a screen: those of the race screen, or those of the app."""
    owner = "race" if race_only else "app"
    for screen in SCREENS:
        if screen.race_only == race_only:
            action = f"app.open_screen('{screen.module}')"
            yield Binding(screen.key, action, screen.title, group=FURTHER, id=f"{owner}.{screen.module}")
