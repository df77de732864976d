"""Write cells to a terminal with the shortest cursor moves and SGR codes."""

from __future__ import annotations

from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

from tui.changed_spans import MAX_GAP

Codes = tuple[str, str, str]
"""A style's attributes, foreground and background as SGR codes."""
Cell = tuple[str, Codes | Style | None]
"""A cell: a character (empty in the second half of a wide one) and its colours; a link keeps its style."""

PLAIN: Codes = ("", "", "")
_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that are visible on a blank cell: lines, frames, and reverse, which swaps the colours."""
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}


class SgrWriter:
    """Writes the cells of one paint; starts and ends with default colours."""

    def __init__(self, system: ColorSystem, width: int) -> None:
        self._system = system
        self._width = width
        self._parts: list[str] = []
        self._x = self._y = -1
        self._codes = PLAIN

    def move(self, x: int, y: int, row: list[Cell | None]) -> None:
        """Move the cursor to a cell; over a short distance, the cells of `row` are written again instead."""
        if y == self._y and x == self._x:
            return
        if y == self._y and x > self._x:
            between = [cell for cell in row[self._x : x] if cell and cell[0] and self._fits(*cell)]
            if x - self._x <= MAX_GAP and len(between) == x - self._x:
                self._parts.extend(text for text, _ in between)
            else:
                self._parts.append(_relative(x - self._x, 0))
        else:
            absolute = f"\x1b[{y + 1};{x + 1}H"
            known = self._y >= 0
            self._parts.append(min(_relative(x - self._x, y - self._y), absolute, key=len) if known else absolute)
        self._x, self._y = x, y

    def write(self, text: str, width: int, codes: Codes | Style | None) -> None:
        """Write text that is `width` cells wide."""
        if isinstance(codes, tuple):
            if not self._fits(text, codes):
                blanks = text == " " * len(text) and not codes[0]
                self._turn((_unseen(self._codes[0]), self._codes[1], codes[2]) if blanks else codes)
            self._parts.append(text)
        else:
            self._turn(PLAIN)
            self._parts.append(text if codes is None else codes.render(text, color_system=self._system))
        self._x += width
        if self._x >= self._width:
            self._y = -1  # terminals differ in where the cursor is now

    def _fits(self, text: str, codes: Codes | Style | None) -> bool:
        """Whether a text would look right in the present colours; blanks show only the background."""
        if text == " " * len(text) and isinstance(codes, tuple) and codes == blank(codes):
            return codes == blank(self._codes)
        return codes == self._codes

    def _turn(self, wanted: Codes) -> None:
        if wanted != self._codes:
            self._parts.append(_between(self._codes, wanted))
            self._codes = wanted

    def finish(self) -> str:
        """Everything written, ending in default colours."""
        self._turn(PLAIN)
        return "".join(self._parts)


@lru_cache(maxsize=1024)
def _relative(across: int, down: int) -> str:
    """The codes that move the cursor by some cells: a backspace, of one byte, moves it to the left."""
    parts = []
    if down:
        parts.append(f"\x1b[{abs(down) if abs(down) > 1 else ''}{'B' if down > 0 else 'A'}")
    if across > 0:
        parts.append(f"\x1b[{across if across > 1 else ''}C")
    elif across < 0:
        parts.append(min("\b" * -across, f"\x1b[{-across}D", key=len))
    return "".join(parts)


@lru_cache(maxsize=8192)
def blank(codes: Codes) -> Codes:
    """The visible part of a style on a blank cell: background, and foreground only if an attribute draws with it."""
    seen = ";".join(code for code in codes[0].split(";") if code in _ON_BLANKS)
    return (seen, codes[1] if seen else "", codes[2])


def _unseen(attributes: str) -> str:
    return ";".join(code for code in attributes.split(";") if code not in _ON_BLANKS)


@lru_cache(maxsize=8192)
def _between(old: Codes, new: Codes) -> str:
    """The shorter codes from one style to another: reset and set all, or change what differs."""
    anew = ";".join(["0", *(code for code in new if code)]) if old != PLAIN else ";".join(filter(None, new))
    was, now = (frozenset(codes[0].split(";")) - {""} for codes in (old, new))
    if (was - now) - _OFF.keys():
        return f"\x1b[{anew}m"
    off = {_OFF[code] for code in was - now}
    on = {code for code in now if code not in was or _OFF.get(code) in off}
    sides = zip(old[1:], new[1:], ("39", "49"), strict=True)
    colors = [after or none for before, after, none in sides if after != before]
    changed = ";".join([*sorted(off), *sorted(on), *colors])
    return f"\x1b[{min(changed, anew, key=len) if old != PLAIN else anew}m"


@lru_cache(maxsize=8192)
def codes_of(style: Style, system: ColorSystem) -> Codes:
    """A style as SGR codes."""
    attributes = style.without_color._make_ansi_codes(system)
    front = "" if style.color is None else ";".join(style.color.downgrade(system).get_ansi_codes(foreground=True))
    back = "" if style.bgcolor is None else ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False))
    return attributes, front, back
