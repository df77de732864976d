"""Deliver input in order: each key finds the focus and the screen that the key before it left."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode

Result = TypeVar("Result")

TIMEOUT = 5.0
"""Seconds that a key waits at most: for a screen to open, and for the key before it."""


class TypeAheadApp(App[Result]):
    """Holds input back until the key before has had its effect, and until the top screen is mounted.

    Textual 8.2.8 sends all keys of a burst to the widget that has the focus when the first arrives, and drops what is
    typed before a screen is mounted.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._held: deque[events.Event] = deque()
        self._handling: asyncio.TimerHandle | None = None  # of the key being handled: its time-out

    @property
    def events_held(self) -> int:
        """How many events wait for the key before them."""
        return len(self._held)

    async def on_event(self, event: events.Event) -> None:
        """Queue input while a key is being handled; hand on all other events at once."""
        if event.is_forwarded or not isinstance(event, events.Key | events.Paste | events.MouseEvent):
            await super().on_event(event)
            return
        self._held.append(event)
        if self._handling is None:
            await self._deliver()

    async def _deliver(self) -> None:
        """Deliver what is held, up to the next key."""
        self._handling = None
        while self._held and self._handling is None:
            if not self._leaving:
                await self._screen_mounted()
            if self._leaving:  # also while the screen was awaited
                self._held.clear()  # nobody waits for the effect
                return
            event = self._held.popleft()
            if isinstance(event, events.MouseEvent):
                await super().on_event(event)
                continue
            loop = asyncio.get_running_loop()
            self._handling = handling = loop.call_later(TIMEOUT, self.call_later, self._deliver)
            path = (self.focused or self.screen).ancestors_with_self
            await super().on_event(event)
            # A key bubbles from the focus to the app: what passes the same queues after it arrives after its effect,
            # and the second time after the messages that its action has posted.
            await _pass_along(iter([*path, *path]), partial(self._handled, handling))

    @property
    def _leaving(self) -> bool:
        return self._exit or not self.screen_stack

    async def _handled(self, handling: asyncio.TimerHandle) -> None:
        if handling is self._handling:
            handling.cancel()
            await self._deliver()

    def pop_screen(self) -> AwaitComplete:
        """Close the top screen; the last one stays: of two keys in one burst, both may close the palette."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    async def _screen_mounted(self) -> None:
        """Wait until the top screen has its widgets."""
        mounted = getattr(self.screen, "_mounted_event", None)
        if mounted is not None and not self.screen.is_mounted:
            with suppress(TimeoutError):
                await asyncio.wait_for(mounted.wait(), TIMEOUT)


async def _pass_along(nodes: Iterator[DOMNode], then: Callable[[], Awaitable[None]]) -> None:
    """Wait at each node behind the messages in its queue; after the last node, call `then`."""
    for node in nodes:
        if node.call_later(_pass_along, nodes, then):
            return
    await then()
