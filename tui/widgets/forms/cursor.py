"""FormCursor: the row with the focus, and the editor that stands on it."""

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
    """Rows of which one has the focus: the form's own on a choice or switch, the editor's on a row that is typed."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.editor: Editor | None = None
        """Stands on the row at the cursor while that is typed; made when it is first needed."""
        self.drop_down: DropDown | None = None
        """The list that is open."""
        self.editing = False
        """Whether the editor is shown."""
        self.known_text = ""
        """The editor's text when it was last read or written; another one was typed since."""
        self._passed_keys: WeakSet[events.Key] = WeakSet()  # that a child has seen

    def commit(self) -> None:
        """Take what was typed, or keep it as a draft."""
        raise NotImplementedError

    def action_open_list(self) -> None:
        """Open the list of a choice, or close it."""
        raise NotImplementedError

    def allow_focus(self) -> bool:
        """Leave the focus to the editor while that is shown."""
        return bool(self.rows) and not self.editing

    def redraw(self) -> None:
        """Paint the rows that changed, and keep the editor on its row."""
        super().redraw()
        if self.editing and self.editor is not None and self.rows:
            self.editor.styles.offset = (0, self.top_of(self.cursor))

    def state_of(self, index: int) -> RowState:
        """How a row is to be painted."""
        focused = index == self.cursor and self.has_focus_within
        scroll = round(self.editor.scroll_x) if focused and self.editor is not None and self.editing else 0
        return RowState(focused, index == self._hovered, scroll)

    def go(self, index: int, *, caret: int | None = None) -> None:
        """Give a row the focus, all of its text selected or the caret in it."""
        self.commit()
        kind = self.row.kind if self.has_focus_within else None
        self.cursor = index
        if self.row.typed:
            self._show_editor(caret)
        else:
            self.hide_editor()
            self.screen.set_focus(self, scroll_visible=False)
        self.tell_help()
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
        draft = self.drafts.get(row.edit)
        self.write(row.text if draft is None else draft.text)
        editor.styles.margin = (0, 0, 0, row.indent)
        editor.set_class(draft is not None and draft.wrong, "-wrong")
        editor.display = self.editing = True
        self.screen.set_focus(editor, scroll_visible=False)
        if caret is None:
            editor.select_all()
        else:
            editor.cursor_position = caret

    def hide_editor(self) -> None:
        """Hide the editor."""
        self.editing = False
        if self.editor is not None:
            self.editor.display = False

    def leave(self) -> None:
        """Hide the editor when the focus has left the form."""
        if self.has_focus_within:
            return
        self.commit()
        self.hide_editor()
        self.redraw()

    def on_focus(self) -> None:
        """Go to the row that had the focus last."""
        if self.rows and self.screen.focused is self:
            self.go(self.cursor)

    def on_blur(self) -> None:
        """Hide the editor, unless the focus went to it."""
        self.leave()

    @on(Editor.Left)
    def _left(self, event: Editor.Left) -> None:
        event.stop()
        self.leave()

    def tell_help(self) -> None:
        """Tell the help panel what the row at the cursor is."""
        if self.row.help == self.HELP:
            return
        self.HELP = self.row.help  # type: ignore[misc] # of the instance: each row has its own
        if self.screen.query("HelpPanel"):  # which looks again when the focus is said to change
            self.screen.mutate_reactive(Screen.focused)

    def _scroll_to_row(self) -> None:
        if self.rows and isinstance(self.parent, Widget):
            top = self.top_of(self.cursor)
            lines = 1 + self._message_lines.get(self.row.edit, 0)
            place = self.virtual_region.offset + self.gutter.top_left
            self.parent.scroll_to_region(Region(place.x, place.y + top, 1, lines), animate=False)

    # Keys

    def key(self, source: Widget, event: events.Key) -> bool:
        """Handle tab, and a key that arrives after the focus has moved, which is sent again. Whether it was one."""
        self._passed_keys.add(event)
        if self.screen.focused is not source:
            self.app.post_message(events.Key(event.key, event.character))
            return True
        if event.key in ("tab", "shift+tab"):
            self._move(1 if event.key == "tab" else -1)
            return True
        if event.key == "enter" and source is self and self.row.kind == "choice":
            self.action_open_list()  # at once, for what is typed ahead is searched in the list
            return True
        return False

    def on_key(self, event: events.Key) -> None:
        """Handle the keys of a choice or switch; a key that bubbles from a child is left to the bindings."""
        if event not in self._passed_keys and self.key(self, event):
            event.stop()
            event.prevent_default()

    def _move(self, by: int) -> None:
        self.commit()
        if self.drop_down is not None:
            self.action_open_list()  # which closes it
        if 0 <= self.cursor + by < len(self.rows):
            self.go(self.cursor + by)
        else:
            (self.screen.focus_next if by > 0 else self.screen.focus_previous)()
            self.leave()

    # The editor's text

    def follow_row(self, discard_drafts: bool = False) -> None:
        """Write the row's value into the editor, unless the text there means the same."""
        editor = self.editor
        if not self.editing or editor is None:
            return
        row = self.row
        draft = self.drafts.get(row.edit)
        editor.set_class(draft is not None and draft.wrong, "-wrong")
        if draft is not None:
            self.write(draft.text)
        elif discard_drafts or (editor.value == self.known_text and row.read(editor.value) != row.value):
            self.write(row.text)

    def write(self, text: str) -> None:
        """Write into the editor a text that nobody typed."""
        assert self.editor is not None
        self.editor.write(text)
        self.known_text = text
