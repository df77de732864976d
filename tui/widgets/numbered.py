"""Panels with a number: the key that moves the focus there stands in their title."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.content import Content
from textual.widget import Widget

NUMBER = "bold $text-accent"
_TITLE: Any = vars(Widget)["border_title"]


class Numbered(Widget):
    """Shows its number, if a screen has given it one, in front of each title that it is given.

    The last base of a class: Textual reads styles and component classes along the first one.
    """

    _number = ""
    _own_title: Content | None = None

    @property
    def border_title(self) -> str | None:
        """The title without the number and without styles."""
        return self._own_title.plain if self._own_title is not None else None

    @border_title.setter
    def border_title(self, title: Text | Content | str | None) -> None:
        title = Content.from_rich_text(title) if isinstance(title, Text) else title
        self._own_title = None if title is None else self.render_str(title)
        self._write_title()

    @property
    def title_markup(self) -> str:
        """The title without the number, with its styles."""
        return "" if self._own_title is None else self._own_title.markup

    @property
    def number(self) -> str:
        """The key that moves the focus here; empty without one."""
        return self._number

    @number.setter
    def number(self, number: str) -> None:
        self._number = number
        self._write_title()

    def _write_title(self) -> None:
        number = [(f"{self._number} ", NUMBER)] if self._number else []
        _TITLE.__set__(self, None if self._own_title is None else Content.assemble(*number, self._own_title))
