"""Collect the text of a bracketed paste, without control characters and up to a maximum length."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
MAX_PASTE = 1_000_000
"""Characters of a paste, unless the app sets another limit."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tabs and line ends


class Paste:
    """Collects the bytes of a paste; keeps up to `limit` + 1 characters, so that the app sees that it is too long."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.begin()

    def begin(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []
        self._room = self._limit + 1
        self._tail = b""  # the last bytes, if the end marker may have begun there
        self.ended = False

    def take(self, data: bytes, place: int) -> int:
        """Take bytes up to and including the end marker; return the index after them."""
        before = len(self._tail)
        data = self._tail + data[place:]
        end = data.find(PASTE_END)
        if end >= 0:
            self.ended, self._tail = True, b""
            self._keep(data[:end])
            return place + end + len(PASTE_END) - before
        lengths = range(min(len(PASTE_END) - 1, len(data)), 0, -1)
        held = next((length for length in lengths if PASTE_END.startswith(data[-length:])), 0)
        self._keep(data[: len(data) - held])
        self._tail = data[len(data) - held :]
        return place + len(data) - before

    def finish(self) -> str:
        """Return the text, and begin an empty paste."""
        self._keep(self._tail, final=True)
        text = "".join(self._parts)
        self.begin()
        return text

    def _keep(self, data: bytes, final: bool = False) -> None:
        if self._room:
            text = _CONTROLS.sub("", self._decoder.decode(data, final))[: self._room]
            self._room -= len(text)
            self._parts.append(text)
