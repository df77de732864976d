"""A screenful tells exactly what changed, and its strips say what its cells say."""

from __future__ import annotations

import numpy as np
from rich.color import Color
from rich.style import Style

from tui.plotting.cells import Picture, ink, inks, style
from tui.plotting.changed_cells import ShownPicture

BASE = Style(color="white", bgcolor="black")


def picture(*lines: str, value: int = 0) -> Picture:
    out = Picture.blank(len(lines[0]), len(lines))
    for row, line in enumerate(lines):
        out.write(row, 0, line, value)
    return out


def test_spans_are_those_that_changed() -> None:
    screen = ShownPicture()
    assert screen.show(picture("....................", "....................")) is None
    assert screen.show(picture("....................", "....................")) == []
    assert screen.show(picture("..x.................", "....xx.......y......")) == [(0, 2, 3), (1, 4, 6), (1, 13, 14)]


def test_near_changes_are_one_span() -> None:
    screen = ShownPicture()
    screen.show(picture("..........."))
    assert screen.show(picture(".x....x....")) == [(0, 1, 7)]


def test_a_colour_alone_is_a_change() -> None:
    screen = ShownPicture()
    screen.show(picture("...."))
    assert screen.show(picture("....", value=ink(0xFF0000))) == [(0, 0, 4)]


def test_a_new_size_is_all_new() -> None:
    screen = ShownPicture()
    screen.show(picture("...."))
    assert screen.show(picture(".....")) is None
    assert screen.show(Picture.blank(0, 0)) is None
    assert screen.strip(0, BASE).cell_length == 0


def test_strips_hold_the_cells_with_a_style_each() -> None:
    screen = ShownPicture()
    one = picture("abcd")
    one.write(0, 1, "XY", ink(0x102030, 0x405060, bold=True))
    screen.show(one)
    strip = screen.strip(0, BASE)
    assert strip.text == "aXYd"
    assert all(segment.style is not None for segment in strip)
    middle = list(strip)[1].style
    assert middle is not None
    assert middle.color == Color.from_rgb(0x10, 0x20, 0x30)
    assert middle.bgcolor == Color.from_rgb(0x40, 0x50, 0x60)
    assert middle.bold
    assert next(iter(strip)).style == BASE
    assert screen.strip(0, BASE) is strip
    screen.show(picture("abcd"))
    assert screen.strip(0, BASE).text == "abcd"


def test_another_theme_gives_other_strips() -> None:
    screen = ShownPicture()
    screen.show(picture("ab"))
    light = Style(color="black", bgcolor="white")
    assert next(iter(screen.strip(0, BASE))).style == BASE
    assert next(iter(screen.strip(0, light))).style == light


def test_writing_is_cut_at_the_edges() -> None:
    one = picture(".....")
    one.write(0, -2, "abcd", 0)
    one.write(0, 4, "xyz", 0)
    one.write(1, 0, "never", 0)
    one.write(0, -9, "gone", 0)
    assert one.codes[0].tolist() == [ord(c) for c in "cd..x"]


def test_inks_are_ink_for_arrays() -> None:
    fronts, backs = np.array([0x010203, -1]), np.array([-1, 0xFFFFFF])
    assert inks(fronts, backs).tolist() == [ink(0x010203), ink(None, 0xFFFFFF)]
    assert style(0) == Style.null()
