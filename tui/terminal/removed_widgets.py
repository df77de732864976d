"""Let a mouse press that hits a widget while it is being removed select nothing, where Textual 8.2.8 fails."""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual.screen import Screen


def install() -> None:
    """Guard Textual's search for the text under the mouse; called again, it does nothing."""
    stock: Any = Screen.get_widget_and_offset_at
    if not hasattr(stock, "__wrapped__"):
        setattr(Screen, stock.__name__, _attached_only(stock))


def _attached_only(search: Any) -> Any:
    """Find no widget that has been removed since the last layout: it has no parent that could contain a selection."""

    @wraps(search)
    def searched(screen: Screen[Any], x: int, y: int) -> Any:
        widget, offset = search(screen, x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)

    return searched
