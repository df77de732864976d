"""A racer's marker and colour as Textual widgets need them."""

from __future__ import annotations

from functools import cache
from typing import Any

from rich.color import Color
from rich.style import Style
from textual.app import App
from textual.widget import Widget

from tui.ascii import ascii_words
from tui.plotting.palette import Depth, channels, racer_style


def depth_of(app: App[Any]) -> Depth:
    """Return how many colours the app's terminal shows."""
    if app.no_color:
        return "mono"
    systems: dict[str | None, Depth] = {"truecolor": "truecolor", "standard": "16", "windows": "16"}
    return systems.get(app.console.color_system, "256")


def ascii_only(widget: Widget) -> bool:
    """Whether the app shows ASCII alone."""
    return bool(getattr(widget.app, "ascii_only", False))  # an attribute of this app, not of those in tests


def display_text(widget: Widget, text: str, times: str = "*") -> str:
    """Return a text as the app's font can show it."""
    return ascii_words(text, times) if ascii_only(widget) else text


def marker_and_style(widget: Widget, slot: int) -> tuple[str, Style]:
    """Return the marker of a slot and its colour on the widget's theme and terminal."""
    app = widget.app
    return _marker_and_style(slot, app.current_theme.dark, depth_of(app), ascii_only(widget))


@cache
def _marker_and_style(slot: int, dark: bool, depth: Depth, ascii: bool) -> tuple[str, Style]:
    style = racer_style(slot, dark, depth, ascii)
    return style.marker, Style() if depth == "mono" else Style(color=Color.from_rgb(*channels(style.color)))
