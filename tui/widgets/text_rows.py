"""Widgets of styled rows of text that repaint only the rows that changed; the compositor finds the cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.cell_width import narrow

Piece: TypeAlias = tuple[str, Style]
"""Some text in one style."""
Row: TypeAlias = Sequence[Piece]
"""One line, from left to right."""


class PaintedRows(ScrollView, can_focus=False, inherit_bindings=False):
    """Painted lines; a subclass returns them from `paint`, and calls `redraw` when they may have changed."""

    DEFAULT_CSS = """
    PaintedRows {
        overflow: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
    }
    """

    ALLOW_SELECT = False
    HEADINGS: ClassVar[int] = 0
    """Rows at the top that do not scroll."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._strips: list[Strip] = []
        self._base: Style | None = None
        self._width = 0
        self._room = (-1, False)  # for which the width was asked
        self._styles: dict[str, Style] = {}

    def paint(self, width: int) -> list[Strip]:
        """Return all lines, for a content of `width` columns."""
        raise NotImplementedError

    def style_of(self, name: str) -> Style:
        """Return the style of a component class, kept until the theme changes."""
        # Textual forgets its own copies at every refresh.
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name)
        return style

    def redraw(self) -> None:
        """Paint the lines again, and ask for a repaint of those that differ."""
        if not (self.is_mounted and self.is_attached):  # a removed widget stays "mounted" without a screen
            return
        old, width = self._strips, self._content_width()
        self._strips = self.paint(width)
        self._take_size(Size(width, len(self._strips)))
        if len(old) != len(self._strips):
            self.refresh()
            return
        scrolled, regions = self.scroll_offset.y, list[Region]()
        for index, (before, after) in enumerate(zip(old, self._strips, strict=True)):
            y = index if index < self.HEADINGS else index - scrolled
            if before != after and (y == index or y >= self.HEADINGS):
                left, right = changed_part(before, after)
                regions.append(Region(left, y, right - left, 1))
        if regions:
            self.refresh(*regions)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines; known at once as the size of the content, it needs no second layout."""
        size = Size(width, self.count_lines(width))
        self.set_reactive(PaintedRows.virtual_size, size)
        return size.height

    def count_lines(self, width: int) -> int:
        """How many lines `paint` returns for this width."""
        return len(self.paint(width))

    def _take_size(self, size: Size) -> None:
        """Take the size of the content, and ask for a layout where that depends on it."""
        if self.styles.auto_dimensions or self.styles.overflow_y != "hidden":
            self.virtual_size = size
        else:
            self.set_reactive(PaintedRows.virtual_size, size)

    def render_line(self, y: int) -> Strip:
        """Return one line of the content as it is now scrolled."""
        if self._outer_room != self._room:  # the first paint precedes the first resize event
            self._strips = self.paint(self._content_width())
        index = y if y < self.HEADINGS else y + self.scroll_offset.y
        row = self._strips[index] if index < len(self._strips) else Strip.blank(self._width)
        # Every segment needs a style: NO_COLOR crashes on one without.
        return row.apply_style(self._base_style())

    def _content_width(self) -> int:
        """The width of the content, kept as long as nothing changes on which it depends: it takes long to ask for."""
        if self._outer_room != self._room:
            self._room, self._width = self._outer_room, self.scrollable_content_region.width
        return self._width

    @property
    def _outer_room(self) -> tuple[int, bool]:
        """What the width of the content depends on."""
        return self.outer_size.width, self.show_vertical_scrollbar

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme, or of a change of the focus."""
        super().notify_style_update()
        self._base = None
        # Textual calls this before it has computed the styles of the component classes.
        self.call_next(self._restyle)

    def _base_style(self) -> Style:
        """The widget's own style, kept: Textual adds it up from all ancestors at every call."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def _restyle(self) -> None:
        self._styles.clear()
        self._base = None
        self.redraw()

    def on_resize(self) -> None:
        """Lay the rows out again."""
        self.redraw()


class TextRows(PaintedRows):
    """Rows of text; a subclass returns them from `rows`."""

    def rows(self, width: int) -> Sequence[Row]:
        """Return all rows, for a content of `width` columns."""
        raise NotImplementedError

    def paint(self, width: int) -> list[Strip]:
        """Return all rows as strips."""
        return [strip_of(row, width) for row in self.rows(width)]


def changed_part(before: Strip, after: Strip) -> tuple[int, int]:
    """The columns between the first and the last segment in which two strips differ; all where their lengths do."""
    left, right = 0, max(before.cell_length, after.cell_length)
    if before.cell_length != after.cell_length:
        return left, right
    old, new = list(before), list(after)
    while old and new and old[-1] == new[-1]:
        right -= old.pop().cell_length
        new.pop()
    while old and new and old[0] == new[0]:
        left += old.pop(0).cell_length
        new.pop(0)
    if len(old) == len(new) == 1 and old[0].style == new[0].style and narrow(old[0].text + new[0].text):
        pairs = enumerate(zip(old[0].text, new[0].text, strict=True))
        places = [place for place, (was, now) in pairs if was != now]
        left, right = left + places[0], left + places[-1] + 1
    return left, right


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, cut with an ellipsis or filled up on the right."""
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    if width < 1:
        return ""
    while cell_len(text) > width - 1:
        text = text[:-1]
    return text + "…" + " " * (width - 1 - cell_len(text))


LEAST_CUT = 3
"""Letters of a word that is cut."""


def fit_words(text: str, width: int) -> str:
    """As `fit`, but cut between words or in a word of letters: a number that is cut reads as another number."""
    if cell_len(text) <= width:
        return fit(text, width)
    words, last = text.split(" "), ""
    while words and cell_len(" ".join(words)) > width - 2:
        last = words.pop()
    left = width - 1 - sum(cell_len(word) + 1 for word in words)
    part = last[: max(left, 0)] if last.isalpha() and last.isascii() else ""
    end = f"{part}…" if len(part) >= LEAST_CUT else "…"
    return fit(" ".join([*words, end]), width)


def strip_of(row: Row, width: int) -> Strip:
    """Return a row as a strip of exactly `width` cells."""
    strip = Strip([Segment(text, style) for text, style in row if text])
    return strip.adjust_cell_length(width)
