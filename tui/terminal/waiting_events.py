"""Hold events back while the app is behind: it gets a few at a time, and what is too much is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from textual.events import Key, MouseMove, Paste
from textual.message import Message

MAX_WAITING = 256
"""Events that wait for the app, the one of them that is a paste included; more are dropped."""

INTERRUPT = "ctrl+c"


class WaitingEvents:
    """Events in their order; `has_room` says whether the app takes another one."""

    def __init__(self, post: Callable[[Message], None], has_room: Callable[[], bool]) -> None:
        self._post = post
        self._has_room = has_room
        self._events: deque[Message] = deque()

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Message) -> None:
        """Let an event wait; like the line discipline of a terminal, an interrupt drops what waits before it."""
        if isinstance(event, Key) and event.key == INTERRUPT:
            self._events.clear()
        elif isinstance(event, Paste) and any(isinstance(waiting, Paste) for waiting in self._events):
            return
        elif self._events and isinstance(event, MouseMove) and isinstance(self._events[-1], MouseMove):
            self._events.pop()
        if len(self._events) < MAX_WAITING:
            self._events.append(event)

    def hand_on(self) -> None:
        """Give the app what it has room for."""
        while self._events and self._has_room():
            self._post(self._events.popleft())
