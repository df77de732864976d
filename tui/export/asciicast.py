"""Terminal recordings as asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/), changed cells only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from textual.geometry import Size
from textual.strip import Strip

from core.safe_text import safe_json
from tui.terminal.capture import truecolor_console
from tui.terminal.compositor import ScreenBuffer

_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"  # no cursor, blank screen


class Asciicast:
    """Writes screens of one size; equal screens at equal times give equal bytes."""

    def __init__(self, file: TextIO, width: int, height: int, title: str) -> None:
        self._file = file
        self._shown = ScreenBuffer()
        self._shown.fit(Size(width, height))
        self._console = truecolor_console()
        self._begun = False
        # No time stamp, so that the same recording gives the same bytes.
        header = {"version": 2, "width": width, "height": height, "title": title, "env": {"TERM": "xterm-256color"}}
        file.write(safe_json(json.dumps(header, ensure_ascii=False)) + "\n")

    def show(self, seconds: float, screen: Sequence[Strip]) -> None:
        """Write what changed since the last screen, if anything, at a time in seconds since the beginning."""
        text = self._shown.render(((y, 0, (strip,)) for y, strip in enumerate(screen)), self._console)
        if not self._begun:
            self._begun, text = True, _BEGIN + text
        if text:
            self._event(seconds, text)

    def end(self, seconds: float) -> None:
        """Keep the last screen until then."""
        self._event(seconds, "")

    def _event(self, seconds: float, text: str) -> None:
        self._file.write(safe_json(json.dumps([round(seconds, 4), "o", text], ensure_ascii=False)) + "\n")
