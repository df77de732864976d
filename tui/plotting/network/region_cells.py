"""The cells of a map of outputs: two pixels above each other in a cell, or a fill where there are no colours."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tui.plotting.cells import SPACE, Picture, inks
from tui.plotting.network.hues import HUES, SHADES, region_colors
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Ints

UPPER = "▀"
_SURE = SHADES // 2  # the least shade that counts as sure where there are no colours
_APART = 4, 2  # columns and rows between the numbers of classes


def shaded(regions: Ints, theme: PlotTheme) -> Picture:
    """The cells (h, w) of regions (2h, w), the upper row first."""
    if theme.depth == "mono":
        return _filled(regions[1::2], theme.ascii)
    colors = region_table(theme)[regions]
    upper, lower = colors[0::2], colors[1::2]
    alike = np.ones_like(upper, np.bool_) if theme.ascii else upper == lower
    codes = np.where(alike, SPACE, ord(UPPER)).astype(np.uint32)
    return Picture(codes, inks(np.where(alike, -1, upper), lower))


@lru_cache(maxsize=8)
def region_table(theme: PlotTheme) -> Ints:
    """The colour of each region; the last one, which −1 finds, is none."""
    found = [color for hue in range(HUES) for color in region_colors(hue, theme.dark, theme.depth)]
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
