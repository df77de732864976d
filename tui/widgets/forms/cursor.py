"""FormCursor: moves the focus from row to row, and the text editor to the row with the focus."""

from __future__ import annotations

from weakref import WeakSet

from textual import events, on
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from tui.widgets.forms.editor import DropDown, Editor
from tui.widgets.forms.painter import RowState
from tui.widgets.forms.rows import FormRows


class FormCursor(FormRows, can_focus=True):
    """Rows of which one has the focus: on a text row the editor has it, on a choice or flag the form itself."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.editor: Editor | None = None
        """The text editor; shown on the row at the cursor if that is a text row, made at first use."""
        self.drop_down: DropDown | None = None
        """The open list."""
        self._passed_keys: WeakSet[events.Key] = WeakSet()  # keys that a child has passed to `key`

    @property
    def shown_editor(self) -> Editor | None:
        """The editor, if it is shown."""
        return self.editor if self.editor is not None and self.editor.display else None

    def commit(self) -> None:
        """Apply the text in the editor, or keep it as a draft."""
        raise NotImplementedError

    def action_open_list(self) -> None:
        """Open the list of a choice, or close it."""
        raise NotImplementedError

    def allow_focus(self) -> bool:
        """Leave the focus to the editor while it is shown."""
        return bool(self.rows) and self.shown_editor is None

    def redraw(self) -> None:
        """Paint the rows that changed, and keep the editor on its row."""
        super().redraw()
        editor = self.shown_editor
        if editor is not None and self.rows:
            editor.styles.offset = (0, self.top_of(self.cursor))

    def state_of(self, index: int) -> RowState:
        """Whether a row has the focus, is under the mouse, and how far the editor on it is scrolled."""
        focused, editor = index == self.cursor and self.has_focus_within, self.shown_editor
        scroll = round(editor.scroll_x) if focused and editor is not None else 0
        return RowState(focused, index == self._hovered, scroll)

    def go(self, index: int, *, caret: int | None = None) -> None:
        """Move the focus to a row; select all of its text, or put the caret at an index of it."""
        self.commit()
        kind = self.row.kind if self.has_focus_within else None
        self.cursor = index
        if self.row.typed:
            self._show_editor(caret)
        else:
            self.hide_editor()
            self.screen.set_focus(self, scroll_visible=False)
        self.update_help()
        if kind != self.row.kind:
            self.refresh_bindings()
        self.redraw()
        if caret is None:
            self.call_after_refresh(self._scroll_to_row)

    def _show_editor(self, caret: int | None) -> None:
        if self.editor is None:
            self.editor = Editor(self.key)
            self.mount(self.editor)
            self.watch(self.editor, "scroll_x", self.redraw, init=False)
        editor, row = self.editor, self.row
        editor.write(self.text_of(row))
        editor.styles.margin = (0, 0, 0, row.indent)
        editor.set_class(self.is_wrong(row), "-wrong")
        editor.display = True
        self.screen.set_focus(editor, scroll_visible=False)
        if caret is None:
            editor.select_all()
        else:
            editor.cursor_position = caret

    def hide_editor(self) -> None:
        """Hide the editor."""
        if self.editor is not None:
            self.editor.display = False

    def leave(self) -> None:
        """Commit and hide the editor, if the focus has left the form."""
        if self.has_focus_within:
            return
        self.commit()
        self.hide_editor()
        self.redraw()

    def on_focus(self) -> None:
        """Move the focus to the row that had it last."""
        if self.rows and self.screen.focused is self:
            self.go(self.cursor)

    def on_blur(self) -> None:
        """Commit, unless the focus moved to the editor."""
        self.leave()

    @on(Editor.Left)
    def _left(self, event: Editor.Left) -> None:
        event.stop()
        self.leave()

    def update_help(self) -> None:
        """Show the help of the row at the cursor in the help panel."""
        if self.row.help == self.HELP:
            return
        self.HELP = self.row.help  # type: ignore[misc] # of the instance: each row has its own
        if self.screen.query("HelpPanel"):  # it reads HELP again when the screen's focus is said to have changed
            self.screen.mutate_reactive(Screen.focused)

    def _scroll_to_row(self) -> None:
        if self.rows and isinstance(self.parent, Widget):
            top = self.top_of(self.cursor)
            lines = 1 + self._message_lines.get(self.row.edit, 0)
            origin = self.virtual_region.offset + self.gutter.top_left
            self.parent.scroll_to_region(Region(origin.x, origin.y + top, 1, lines), animate=False)

    # Keys

    def key(self, source: Widget, event: events.Key) -> bool:
        """Handle a tab, and send a key again that arrives after the focus has moved; return whether it was one."""
        self._passed_keys.add(event)
        if self.screen.focused is not source:
            self.app.post_message(events.Key(event.key, event.character))
            return True
        if event.key in ("tab", "shift+tab"):
            self._move(1 if event.key == "tab" else -1)
            return True
        if event.key == "enter" and source is self and self.row.kind == "choice":
            self.action_open_list()  # at once: the list searches for the keys that follow
            return True
        return False

    def on_key(self, event: events.Key) -> None:
        """Handle the keys of a choice or flag; leave those that bubble from a child to the bindings."""
        if event not in self._passed_keys and self.key(self, event):
            event.stop()
            event.prevent_default()

    def _move(self, by: int) -> None:
        self.commit()
        if self.drop_down is not None:
            self.action_open_list()  # closes it
        if 0 <= self.cursor + by < len(self.rows):
            self.go(self.cursor + by)
        else:
            (self.screen.focus_next if by > 0 else self.screen.focus_previous)()
            self.leave()

    # The editor's text

    def update_editor(self, discard_drafts: bool = False) -> None:
        """Write the row's draft or value into the editor, unless the text there is the value already."""
        editor = self.shown_editor
        if editor is None or not self.rows:
            return
        row = self.row
        editor.set_class(self.is_wrong(row), "-wrong")
        if row.edit in self.drafts or discard_drafts or (not editor.typed and row.read(editor.value) != row.value):
            editor.write(self.text_of(row))
