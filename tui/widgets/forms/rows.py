"""FormRows: a widget that lays out and paints the rows of a form."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.changed_spans import changed_spans
from tui.widgets.entry import FIELD_CSS, FOCUSED_FIELD_CSS, WRONG_FIELD_CSS
from tui.widgets.forms.painter import STYLES, Painter, RowState, wrapped
from tui.widgets.forms.row import Draft, Row
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import changed_columns

_PREFIX = "form--"


class FormColumn(VerticalScroll, can_focus=False):
    """A scrolling column with forms in it."""

    DEFAULT_CSS = """
    FormColumn { scrollbar-size-vertical: 1; }
    """

    def on_leave(self) -> None:
        """Lay out the messages of all forms again when the mouse leaves the column."""
        for form in self.query(FormRows):
            form.lay_out_messages()


class FormRows(Widget):
    """Rows from top to bottom, each with its message under it.

    While the mouse is over the column, no row moves: a message covers the rows below it until the mouse leaves.
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
        self.drafts: dict[str, Draft] = {}
        """The drafts, by the `edit` of their rows."""
        self._hovered: int | None = None
        self._message_lines: dict[str, int] = {}  # reserved under each row, by its `edit`
        self._strips: list[Strip] = []
        self._painted: dict[str, tuple[object, list[Strip], list[Strip]]] = {}  # a cache, by `edit`
        self._styles: dict[str, Style] = {}

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
        above = sum(self._height(row) for row in self.rows[:index])
        return above + (not self.rows[index].indent)

    def _height(self, row: Row) -> int:
        return (1 if row.indent else 2) + self._message_lines.get(row.edit, 0)

    def row_at(self, line: int) -> int | None:
        """The index of the row in a line of the content; None on a message."""
        top = 0
        for index, row in enumerate(self.rows):
            height = self._height(row)
            if top <= line < top + height - self._message_lines.get(row.edit, 0):
                return index
            top += height
        return None

    def row_under(self, event: events.MouseEvent) -> int | None:
        """The index of the row under the mouse, even if the editor covers it."""
        return self.row_at(event.screen_offset.y - self.content_region.y)

    @property
    def _mouse_is_over_column(self) -> bool:
        """Whether the mouse is over the column of the form."""
        over = self.app.mouse_over
        return over is not None and self.parent in over.ancestors_with_self

    def lay_out_messages(self) -> None:
        """Give each message its own lines, unless the mouse is over the column."""
        if not self._mouse_is_over_column:
            self._message_lines.clear()
            self.redraw()

    def on_leave(self) -> None:
        """Drop the tooltip, and lay out the messages."""
        self._hover(None)
        self.lay_out_messages()

    # Painting

    def state_of(self, index: int) -> RowState:
        """The state that the picture of a row depends on."""
        return RowState(hovered=index == self._hovered)

    def redraw(self) -> None:
        """Paint the rows that changed."""
        if not (self.is_mounted and self.is_attached):
            return
        old, self._strips = self._strips, self._picture()
        if len(old) != len(self._strips):
            self.refresh(layout=True)
            return
        for y, (before, after) in enumerate(zip(old, self._strips, strict=True)):
            for left, right in changed_spans(changed_columns(before, after)):
                self.refresh(Region(left, y, right - left, 1))

    def _picture(self) -> list[Strip]:
        width = self.content_size.width
        painter = Painter(width, self._style, self.spell, getattr(self.app, "ascii_only", False))
        if not self.rows:
            return painter.text(self.EMPTY)
        held = self._mouse_is_over_column
        strips: list[Strip] = []
        over: tuple[int, list[Strip]] | None = None
        for index, row in enumerate(self.rows):
            field, message = self._row_strips(painter, index)
            if not held:
                self._message_lines[row.edit] = len(message)
            room = self._message_lines.get(row.edit, 0)
            strips += [*field, *message[:room], *[painter.blank()] * (room - len(message))]
            if len(message) > room and self.state_of(index).focused:
                over = len(strips) - room, message
        return strips if over is None else _overlaid(strips, *over)

    def _row_strips(self, painter: Painter, index: int) -> tuple[list[Strip], list[Strip]]:
        row, state = self.rows[index], self.state_of(index)
        draft = self.drafts.get(row.edit)
        key = (row, draft, state, painter.width)
        known = self._painted.get(row.edit)
        if known is None or known[0] != key:
            known = key, painter.field(row, draft, state), painter.message(row, draft, state)
            self._painted[row.edit] = known
        return known[1], known[2]

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(_PREFIX + name)
        return style

    def spell(self, text: str) -> str:
        """Convert a text to what the font can show."""
        return display_text(self, text)

    def render_line(self, y: int) -> Strip:
        """Return one line of the content."""
        if not self._strips or self._strips[0].cell_length != self.content_size.width:
            self._strips = self._picture()  # the first paint precedes the first resize event
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.content_size.width, self._style("label"))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines of all rows and messages."""
        if self.rows:
            return sum(map(self._height, self.rows))
        return len(list(wrapped(self.EMPTY, max(1, width))))

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme, or of a change of the focus."""
        super().notify_style_update()
        # Textual calls this before it has computed the styles of the component classes.
        self.call_next(self._restyle)

    def _restyle(self) -> None:
        self._styles.clear()
        self._painted.clear()
        self.redraw()

    def on_resize(self) -> None:
        """Lay the rows out again."""
        self.redraw()

    # The mouse

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the tooltip of the row under the mouse."""
        self._hover(self.row_under(event))

    def _hover(self, index: int | None) -> None:
        if index == self._hovered:
            return
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


def _overlaid(strips: list[Strip], top: int, message: list[Strip]) -> list[Strip]:
    """Lay a message over the lines from `top` on; if there are too few, over those above its row."""
    if top + len(message) > len(strips):
        top = max(0, top - 1 - len(message))
    return [*strips[:top], *message, *strips[top + len(message) :]]
