"""The picture of a form: its rows from top to bottom, each with its message under it, as text in named styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len, chop_cells, set_cell_size

from tui.ascii import ascii_words
from tui.widgets.forms.row import Draft, Row
from tui.widgets.text_rows import fit

Line: TypeAlias = tuple[tuple[str, str], ...]
"""Pieces of text, each with the name of its style: a component class of a form, without the prefix."""


@dataclass(frozen=True)
class State:
    """What the picture of a form depends on besides its rows."""

    drafts: Mapping[str, Draft]
    """The drafts, by the `edit` of their rows."""
    focused: int | None = None
    """The index of the row that has the focus."""
    hovered: int | None = None
    """The index of the row under the mouse."""
    scroll: int = 0
    """Cells by which the text in the editor is scrolled."""
    ascii_only: bool = False


@dataclass(frozen=True)
class Picture:
    """The lines of a form, and what is in each of them."""

    lines: Sequence[Line] = ()
    owners: Sequence[int | None] = ()
    """The index of the row in each line; None on a message."""
    reserved: Mapping[str, int] = field(default_factory=dict)
    """The lines reserved for the message of each row, by its `edit`."""

    def top_of(self, index: int) -> int:
        """The line of a row's value."""
        return max(line for line, owner in enumerate(self.owners) if owner == index)

    def row_at(self, line: int) -> int | None:
        """The index of the row in a line; None on a message."""
        return self.owners[line] if 0 <= line < len(self.owners) else None


def picture(rows: Sequence[Row], state: State, width: int, held: Mapping[str, int] | None) -> Picture:
    """Lay all rows out; with `held` reserved lines no row moves, and a long message at the focus covers other rows."""
    lines: list[Line] = []
    owners: list[int | None] = []
    reserved: dict[str, int] = {}
    cover, top = list[Line](), 0
    for index, row in enumerate(rows):
        draft, focused = state.drafts.get(row.edit), index == state.focused
        fields = _field(row, draft, focused, index == state.hovered, width, state.ascii_only)
        message = _message(draft, row.indent, state.scroll if focused else 0, width, state.ascii_only)
        room = len(message) if held is None else held.get(row.edit, 0)
        reserved[row.edit] = room
        owners += [*[index] * len(fields), *[None] * room]
        lines += [*fields, *message[:room], *[()] * (room - len(message))]
        if focused and len(message) > room:
            cover, top = message, len(lines) - room
    if cover:
        if top + len(cover) > len(lines):  # too few lines below the row: above it
            top = max(0, top - 1 - len(cover))
        lines[top : top + len(cover)] = cover
    return Picture(lines, owners, reserved)


@lru_cache(maxsize=512)
def _field(row: Row, draft: Draft | None, focused: bool, hovered: bool, width: int, ascii_only: bool) -> list[Line]:
    """One line of label and value; two if the label is above the value."""
    style = "label-focus" if focused else "label"
    symbol = ascii_words(row.hyper.symbol) if ascii_only else row.hyper.symbol
    label, room = row.label(symbol, row.indent - 1), max(0, width - row.indent)
    if row.typed:
        text = set_cell_size(row.text if draft is None else draft.text, max(0, room - 1)) + " " * (room > 0)
        value: Line = ((text, "wrong" if draft is not None and draft.wrong else "value"),)
    else:
        chosen = "chosen-focus" if focused else "chosen-hover" if hovered else "chosen"
        value = _choice(row, "wrong" if draft is not None and draft.wrong else chosen, room, ascii_only)
    if not row.indent:
        return [((label, style),), value]
    return [((f"{fit(label, row.indent - 1)} ", style), *value)]


def _choice(row: Row, style: str, room: int, ascii_only: bool) -> Line:
    if row.kind == "flag":
        on, off = ("[x] on", "[ ] off") if ascii_only else ("◉ on", "○ off")
        return ((fit(on if row.value else off, room), style),)
    title = ascii_words(row.text) if ascii_only else row.text
    return ((fit(title, max(0, room - 2)), style), (" ▼" if room > 2 else "", f"{style} arrow"))


@lru_cache(maxsize=64)
def _message(draft: Draft | None, indent: int, scroll: int, width: int, ascii_only: bool) -> list[Line]:
    """The sentence of a draft, under a pointer to the column of the error."""
    if draft is None:
        return []
    style = "error" if draft.wrong else "message"
    sentence = ascii_words(draft.sentence) if ascii_only else draft.sentence
    lines = [f" {line}" for line in wrapped(sentence, max(1, width - 1))]
    if draft.column is not None:
        before = cell_len(draft.text[: draft.column - 1]) - scroll
        lines.insert(0, f"{' ' * (indent + before)}▲" if 0 <= before < width - indent else "")
    return [((line, style),) for line in lines]


def wrapped(text: str, width: int) -> Iterator[str]:
    """Wrap a text to lines of at most `width` cells, between words if they fit."""
    line = ""
    for word in text.split():
        for part in chop_cells(word, width):
            longer = f"{line} {part}" if line else part
            if cell_len(longer) > width:
                yield line
                longer = part
            line = longer
    if line:
        yield line
