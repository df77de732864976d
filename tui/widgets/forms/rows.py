"""FormRows: a widget that paints the rows of a form, and moves focus and text editor from row to row."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.entry import FIELD_CSS, FOCUSED_FIELD_CSS, WRONG_FIELD_CSS
from tui.widgets.forms.editor import Editor
from tui.widgets.forms.picture import Picture, picture, wrapped
from tui.widgets.forms.row import Draft, Row
from tui.widgets.racer_style import ascii_only
from tui.widgets.text_rows import PaintedRows, strip_of

_STYLES = "label label-focus value chosen chosen-focus arrow wrong error"


class FormRows(PaintedRows, can_focus=True):
    """Rows of which one has the focus: on a text row the editor has it, on a choice or flag this widget.

    Each row has its message under it. While the mouse is over the column, no row moves: a message covers the rows below
    it until the mouse leaves.
    """

    DEFAULT_CSS = f"""
    FormRows {{
        height: auto; width: 1fr;
        & > .form--label {{ color: $text-muted; }}
        & > .form--label-focus {{ color: $foreground; text-style: bold; }}
        & > .form--value {{ color: $foreground; {FIELD_CSS} }}
        & > .form--chosen {{ color: $foreground; }}
        & > .form--chosen-focus {{ color: $foreground; {FOCUSED_FIELD_CSS} text-style: bold; }}
        & > .form--arrow {{ color: $text-muted; }}
        & > .form--wrong {{ color: $foreground; {WRONG_FIELD_CSS} }}
        & > .form--error {{ color: $text-error; }}
    }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"form--{name}" for name in _STYLES.split()}
    ALLOW_MAXIMIZE = False

    EMPTY = ""
    """The text to show if there are no rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        """The index of the row that has the focus, or had it last."""
        self.drafts: dict[str, Draft] = {}
        """The drafts, by the `edit` of their rows."""
        self.editor: Editor | None = None
        """The text editor; shown on the row at the cursor if that is a text row, made at first use."""
        self.picture = Picture()
        """What is painted."""
        self._hovered: int | None = None

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

    def row_under(self, event: events.MouseEvent) -> int | None:
        """The index of the row under the mouse, even if the editor covers it."""
        return self.picture.row_at(event.screen_offset.y - self.content_region.y)

    def update(self) -> None:
        """Bring editor, help, tooltip, picture and border in line with rows and drafts."""
        if self.rows and self.has_focus_within:
            self._update_help()
            if self.shown_editor is not None:
                self.shown_editor.update(self.row, self.drafts.get(self.row.edit))
        self._update_tooltip()
        self.redraw()
        # Errors may be scrolled out of view: the border lists them.
        wrong = {edit for edit, draft in self.drafts.items() if draft.wrong}
        names = [row.hyper.name for row in self.rows if row.edit in wrong]
        subtitle = Content(f"! {', '.join(names)}" if names else "")
        if subtitle.markup != (self.border_subtitle or ""):  # assigning it repaints the whole widget
            self.border_subtitle = subtitle

    # Painting

    def redraw(self) -> None:
        """Paint the rows that changed, and keep the editor on its row."""
        super().redraw()
        if self.shown_editor is not None and self.rows:
            self.shown_editor.styles.offset = (0, self.picture.top_of(self.cursor))

    @property
    def is_container(self) -> bool:
        """Lay out editor and drop-down, unlike other scroll views."""
        return True

    def count_lines(self, width: int) -> int:
        """The number of lines of all rows and messages."""
        return len(self._picture(width).lines)

    def paint(self, width: int) -> list[Strip]:
        """Paint all rows and messages."""
        self.picture = self._picture(width)
        return [strip_of([(text, self._style(name)) for text, name in line], width) for line in self.picture.lines]

    def _picture(self, width: int) -> Picture:
        if not self.rows:
            return Picture([((line, "label"),) for line in wrapped(self.EMPTY, max(1, width))])
        return picture(
            self.rows,
            self.drafts,
            width,
            focused=self.cursor if self.has_focus_within else None,
            hovered=self._hovered,
            scroll=0 if self.shown_editor is None else round(self.shown_editor.scroll_x),
            ascii_only=ascii_only(self),
            held=self.picture.reserved if self._mouse_is_over_column else None,
        )

    def _style(self, names: str) -> Style:
        """The style of a component class; of two, the colour of the second on the first."""
        first, _, second = names.partition(" ")
        style = self.style_of(f"form--{first}")
        return style + Style(color=self.style_of(f"form--{second}").color) if second else style

    # The row with the focus

    @property
    def shown_editor(self) -> Editor | None:
        """The editor, if it is shown."""
        return self.editor if self.editor is not None and self.editor.display else None

    def allow_focus(self) -> bool:
        """Leave the focus to the editor while it is shown."""
        return bool(self.rows) and self.shown_editor is None

    def on_focus(self) -> None:
        """Move the focus to the row that had it last."""
        if self.rows and self.screen.focused is self:
            self.go(self.cursor)

    def go(self, index: int, *, cell: int | None = None) -> None:
        """Move the focus to a row; select all of its text, or put the caret into a cell of it."""
        self.commit()
        kind = self.row.kind if self.has_focus_within else None
        self.cursor = index
        if self.row.typed:
            self._made_editor().open(self.row, self.drafts.get(self.row.edit), cell)
        else:
            self._hide_editor()
            self.screen.set_focus(self, scroll_visible=False)
        if kind != self.row.kind:
            self.refresh_bindings()
        self.update()
        if cell is None:
            self.call_after_refresh(self._scroll_to_row)

    def _made_editor(self) -> Editor:
        if self.editor is None:
            self.editor = Editor()
            self.mount(self.editor)
            self.watch(self.editor, "scroll_x", self.redraw, init=False)
        return self.editor

    def _hide_editor(self) -> None:
        if self.editor is not None:
            self.editor.display = False

    def _scroll_to_row(self) -> None:
        if self.rows and isinstance(self.parent, Widget):
            lines = 1 + self.picture.reserved.get(self.row.edit, 0)
            x, y = self.virtual_region.offset + self.gutter.top_left
            row = Region(x, y + self.picture.top_of(self.cursor), 1, lines)
            self.parent.scroll_to_region(row, animate=False)

    # The mouse over a row

    @property
    def _mouse_is_over_column(self) -> bool:
        """Whether the mouse is anywhere over the column of the form."""
        over = self.app.mouse_over
        return over is not None and self.parent in over.ancestors_with_self

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the tooltip of the row under the mouse."""
        self._hover(self.row_under(event))

    def on_leave(self) -> None:
        """Drop the tooltip; the column then gives each message its own lines."""
        self._hover(None)

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _update_tooltip(self) -> None:
        row = None if self._hovered is None or self._hovered >= len(self.rows) else self.rows[self._hovered]
        tooltip = None if row is None else Content("\n".join(row.sentences))
        if tooltip != self.tooltip:
            self.tooltip = tooltip
            self.styles.pointer = "default" if row is None else "text" if row.typed else "pointer"

    def _update_help(self) -> None:
        if self.row.help != self.HELP:
            self.HELP = self.row.help  # type: ignore[misc] # of the instance: each row has its own
            if self.screen.query("HelpPanel"):  # it reads HELP when the screen's focus is said to have changed
                self.screen.mutate_reactive(Screen.focused)


class FormColumn(VerticalScroll, can_focus=False):
    """A scrolling column with forms in it."""

    DEFAULT_CSS = """
    FormColumn { scrollbar-size-vertical: 1; }
    """

    def on_leave(self) -> None:
        """Give each message its own lines when the mouse leaves the column."""
        for form in self.query(FormRows):
            form.redraw()
