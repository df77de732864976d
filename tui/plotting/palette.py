"""The colour and marker of each racer's style slot, on dark and on light themes.

Every racer's colour has a contrast of at least 3:1 (WCAG 2.2, relative luminance) to the panel; on a landscape the
background is adjusted for that (see `landscape.palettes`).
"""

from __future__ import annotations

import math
from functools import cache

from core.frozen import frozen
from tui.plotting.colors import Depth, channels, contrast, from_oklab, luminance, mix, nearest_256, oklab
from tui.state.sweeps import slot_parts

__all__ = ["DARK", "LIGHT", "MARKERS", "Depth", "RacerStyle", "channels", "contrast", "luminance", "mix", "racer_style"]

# One column wide in every width table, not an emoji, and not hollow: hollow signs mark minima and the start.
MARKERS = ("●", "▲", "■", "◆", "▼", "★", "✚", "◉", "◣", "✱")
# For fonts without such signs; × and o are taken by minima and the start.
ASCII_MARKERS = "ABCDEFGHIJ"
# Nine colours, coprime to the ten markers: slots 0 … 89 all look different.
DARK = (0x2BFFBA, 0xFFB029, 0xF1CAF1, 0x77B1FF, 0xF35C24, 0xEDFEF8, 0xCE75A0, 0xAEB67A, 0x9F8A7C)
LIGHT = (0x0B5FCB, 0x865818, 0x88062C, 0x052E00, 0xA00580, 0x270349, 0x3A6553, 0x47404E, 0x0400DB)
# Of the sixteen ANSI colours: bright ones on dark themes, dark enough ones on light themes.
_DARK_16 = (0x55FFFF, 0xFFFF55, 0xFF5555, 0x5555FF, 0xFF55FF, 0xFFFFFF, 0x00AA00, 0xAAAAAA, 0xAA5500)
_LIGHT_16 = (0x0000AA, 0xAA5500, 0xAA0000, 0x555555, 0xAA00AA, 0x000000, 0x5555FF, 0x00AA00, 0xFF5555)

_SHADES = {True: (0.95, 0.67), False: (0.49, 0.18)}  # lightness (Oklab) in a sweep, on dark and light themes
_CHROMAS = (0.15, 0.12, 0.09, 0.06, 0.03)  # the first one that sRGB has at that lightness
_IN_GAMUT = 0.01


@frozen
class RacerStyle:
    """The style of the racer in a slot: `marker` one cell wide, `color` 0xRRGGBB, −1 for that of the text."""

    marker: str
    color: int


@cache
def racer_style(slot: int, dark: bool = True, depth: Depth = "truecolor", ascii: bool = False) -> RacerStyle:
    """The style of a slot (0, 1, …) on a dark or a light theme."""
    number, hue, darkness = slot_parts(slot)
    markers = ASCII_MARKERS if ascii else MARKERS
    marker = markers[number % len(markers)]
    if depth == "mono":
        return RacerStyle(marker, -1)
    if depth == "16":
        sixteen = _DARK_16 if dark else _LIGHT_16
        return RacerStyle(marker, sixteen[number % len(sixteen)])
    colors = DARK if dark else LIGHT
    color = colors[hue % len(colors)]
    if darkness is not None:
        color = _shade(color, darkness, dark)
    return RacerStyle(marker, nearest_256(color) if depth == "256" else color)


def _shade(color: int, darkness: float, dark: bool) -> int:
    """A colour of the same hue between the lightest and the darkest that is readable."""
    _, a, b = oklab(color)
    lightest, darkest = _SHADES[dark]
    lightness, length = lightest + (darkest - lightest) * darkness, max(math.hypot(a, b), 1e-9)
    for chroma in _CHROMAS:
        lab = lightness, a / length * chroma, b / length * chroma
        found = from_oklab(lab)
        if math.dist(oklab(found), lab) < _IN_GAMUT:
            break
    return found
