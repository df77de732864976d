"""Limits on terminal input: Textual 8.2.8 buffers a paste, and keys not yet handled, without any limit.

A paste that never ends, or keys that come faster than the app handles them, would take all memory.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

BEGIN, END = "\x1b[200~", "\x1b[201~"
BACKLOG = 256
"""Events that may wait for the app; beyond, nothing is read, so that the terminal waits as well."""


PASTE_LIMIT = 1_000_000
"""Characters of a paste, where the app has no limit of its own."""


class BoundedParser(XTermParser):
    """Textual's parser; of a longer paste, `limit` + 1 characters go in: the app then sees that it is too long."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._pasting = Pasting(limit)

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read from the terminal; an empty text means its end."""
        return super().feed(self._pasting.shorten(data) if data else data)


class Pasting:
    """Follows a stream of characters and drops the end of a paste that is too long."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._recent = ""  # as long as a marker: it may come in pieces
        self._length: int | None = None  # of the paste so far
        self._dropping = False

    def shorten(self, data: str) -> str:
        """The data without what is too long."""
        if self._length is None and BEGIN not in self._recent + data:
            self._recent = (self._recent + data)[-len(BEGIN) :]
            return data
        return "".join(map(self._next, data))

    def _next(self, character: str) -> str:
        self._recent = (self._recent + character)[-len(BEGIN) :]
        if self._length is None:
            if self._recent == BEGIN:
                self._length = 0
            return character
        self._length += 1
        if self._recent == END:
            ending = END if self._dropping else character
            self._length, self._dropping = None, False
            return ending
        # Not in the middle of what may be the end marker: half of one would be left behind.
        if self._length > self._limit + 1 and (character == "\x1b" or "\x1b" not in self._recent):
            self._dropping = True
        return "" if self._dropping else character
