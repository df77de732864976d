"""Colours of a map of outputs: two hues from a pale middle to both ends, or one hue for each of several classes.

Blue and orange look different to all kinds of eyes; lightness rises with the distance from the middle on dark themes
and falls on light ones, so a region reads without its hue too.
"""

from __future__ import annotations

import math
from functools import cache

from tui.plotting.colors import Depth, from_oklab, nearest_256

SHADES = 6
"""Shades of one hue."""
_DEGREES = (252.0, 62.0, 160.0, 345.0, 100.0, 205.0, 300.0, 30.0, 130.0, 275.0)
HUES = len(_DEGREES)
"""How many classes there can be; the first two are blue and orange (degrees in Oklab)."""
_REGION = {True: ((0.25, 0.035), (0.50, 0.12)), False: ((0.955, 0.02), (0.79, 0.105))}
"""Lightness and chroma of the palest and the strongest shade, on dark and light themes."""
_POINT = {True: (0.87, 0.09), False: (0.38, 0.12)}
_CUBE = {  # the 256 colours have three shades of each
    True: (
        (0x00005F, 0x00005F, 0x005F87, 0x005F87, 0x005FAF, 0x005FAF),
        (0x5F0000, 0x5F0000, 0x875F00, 0x875F00, 0xAF5F00, 0xAF5F00),
    ),
    False: (
        (0xD7FFFF, 0xD7FFFF, 0xAFD7FF, 0xAFD7FF, 0x87D7FF, 0x87D7FF),
        (0xFFFFD7, 0xFFFFD7, 0xFFD7AF, 0xFFD7AF, 0xFFAF5F, 0xFFAF5F),
    ),
}
# Of the sixteen colours: regions, and points that can be read on all of them.
_REGIONS_16 = {
    True: (0x0000AA, 0xAA5500, 0x00AA00, 0xAA00AA, 0xAA0000, 0x555555),
    False: (0x55FFFF, 0xFFFF55, 0x55FF55, 0xFF55FF, 0xFF5555, 0xAAAAAA),
}
_POINTS_16 = {True: (0x55FFFF, 0xFFFF55), False: (0x0000AA, 0xAA0000)}


@cache
def region_colors(hue: int, dark: bool, depth: Depth) -> tuple[int, ...]:
    """The `SHADES` colours of a class from the palest to the strongest; −1 where there are no colours."""
    if depth == "mono":
        return (-1,) * SHADES
    if depth == "16":
        sixteen = _REGIONS_16[dark]
        return (sixteen[hue % len(sixteen)],) * SHADES
    if depth == "256" and hue < len(_CUBE[dark]):
        return _CUBE[dark][hue]
    (pale, faint), (strong, vivid) = _REGION[dark]
    shares = [shade / (SHADES - 1) for shade in range(SHADES)]
    found = [_color(pale + (strong - pale) * s, faint + (vivid - faint) * s, hue) for s in shares]
    return tuple(found if depth == "truecolor" else map(nearest_256, found))


@cache
def point_color(hue: int, dark: bool, depth: Depth) -> int:
    """The colour of a class's points, which can be read on its own region and on all others; −1 without colours."""
    if depth == "mono":
        return -1
    if depth == "16":
        return _POINTS_16[dark][hue] if hue < 2 else 0xFFFFFF if dark else 0x000000
    color = _color(*_POINT[dark], hue)
    return color if depth == "truecolor" else nearest_256(color)


def _color(lightness: float, chroma: float, hue: int) -> int:
    angle = math.radians(_DEGREES[hue % HUES])
    return from_oklab((lightness, chroma * math.cos(angle), chroma * math.sin(angle)))
