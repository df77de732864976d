"""Partial updates that cost what the changed cells cost.

Textual 8.2.8 crops a partial update on its right side only: a changed cell in column 50 sends the columns from the
beginning of its widget again, each run of cells with all of its colours. Here both sides are cropped, and a colour
code is sent only where a colour changes. All of it hangs on private names, so `install` leaves the stock compositor in
place where one of them is missing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.style import Style
from textual import _compositor as stock

if TYPE_CHECKING:
    from rich.console import Console
    from textual.screen import Screen

NEEDED = {"Compositor": ("render_partial_update",), "ChopsUpdate": ("render_segments", "__init__")}


def available() -> bool:
    """Whether the private names that this module builds on are still there."""
    return all(
        hasattr(getattr(stock, owner, None), name) for owner, names in NEEDED.items() for name in names
    ) and hasattr(Style, "_make_ansi_codes")


def install(screen: Screen[Any]) -> bool:
    """Give a screen, not yet laid out, the cropping compositor; False where it must keep the stock one."""
    if not available() or type(getattr(screen, "_compositor", None)) is not stock.Compositor:
        return False
    screen._compositor = CroppingCompositor()
    return True


class Pen:
    """Writes cells with as few bytes as their moves and colours need; starts and ends with plain colours."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._parts: list[str] = []
        self._place: tuple[int, int] | None = None
        self._codes = PLAIN

    def move(self, x: int, y: int) -> None:
        """Go to a cell; nothing is sent where the pen is already."""
        if self._place != (x, y):
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
            self._place = (x, y)

    def write(self, text: str, width: int, style: Style | None) -> None:
        """Write text that is `width` cells wide."""
        if style is not None and style.link:
            self._turn(PLAIN)
            self._parts.append(style.render(text, color_system=self._system))
        else:
            self._turn(PLAIN if style is None else codes(style, self._system))
            self._parts.append(text)
        if self._place is not None:
            self._place = (self._place[0] + width, self._place[1])

    def _turn(self, wanted: tuple[str, str, str]) -> None:
        if wanted == self._codes:
            return
        attributes, front, back = wanted
        if attributes != self._codes[0] or (self._codes[1] and not front) or (self._codes[2] and not back):
            new = [code for code in wanted if code]
            self._parts.append(f"\x1b[{';'.join(['0', *new]) if new else ''}m")
        else:
            changed = [code for code, old in ((front, self._codes[1]), (back, self._codes[2])) if code != old]
            self._parts.append(f"\x1b[{';'.join(changed)}m")
        self._codes = wanted

    def finish(self) -> str:
        """Everything written, with plain colours at its end."""
        self._turn(PLAIN)
        return "".join(self._parts)


PLAIN = ("", "", "")


@lru_cache(maxsize=8192)
def codes(style: Style, system: ColorSystem) -> tuple[str, str, str]:
    """A style's attributes, foreground and background as SGR codes."""
    attributes = style.without_color._make_ansi_codes(system)
    front = "" if style.color is None else ";".join(style.color.downgrade(system).get_ansi_codes(foreground=True))
    back = "" if style.bgcolor is None else ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False))
    return attributes, front, back


class CroppedUpdate(stock.ChopsUpdate):
    """A partial update cropped to its spans on both sides."""

    def render_segments(self, console: Console) -> str:
        """The bytes of the update."""
        pen = Pen(console._color_system or ColorSystem.TRUECOLOR)  # as Strip.render does
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                begin = max(x, first)
                pen.move(begin, y)
                for segment in strip.crop(begin - x, min(end, last) - x):
                    pen.write(segment.text, segment.cell_length, segment.style)
        return pen.finish()


class CroppingCompositor(stock.Compositor):
    """Textual's compositor with cropped partial updates."""

    def render_partial_update(self) -> stock.ChopsUpdate | None:
        """The changed spans, or None where nothing changed."""
        update = super().render_partial_update()
        return None if update is None else CroppedUpdate(update.chops, update.spans, update.chop_ends)
