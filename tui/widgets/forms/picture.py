"""The picture of a form: its rows from top to bottom, each with its message under it, as text in named styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from core.frozen import frozen
from tui.ascii import ascii_words
from tui.widgets.forms.row import Draft, Row
from tui.widgets.text_rows import fit

Line: TypeAlias = tuple[tuple[str, str], ...]
"""Pieces of text, each with the name of its style: a component class of a form, without the prefix."""


@frozen
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


def picture(
    rows: Sequence[Row],
    drafts: Mapping[str, Draft],
    width: int,
    *,
    focused: int | None = None,
    hovered: int | None = None,
    scroll: int = 0,
    ascii_only: bool = False,
    held: Mapping[str, int] | None = None,
) -> Picture:
    """Lay all rows out, at the focus for an editor whose text is scrolled by `scroll` cells.

    With `held`, reserved lines of another picture, no row moves, and a long message at the focus covers other rows.
    """
    lines: list[Line] = []
    owners: list[int | None] = []
    reserved: dict[str, int] = {}
    cover, top = list[Line](), 0
    for index, row in enumerate(rows):
        draft, at_focus = drafts.get(row.edit), index == focused
        fields = _field(row, draft, at_focus, index == hovered, width, ascii_only)
        message = _message(draft, row.indent, scroll if at_focus else 0, width, ascii_only)
        room = len(message) if held is None else held.get(row.edit, 0)
        reserved[row.edit] = room
        owners += [*[index] * len(fields), *[None] * room]
        lines += [*fields, *message[:room], *[()] * (room - len(message))]
        if at_focus and len(message) > room:
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
        chosen = "chosen-focus" if focused else "value" if hovered else "chosen"
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
    style = "error" if draft.wrong else "label"
    sentence = ascii_words(draft.sentence) if ascii_only else draft.sentence
    lines = [f" {line}" for line in wrapped(sentence, max(1, width - 1))]
    if draft.column is not None:
        before = cell_len(draft.text[: draft.column - 1]) - scroll
        lines.insert(0, f"{' ' * (indent + before)}▲" if 0 <= before < width - indent else "")
    return [((line, style),) for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text to lines of at most `width` cells, between words if they fit."""
    return [line.plain.strip() for line in Content(text).wrap(width) if line.plain.strip()]
