"""Show what changes on a screen below two dialogs: Textual 8.2.8 repaints just the upper one of them."""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual.screen import Screen


def install() -> None:
    """Let a screen below others tell all of them what has changed; a second call does nothing."""
    stock: Any = Screen._compositor_refresh
    if not hasattr(stock, "__wrapped__"):
        setattr(Screen, stock.__name__, _all_above(stock))


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
