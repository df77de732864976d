"""Keep Textual 8.2.8 from ending the app, or letting it hang, when a widget that is being removed is still used.

Its screen closes, and a mouse press hits it, its worker looks for children that have gone, or it waits for children
that will never be there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from functools import wraps
from typing import Any

from textual._context import active_message_pump
from textual.await_remove import AwaitRemove
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

REMOVAL_SECONDS = 1.0
"""Seconds for which the app waits until a widget has gone."""


def install() -> None:
    """Guard Textual's search for the text under the mouse, and its waiting; a second call does nothing."""
    stock: Any = Screen.get_widget_and_offset_at
    if not hasattr(stock, "__wrapped__"):
        setattr(Screen, stock.__name__, _attached_only(stock))
        setattr(AwaitRemove, AwaitRemove.__await__.__name__, _wait)
        setattr(CommandPalette, Screen.get_widget_at.__name__, _palette_at)


def _wait(removal: AwaitRemove) -> Generator[Any, None, None]:
    return _until_removed(removal).__await__()


async def _until_removed(removal: AwaitRemove) -> None:
    """Wait until widgets have gone, but not for ever, and cancel none of them if nobody waits any more."""
    tasks = [task for task in removal._tasks if task is not asyncio.current_task()]
    if tasks:
        await asyncio.wait(tasks, timeout=REMOVAL_SECONDS)
    after: Any = removal._post_remove
    if after is not None:
        after()


def _attached_only(search: Any) -> Any:
    """Skip widgets removed since the last layout: they have no parent to hold a selection."""

    @wraps(search)
    def searched(screen: Screen[Any], x: int, y: int) -> Any:
        widget, offset = search(screen, x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)

    return searched


def _palette_at(palette: CommandPalette, x: int, y: int) -> tuple[Widget, Region]:
    """The widget at a place; the palette itself where there is none, as for a click after the window has shrunk."""
    try:
        return Screen.get_widget_at(palette, x, y)
    except NoWidget:
        return palette, palette.region


def is_removed(widget: Widget) -> bool:
    """Whether a widget is removed, or will be: its own screen closes, or it or a widget around it is pruned."""
    around = widget.ancestors_with_self
    screens = [node for node in around if isinstance(node, Screen)]
    is_open = any(screen in screen.app.screen_stack for screen in screens)
    return not is_open or any(isinstance(node, Widget) and node._pruning for node in around)


def misses_the_palette(error: BaseException) -> bool:
    """Whether a key or a search reached the command palette before its widgets were there, or after they had gone."""
    return isinstance(error, NoMatches) and CommandPalette.__name__ in str(error)


def code_of_a_removed_widget_runs() -> bool:
    """Whether the present handler, worker or timer is that of a widget being removed."""
    node = active_message_pump.get(None)
    return isinstance(node, Widget) and is_removed(node)
