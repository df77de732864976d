"""Measure a widget anew where its content changes again before the layout that is due.

Textual 8.2.8 keeps a widget's measured size until the number of its layouts changes, and counts only the first one that
is asked for: a text that is replaced between two layouts keeps the height of the text before.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual.widget import Widget


def install() -> None:
    """Count every layout that a widget asks for; a second call does nothing."""
    stock: Any = Widget.refresh
    if not hasattr(stock, "__wrapped__"):
        setattr(Widget, stock.__name__, _counting(stock))


def _counting(refresh: Any) -> Any:
    @wraps(refresh)
    def refreshed(widget: Widget, *regions: Any, layout: bool = False, **options: Any) -> Any:
        if layout and widget._layout_required:
            widget._layout_updates += 1
        return refresh(widget, *regions, layout=layout, **options)

    return refreshed
