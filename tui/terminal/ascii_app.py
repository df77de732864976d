"""An app for a terminal whose font has nothing but ASCII: all that leaves it is ASCII, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from rich.segment import Segment
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.filter import LineFilter

from tui.ascii import cells, key_name, spell

Result = TypeVar("Result")


class AsciiFilter(LineFilter):
    """Puts every line of every widget into ASCII as it is drawn: borders, bars, and what Textual's widgets write."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in the same styles."""
        return [
            segment if segment.text.isascii() else Segment(cells(segment.text), segment.style, segment.control)
            for segment in segments
        ]


ASCII_FILTER = AsciiFilter()
"""One for all: lines keep what a filter has made of them."""


class AsciiApp(App[Result]):
    """Spells what it says where it has room to, and leaves the rest to the filter, which nothing escapes."""

    ascii_only = False
    """Whether the font has nothing but ASCII."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one that makes ASCII."""
        filters = super().get_line_filters()
        return [*filters, ASCII_FILTER] if self.ascii_only else filters

    def get_key_display(self, binding: Binding) -> str:
        """A key as the footer and the help call it."""
        display = super().get_key_display(binding)
        return key_name(display) if self.ascii_only else display

    def notify(self, message: str, *, title: str = "", **options: Any) -> None:
        """Tell something in a corner."""
        if self.ascii_only:
            message, title = spell(message), spell(title)
        super().notify(message, title=title, **options)
