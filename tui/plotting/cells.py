"""A picture in cells: what changed since the last one, and cached strips for the Line API.

A cell is a character (`codes`, uint32) and a style (`styles`, int64: colours and weight packed, see `ink`). Showing a
new picture compares it with the old one, so that only the cells that differ are painted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Codes: TypeAlias = NDArray[np.uint32]
Inks: TypeAlias = NDArray[np.int64]
Span: TypeAlias = tuple[int, int, int]  # row, first column, column after the last

SPACE = ord(" ")
NONE = 0  # the ink of nothing: the widget's own colours
_BOLD = 1 << 50
_FRONT = (1 << 25) - 1
_BRIDGE = 2  # cells; moving the cursor costs about as many bytes as writing these again


def ink(front: int | None = None, back: int | None = None, bold: bool = False) -> int:
    """One style as a number: colours 0xRRGGBB, None for the widget's own."""
    return (0 if front is None else front + 1) | (0 if back is None else back + 1) << 25 | (_BOLD if bold else 0)


def inks(front: NDArray[np.int64], back: NDArray[np.int64] | int | None = None) -> Inks:
    """`ink` for arrays of colours."""
    return (front + 1) | (0 if back is None else (np.asarray(back, np.int64) + 1) << 25)


@lru_cache(maxsize=8192)
def style(value: int) -> Style:
    """The Rich style of an ink: never None, since Textual's monochrome filter fails on a segment without one."""
    front, back = value & _FRONT, value >> 25 & _FRONT
    return Style(
        color=_color(front - 1) if front else None,
        bgcolor=_color(back - 1) if back else None,
        bold=True if value & _BOLD else None,
    )


def _color(color: int) -> Color:
    return Color.from_rgb(color >> 16 & 255, color >> 8 & 255, color & 255)


@dataclass(eq=False)
class Picture:
    """Cells to be shown: `codes` and `styles`, both (height, width), both yours to write on."""

    codes: Codes
    styles: Inks

    @classmethod
    def blank(cls, width: int, height: int) -> Picture:
        """Spaces in the widget's own colours."""
        return cls(np.full((height, width), SPACE, np.uint32), np.full((height, width), NONE, np.int64))

    def write(self, row: int, column: int, text: str, value: int, keep_back: bool = False) -> None:
        """Put text (characters one cell wide) at a cell; what falls outside is cut off.

        With `keep_back` the ground behind it stays.
        """
        height, width = self.codes.shape
        if not 0 <= row < height or column >= width or column + len(text) <= 0:
            return
        text, column = text[max(0, -column) : width - column], max(0, column)
        place = slice(column, column + len(text))
        self.codes[row, place] = [ord(character) for character in text]
        if keep_back:
            self.styles[row, place] = value | (self.styles[row, place] & (_FRONT << 25))
        else:
            self.styles[row, place] = value


class Screenful:
    """The picture on the screen: takes the next one, tells what changed, hands out strips."""

    def __init__(self) -> None:
        self._shown = Picture.blank(0, 0)
        self._strips: list[Strip | None] = []
        self._base = Style.null()

    @property
    def picture(self) -> Picture:
        """What is shown; don't write on it."""
        return self._shown

    def show(self, picture: Picture) -> list[Span] | None:
        """Take the next picture; the spans that changed, or None when the size did (all of it, then)."""
        before, self._shown = self._shown, picture
        if before.codes.shape != picture.codes.shape:
            self._strips = [None] * picture.codes.shape[0]
            return None
        changed = (before.codes != picture.codes) | (before.styles != picture.styles)
        spans: list[Span] = []
        for row in np.flatnonzero(changed.any(axis=1)).tolist():
            self._strips[row] = None
            spans += [(row, first, last) for first, last in _runs(np.flatnonzero(changed[row]))]
        return spans

    def strip(self, row: int, base: Style) -> Strip:
        """One line on the widget's own colours; blank below the picture."""
        if base != self._base:
            self._base, self._strips = base, [None] * len(self._strips)
        if not 0 <= row < len(self._strips):
            return Strip([], 0)
        strip = self._strips[row]
        if strip is None:
            strip = _strip(self._shown.codes[row], self._shown.styles[row]).apply_style(base)
            self._strips[row] = strip
        return strip


def _runs(columns: NDArray[np.int64]) -> list[tuple[int, int]]:
    cuts = np.flatnonzero(np.diff(columns) > _BRIDGE + 1)
    firsts = columns[np.concatenate(([0], cuts + 1))]
    lasts = columns[np.concatenate((cuts, [len(columns) - 1]))] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _strip(codes: Codes, styles: Inks) -> Strip:
    if not len(codes):
        return Strip([], 0)
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    ends = [*(np.flatnonzero(np.diff(styles)) + 1).tolist(), len(text)]
    segments, first = [], 0
    for last in ends:
        segments.append(Segment(text[first:last], style(int(styles[first]))))
        first = last
    return Strip(segments, len(text))
