"""Colours and markers: what racers and landscapes look like on dark and on light themes.

Colours are integers 0xRRGGBB. Every racer's colour keeps a contrast of 3:1 (WCAG 2.2, relative luminance) to the
panel and to the landscape where a path crosses it, so identity never hangs on a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Depth = Literal["truecolor", "256"]

# One column wide in every width table, none of them an emoji, none of them × or ○ (minima and the start).
MARKERS = ("●", "▲", "■", "◆", "▼", "★", "✚", "◉", "◣", "✱")
# As many as there are no common divisors with the markers: slots 0 … 89 all look different.
DARK = (0x7DF9FF, 0xFFC145, 0xFFA6AC, 0xA8F06A, 0xD9B8FF, 0xFFF27A, 0xFFB07C, 0xFFFFFF, 0x8FD0FF)
LIGHT = (0x005F99, 0xA23B00, 0xA3003C, 0x2B6300, 0x6A1FB0, 0x6B5200, 0x8A2D6F, 0x111111, 0x00635F)

SHADES = 24
# Anchors from the lowest ground to the highest, evenly spaced; luminance rises all the way (grey terminals).
_DARK_GROUND = (0x0B1026, 0x152A5A, 0x1D4E73, 0x2C6E78, 0x4F8577, 0x789470, 0xA0A26D, 0xBFAE72)
_LIGHT_GROUND = (0x5B8FC0, 0x74A7C9, 0x93BFCB, 0xB3D2C4, 0xCFDDBB, 0xE3E3BE, 0xF0E7C6, 0xF9EFD6)
# The same ways through the cube of 256 colours, by hand: the nearest colours would be greys.
_DARK_CUBE = (0x00005F, 0x000087, 0x005F87, 0x008787, 0x5F8787, 0x5FAF87, 0x87AF87, 0xAFAF87, 0xD7AF87)
_LIGHT_CUBE = (0x87AFD7, 0x87D7D7, 0xAFD7D7, 0xD7D7AF, 0xFFD7AF, 0xFFFFD7)
_CASING = {True: 0.5, False: 0.5}  # how far ground gives way to black (dark) or white under a path


@dataclass(frozen=True)
class RacerStyle:
    """How the racer in a slot looks: `marker` one cell wide, `color` 0xRRGGBB."""

    marker: str
    color: int


@cache
def racer_style(slot: int, dark: bool = True, depth: Depth = "truecolor") -> RacerStyle:
    """The look of a slot (0, 1, …) on a dark or a light theme."""
    colors = DARK if dark else LIGHT
    color = colors[slot % len(colors)]
    return RacerStyle(MARKERS[slot % len(MARKERS)], color if depth == "truecolor" else nearest_256(color))


@cache
def ground(dark: bool = True, depth: Depth = "truecolor") -> tuple[int, ...]:
    """The colours of the landscape, lowest first: `SHADES` of them (repeating where the cube has fewer)."""
    if depth == "256":
        cube = _DARK_CUBE if dark else _LIGHT_CUBE
        return tuple(cube[i * len(cube) // SHADES] for i in range(SHADES))
    anchors = _DARK_GROUND if dark else _LIGHT_GROUND
    return tuple(_between(anchors, i / (SHADES - 1)) for i in range(SHADES))


@cache
def under_path(shade: int, dark: bool = True, depth: Depth = "truecolor") -> int:
    """The ground where a path crosses: dimmed (on light themes bleached), as maps case their roads."""
    color = mix(shade, 0x060914 if dark else 0xFFFFFF, _CASING[dark])
    return color if depth == "truecolor" else nearest_256(color)


def channels(color: int) -> tuple[int, int, int]:
    """Red, green, blue, each 0 … 255."""
    return color >> 16 & 255, color >> 8 & 255, color & 255


def mix(one: int, other: int, amount: float) -> int:
    """`one` for an amount of 0, `other` for 1."""
    red, green, blue = (round(a + (b - a) * amount) for a, b in zip(channels(one), channels(other), strict=True))
    return red << 16 | green << 8 | blue


@cache
def luminance(color: int) -> float:
    """Relative luminance in [0, 1] (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _unit(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: int, other: int) -> float:
    """Contrast ratio, 1 … 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@cache
def nearest_256(color: int) -> int:
    """The colour of the xterm-256 cube or grey ramp that looks most alike (distance in Oklab, Ottosson 2020)."""
    lab = _oklab(color)
    return min(_xterm(), key=lambda other: sum((a - b) ** 2 for a, b in zip(lab, _oklab(other), strict=True)))


@cache
def _xterm() -> tuple[int, ...]:
    steps = (0, 95, 135, 175, 215, 255)
    cube = [r << 16 | g << 8 | b for r in steps for g in steps for b in steps]
    return (*cube, *(0x010101 * (8 + 10 * i) for i in range(24)))


@cache
def _oklab(color: int) -> tuple[float, float, float]:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _unit(color))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _unit(color: int) -> tuple[float, float, float]:
    red, green, blue = channels(color)
    return red / 255, green / 255, blue / 255


def _between(anchors: tuple[int, ...], where: float) -> int:
    place = where * (len(anchors) - 1)
    index = min(int(place), len(anchors) - 2)
    return mix(anchors[index], anchors[index + 1], place - index)
