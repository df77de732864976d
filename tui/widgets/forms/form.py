"""Form: rows whose values the user edits with keys and mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.input import Selection

from core.hyper import Value
from core.nudge import nudged
from tui.demo_safe import demo_safe
from tui.widgets.forms.drop_down import DropDown
from tui.widgets.forms.editor import Editor
from tui.widgets.forms.row import Draft, Row, index_at
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
        Binding("tab", "move(1)", "Focus Next", show=False, id="field.next_row"),
        Binding("shift+tab", "move(-1)", "Focus Previous", show=False, id="field.previous_row"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.editor: Editor | None = None
        """The text editor; shown on the row at the cursor if that is a text row, made at first use."""
        self.drop_down: DropDown | None = None
        """The open list."""
        self._closes_list = False  # whether the mouse was pressed on the row of the open list

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Apply a new value of a row, or several; a ValueError is shown under the row."""
        raise NotImplementedError

    def show_rows(self, rows: tuple[Row, ...], *, discard_drafts: bool = False) -> None:
        """Show rows; keep the drafts of unchanged rows, unless `discard_drafts`."""
        edit = self.row.edit if self.rows else ""
        same = {} if discard_drafts else {row.edit for row in rows if row in self.rows}
        self.drafts = {edit: draft for edit, draft in self.drafts.items() if edit in same}
        if discard_drafts and self.editor is not None:
            self.editor.write("")
        if not rows and self.has_focus_within:
            self._close_list()
            self.screen.focus_previous()
            self._hide_editor()
        self.rows = rows
        cursor = self.index_of(edit)
        self.cursor = min(self.cursor, max(0, len(rows) - 1)) if cursor is None else cursor
        if cursor is None and rows and self.has_focus_within:
            self.go(self.cursor)
        self.update()

    def update(self) -> None:
        """Bring editor, help, tooltip, picture and border in line with rows and drafts."""
        if self.rows and self.has_focus_within:
            self._update_editor()
            self._update_help()
        self.update_tooltip()
        self.redraw()
        # Errors may be scrolled out of view: the border lists them.
        names = [row.hyper.name for row in self.rows if self._is_wrong(row)]
        subtitle = f"! {', '.join(names)}" if names else ""
        if str(self.border_subtitle or "") != subtitle:
            self.border_subtitle = Content(subtitle)

    def redraw(self) -> None:
        """Paint the rows that changed, and keep the editor on its row."""
        super().redraw()
        if self.shown_editor is not None and self.rows:
            self.shown_editor.styles.offset = (0, self.picture.top_of(self.cursor))

    def _update_help(self) -> None:
        if self.row.help != self.HELP:
            self.HELP = self.row.help  # type: ignore[misc] # of the instance: each row has its own
            if self.screen.query("HelpPanel"):  # it reads HELP when the screen's focus is said to have changed
                self.screen.mutate_reactive(Screen.focused)

    # The row with the focus

    @property
    def shown_editor(self) -> Editor | None:
        """The editor, if it is shown."""
        return self.editor if self.editor is not None and self.editor.display else None

    @property
    def scroll(self) -> int:
        """Cells by which the text in the editor is scrolled."""
        return 0 if self.shown_editor is None else round(self.shown_editor.scroll_x)

    def allow_focus(self) -> bool:
        """Leave the focus to the editor while it is shown."""
        return bool(self.rows) and self.shown_editor is None

    def on_focus(self) -> None:
        """Move the focus to the row that had it last."""
        if self.rows and self.screen.focused is self:
            self.go(self.cursor)

    def go(self, index: int, *, caret: int | None = None) -> None:
        """Move the focus to a row; select all of its text, or put the caret at an index of it."""
        self.commit()
        kind = self.row.kind if self.has_focus_within else None
        self.cursor = index
        if self.row.typed:
            self._show_editor(caret)
        else:
            self._hide_editor()
            self.screen.set_focus(self, scroll_visible=False)
        if kind != self.row.kind:
            self.refresh_bindings()
        self.update()
        if caret is None:
            self.call_after_refresh(self._scroll_to_row)

    def _scroll_to_row(self) -> None:
        if self.rows and isinstance(self.parent, Widget):
            lines = 1 + self.picture.reserved.get(self.row.edit, 0)
            x, y = self.virtual_region.offset + self.gutter.top_left
            row = Region(x, y + self.picture.top_of(self.cursor), 1, lines)
            self.parent.scroll_to_region(row, animate=False)

    def _show_editor(self, caret: int | None) -> None:
        if self.editor is None:
            self.editor = Editor()
            self.mount(self.editor)
            self.watch(self.editor, "scroll_x", self.redraw, init=False)
        editor = self.editor
        editor.write(self._text_of(self.row))
        editor.styles.margin = (0, 0, 0, self.row.indent)
        editor.display = True
        self.screen.set_focus(editor, scroll_visible=False)
        if caret is None:
            editor.select_all()
        else:
            editor.cursor_position = caret

    def _hide_editor(self) -> None:
        if self.editor is not None:
            self.editor.display = False

    def _update_editor(self) -> None:
        """Write the row's draft or value into the editor, unless the text there is the value already."""
        editor, row = self.shown_editor, self.row
        if editor is not None:
            editor.set_class(self._is_wrong(row), "-wrong")
            if row.edit in self.drafts or (not editor.typed and row.read(editor.value) != row.value):
                editor.write(self._text_of(row))

    # Values

    def _text_of(self, row: Row) -> str:
        """The text of a row: that of its draft, else its value."""
        return self.drafts[row.edit].text if row.edit in self.drafts else row.text

    def _is_wrong(self, row: Row) -> bool:
        return row.edit in self.drafts and self.drafts[row.edit].wrong

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
            self._close_list()
            return
        row = self.row
        titles = [display_text(self, title) for title in row.titles or row.hyper.choices]
        self.drop_down = drop_down = DropDown(row.edit, titles, row.hyper.choices.index(str(row.value)))
        drop_down.styles.margin = (0, 0, 0, row.indent)
        drop_down.styles.offset = (0, self.picture.top_of(self.cursor) + 1)
        self.mount(drop_down)
        self.screen.set_focus(drop_down, scroll_visible=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_list is not self.drop_down:
            return
        index = self.index_of(self.drop_down.edit)
        self._close_list()
        if index is not None and event.option_index < len(self.rows[index].hyper.choices):
            row = self.rows[index]
            name = row.hyper.choices[event.option_index]
            self.take(row, (name,), name)
            self.chosen(row.edit, name)

    def chosen(self, edit: str, name: str) -> None:
        """Called after a choice from the list."""

    @on(DropDown.Dismissed)
    def _close_list(self) -> None:
        """Close the list; the form takes the focus from it."""
        drop_down, self.drop_down = self.drop_down, None
        if drop_down is None:
            return
        if drop_down.has_focus:
            self.screen.set_focus(self, scroll_visible=False)
        drop_down.display = False
        drop_down.remove()

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Focus the row, put the caret under the mouse, and begin a selection there."""
        index = self.row_under(event)
        if index is None:
            return
        row, cell = self.rows[index], self._cell(event, self.rows[index])
        self._closes_list = self.drop_down is not None and self.drop_down.edit == row.edit
        if row.typed and cell >= 0:
            self.commit()
            self.go(index, caret=index_at(self._text_of(row), cell))
            self.capture_mouse()
        else:
            self.go(index)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection to the mouse, while a button is held."""
        editor = self.shown_editor
        if self.app.mouse_captured is self and editor is not None:
            end = index_at(editor.value, self._cell(event, self.row) + round(editor.scroll_x))
            editor.selection = Selection(editor.selection.start, end)

    def on_mouse_up(self) -> None:
        """End the selection."""
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Toggle a flag, or open the list of a choice."""
        index = self.row_under(event)
        if index is None or index != self.cursor or self._cell(event, self.row) < 0:
            return
        event.stop()
        if self.row.kind == "flag":
            self.action_switch()
        elif self.row.kind == "choice" and not self._closes_list:
            self.action_open_list()

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
