"""FormRows: a widget that paints the rows of a form, and moves focus and text editor from row to row."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.entry import FIELD_CSS, FOCUSED_FIELD_CSS, WRONG_FIELD_CSS
from tui.widgets.forms.editor import Editor
from tui.widgets.forms.painter import STYLES, Painter, RowState, wrapped
from tui.widgets.forms.picture import Picture
from tui.widgets.forms.row import Draft, Row
from tui.widgets.racer_style import ascii_only
from tui.widgets.text_rows import changed_regions

_PREFIX = "form--"


class FormRows(Widget, can_focus=True):
    """Rows of which one has the focus: on a text row the editor has it, on a choice or flag this widget.

    Each row has its message under it. While the mouse is over the column, no row moves: a message covers the rows below
    it until the mouse leaves.
    """

    DEFAULT_CSS = f"""
    FormRows {{
        height: auto; width: 1fr; layout: vertical;
        & > .form--label {{ color: $text-muted; }}
        & > .form--label-focus {{ color: $foreground; text-style: bold; }}
        & > .form--value {{ color: $foreground; {FIELD_CSS} }}
        & > .form--chosen {{ color: $foreground; }}
        & > .form--chosen-hover {{ color: $foreground; {FIELD_CSS} }}
        & > .form--chosen-focus {{ color: $foreground; {FOCUSED_FIELD_CSS} text-style: bold; }}
        & > .form--arrow {{ color: $foreground 50%; }}
        & > .form--wrong {{ color: $foreground; {WRONG_FIELD_CSS} }}
        & > .form--message {{ color: $text-muted; }}
        & > .form--error {{ color: $text-error; }}
    }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {_PREFIX + name for name in STYLES}
    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False

    EMPTY = ""
    """The text to show if there are no rows."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        """The index of the row that has the focus, or had it last."""
        self.editor: Editor | None = None
        """The text editor; shown on the row at the cursor if that is a text row, made at first use."""
        self.drafts: dict[str, Draft] = {}
        """The drafts, by the `edit` of their rows."""
        self._hovered: int | None = None
        self._picture = Picture()
        self._styles: dict[str, Style] = {}

    def commit(self) -> None:
        """Apply the text in the editor, or keep it as a draft."""
        raise NotImplementedError

    @property
    def row(self) -> Row:
        """The row at the cursor."""
        return self.rows[self.cursor]

    def index_of(self, edit: str) -> int | None:
        """The index of the row with this `edit`."""
        return next((index for index, row in enumerate(self.rows) if row.edit == edit), None)

    def text_of(self, row: Row) -> str:
        """The text of a row: that of its draft, else its value."""
        draft = self.drafts.get(row.edit)
        return row.text if draft is None else draft.text

    def is_wrong(self, row: Row) -> bool:
        """Whether the draft of a row is an error."""
        draft = self.drafts.get(row.edit)
        return draft is not None and draft.wrong

    # Layout

    def top_of(self, index: int) -> int:
        """The line of a row's value."""
        return self._picture.top_of(self.rows, index)

    def row_at(self, line: int) -> int | None:
        """The index of the row in a line of the content; None on a message."""
        return self._picture.row_at(self.rows, line)

    def row_under(self, event: events.MouseEvent) -> int | None:
        """The index of the row under the mouse, even if the editor covers it."""
        return self.row_at(event.screen_offset.y - self.content_region.y)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines of all rows and messages."""
        return self._picture.height(self.rows) if self.rows else len(list(wrapped(self.EMPTY, max(1, width))))

    @property
    def _mouse_is_over_column(self) -> bool:
        """Whether the mouse is anywhere over the column of the form."""
        over = self.app.mouse_over
        return over is not None and self.parent in over.ancestors_with_self

    def lay_out_messages(self) -> None:
        """Give each message its own lines, unless the mouse is over the column."""
        if not self._mouse_is_over_column:
            self._picture.reserved.clear()
            self.redraw()

    # Painting

    def redraw(self) -> None:
        """Paint the rows that changed, and keep the editor on its row."""
        if not (self.is_mounted and self.is_attached):
            return
        old = self._picture.strips
        self._paint()
        editor = self.shown_editor
        if editor is not None and self.rows:
            editor.styles.offset = (0, self.top_of(self.cursor))
        if len(old) != len(self._picture.strips):
            self.refresh(layout=True)
            return
        for region in changed_regions(old, self._picture.strips):
            self.refresh(region)

    def _paint(self) -> None:
        painter = Painter(self.content_size.width, self._style, ascii_only(self))
        if self.rows:
            states = [self._state_of(index) for index in range(len(self.rows))]
            self._picture.paint(painter, self.rows, states, hold=self._mouse_is_over_column)
        else:
            self._picture.strips = painter.text(self.EMPTY)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(_PREFIX + name)
        return style

    def render_line(self, y: int) -> Strip:
        """Return one line of the content."""
        strips, width = self._picture.strips, self.content_size.width
        if not strips or strips[0].cell_length != width:  # the first paint precedes the first resize event
            self._paint()
            strips = self._picture.strips
        return strips[y] if y < len(strips) else Strip.blank(width, self._style("label"))

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme, or of a change of the focus."""
        super().notify_style_update()
        # Textual calls this before it has computed the styles of the component classes.
        self.call_next(self._restyle)

    def _restyle(self) -> None:
        self._styles.clear()
        self._picture.forget()
        self.redraw()

    def on_resize(self) -> None:
        """Lay the rows out again."""
        self.redraw()

    # The row with the focus

    @property
    def shown_editor(self) -> Editor | None:
        """The editor, if it is shown."""
        return self.editor if self.editor is not None and self.editor.display else None

    def allow_focus(self) -> bool:
        """Leave the focus to the editor while it is shown."""
        return bool(self.rows) and self.shown_editor is None

    def _state_of(self, index: int) -> RowState:
        focused, editor = index == self.cursor and self.has_focus_within, self.shown_editor
        scroll = round(editor.scroll_x) if focused and editor is not None else 0
        return RowState(self.drafts.get(self.rows[index].edit), focused, index == self._hovered, scroll)

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
            self.editor = Editor()
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

    def update_editor(self, discard_drafts: bool = False) -> None:
        """Write the row's draft or value into the editor, unless the text there is the value already."""
        editor = self.shown_editor
        if editor is None or not self.rows:
            return
        row = self.row
        editor.set_class(self.is_wrong(row), "-wrong")
        if row.edit in self.drafts or discard_drafts or (not editor.typed and row.read(editor.value) != row.value):
            editor.write(self.text_of(row))

    def update_help(self) -> None:
        """Show the help of the row at the cursor in the help panel."""
        if self.row.help == self.HELP:
            return
        self.HELP = self.row.help  # type: ignore[misc] # of the instance: each row has its own
        if self.screen.query("HelpPanel"):  # it reads HELP again when the screen's focus is said to have changed
            self.screen.mutate_reactive(Screen.focused)

    def _scroll_to_row(self) -> None:
        if self.rows and isinstance(self.parent, Widget):
            lines = 1 + self._picture.reserved.get(self.row.edit, 0)
            origin = self.virtual_region.offset + self.gutter.top_left
            self.parent.scroll_to_region(Region(origin.x, origin.y + self.top_of(self.cursor), 1, lines), animate=False)

    def on_focus(self) -> None:
        """Move the focus to the row that had it last."""
        if self.rows and self.screen.focused is self:
            self.go(self.cursor)

    # The mouse over a row

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the tooltip of the row under the mouse."""
        self._hover(self.row_under(event))

    def on_leave(self) -> None:
        """Drop the tooltip, and lay out the messages."""
        self._hover(None)
        self.lay_out_messages()

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update_tooltip()
            self.redraw()

    def update_tooltip(self) -> None:
        """Set the tooltip and the pointer for the row under the mouse."""
        row = None if self._hovered is None or self._hovered >= len(self.rows) else self.rows[self._hovered]
        tooltip = None if row is None else Content("\n".join(row.sentences))
        if tooltip != self.tooltip:
            self.tooltip = tooltip
            self.styles.pointer = "default" if row is None else "text" if row.typed else "pointer"
