"""The colours of a landscape's shading, and of lines and marks on it.

A palette is perceptually uniform: its lightness (Oklab) rises evenly with height, on grey terminals and for
colour-blind eyes too. Dark palettes stay dark enough for bright lines, light ones light enough for dark lines; where
that does not suffice, the background of the single cell is darkened or lightened.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from core.frozen import frozen
from tui.plotting.colors import Depth, contrast, from_oklab, mix, nearest_256, oklab, quantized

SHADES = 24
BANDS = 3  # age bands of a trajectory: old, middle, new
CONTRAST = (1.9, 2.4, 3.0)  # foreground to background, by band
_FADED = (0.5, 0.25, 0.0)  # how far the colour of a band is mixed with the palette's own
_STEPS = 20


@frozen
class Palette:
    """Anchors 0xRRGGBB from the lowest height to the highest; `cube` has the same gradient in the 256 colours."""

    name: str
    dark: bool  # whether bright ink goes on it
    anchors: tuple[int, ...]
    cube: tuple[int, ...]


PALETTES = (
    Palette(
        "dusk",
        True,
        (0x0B1030, 0x142C5E, 0x1B4B72, 0x2C6873, 0x4C7E6E, 0x70865F, 0x988D55),
        (0x00005F, 0x000087, 0x005F87, 0x5F875F, 0x87875F, 0xAF875F),
    ),
    Palette(
        "ember",
        True,
        (0x0A0820, 0x2A1250, 0x55206B, 0x7D3068, 0x9C4859, 0xB1663F, 0xB98A35),
        (0x00005F, 0x5F005F, 0x5F0087, 0x87005F, 0xAF005F, 0xAF5F5F, 0xAF8700),
    ),
    Palette(  # After cividis (Nuñez, Anderton & Renslow 2018): alike to all kinds of eyes.
        "cividis",
        True,
        (0x00173D, 0x04295F, 0x2F3F6D, 0x4C556C, 0x67696D, 0x838065, 0xA39844),
        (0x00005F, 0x000087, 0x5F5F5F, 0x5F5F87, 0x87875F, 0xAFAF5F),
    ),
    Palette(
        "paper",
        False,
        (0x80B0D7, 0x93BFD6, 0xA9CED2, 0xC0DBCA, 0xD8E4C2, 0xECE9C8, 0xFBF5E0),
        (0x87AFD7, 0x87D7D7, 0xAFD7D7, 0xD7D7AF, 0xFFD7AF, 0xFFFFD7),
    ),
    Palette(
        "mist",
        False,
        (0x98A9CE, 0xA8B4CE, 0xB9C0CD, 0xCACBC8, 0xDCD8BF, 0xEFE5B0, 0xFFF2A0),
        (0x87AFD7, 0xAFAFD7, 0xC6C6C6, 0xD7D7AF, 0xFFFFAF, 0xFFFFD7),
    ),
)


def for_theme(dark: bool) -> tuple[Palette, ...]:
    """All palettes, those for the theme first; the very first one is the default."""
    return tuple(sorted(PALETTES, key=lambda palette: palette.dark != dark))


@cache
def level_colors(palette: Palette, depth: Depth = "truecolor") -> tuple[int, ...]:
    """The colours of the `SHADES` levels, lowest first; repeated where the cube has fewer, −1 without shading."""
    if depth in ("16", "mono"):
        return (-1,) * SHADES
    if depth == "256":
        return tuple(palette.cube[i * len(palette.cube) // SHADES] for i in range(SHADES))
    labs = [oklab(anchor) for anchor in palette.anchors]
    return tuple(from_oklab(_at_lightness(labs, i / (SHADES - 1))) for i in range(SHADES))


@cache
def faded(ink: int, band: int, palette: Palette, depth: Depth = "truecolor", share: float = 1.0) -> int:
    """The foreground of a trajectory's age band; with a smaller `share` it fades less."""
    if depth in ("16", "mono"):
        return ink
    return quantized(mix(ink, palette.anchors[2], share * _FADED[band]), depth)


@cache
def trajectory_inks(shade: int, ink: int, band: int, palette: Palette, depth: Depth = "truecolor") -> tuple[int, int]:
    """Foreground and background of a cell that a trajectory passes, with the contrast of its age band.

    On bright shading the line fades less; if even its full colour lacks contrast, the background changes.
    """
    if shade < 0:
        return faded(ink, band, palette, depth), shade
    for share in (1.0, 0.75, 0.5, 0.25, 0.0):
        front = faded(ink, band, palette, depth, share)
        if contrast(front, shade) >= CONTRAST[band]:
            return front, shade
    return front, background_for(shade, front, CONTRAST[band], palette, depth)


@cache
def background_for(shade: int, ink: int, least: float, palette: Palette, depth: Depth = "truecolor") -> int:
    """The background for a foreground: darkened, or lightened on light palettes, until the contrast suffices."""
    if shade < 0:
        return shade
    for step in range(_STEPS + 1):
        color = mix(shade, 0x060914 if palette.dark else 0xFFFFFF, step / _STEPS)
        color = color if depth == "truecolor" else nearest_256(color)
        if contrast(ink, color) >= least:
            break
    return color


@cache
def isoline(shade: int, palette: Palette, depth: Depth = "truecolor") -> int:
    """The colour of an isoline: a little lighter than its background on dark palettes, darker on light ones."""
    if shade < 0:
        return 0x555555 if depth == "16" else -1
    color = mix(shade, 0xFFFFFF if palette.dark else 0x1B2A55, 0.28 if palette.dark else 0.3)
    return quantized(color, depth)


def _at_lightness(labs: list[tuple[float, float, float]], share: float) -> tuple[float, float, float]:
    """Interpolate colours of ascending lightness at a share of their range."""
    wanted = labs[0][0] + (labs[-1][0] - labs[0][0]) * share
    for low, high in pairwise(labs):
        if wanted <= high[0] or high is labs[-1]:
            part = (wanted - low[0]) / (high[0] - low[0])
            return wanted, low[1] + (high[1] - low[1]) * part, low[2] + (high[2] - low[2]) * part
    raise AssertionError
