"""The keys pressed last and what they did, for an audience."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len

from tui.widgets.text_rows import Piece, Row, TextRows

MAX_KEYS = 8


class KeyEcho(TextRows):
    """One line: the newest key first, in bold; a key that is pressed again counts up."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"echo--key", "echo--new", "echo--text"}
    DEFAULT_CSS = """
    KeyEcho {
        height: 1;
        background: $background;
        & > .echo--key { color: $footer-key-foreground; }
        & > .echo--new { color: $text-accent; text-style: bold reverse; }
        & > .echo--text { color: $foreground; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pressed: list[tuple[str, str, int]] = []

    def note(self, key: str, does: str) -> None:
        """Show a key and what it did."""
        count = 1
        if self._pressed and self._pressed[0][:2] == (key, does):
            count += self._pressed.pop(0)[2]
        self._pressed = [(key, does, count), *self._pressed[: MAX_KEYS - 1]]
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """Return the line, with as many keys as fit."""
        row: list[Piece] = []
        left = width
        for number, (key, does, count) in enumerate(self._pressed):
            words = f" {does}{f' ×{count}' if count > 1 else ''}   "
            left -= cell_len(key) + 2 + cell_len(words)
            if left < 0 and number:
                break
            row += [
                (f" {key} ", self.style_of("echo--key" if number else "echo--new")),
                (words, self.style_of("echo--text")),
            ]
        return [row or [(" Keys that are pressed are shown here.", self.style_of("echo--text"))]]
