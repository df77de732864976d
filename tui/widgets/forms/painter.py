"""Painter: paints a row of a form, its label, value and message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ascii import ascii_words
from tui.widgets.forms.row import Draft, Row
from tui.widgets.text_rows import fit

_STYLES = "label label-focus value chosen chosen-focus chosen-hover arrow wrong message error"
STYLES = tuple(_STYLES.split())
"""The component classes of a form, without the prefix."""


@dataclass(frozen=True)
class RowState:
    """What the picture of a row depends on besides the row."""

    draft: Draft | None = None
    focused: bool = False
    hovered: bool = False
    scroll: int = 0
    """Cells by which the text in the editor is scrolled."""

    @property
    def wrong(self) -> bool:
        """Whether the draft is an error."""
        return self.draft is not None and self.draft.wrong


@dataclass(frozen=True)
class Painter:
    """Paints rows in the styles of a theme, for a width and a font."""

    width: int
    style: Callable[[str], Style]
    ascii_only: bool = False

    def spell(self, text: str) -> str:
        """Convert a text to what the font can show."""
        return ascii_words(text) if self.ascii_only else text

    def field(self, row: Row, state: RowState) -> list[Strip]:
        """One line of label and value; two if the label is above the value."""
        label = self.style("label-focus" if state.focused else "label")
        name = row.label(self.spell(row.hyper.symbol), row.indent - 1)
        value = self._value(row, state)
        if not row.indent:
            return [self._line((name, label)), self._line(*value)]
        return [self._line((f"{fit(name, row.indent - 1)} ", label), *value)]

    def message(self, row: Row, state: RowState) -> list[Strip]:
        """The sentence of a draft, under a pointer to the column of the error."""
        draft = state.draft
        if draft is None:
            return []
        style = self.style("error" if draft.wrong else "message")
        lines = [f" {line}" for line in wrapped(self.spell(draft.sentence), max(1, self.width - 1))]
        if draft.column is not None:
            before = cell_len(draft.text[: draft.column - 1]) - state.scroll
            room = self.width - row.indent
            lines.insert(0, f"{' ' * (row.indent + before)}▲" if 0 <= before < room else "")
        return [self._line((line, style)) for line in lines]

    def _value(self, row: Row, state: RowState) -> list[tuple[str, Style]]:
        width = max(0, self.width - row.indent)
        if row.typed:
            text = row.text if state.draft is None else state.draft.text
            padded = set_cell_size(text, max(0, width - 1)) + " " * (width > 0)
            return [(padded, self.style("wrong" if state.wrong else "value"))]
        chosen = "chosen-focus" if state.focused else "chosen-hover" if state.hovered else "chosen"
        style = self.style("wrong" if state.wrong else chosen)
        if row.kind == "flag":
            on, off = ("[x] on", "[ ] off") if self.ascii_only else ("◉ on", "○ off")
            return [(fit(on if row.value else off, width), style)]
        arrow = style + Style(color=self.style("arrow").color)
        return [(fit(self.spell(row.title), max(0, width - 2)), style), (" ▼" if width > 2 else "", arrow)]

    def _line(self, *pieces: tuple[str, Style]) -> Strip:
        # Every segment needs a style: NO_COLOR crashes on one without.
        strip = Strip([Segment(text, style) for text, style in pieces if text])
        return strip.adjust_cell_length(self.width, self.style("label"))

    def text(self, sentence: str) -> list[Strip]:
        """A sentence to show if there are no rows."""
        return [self._line((line, self.style("label"))) for line in wrapped(sentence, max(1, self.width))]

    def blank(self) -> Strip:
        """A blank line."""
        return Strip.blank(self.width, self.style("label"))


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
