"""The line filter that replaces unprintable characters in all that an app draws."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.safe_cells import safe_segment


class SafeFilter(LineFilter):
    """Passes every line of every widget, also borders and Textual's own widgets, through `safe_segment`."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells, all of them printable."""
        return [safe_segment(segment) for segment in segments]


SAFE_FILTER = SafeFilter()
"""One instance for all apps: Textual caches lines by filter."""
