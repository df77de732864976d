"""What comes from the terminal, in bounds: Textual 8.2.8 keeps a pasted text, and keys that wait, without any.

A paste that never ends would take all memory, and so would keys that come faster than they are worked on.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

BEGIN, END = "\x1b[200~", "\x1b[201~"
BACKLOG = 256
"""Events that wait for the app; beyond, nothing more is read, so that the terminal waits as well."""


class BoundedParser(XTermParser):
    """Textual's parser; of a paste little more than `limit` characters go in: enough to be seen as too long."""

    limit = 1_000_000

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = Pasting(self.limit)

    def feed(self, data: str) -> Iterable[Message]:
        """Take what was read from the terminal."""
        return super().feed(self._pasting.shorten(data) if data else data)  # nothing at all means the end


class Pasting:
    """Follows a stream of characters, to drop the rest of a paste that is too long."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._recent = ""  # as long as a marker: it may come in pieces
        self._length: int | None = None  # of the paste so far
        self._dropping = False

    def shorten(self, data: str) -> str:
        """What is left of the data."""
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
