"""Free the rendered lines of removed widgets.

Textual 8.2.8 caches border styles under keys that refer to a widget's rendered lines, so that the lines of the last
1,024 widgets stay in memory, up to 70 MB. The styles depend on two colours alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual import _styles_cache as stock
from textual.color import Color


def install() -> None:
    """Cache these styles under their colours; a second call does nothing."""
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
