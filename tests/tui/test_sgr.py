"""What the pen writes is what is wanted in each cell, whatever stood there, and not a byte more than it needs."""

from __future__ import annotations

import io

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui.cell_width import NARROW_SIGNS
from tui.terminal.compositor import ScreenBuffer, _cut
from tui.terminal.sgr import PLAIN, SgrWriter, codes_of

SIZE = Size(12, 3)
CONSOLE = Console(color_system="truecolor", force_terminal=True, file=io.StringIO(), _environ={})
ATTRIBUTES = ("bold", "italic", "underline", "reverse", "strike")  # those that pyte knows, too
COLORS = st.sampled_from([None, "#ff0000", "#00ff00", "#0000ff"])
styles = st.builds(
    lambda color, ground, on: Style(color=color, bgcolor=ground) + Style.parse(" ".join(sorted(on))),
    COLORS,
    COLORS,
    st.sets(st.sampled_from(ATTRIBUTES)),
)
spans = st.tuples(
    st.integers(0, SIZE.height - 1),
    st.integers(0, SIZE.width - 1),
    st.lists(st.tuples(st.text(" ab▀⠿", min_size=1, max_size=4), styles), min_size=1, max_size=3),
)
Span = tuple[int, int, list[tuple[str, Style]]]


def looks(screen: pyte.Screen) -> list[tuple[object, ...]]:
    """What one sees: of a blank the ground, and the ink of what is drawn on it."""
    seen: list[tuple[object, ...]] = []
    for y in range(SIZE.height):
        for x in range(SIZE.width):
            cell = screen.buffer[y][x]
            lines = cell.underscore, cell.strikethrough, cell.reverse
            if cell.data == " ":
                seen.append((" ", cell.bg, lines, cell.fg if any(lines) else ""))
            else:
                seen.append((cell.data, cell.bg, lines, cell.fg, cell.bold, cell.italics))
    return seen


@given(st.lists(st.lists(spans, min_size=1, max_size=4), min_size=1, max_size=6))
def test_the_cells_are_those_that_were_asked_for(paints: list[list[Span]]) -> None:
    shown, screen, plain = ScreenBuffer(), pyte.Screen(*SIZE), pyte.Screen(*SIZE)
    shown.fit(SIZE)
    stream, plain_stream = pyte.Stream(screen), pyte.Stream(plain)
    for paint in paints:
        cut = [(y, x, Strip([Segment(*part) for part in parts]).crop(0, SIZE.width - x)) for y, x, parts in paint]
        stream.feed(shown.render([(y, x, [strip]) for y, x, strip in cut], CONSOLE))
        for y, x, strip in cut:
            plain_stream.feed(f"\x1b[{y + 1};{x + 1}H{strip.render(CONSOLE)}")
        assert looks(screen) == looks(plain)
        assert screen.cursor.attrs == pyte.screens.Char(" ")  # it ends with plain colours


@given(st.lists(st.text(" ab▀⠿▶‖日é", min_size=1, max_size=6), max_size=4), st.integers(0, 12), st.integers(0, 12))
def test_columns_of_a_line_are_cut_as_textual_cuts_them(texts: list[str], first: int, length: int) -> None:
    strip = Strip([Segment(text, Style()) for text in texts])
    last = min(first + length, strip.cell_length)
    wanted = strip.crop(first, last).text if first < last else ""
    assert "".join(segment.text for segment in _cut(strip, first, last)) == wanted


def test_what_counts_as_a_cell_is_one() -> None:
    assert all(cell_len(sign) == 1 for sign in NARROW_SIGNS)


def test_what_is_cut_is_not_kept_for_ever() -> None:
    before = Segment._split_cells.cache_info().currsize
    for step in range(100):
        list(_cut(Strip([Segment(f"▶ 日 step {step:>7} of many", Style())]), 3, 14))
    assert Segment._split_cells.cache_info().currsize == before


def test_only_what_differs_is_changed() -> None:
    writer = SgrWriter(ColorSystem.TRUECOLOR, 80)
    red = "38;2;255;0;0"
    writer.move(0, 0, [])
    for text, style in (
        ("a", "bold #ff0000 on #000000"),
        ("b", "#ff0000 on #000000"),
        ("  ", "#00ff00 on #000000"),
        ("c", "italic #ff0000 on #000000"),
    ):
        codes = codes_of(Style.parse(style), ColorSystem.TRUECOLOR)
        writer.write(text, len(text), ("", "", codes[2]) if text.isspace() else codes)
    assert writer.finish() == f"\x1b[1;1H\x1b[1;{red};48;2;0;0;0ma\x1b[22mb  \x1b[3mc\x1b[0m"


def test_nothing_is_sent_for_what_is_there() -> None:
    shown = ScreenBuffer()
    shown.fit(SIZE)
    strip = Strip([Segment("one two", Style.parse("#ff0000 on #000000"))])
    assert shown.render([(0, 0, [strip])], CONSOLE)
    assert shown.render([(0, 0, [strip])], CONSOLE) == ""
    other = Strip([Segment("one", Style.parse("#ff0000 on #000000")), Segment(" ", Style.parse("#00ff00 on #000000"))])
    assert shown.render([(0, 0, [other])], CONSOLE) == ""
    assert PLAIN == ("", "", "")


def test_what_changes_is_written_color_by_color() -> None:
    """A move of the cursor takes fewer bytes than a colour."""
    colors = [Style.parse("#ff0000 on #000000"), Style.parse("#00ff00 on #000000")]
    shown = ScreenBuffer()
    shown.fit(SIZE)
    blank = Strip([Segment(" " * SIZE.width, Style())])
    shown.render([(y, 0, [blank]) for y in range(SIZE.height)], CONSOLE)
    board = [Strip([Segment("▀", colors[(x + y) % 2]) for x in range(SIZE.width)]) for y in range(SIZE.height)]
    assert shown.render([(y, 0, [strip]) for y, strip in enumerate(board)], CONSOLE).count("m") == 3


def test_a_first_paint_goes_from_top_to_bottom() -> None:
    shown = ScreenBuffer()
    shown.fit(SIZE)
    lines = [Strip([Segment("a", Style(bold=True)), Segment("b")]) for _ in range(SIZE.height)]
    sent = shown.render([(y, 0, [strip]) for y, strip in enumerate(lines)], CONSOLE)
    assert "".join(sign for sign in sent if sign in "ab") == "ababab"


@pytest.mark.parametrize(
    ("places", "moves"),
    [
        (((5, 5), (6, 5)), ""),
        (((5, 5), (6, 6)), "\x1b[B"),
        (((5, 5), (5, 6)), "\x1b[B\b"),
        (((5, 6), (6, 5)), "\x1b[A"),
        (((5, 5), (8, 7)), "\x1b[8;9H"),
        (((5, 5), (70, 5)), "\x1b[64C"),
        (((70, 5), (5, 5)), "\x1b[66D"),
        (((79, 5), (79, 6)), "\x1b[7;80H"),  # terminals differ in where the cursor is after the last column
    ],
)
def test_the_cursor_takes_the_shortest_way(places: tuple[tuple[int, int], tuple[int, int]], moves: str) -> None:
    writer, row = SgrWriter(ColorSystem.TRUECOLOR, 80), [("-", codes_of(Style(bold=True), ColorSystem.TRUECOLOR))] * 80
    for x, y in places:
        writer.move(x, y, [*row])
        writer.write("x", 1, PLAIN)
    (x, y), _ = places
    assert writer.finish() == f"\x1b[{y + 1};{x + 1}Hx{moves}x"
