"""Writing cells to a terminal with as few bytes as their moves and colours need."""

from __future__ import annotations

from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

Codes = tuple[str, str, str]
"""A style's attributes, foreground and background as SGR codes."""
Cell = tuple[str, Codes | Style | None]
"""What stands in a cell: a character (none in the second half of a wide one) and its colours; a link has a style."""

PLAIN: Codes = ("", "", "")
_GAP = 4
"""Cells that are as cheap to send again as to jump over."""


class Pen:
    """Goes over the cells of one paint; starts and ends with plain colours."""

    def __init__(self, system: ColorSystem, width: int) -> None:
        self._system = system
        self._width = width
        self._parts: list[str] = []
        self._x = self._y = -1
        self._codes = PLAIN

    def move(self, x: int, y: int, row: list[Cell | None]) -> None:
        """Go to a cell; `row` is what stands in its row: a short way is written over again."""
        if y == self._y and x == self._x:
            return
        if y == self._y and x > self._x:
            between = [cell for cell in row[self._x : x] if cell and cell[0] and cell[1] == self._codes]
            if x - self._x <= _GAP and len(between) == x - self._x:
                self._parts.extend(text for text, _ in between)
            else:
                self._parts.append(f"\x1b[{x - self._x}C")
        else:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        self._x, self._y = x, y

    def write(self, text: str, width: int, codes: Codes | Style | None) -> None:
        """Write text that is `width` cells wide."""
        if isinstance(codes, tuple):
            self._turn(codes)
            self._parts.append(text)
        else:
            self._turn(PLAIN)
            self._parts.append(text if codes is None else codes.render(text, color_system=self._system))
        self._x += width
        if self._x >= self._width:
            self._y = -1  # terminals differ in where the cursor is now

    def _turn(self, wanted: Codes) -> None:
        if wanted == self._codes:
            return
        attributes, front, back = wanted
        if attributes != self._codes[0] or (self._codes[1] and not front) or (self._codes[2] and not back):
            new = [code for code in wanted if code]
            reset = [] if self._codes == PLAIN else ["0"]
            self._parts.append(f"\x1b[{';'.join([*reset, *new])}m")
        else:
            changed = [code for code, old in ((front, self._codes[1]), (back, self._codes[2])) if code != old]
            self._parts.append(f"\x1b[{';'.join(changed)}m")
        self._codes = wanted

    def finish(self) -> str:
        """Everything written, with plain colours at its end."""
        self._turn(PLAIN)
        return "".join(self._parts)


@lru_cache(maxsize=8192)
def codes_of(style: Style, system: ColorSystem) -> Codes:
    """A style as SGR codes."""
    attributes = style.without_color._make_ansi_codes(system)
    front = "" if style.color is None else ";".join(style.color.downgrade(system).get_ansi_codes(foreground=True))
    back = "" if style.bgcolor is None else ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False))
    return attributes, front, back
