"""A picture in cells: a character (`codes`) and a style (`styles`: colours and weight packed, see `ink`) in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.style import Style

Codes: TypeAlias = NDArray[np.uint32]
Inks: TypeAlias = NDArray[np.int64]

SPACE = ord(" ")
NONE = 0  # no colours: the widget's own
_BOLD = 1 << 50
_FRONT = (1 << 25) - 1


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
    """Characters (`codes`) and `styles` of all cells, both (height, width); the caller may write to both."""

    codes: Codes
    styles: Inks

    @classmethod
    def blank(cls, width: int, height: int) -> Picture:
        """Spaces in the widget's own colours."""
        return cls(np.full((height, width), SPACE, np.uint32), np.full((height, width), NONE, np.int64))

    def write(self, row: int, column: int, text: str, value: int, keep_back: bool = False) -> None:
        """Write text (characters one cell wide) from a cell on; what falls outside is cut off.

        With `keep_back` the background stays.
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

    def color(self, chosen: NDArray[np.bool_], fronts: NDArray[np.int64]) -> None:
        """Give chosen cells the colours (h, w) of their characters; backgrounds stay."""
        self.styles[chosen] = (fronts[chosen] + 1) | (self.styles[chosen] & (_FRONT << 25))

    def fronts(self) -> NDArray[np.int64]:
        """The colour of each cell's character, -1 for the widget's own."""
        return (self.styles & _FRONT) - 1
