"""The colour and marker of each racer's style slot, on dark and on light themes.

Every racer's colour has a contrast of at least 3:1 (WCAG 2.2, relative luminance) to the panel; on a landscape the
background is adjusted for that (see `landscape.palettes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tui.plotting.colors import Depth, channels, contrast, luminance, mix, nearest_256

__all__ = ["DARK", "LIGHT", "MARKERS", "Depth", "RacerStyle", "channels", "contrast", "luminance", "mix", "racer_style"]

# One column wide in every width table, not an emoji, and not hollow: hollow signs mark minima and the start.
MARKERS = ("●", "▲", "■", "◆", "▼", "★", "✚", "◉", "◣", "✱")
# For fonts without such signs; × and o are taken by minima and the start.
ASCII_MARKERS = "ABCDEFGHIJ"
# Nine colours, coprime to the ten markers: slots 0 … 89 all look different.
DARK = (0x7DF9FF, 0xFFC145, 0xFFA6AC, 0xA8F06A, 0xD9B8FF, 0xFFF27A, 0xFFB07C, 0xFFFFFF, 0x8FD0FF)
LIGHT = (0x00568F, 0xA23B00, 0xA3003C, 0x2B6300, 0x6A1FB0, 0x6B5200, 0x8A2D6F, 0x111111, 0x00635F)
# Of the sixteen ANSI colours: bright ones on dark themes, dark enough ones on light themes.
_DARK_16 = (0x55FFFF, 0xFFFF55, 0xFF5555, 0x55FF55, 0xFF55FF, 0xFFFFFF, 0xAA5500, 0xAAAAAA, 0x00AAAA)
_LIGHT_16 = (0x0000AA, 0xAA5500, 0xAA0000, 0x555555, 0xAA00AA, 0x000000, 0x5555FF, 0x00AA00, 0x00AAAA)


@dataclass(frozen=True)
class RacerStyle:
    """The style of the racer in a slot: `marker` one cell wide, `color` 0xRRGGBB, −1 for that of the text."""

    marker: str
    color: int


@cache
def racer_style(slot: int, dark: bool = True, depth: Depth = "truecolor", ascii: bool = False) -> RacerStyle:
    """The style of a slot (0, 1, …) on a dark or a light theme."""
    markers = ASCII_MARKERS if ascii else MARKERS
    colors: tuple[int, ...]
    if depth == "16":
        colors = _DARK_16 if dark else _LIGHT_16
    elif depth == "mono":
        colors = (-1,)
    else:
        colors = DARK if dark else LIGHT
    color = colors[slot % len(colors)]
    return RacerStyle(markers[slot % len(markers)], nearest_256(color) if depth == "256" else color)
