"""What is on a screen: as lines, and as SVG."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual.screen import Screen
from textual.strip import Strip


def strips(screen: Screen[Any]) -> list[Strip]:
    """What is on a screen, line by line, whatever lies over it."""
    return screen._compositor.render_strips()


def picture(screen: Screen[Any], title: str) -> str:
    """What is on a screen, as SVG."""
    lines = strips(screen)
    console = Console(
        width=max((line.cell_length for line in lines), default=1),
        height=len(lines),
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )
    for line in lines:
        console.print(_Line(line), end="")
    return console.export_svg(title=title)


class _Line:
    """A strip that Rich prints as it is."""

    def __init__(self, strip: Strip) -> None:
        self._strip = strip

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._strip
        yield Segment.line()
