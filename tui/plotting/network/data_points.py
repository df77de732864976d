"""The data points on a map of outputs: their class by sign and colour, filled where they train and hollow to test."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.frozen import frozen
from tui.plotting.cells import Codes, Inks, Picture, ink
from tui.plotting.colors import contrast, mix
from tui.plotting.network.hues import HUES, point_color
from tui.plotting.network.region_cells import region_table
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Ints, Viewport

TRAIN, TEST = "●■▲◆▼★", "○□△◇▽☆"
TRAIN_ASCII, TEST_ASCII = "OXADVSGHIJ", "oxadvsghij"
_LEAST = 3.0  # contrast of a point to what is behind it
_FADED = 0.25  # how far points that test are mixed with what is behind them


@frozen(eq=False)
class Points:
    """Points x, y (n,), the hue 0, 1, … of each, and whether they train."""

    x: Floats
    y: Floats
    hue: Ints
    train: bool


def sign_of(hue: int, train: bool, ascii: bool) -> str:
    """The sign of a class; from the seventh on a letter, as there are no more shapes."""
    if ascii or hue >= len(TRAIN):
        signs = TRAIN_ASCII if train else TEST_ASCII
        return signs[hue % len(signs)]
    return (TRAIN if train else TEST)[hue]


@frozen(eq=False)
class Placed:
    """Points in the cells (rows, columns) of a canvas, each with its sign and hue; those outside are left out."""

    rows: Ints
    columns: Ints
    codes: Codes
    hues: Ints
    train: bool


def placed(points: Points, viewport: Viewport, ascii: bool) -> Placed:
    """Points on a canvas."""
    across, up = viewport.unit(points.x, points.y)
    with np.errstate(invalid="ignore"):
        seen = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    columns = np.minimum((across[seen] * viewport.width).astype(np.int64), viewport.width - 1)
    rows = viewport.height - 1 - np.minimum((up[seen] * viewport.height).astype(np.int64), viewport.height - 1)
    hues = points.hue[seen]
    signs = np.array([ord(sign_of(hue, points.train, ascii)) for hue in range(HUES)], np.uint32)
    return Placed(rows, columns, signs[hues], hues, points.train)


def draw_points(canvas: Picture, points: Placed, regions: Ints, theme: PlotTheme) -> None:
    """Write points over a map, whose `regions` (h, w) in the lower halves of the cells colour what is behind them."""
    behind = regions[points.rows, points.columns]
    canvas.codes[points.rows, points.columns] = points.codes
    canvas.styles[points.rows, points.columns] = _inks(theme, points.train)[points.hues, behind]


@lru_cache(maxsize=8)
def _inks(theme: PlotTheme, train: bool) -> Inks:
    """The ink of a point by its hue and the region behind it; the last region, which −1 finds, is none."""
    backs = region_table(theme).tolist()
    return np.array([[_ink(hue, back, train, theme) for back in backs] for hue in range(HUES)], np.int64)


def _ink(hue: int, back: int, train: bool, theme: PlotTheme) -> int:
    color = point_color(hue, theme.dark, theme.depth)
    if theme.depth == "truecolor" and not train and back >= 0:
        faded = mix(color, back, _FADED)
        color = faded if contrast(faded, back) >= _LEAST else color
    return ink(None if color < 0 else color, None if back < 0 else back, bold=train)
