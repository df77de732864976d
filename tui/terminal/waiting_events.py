"""Hold input back while the app is behind: it gets a few events at a time, and the oldest of too many are dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from textual.events import AppBlur, AppFocus, Key, MouseMove, Paste, Resize
from textual.message import Message

MAX_WAITING = 40
"""Events that wait while the app is behind, the newest: what it does within a second."""

INTERRUPT = "ctrl+c"

_REPORTS = (Resize, AppFocus, AppBlur)


class WaitingEvents:
    """Events in their order, after reports of the terminal; `has_room` says whether the app takes another one."""

    def __init__(self, post: Callable[[Message], None], has_room: Callable[[], bool]) -> None:
        self._post = post
        self._has_room = has_room
        self._reports: list[Message] = []
        self._events: deque[Message] = deque(maxlen=MAX_WAITING)

    def __bool__(self) -> bool:
        return bool(self._reports or self._events)

    def add(self, event: Message) -> None:
        """Let an event wait; of reports of a kind, of pastes and of moves in a row, the last."""
        if isinstance(event, _REPORTS):
            self._reports = [*_others(event, self._reports), event]
            return
        if isinstance(event, Key) and event.key == INTERRUPT:
            self._events.clear()  # as a terminal's line discipline does
        elif isinstance(event, Paste):
            self._events = deque(_others(event, self._events), maxlen=MAX_WAITING)
        elif isinstance(event, MouseMove) and self._events and isinstance(self._events[-1], MouseMove):
            self._events.pop()
        self._events.append(event)

    def hand_on(self) -> None:
        """Give the app what it has room for."""
        while self and self._has_room():
            self._post(self._reports.pop(0) if self._reports else self._events.popleft())


def _others(event: Message, events: Iterable[Message]) -> list[Message]:
    """The events of other types than this one's."""
    return [other for other in events if type(other) is not type(event)]
