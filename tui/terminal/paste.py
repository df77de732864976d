"""The content of a bracketed paste: a bounded text, in which nothing controls a terminal."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
PASTE_LIMIT = 1_000_000
"""Characters of a paste, where the app has no limit of its own."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tabs and line ends


class Paste:
    """Collects a paste; of one that is too long, `limit` + 1 characters: the app then sees that it is."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.begin()

    def begin(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []
        self._room = self._limit + 1
        self._tail = b""  # what may be the beginning of the end marker
        self.ended = False

    def take(self, data: bytes, place: int) -> int:
        """Take bytes up to the end marker; returns the place behind them."""
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
        """The text, which is no longer kept."""
        self._keep(self._tail, final=True)
        text = "".join(self._parts)
        self.begin()
        return text

    def _keep(self, data: bytes, final: bool = False) -> None:
        if self._room:
            text = _CONTROLS.sub("", self._decoder.decode(data, final))[: self._room]
            self._room -= len(text)
            self._parts.append(text)
