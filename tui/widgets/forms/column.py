"""The column that scrolls forms."""

from __future__ import annotations

from textual.containers import VerticalScroll

from tui.widgets.forms.rows import FormRows


class FormColumn(VerticalScroll, can_focus=False):
    """A scrolling column with forms in it."""

    DEFAULT_CSS = """
    FormColumn { scrollbar-size-vertical: 1; }
    """

    def on_leave(self) -> None:
        """Give each message its own lines when the mouse leaves the column."""
        for form in self.query(FormRows):
            form.redraw()
