"""Colours as integers 0xRRGGBB: mixing, contrast, and the nearest one that a terminal has."""

from __future__ import annotations

from functools import cache
from typing import Literal

Depth = Literal["truecolor", "256", "16", "mono"]
"""The colour depth of a terminal; "mono" if no colours are wanted (NO_COLOR)."""

# The 16 as Rich takes them to be: a colour given by these very numbers is sent by its own name.
_SIXTEEN = (
    *(0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA),
    *(0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF),
)
Lab = tuple[float, float, float]


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
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: int, other: int) -> float:
    """Contrast ratio, 1 … 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def quantized(color: int, depth: Depth) -> int:
    """The nearest colour that a terminal of this colour depth has."""
    if depth == "truecolor":
        return color
    return nearest_256(color) if depth == "256" else nearest_16(color)


@cache
def nearest_256(color: int) -> int:
    """The colour of the xterm-256 cube or grey ramp that looks most alike (distance in Oklab)."""
    return min(_xterm(), key=lambda other: _distance(color, other))


@cache
def nearest_16(color: int) -> int:
    """The one of the sixteen that looks most alike."""
    return min(_SIXTEEN, key=lambda other: _distance(color, other))


@cache
def oklab(color: int) -> Lab:
    """Lightness, green–red, blue–yellow (Ottosson 2020, https://bottosson.github.io/posts/oklab/)."""
    r, g, b = _linear(color)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lab: Lab) -> int:
    """The colour of an Oklab point; what lies outside sRGB is cut off."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    r, g, b8 = (round(255 * _encoded(min(max(channel, 0.0), 1.0))) for channel in (red, green, blue))
    return r << 16 | g << 8 | b8


def _encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * float(linear ** (1 / 2.4)) - 0.055


def _linear(color: int) -> Lab:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in (v / 255 for v in channels(color))
    )
    return red, green, blue


def _distance(one: int, other: int) -> float:
    return sum((a - b) ** 2 for a, b in zip(oklab(one), oklab(other), strict=True))


@cache
def _xterm() -> tuple[int, ...]:
    steps = (0, 95, 135, 175, 215, 255)
    cube = [r << 16 | g << 8 | b for r in steps for g in steps for b in steps]
    return (*cube, *(0x010101 * (8 + 10 * i) for i in range(24)))
