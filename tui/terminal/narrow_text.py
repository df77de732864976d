"""Let text wrap where a tiny window leaves it no width: Textual 8.2.8 fails to cut it into pieces of no cell."""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual.content import Content


def install() -> None:
    """Let all text wrap to at least one cell within its padding; called again, it does nothing."""
    wrap: Any = getattr(Content, "_wrap_and_format", None)
    if wrap is not None and not hasattr(wrap, "__wrapped__"):
        at_least_a_cell: Any = _at_least_a_cell(wrap)
        Content._wrap_and_format = at_least_a_cell  # type: ignore[method-assign]


def _at_least_a_cell(wrap: Any) -> Any:
    @wraps(wrap)
    def wrapped(content: Content, width: int, *arguments: Any, line_pad: int = 0, **options: Any) -> Any:
        return wrap(content, max(width, 1 + 2 * line_pad), *arguments, line_pad=line_pad, **options)

    return wrapped
