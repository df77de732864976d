"""Deliver the keys typed while a screen opens to that screen."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen

Result = TypeVar("Result")

OPENING_TIMEOUT = 1.0
"""Seconds that a key waits for a screen to open."""


class TypeAheadApp(App[Result]):
    """Holds keys and pastes back until the top screen is mounted: Textual 8.2.8 drops what is typed before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._sent_to: WeakKeyDictionary[events.Event, Screen[object]] = WeakKeyDictionary()

    async def on_event(self, event: events.Event) -> None:
        """Send a key to the screen that is on top once the screen has opened."""
        if isinstance(event, events.Key | events.Paste):
            await self._screen_mounted()
            # A screen forwards a key that it does not use to the app: another screen may have opened meanwhile.
            if event.is_forwarded and self._sent_to.get(event, self.screen) in self.screen_stack[:-1]:
                event = _copy(event)
            if not event.is_forwarded:
                self._sent_to[event] = self.screen
        await super().on_event(event)

    def pop_screen(self) -> AwaitComplete:
        """Close the top screen; the last one stays: of two keys in one burst, both may close the palette."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    async def _screen_mounted(self) -> None:
        """Wait until the top screen has its widgets."""
        mounted = getattr(self.screen, "_mounted_event", None)
        if mounted is not None and not self.screen.is_mounted:
            with suppress(TimeoutError):
                await asyncio.wait_for(mounted.wait(), OPENING_TIMEOUT)


def _copy(event: events.Key | events.Paste) -> events.Event:
    """The same key or text, not yet forwarded to a screen."""
    return events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
