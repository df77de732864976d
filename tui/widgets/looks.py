"""A racer's marker and colour as Textual widgets need them."""

from __future__ import annotations

from functools import cache

from rich.color import Color
from rich.style import Style
from textual.widget import Widget

from tui.plotting.palette import Depth, channels, racer_style


def racer_look(widget: Widget, slot: int) -> tuple[str, Style]:
    """Return the marker of a slot and its colour on the widget's theme and terminal."""
    depth: Depth = "truecolor" if widget.app.console.color_system == "truecolor" else "256"
    return _look(slot, widget.app.current_theme.dark, depth)


@cache
def _look(slot: int, dark: bool, depth: Depth) -> tuple[str, Style]:
    style = racer_style(slot, dark, depth)
    return style.marker, Style(color=Color.from_rgb(*channels(style.color)))
