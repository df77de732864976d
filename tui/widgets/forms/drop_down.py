"""The list of choices of a row, over the screen; typing searches in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList

from tui.demo_safe import demo_safe
from tui.widgets.forms.row import Row

SEARCH_PAUSE = 1.0
"""Seconds after which typing begins another search."""


class DropDown(OptionList):
    """A list of choices, as tall as the screen allows."""

    BINDING_GROUP_TITLE = "List"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", id="field.close")]
    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    DropDown {
        overlay: screen; constrain: none inside; text-style: none; display: block;
        width: auto; min-width: 16; max-width: 44; height: auto; max-height: 100vh; scrollbar-size-vertical: 1;
        color: $foreground; border: tall $border-blurred; background: $surface;
    }
    """

    def __init__(self, row: Row, titles: Sequence[str], y: int) -> None:
        """List the titles of a row's choices, at line `y` of its form."""
        super().__init__(*map(Text, titles))
        self.row = row
        self.styles.margin = (0, 0, 0, row.indent)
        self.styles.offset = (0, y)
        self._titles = [title.casefold() for title in titles]
        self._query = ""
        self._typed_at = 0.0

    def on_mount(self) -> None:
        """Highlight the present choice."""
        if self.highlighted is None:
            self.highlighted = self.row.hyper.choices.index(str(self.row.value))
        self.call_after_refresh(self.scroll_to_highlight)

    def on_key(self, event: events.Key) -> None:
        """Search for what is typed."""
        if not (event.is_printable and event.character):
            return
        event.stop()
        event.prevent_default()
        if event.time - self._typed_at > SEARCH_PAUSE:
            self._query = ""
        self._typed_at = event.time
        self._query += event.character.casefold()
        match = best_match(self._query, self._titles)
        if match is not None:
            self.highlighted = match

    @demo_safe
    def action_dismiss(self) -> None:
        """Give the focus back to the form, which then closes the list."""
        if isinstance(self.parent, Widget):
            self.screen.set_focus(self.parent, scroll_visible=False)

    @on(OptionList.OptionHighlighted)
    @on(events.MouseDown)
    @on(events.MouseMove)
    @on(events.Click)
    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    def _keep(self, event: Message) -> None:
        """Keep the event from the form, whose rows lie under the list."""
        event.stop()


def best_match(query: str, titles: Sequence[str]) -> int | None:
    """The first title that begins with a text, else one with a word that does, else one that contains it."""
    for before in ("^", r"[\s_-]", ""):
        for index, title in enumerate(titles):
            if re.search(before + re.escape(query), title):
                return index
    return None
