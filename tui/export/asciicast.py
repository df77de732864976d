"""Screens over time as an asciicast, version 2 (https://docs.asciinema.org/manual/asciicast/v2/): only what changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from textual.geometry import Size
from textual.strip import Strip

from tui.terminal.capture import truecolor_console
from tui.terminal.compositor import Shown

_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"  # no cursor, blank screen


class Asciicast:
    """Writes screens of one size; the same screens at the same times are the same bytes."""

    def __init__(self, file: TextIO, width: int, height: int, title: str) -> None:
        self._file = file
        self._shown = Shown()
        self._shown.fit(Size(width, height))
        self._console = truecolor_console()
        self._begun = False
        # No time stamp: when it was recorded is nothing that the picture depends on.
        header = {"version": 2, "width": width, "height": height, "title": title, "env": {"TERM": "xterm-256color"}}
        file.write(json.dumps(header, ensure_ascii=False) + "\n")

    def show(self, seconds: float, screen: Sequence[Strip]) -> None:
        """Show a screen at a time since the beginning; nothing is written where nothing changed."""
        text = self._shown.render(((y, 0, (strip,)) for y, strip in enumerate(screen)), self._console)
        if not self._begun:
            self._begun, text = True, _BEGIN + text
        if text:
            self._event(seconds, text)

    def end(self, seconds: float) -> None:
        """Let the last screen stay until then."""
        self._event(seconds, "")

    def _event(self, seconds: float, text: str) -> None:
        self._file.write(json.dumps([round(seconds, 4), "o", text], ensure_ascii=False) + "\n")
