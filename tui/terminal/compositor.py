"""A compositor that sends only the cells that differ from what the terminal shows.

Textual 8.2.8 crops a partial update only on the right: a changed cell in column 50 sends all columns from the left edge
of its widget, each run of cells with all of its colours. Whatever asks for a layout (a longer title, another row) sends
the whole screen. This compositor keeps the terminal's content in a buffer, sends the cells that differ from it, and
sends a colour code only where a colour changes. It builds on private names, so `install` keeps Textual's compositor if
one of them is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual import _compositor as stock
from textual.geometry import Region

from tui.cell_width import characters, narrow
from tui.terminal.sgr import PLAIN, Cell, Codes, SgrWriter, blank, codes_of

if TYPE_CHECKING:
    from rich.console import Console
    from textual.geometry import Size
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget

NEEDED = {
    "Compositor": ("render_partial_update", "render_full_update", "_get_renders", "visible_widgets"),
    "ChopsUpdate": ("render_segments", "__init__"),
    "LayoutUpdate": ("render_segments", "__init__"),
}


def available() -> bool:
    """Whether Textual and Rich have the private names that this module builds on."""
    return all(
        hasattr(getattr(stock, owner, None), name) for owner, names in NEEDED.items() for name in names
    ) and hasattr(Style, "_make_ansi_codes")


def install(screen: Screen[Any]) -> bool:
    """Replace the compositor of a screen that is not laid out yet; False if it must keep Textual's."""
    if not available() or type(getattr(screen, "_compositor", None)) is not stock.Compositor:
        return False
    screen._compositor = DiffCompositor()
    return True


Change: TypeAlias = tuple[int, int, str, int, "Codes | Style | None"]
"""What is written: row, column, text, its width and its colours."""


class ScreenBuffer:
    """The cells of the terminal as this program last wrote them, None where it is not known."""

    def __init__(self) -> None:
        self.rows: list[list[Cell | None]] = []
        self._size: Size | None = None
        self._fresh = True  # nothing is known: the first paint goes from top to bottom

    def knows(self, size: Size) -> bool:
        """Whether a terminal of this size has been written to since the buffer was cleared."""
        return size == self._size

    def fit(self, size: Size) -> None:
        """Clear the buffer if the size has changed."""
        if size != self._size:
            self._size, self._fresh = size, True
            self.rows = [[None] * size.width for _ in range(size.height)]

    def forget(self) -> None:
        """Clear the buffer: another program has written, or the terminal has moved its cells."""
        self._size = None

    def render(self, spans: Iterable[tuple[int, int, Iterable[Iterable[Segment]]]], console: Console) -> str:
        """The bytes that update the cells of each span: row, column and strips."""
        system = console._color_system or ColorSystem.TRUECOLOR  # as Strip.render does
        writer = SgrWriter(system, self._size.width if self._size else 0)
        changes: list[Change] = []
        reached = (0, 0)
        for y, x, strips in spans:
            for change in _changes(self.rows[y], y, x, strips, system) if y < len(self.rows) else ():
                if change[:2] < reached:  # of spans that overlap, the later one is seen
                    self._write(writer, changes)
                    changes = []
                changes.append(change)
                reached = change[0], change[1] + change[3]
        self._write(writer, changes)
        self._fresh = False
        return writer.finish()

    def _write(self, writer: SgrWriter, changes: list[Change]) -> None:
        """Write changes colour by colour, unless nothing was known of the terminal."""
        for y, x, text, width, codes in changes if self._fresh else sorted(changes, key=_color):
            writer.move(x, y, self.rows[y])
            writer.write(text, width, codes)


def _color(change: Change) -> tuple[str, ...]:
    """What changes are sorted by: a move of the cursor takes fewer bytes than a colour, one colour fewer than two."""
    codes = change[4]
    return (codes[0], codes[2], codes[1]) if isinstance(codes, tuple) else ()


def _changes(
    row: list[Cell | None], y: int, x: int, strips: Iterable[Iterable[Segment]], system: ColorSystem
) -> Iterator[Change]:
    """The changes that strips make from a column of a row on; the row is brought up to date."""
    for strip in strips:
        for text, style, control in strip:
            codes, end = _codes(style, system), x + len(text)
            if not control and end <= len(row) and narrow(text):
                yield from _segment(row, y, x, text, codes)
                x = end
                continue
            for character, width in () if control else characters(text):
                cell = (character, _visible(character, codes))
                if x < len(row) and row[x] != cell:
                    row[x : x + width] = [cell, *[("", codes)] * (width - 1)]
                    yield y, x, character, width, cell[1]
                x += width


def _segment(row: list[Cell | None], y: int, x: int, text: str, codes: Codes | Style | None) -> Iterator[Change]:
    """The changes that a text of narrow characters makes, usually none or all of its cells."""
    background = _visible(" ", codes)
    wanted: list[Cell] = [(character, codes if character != " " else background) for character in text]
    known = row[x : x + len(text)]
    if known == wanted:
        return
    row[x : x + len(text)] = wanted
    if known.count(None) == len(known):
        for blanks, part in groupby(text, " ".__eq__):
            piece = "".join(part)
            yield y, x, piece, len(piece), background if blanks else codes
            x += len(piece)
    else:
        for place, (old, new) in enumerate(zip(known, wanted, strict=True), x):
            if old != new:
                yield y, place, new[0], 1, new[1]


