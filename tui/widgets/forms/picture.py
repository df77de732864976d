"""The painted lines of a form: its rows from top to bottom, each with its message under it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from tui.widgets.forms.painter import Painter, RowState
from tui.widgets.forms.row import Row


class Picture:
    """Lays rows out and paints them; a row is painted again only when it or its state has changed."""

    def __init__(self) -> None:
        self.strips: list[Strip] = []
        self.reserved: dict[str, int] = {}
        """The lines reserved for the message of each row, by its `edit`."""
        self._painted: dict[str, tuple[object, list[Strip], list[Strip]]] = {}  # a cache, by `edit`

    def forget(self) -> None:
        """Paint all rows again next time: the colours have changed."""
        self._painted.clear()

    def height(self, rows: Sequence[Row]) -> int:
        """The number of lines of rows and messages."""
        return sum(row.lines + self.reserved.get(row.edit, 0) for row in rows)

    def top_of(self, rows: Sequence[Row], index: int) -> int:
        """The line of a row's value."""
        return self.height(rows[:index]) + rows[index].lines - 1

    def row_at(self, rows: Sequence[Row], line: int) -> int | None:
        """The index of the row in a line; None on a message."""
        value_lines = ((index, self.top_of(rows, index)) for index in range(len(rows)))
        return next((index for index, last in value_lines if last - rows[index].lines < line <= last), None)

    def paint(self, painter: Painter, rows: Sequence[Row], states: Sequence[RowState], *, hold: bool) -> None:
        """Paint all rows; with `hold` no row moves, and a long message at the focus covers other rows."""
        strips: list[Strip] = []
        cover: tuple[int, list[Strip]] | None = None
        for row, state in zip(rows, states, strict=True):
            field, message = self._row(painter, row, state)
            if not hold:
                self.reserved[row.edit] = len(message)
            room = self.reserved.get(row.edit, 0)
            strips += [*field, *message[:room], *[painter.blank()] * (room - len(message))]
            if len(message) > room and state.focused:
                cover = len(strips) - room, message
        if cover is not None:
            top, message = cover
            if top + len(message) > len(strips):  # too few lines below the row: above it
                top = max(0, top - 1 - len(message))
            strips[top : top + len(message)] = message
        self.strips = strips

    def _row(self, painter: Painter, row: Row, state: RowState) -> tuple[list[Strip], list[Strip]]:
        key = (row, state, painter.width)
        known = self._painted.get(row.edit)
        if known is None or known[0] != key:
            known = key, painter.field(row, state), painter.message(row, state)
            self._painted[row.edit] = known
        return known[1], known[2]
