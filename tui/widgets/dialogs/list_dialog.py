"""The base of the dialogs with a list: an entry, and the completions of its text under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.demo_safe import demo_safe
from tui.widgets.dialogs.dialog import Dialog, Result
from tui.widgets.entry import Entry
from tui.widgets.reading_list import ReadingList


class ListDialog(Dialog[Result]):
    """The entry keeps the focus; up and down move the highlight of the list, tab completes the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "highlight(-1)", "Choose", key_display="↑↓", id="dialog.up"),
        Binding("down", "highlight(1)", "Next", show=False, id="dialog.down"),
        Binding("tab", "complete", "Complete", priority=True, id="dialog.complete"),
    ]
    DEFAULT_CSS = """
    ListDialog OptionList {
        height: auto; max-height: 10; margin: 1 0 0 0; border: none; padding: 0; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
    }
    """

    def option_list(self, options: Iterable[Option] = ()) -> ReadingList:
        """Make the list; it never takes the focus."""
        choices = ReadingList(*options, compact=True)
        choices.can_focus = False
        return choices

    def offer(self, options: Iterable[Option], *, highlight_first: bool) -> None:
        """Replace the options of the list."""
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(options)
        choices.highlighted = 0 if highlight_first and choices.option_count else None

    @property
    def highlighted(self) -> str:
        """The id of the highlighted option, or nothing."""
        choices = self.query_one(OptionList)
        index = choices.highlighted
        return "" if index is None else str(choices.get_option_at_index(index).id)

    def write(self, text: str) -> None:
        """Write a text into the entry, and move the caret to its end."""
        entry = self.query_one(Entry)
        entry.value = text
        entry.cursor_position = len(text)

    @demo_safe
    def action_highlight(self, by: int) -> None:
        """Highlight the option `by` rows further down."""
        choices = self.query_one(OptionList)
        if choices.option_count:
            now = -1 if choices.highlighted is None and by > 0 else choices.highlighted or 0
            choices.highlighted = min(max(now + by, 0), choices.option_count - 1)

    def action_complete(self) -> None:
        """Complete the text in the entry."""
        raise NotImplementedError
