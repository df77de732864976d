"""An app that draws only printable characters, and with `--ascii` only ASCII."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from rich.segment import Segment
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.filter import LineFilter

from core.safe_text import safe_text
from tui.ascii import ascii_cells, ascii_key, ascii_words
from tui.terminal.safe_filter import SAFE_FILTER

Result = TypeVar("Result")


class AsciiFilter(LineFilter):
    """Converts every line of every widget to ASCII, including borders, scroll bars and Textual's own widgets."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in ASCII, in the same styles."""
        return [
            segment if segment.text.isascii() else Segment(ascii_cells(segment.text), segment.style, segment.control)
            for segment in segments
        ]


ASCII_FILTER = AsciiFilter()
"""One instance for all apps: Textual caches lines by filter."""


class AsciiApp(App[Result]):
    """Converts notifications and key names to ASCII words; the filter converts everything else cell by cell."""

    ascii_only = False
    """Whether to draw only ASCII."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, the safe one, and the ASCII filter if wanted."""
        filters = [*super().get_line_filters(), SAFE_FILTER]
        return [*filters, ASCII_FILTER] if self.ascii_only else filters

    def get_key_display(self, binding: Binding) -> str:
        """A key's name in the footer and the help."""
        display = super().get_key_display(binding)
        return ascii_key(display) if self.ascii_only else display

    def notify(self, message: str, *, title: str = "", **options: Any) -> None:
        """Show a notification."""
        message, title = safe_text(message, keep="\n"), safe_text(title)
        if self.ascii_only:
            message, title = ascii_words(message), ascii_words(title)
        super().notify(message, title=title, **options)
