"""Form: rows whose values the user edits with keys and mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from core.hyper import Value
from core.nudge import nudged
from tui.demo_safe import demo_safe
from tui.widgets.forms.cursor import FormCursor
from tui.widgets.forms.editor import DropDown
from tui.widgets.forms.row import Draft, Row, index_at

_ACTIONS = {"nudge": "number", "open_list": "choice", "step": "choice", "switch": "flag"}
"""The kind of row that each action applies to."""


class Form(FormCursor):
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
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._pressed: events.MouseDown | None = None  # for the editor, which is moved first
        self._closes_list = False  # whether the mouse was pressed on the row of the open list

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Apply a new value of a row, or several; a ValueError is shown under the row."""
        raise NotImplementedError

    def show_rows(self, rows: tuple[Row, ...], *, discard_drafts: bool = False) -> None:
        """Show rows; keep the drafts of unchanged rows, unless `discard_drafts`."""
        edit = self.row.edit if self.rows else ""
        old = {row.edit: row for row in self.rows}
        kept = {} if discard_drafts else self.drafts
        self.drafts = {row.edit: kept[row.edit] for row in rows if row.edit in kept and old.get(row.edit) == row}
        if not rows and self.has_focus_within:
            if self.drop_down is not None:
                self.close(self.drop_down)
            self.screen.focus_previous()
            self.hide_editor()
        self.rows = rows
        cursor = self.index_of(edit)
        self.cursor = min(self.cursor, max(0, len(rows) - 1)) if cursor is None else cursor
        if rows and self.has_focus_within:
            if cursor is None:
                self.go(self.cursor)
            else:
                self.update_editor(discard_drafts)
                self.update_help()
        self.update_tooltip()
        self._show_drafts()

    # Values

    def commit(self) -> None:
        """Apply the text in the editor, or keep it as a draft."""
        editor = self.shown_editor
        if editor is None or not self.rows or not editor.typed:
            return
        row, text = self.row, editor.accept()
        value = row.read(text)
        if isinstance(value, Draft):
            self._keep_draft(row, value)
        else:
            self.take(row, (value,), text)

    def take(self, row: Row, values: tuple[Value, ...], text: str) -> None:
        """Apply a row's values, which were read from `text`; if they are refused, keep the text as a draft."""
        self.drafts.pop(row.edit, None)
        if values != (row.value,):
            try:
                self.change(row, values)
            except ValueError as error:
                self._keep_draft(row, Draft(text, str(error)))
            return
        self.update_editor()
        self._show_drafts()

    def _keep_draft(self, row: Row, draft: Draft) -> None:
        self.drafts[row.edit] = draft
        self.update_editor()
        self._show_drafts()

    def _show_drafts(self) -> None:
        """Paint the messages, and list the rows with errors in the border: they may be scrolled out of view."""
        self.redraw()
        names = [row.hyper.name for row in self.rows if self.is_wrong(row)]
        subtitle = f"! {', '.join(names)}" if names else ""
        if str(self.border_subtitle or "") != subtitle:
            self.border_subtitle = Content(subtitle)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.commit()  # not the message's own text: the editor may be on another row by now

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.commit()
        draft = self.drafts.get(self.row.edit)
        if draft is not None and not draft.wrong:
            values = self.row.values(draft.text)
            if values:
                self.take(self.row, values, draft.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions of the row at the cursor."""
        if action not in _ACTIONS:
            return True
        fits = bool(self.rows) and self.row.kind == _ACTIONS[action]
        return fits and (self.drop_down is None or action == "open_list")

    @demo_safe
    def action_nudge(self, up: bool, coarse: bool) -> None:
        """Change the number to the next one up or down."""
        self.commit()
        row = self.row
        value = nudged(row.hyper, row.value, up, coarse)
        text = row.hyper.format(value)
        if self.editor is not None:
            self.editor.write(text)
        self.take(row, (value,), text)

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
            self.close(self.drop_down)
            return
        row = self.row
        titles = [self.spell(title) for title in row.titles or row.hyper.choices]
        self.drop_down = drop_down = DropDown(row.edit, titles, row.hyper.choices.index(str(row.value)), self)
        drop_down.styles.margin = (0, 0, 0, row.indent)
        drop_down.styles.offset = (0, self.top_of(self.cursor) + 1)
        self.mount(drop_down)
        self.screen.set_focus(drop_down, scroll_visible=False)

    def chosen(self, drop_down: DropDown, index: int) -> None:
        """Apply a choice to the row that opened the list."""
        if drop_down is not self.drop_down:
            return
        self.close(drop_down)
        row = next((row for row in self.rows if row.edit == drop_down.edit), None)
        if row is not None and index < len(row.hyper.choices):
            name = row.hyper.choices[index]
            self.take(row, (name,), name)

    def close(self, drop_down: DropDown) -> None:
        """Close the list; the form takes the focus from it."""
        if drop_down is not self.drop_down:
            return
        if self.screen.focused is drop_down:
            self.screen.set_focus(self, scroll_visible=False)
        self.drop_down = None
        drop_down.display = False
        drop_down.remove()
        self.leave()

    @on(DropDown.Left)
    def _list_left(self, event: DropDown.Left) -> None:
        event.stop()
        if self.drop_down is not None:
            self.close(self.drop_down)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Focus the row, put the caret under the mouse, and begin a selection there."""
        index = self.row_under(event)
        if index is None:
            return
        row = self.rows[index]
        self._closes_list = self.drop_down is not None and self.drop_down.edit == row.edit
        cell = event.screen_offset.x - self.content_region.x - row.indent
        if not row.typed or cell < 0:
            self.go(index)
            return
        self.commit()
        self.go(index, caret=index_at(self.text_of(row), cell))
        self._pressed = events.MouseDown(
            self.editor,
            cell,
            0,
            0,
            0,
            event.button,
            event.shift,
            event.meta,
            event.ctrl,
            event.screen_x,
            event.screen_y,
        )
        self.call_after_refresh(self._begin_selection)  # when the editor has been moved to the row

    def _begin_selection(self) -> None:
        if self._pressed is not None and self.editor is not None:
            self.editor.post_message(self._pressed)

    def on_mouse_up(self) -> None:
        """Forget the press."""
        self._pressed = None

    def on_click(self, event: events.Click) -> None:
        """Toggle a flag, or open the list of a choice."""
        index = self.row_under(event)
        if index is None or index != self.cursor or event.screen_offset.x - self.content_region.x < self.row.indent:
            return
        event.stop()
        if self.row.kind == "flag":
            self.action_switch()
        elif self.row.kind == "choice" and not self._closes_list:
            self.action_open_list()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Nudge the number with the focus; elsewhere the column scrolls."""
        self._wheel(event, up=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Nudge the number with the focus; elsewhere the column scrolls."""
        self._wheel(event, up=False)

    def _wheel(self, event: events.MouseEvent, *, up: bool) -> None:
        if self.shown_editor is not None and self.row_under(event) == self.cursor and self.row.kind == "number":
            event.stop()
            event.prevent_default()
            self.action_nudge(up, event.shift)
