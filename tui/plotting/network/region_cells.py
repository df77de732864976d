"""The cells of a map of outputs: two pixels above each other in a cell, or a fill where there are no colours."""

from __future__ import annotations

import numpy as np

from tui.plotting.cells import SPACE, Picture, inks
from tui.plotting.network.hues import SHADES, region_colors
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Ints

UPPER = "▀"
_SURE = SHADES // 2  # the least shade that counts as sure where there are no colours
_APART = 4, 2  # columns and rows between the numbers of classes


def pixel_rows(height: int) -> int:
    """The rows of pixels of so many rows of cells."""
    return 2 * height


def shaded(regions: Ints, theme: PlotTheme) -> tuple[Picture, Ints]:
    """The cells of regions (2h, w), upper row first, and the colour (h, w) behind a sign in each, −1 for none."""
    height, width = regions.shape[0] // 2, regions.shape[1]
    if theme.depth == "mono":
        return _filled(regions[1::2], theme.ascii), np.full((height, width), -1)
    colors = colors_of(theme)[regions]
    upper, lower = colors[0::2], colors[1::2]
    alike = upper == lower
    if theme.ascii:
        alike[:] = True
    codes = np.where(alike, SPACE, ord(UPPER)).astype(np.uint32)
    styles = inks(np.where(alike, -1, upper), lower)
    return Picture(codes, styles), lower


def colors_of(theme: PlotTheme, hues: int = 10) -> Ints:
    """The colour of each region; the last one, which −1 finds, is none."""
    found = [color for hue in range(hues) for color in region_colors(hue, theme.dark, theme.depth)]
    return np.array([*found, -1])


def _filled(regions: Ints, ascii: bool) -> Picture:
    """Without colours: class 0 stays blank, class 1 is filled; of more classes each shows its number here and there."""
    picture = Picture.blank(regions.shape[1], regions.shape[0])
    hue, shade = regions // SHADES, regions % SHADES
    unsure, sure = (ord(sign) for sign in (".:" if ascii else "·░"))
    first = hue == 1
    picture.codes[first] = np.where(shade[first] < _SURE, unsure, sure)
    rows, columns = np.indices(regions.shape)
    numbered = (hue > 1) & (columns % _APART[0] == 0) & (rows % _APART[1] == 0)
    picture.codes[numbered] = ord("0") + hue[numbered]
    return picture
