"""Paint screens that lie above one another.

Textual 8.2.8 repaints only the top screen when one further below changes, and may draw two of them inside each other
without end.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual._context import visible_screen_stack
from textual.screen import Screen


def install() -> None:
    """Guard the painting of screens; a second call does nothing."""
    stock: Any = Screen._compositor_refresh
    if not hasattr(stock, "__wrapped__"):
        setattr(Screen, stock.__name__, _all_above(stock))
        setattr(Screen, Screen.render.__name__, _over_the_next(Screen.render))


def _all_above(refresh: Any) -> Any:
    """Mark what has changed on the screens between this one and the top, which Textual itself repaints."""

    @wraps(refresh)
    def refreshed(screen: Screen[Any]) -> None:
        changed, below = screen._compositor._dirty_regions, screen.app._background_screens
        if changed and screen in below:
            for above in below[below.index(screen) + 1 :]:
                above._set_dirty(*changed)
        refresh(screen)

    return refreshed


def _over_the_next(render: Any) -> Any:
    """Draw a screen over the next one below it.

    Textual draws it over the last one that it has not drawn yet. A screen that is kept from an earlier paint takes none
    away, so the one below it is drawn over the one above.
    """

    @wraps(render)
    def rendered(screen: Screen[Any]) -> Any:
        stack = screen.app.screen_stack
        visible_screen_stack.set(stack[: stack.index(screen)] if screen in stack else [])
        return render(screen)

    return rendered
