"""Let the drawn lines of a widget go with the widget.

Textual 8.2.8 caches two styles by the cache of a widget's lines: the last 1,024 widgets, long removed, keep all their
lines, up to 70 MB of them. The styles depend on two colours alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual import _styles_cache as stock
from textual.color import Color


def install() -> None:
    """Cache these styles by their colours; called again, it does nothing."""
    lines: Any = stock.StylesCache
    styles: Any = getattr(lines, "get_inner_outer", None)
    if hasattr(styles, "cache_info"):
        lines.get_inner_outer = _by_colors(styles.__wrapped__)


def _by_colors(styles: Any) -> Any:
    @lru_cache(maxsize=1024)
    def cached(base: Color, background: Color) -> Any:
        return styles(None, base, background)

    def inner_outer(_lines: object, base_background: Color, background: Color) -> Any:
        return cached(base_background, background)

    return inner_outer
