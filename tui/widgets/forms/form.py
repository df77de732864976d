"""Form: rows whose values the user edits with keys and mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList

from core.hyper import Value
from core.nudge import nudged
from tui.demo_safe import demo_safe
from tui.widgets.forms.drop_down import DropDown
from tui.widgets.forms.row import Draft, Row
from tui.widgets.forms.rows import FormRows
from tui.widgets.racer_style import display_text

_KINDS = {"nudge": "number", "open_list": "choice", "step": "choice", "switch": "flag"}
"""The kind of row that each action applies to."""


class Form(FormRows):
    """Edits its rows; a subclass implements `change`, which applies a value."""

    BINDING_GROUP_TITLE = "Field"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "nudge(True, False)", "Nudge", key_display="↑↓", id="field.up"),
        Binding("down", "nudge(False, False)", "Nudge down", show=False, id="field.down"),
        Binding("shift+up", "nudge(True, True)", "Nudge up ten times", show=False, id="field.up_coarse"),
        Binding("shift+down", "nudge(False, True)", "Nudge down ten times", show=False, id="field.down_coarse"),
        Binding("enter,space,up,down", "open_list", "Choose", key_display="⏎", id="field.open"),
        Binding("right", "step(1)", "Next", key_display="← →", id="field.next"),
        Binding("left", "step(-1)", "Previous", show=False, id="field.previous"),
        Binding("space,enter", "switch", "Switch", id="field.toggle"),
        Binding("escape", "discard", "Restore", show=False, id="field.discard"),
        Binding("tab", "move(1)", "Focus Next", show=False, id="field.next_row"),
        Binding("shift+tab", "move(-1)", "Focus Previous", show=False, id="field.previous_row"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.drop_down: DropDown | None = None
        """The open list."""

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Apply a new value of a row, or several, and show the rows; a ValueError is shown under the row."""
        raise NotImplementedError

    def show_rows(self, rows: tuple[Row, ...], *, discard_drafts: bool = False) -> None:
        """Show rows; keep the drafts of unchanged rows, unless `discard_drafts`."""
        edit = self.row.edit if self.rows else ""
        same = {} if discard_drafts else {row.edit for row in rows if row in self.rows}
        self.drafts = {edit: draft for edit, draft in self.drafts.items() if edit in same}
        if self.drop_down is not None and self.drop_down.row not in rows:
            self._close_list()
        if not rows and self.has_focus_within:
            self.screen.focus_previous()
            self._hide_editor()
        self.rows = rows
        cursor = self.index_of(edit)
        self.cursor = min(self.cursor, max(0, len(rows) - 1)) if cursor is None else cursor
        if self.editor is not None and (discard_drafts or cursor is None):
            self.editor.write(self.row.text if rows else "")  # what was typed is not for these rows
        if cursor is None and rows and self.has_focus_within:
            self.go(self.cursor)
        self.update()

    # Values

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.commit()  # not the message's own text: the editor may be on another row by now

    def commit(self) -> None:
        """Apply the text in the editor, or keep it as a draft."""
        editor = self.shown_editor
        if editor is None or not self.rows or not editor.typed:
            return
        row, text = self.row, editor.accept()
        read = row.read(text)
        if isinstance(read, Draft):
            self.drafts[row.edit] = read
            self.update()
        else:
            self.take(row, (read,), text)

    def take(self, row: Row, values: tuple[Value, ...], text: str) -> None:
        """Apply a row's values, which were read from `text`; if they are refused, keep the text as a draft."""
        self.drafts.pop(row.edit, None)
        if values != (row.value,):
            try:
                self.change(row, values)
                return
            except ValueError as error:
                self.drafts[row.edit] = row.refused(text, error)
        self.update()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.commit()
        draft = self.drafts.get(self.row.edit)
        if draft is not None and draft.values:
            self.take(self.row, draft.values, draft.text)

    # Keys

    @on(events.Blur)
    @on(events.DescendantBlur)
    def _left(self) -> None:
        """Close the list if it lost the focus; commit and hide the editor if the form did."""
        if not self.app.app_focus:
            return  # the whole terminal lost it
        if self.drop_down is not None and not self.drop_down.has_focus:
            self._close_list()
        if not self.has_focus_within:
            self.commit()
            self._hide_editor()
            self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions of the row at the cursor."""
        if action == "discard":
            return bool(self.rows) and self.row.edit in self.drafts
        if action not in _KINDS:
            return True
        fits = bool(self.rows) and self.row.kind == _KINDS[action]
        return fits and (self.drop_down is None or action == "open_list")

    @demo_safe
    def action_move(self, by: int) -> None:
        """Move the focus to the next row or the one before, from the last row to the next widget."""
        self.commit()
        self._close_list()
        if 0 <= self.cursor + by < len(self.rows):
            self.go(self.cursor + by)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    @demo_safe
    def action_discard(self) -> None:
        """Bring back the value of a row whose text has not been applied, and leave the field as if it had been."""
        self.drafts.pop(self.row.edit, None)
        if self.shown_editor is not None:
            self.shown_editor.write(self.row.text)
        self.update()
        raise SkipAction

    @demo_safe
    def action_nudge(self, up: bool, coarse: bool) -> None:
        """Change the number to the next one up or down."""
        self.commit()
        row = self.row
        value = nudged(row.hyper, row.value, up, coarse)
        self.take(row, (value,), row.hyper.format(value))

    @demo_safe
    def action_switch(self) -> None:
        """Toggle the flag."""
        self.take(self.row, (not self.row.value,), "")

    @demo_safe
    def action_step(self, by: int) -> None:
        """Choose the option `by` places further down, if there is one."""
        choices = self.row.hyper.choices
        index = choices.index(str(self.row.value)) + by
        if 0 <= index < len(choices):
            self.take(self.row, (choices[index],), choices[index])

    @demo_safe
    def action_open_list(self) -> None:
        """Open the list of all choices, or close it."""
        if self.drop_down is not None:
            self._close_list()
            return
        titles = [display_text(self, title) for title in self.row.titles or self.row.hyper.choices]
        self.drop_down = DropDown(self.row, titles, self.picture.top_of(self.cursor) + 1)
        self.mount(self.drop_down)
        self.screen.set_focus(self.drop_down, scroll_visible=False)

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_list is self.drop_down:
            row = self.drop_down.row
            name = row.hyper.choices[event.option_index]
            self._close_list()
            self.take(row, (name,), name)
            if self.row.text.endswith("…"):  # what such a choice announces is typed into the next row
                self.go(self.cursor + 1)

    def _close_list(self) -> None:
        """Close the list; the form takes the focus from it."""
        drop_down, self.drop_down = self.drop_down, None
        if drop_down is not None:
            if drop_down.has_focus:
                self.screen.set_focus(self, scroll_visible=False)
            drop_down.display = False
            drop_down.remove()

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Focus the row; put the caret under the mouse and begin a selection there, toggle a flag, or open a list."""
        index = self.row_under(event)
        if index is None:
            return
        row, cell = self.rows[index], self._cell(event, self.rows[index])
        was_open = self.drop_down is not None and self.drop_down.row == row
        self._close_list()
        self.go(index, cell=cell if row.typed and cell >= 0 else None)
        if cell < 0:
            return
        if row.typed:
            self.capture_mouse()
        elif row.kind == "flag":
            self.action_switch()
        elif not was_open:
            self.action_open_list()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection to the mouse, while a button is held."""
        if self.app.mouse_captured is self and self.shown_editor is not None:
            self.shown_editor.select_to(self._cell(event, self.row))

    def on_mouse_up(self) -> None:
        """End the selection."""
        self.release_mouse()

    def _cell(self, event: events.MouseEvent, row: Row) -> int:
        """The cell of a row's value that is under the mouse; negative on the label."""
        return event.screen_offset.x - self.content_region.x - row.indent

    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    def _wheel(self, event: events.MouseEvent) -> None:
        """Nudge the number with the focus; elsewhere the column scrolls."""
        if self.shown_editor is not None and self.row_under(event) == self.cursor and self.row.kind == "number":
            event.stop()
            event.prevent_default()
            self.action_nudge(isinstance(event, events.MouseScrollUp), event.shift)
