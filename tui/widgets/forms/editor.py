"""The text input of a form, moved to the row that has the focus."""

from __future__ import annotations

from itertools import accumulate

from rich.cells import get_character_cell_size
from textual import events
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.widgets.entry import Entry
from tui.widgets.forms.row import Draft, Row


class Editor(Entry):
    """A text input that knows whether the user has changed its text."""

    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    Editor { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.select_on_focus = False  # `open` selects, or places the caret
        self._known_text = ""  # that was last written or accepted

    @property
    def typed(self) -> bool:
        """Whether the user has changed the text since it was last written or accepted."""
        return self.value != self._known_text

    def accept(self) -> str:
        """Return the text, which then counts as known."""
        self._known_text = self.value
        return self.value

    def write(self, text: str) -> None:
        """Set the text without posting `Changed`; caret and selection stay."""
        self._known_text = text
        if text == self.value:
            return
        whole = bool(self.value) and sorted(self.selection) == [0, len(self.value)]
        with self.prevent(Input.Changed):
            self.value = text
        self.forget_typing()
        if whole:  # the next key still replaces all of it
            self.select_all()

    def open(self, row: Row, draft: Draft | None, cell: int | None) -> None:
        """Edit the text of a row; select all of it, or put the caret into a cell of it."""
        self.write(row.text if draft is None else draft.text)
        self.forget_typing()  # in another row, whose text may have been the same
        self.styles.margin = (0, 0, 0, row.indent)
        self.display = True
        self.screen.set_focus(self, scroll_visible=False)
        if cell is None:
            self.select_all()
        else:
            self.cursor_position = self._index_at(cell)

    def select_to(self, cell: int) -> None:
        """Extend the selection to a cell, counted from the left end of the field."""
        self.selection = Selection(self.selection.start, self._index_at(cell + round(self.scroll_x)))

    def _index_at(self, cell: int) -> int:
        """The index of the character in a cell of the text; the text's length beyond its end."""
        ends = accumulate(map(get_character_cell_size, self.value))
        return next((index for index, end in enumerate(ends) if cell < end), len(self.value))

    def update(self, row: Row, draft: Draft | None) -> None:
        """Show the draft or else the value of a row, unless the text is the value already."""
        self.set_class(draft is not None and draft.wrong, "-wrong")
        if draft is not None:
            self.write(draft.text)
        elif not self.typed and row.read(self.value) != row.value:
            self.write(row.text)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Keep the event from the form, which would move the editor."""
        event.stop()