def _visible(character: str, codes: Codes | Style | None) -> Codes | Style | None:
    """The visible part of a style: under a blank, only the background."""
    return blank(codes) if character == " " and isinstance(codes, tuple) else codes


def _codes(style: Style | None, system: ColorSystem) -> Codes | Style | None:
    if style is None:
        return PLAIN
    return style if style.link else codes_of(style, system)


class DiffUpdate(stock.ChopsUpdate):
    """A partial update that sends the cells that differ."""

    shown: ScreenBuffer
    size: Size

    def render_segments(self, console: Console) -> str:
        """The bytes of the update."""
        self.shown.fit(self.size)
        return self.shown.render(self._cropped(), console)

    def _cropped(self) -> Iterable[tuple[int, int, Iterable[Iterable[Segment]]]]:
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    begin = max(x, first)
                    yield y, begin, (_cut(strip, begin - x, min(end, last) - x),)


def _cut(strip: Strip, first: int, last: int) -> Iterator[Segment]:
    """Crop a strip to some columns; `Strip.crop` would cache each piece, up to 16,384 of them (8 MB)."""
    place = 0
    for segment in strip:
        text, style, control = segment
        if place >= last or control:
            continue
        simple = narrow(text)
        width = len(text) if simple else cell_len(text)
        begin, place = place, place + width
        if place <= first:
            continue
        if first <= begin and place <= last:
            yield segment
        else:
            left, right = max(first - begin, 0), min(last - begin, width)
            yield Segment(text[left:right] if simple else _part(text, left, right), style)


def _part(text: str, first: int, last: int) -> str:
    """Crop a text to some cells; half of a wide character becomes a blank."""
    parts, place = [], 0
    for character, width in characters(text):
        left, right = max(first, place), min(last, place + width)
        if left < right:
            parts.append(character if right - left == width else " " * (right - left))
        place += width
    return "".join(parts)


class DiffLayoutUpdate(stock.LayoutUpdate):
    """An update of the whole screen that sends the cells that differ."""

    shown: ScreenBuffer
    size: Size

    def render_segments(self, console: Console) -> str:
        """The bytes of the update."""
        self.shown.fit(self.size)
        lines = enumerate(self.strips, self.region.y)
        return self.shown.render(((y, self.region.x, line) for y, line in lines), console)


class DiffCompositor(stock.Compositor):
    """Textual's compositor, with updates that send only what differs."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ScreenBuffer()
        self._asked: tuple[Region, ...] | None = None
        self._placed_for: object = None
        self._placed: list[tuple[Widget, Region, int, int, int, int]] = []

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Render the widgets' lines; in a partial update only those of the widgets that show a part of it.

        Textual renders all widgets in the bounding box of the changes, also those behind others: a change in the header
        and one in the standings make that the whole screen.
        """
        if self._asked is None:
            yield from super()._get_renders(crop)
            return
        boxes = [(asked.x, asked.y, asked.right, asked.bottom) for asked in self._asked]
        for widget, region, left, top, right, bottom in self._places():  # from front to back
            if not boxes:
                return
            rows = [
                (max(y, top), min(below, bottom))
                for x, y, beside, below in boxes
                if x < right and beside > left and y < bottom and below > top
            ]
            if rows:
                first, last = min(row for row, _ in rows), max(row for _, row in rows)
                part = Region(left, first, right - left, last - first)  # a line is cut at the widgets' edges only
                yield region, part, widget.render_lines(part.translate(-region.offset))
                boxes = [
                    (x, y, beside, below)
                    for x, y, beside, below in boxes
                    if x < left or beside > right or y < top or below > bottom  # else nothing behind it is seen
                ]

    def _places(self) -> list[tuple[Widget, Region, int, int, int, int]]:
        """The widgets with the edges of their visible parts; computed once per layout."""
        visible = self.visible_widgets
        if visible is not self._placed_for:
            self._placed_for = visible
            seen = [(widget, region, region.intersection(clip)) for widget, (region, clip) in visible.items()]
            self._placed = [(widget, region, s.x, s.y, s.right, s.bottom) for widget, region, s in seen if s]
        return self._placed

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> Any:
        """An update of what has changed, or of everything where it is not known what the terminal shows.

        An update may never be written: Textual drops those of a batch.
        """
        return super().render_update(full or not self.shown.knows(self.size), screen_stack, simplify)

    def render_full_update(self, simplify: bool = False) -> stock.LayoutUpdate:
        """An update of the whole screen."""
        stock_update = super().render_full_update(simplify)
        update = DiffLayoutUpdate(stock_update.strips, stock_update.region)
        update.shown, update.size = self.shown, self.size
        return update

    def render_partial_update(self) -> stock.ChopsUpdate | None:
        """An update of the changed spans, or None."""
        self._asked = tuple(self._dirty_regions)
        try:
            stock_update = super().render_partial_update()
        finally:
            self._asked = None
        if stock_update is None:
            return None
        update = DiffUpdate(stock_update.chops, stock_update.spans, stock_update.chop_ends)
        update.shown, update.size = self.shown, self.size
        return update
