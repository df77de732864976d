"""FormRows: a widget that paints the rows of a form, and shows the tooltip of the row under the mouse."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from tui.widgets.entry import FIELD_CSS, FOCUSED_FIELD_CSS, WRONG_FIELD_CSS
from tui.widgets.forms.picture import Picture, State, picture, wrapped
from tui.widgets.forms.row import Draft, Row
from tui.widgets.racer_style import ascii_only
from tui.widgets.text_rows import PaintedRows, strip_of

_STYLES = "label label-focus value chosen chosen-focus chosen-hover arrow wrong message error"


class FormRows(PaintedRows, can_focus=True):
    """Rows, each with its message under it.

    While the mouse is over the column, no row moves: a message covers the rows below it until the mouse leaves.
    """

    DEFAULT_CSS = f"""
    FormRows {{
        height: auto; width: 1fr;
        & > .form--label {{ color: $text-muted; }}
        & > .form--label-focus {{ color: $foreground; text-style: bold; }}
        & > .form--value {{ color: $foreground; {FIELD_CSS} }}
        & > .form--chosen {{ color: $foreground; }}
        & > .form--chosen-hover {{ color: $foreground; {FIELD_CSS} }}
        & > .form--chosen-focus {{ color: $foreground; {FOCUSED_FIELD_CSS} text-style: bold; }}
        & > .form--arrow {{ color: $text-muted; }}
        & > .form--wrong {{ color: $foreground; {WRONG_FIELD_CSS} }}
        & > .form--message {{ color: $text-muted; }}
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
        self.picture = Picture()
        """What is painted."""
        self._hovered: int | None = None

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

    @property
    def scroll(self) -> int:
        """Cells by which the text in the editor is scrolled."""
        return 0

    # Painting

    @property
    def is_container(self) -> bool:
        """Lay out editor and drop-down, unlike other scroll views."""
        return True

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines of all rows and messages."""
        return len(self._picture(width).lines)

    def paint(self, width: int) -> list[Strip]:
        """Paint all rows and messages."""
        self.picture = self._picture(width)
        return [strip_of([(text, self._style(name)) for text, name in line], width) for line in self.picture.lines]

    def _picture(self, width: int) -> Picture:
        if not self.rows:
            return Picture([((line, "label"),) for line in wrapped(self.EMPTY, max(1, width))])
        focused = self.cursor if self.has_focus_within else None
        state = State(self.drafts, focused, self._hovered, self.scroll, ascii_only(self))
        return picture(self.rows, state, width, self.picture.reserved if self._mouse_is_over_column else None)

    def _style(self, names: str) -> Style:
        """The style of a component class; of two, the colour of the second on the first."""
        first, _, second = names.partition(" ")
        style = self.style_of(f"form--{first}")
        return style + Style(color=self.style_of(f"form--{second}").color) if second else style

    # The mouse

    @property
    def _mouse_is_over_column(self) -> bool:
        """Whether the mouse is anywhere over the column of the form."""
        over = self.app.mouse_over
        return over is not None and self.parent in over.ancestors_with_self

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the tooltip of the row under the mouse."""
        self._hover(self.row_under(event))

    def on_leave(self) -> None:
        """Drop the tooltip, and give each message its own lines."""
        self._hover(None)
        self.redraw()

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
