"""A picture of the screen as SVG."""

from __future__ import annotations

from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual.screen import Screen
from textual.strip import Strip

from tui.terminal.capture import screen_strips, truecolor_console


def picture(screen: Screen[Any], title: str) -> str:
    """Draw a screen as SVG."""
    lines = screen_strips(screen)
    width = max((line.cell_length for line in lines), default=1)
    console = truecolor_console(width=width, height=len(lines), record=True)
    for line in lines:
        console.print(_Line(line), end="")
    return console.export_svg(title=title)


class _Line:
    """Lets Rich print a strip unchanged."""

    def __init__(self, strip: Strip) -> None:
        self._strip = strip

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._strip
        yield Segment.line()
