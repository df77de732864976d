"""Keep Textual 8.2.8 from failing on text and lists that a tiny window leaves no room."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from textual.content import Content
from textual.widgets import OptionList


def install() -> None:
    """Guard Textual's text and lists; a second call does nothing."""
    _guard(Content, getattr(Content, "_wrap_and_format", None), _at_least_a_cell)
    _guard(OptionList, getattr(OptionList, "_move_page", None), _if_laid_out)


def _guard(owner: type, stock: Any, guard: Callable[[Any], Any]) -> None:
    if stock is not None and not hasattr(stock, "__wrapped__"):
        setattr(owner, stock.__name__, guard(stock))


def _at_least_a_cell(wrap: Any) -> Any:
    """Wrap text to at least one cell inside its padding: Textual fails at a width of 0."""

    @wraps(wrap)
    def wrapped(content: Content, width: int, *arguments: Any, line_pad: int = 0, **options: Any) -> Any:
        return wrap(content, max(width, 1 + 2 * line_pad), *arguments, line_pad=line_pad, **options)

    return wrapped


def _if_laid_out(move_page: Any) -> Any:
    """Ignore page keys in a list without visible lines."""

    @wraps(move_page)
    def moved(options: OptionList, direction: int) -> None:
        with suppress(LookupError):
            move_page(options, direction)

    return moved
