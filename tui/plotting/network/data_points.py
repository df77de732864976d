"""The data points on a map of outputs: their class by sign and colour, filled where they train and hollow to test."""

from __future__ import annotations

import numpy as np

from core.frozen import frozen
from tui.plotting.cells import Picture, ink
from tui.plotting.colors import contrast, mix
from tui.plotting.network.hues import point_color
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Ints, Viewport

TRAIN, TEST = "●■▲◆▼★", "○□△◇▽☆"
TRAIN_ASCII, TEST_ASCII = "OXADVSGHIJ", "oxadvsghij"
_LEAST = 3.0  # contrast of a point to what is behind it
_TEST_SHARE = 0.25  # how far points that test are mixed with what is behind them


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


def draw_points(canvas: Picture, viewport: Viewport, backs: Ints, points: Points, theme: PlotTheme) -> None:
    """Write points over the cells of a map, whose colours `backs` (h, w) stay behind them."""
    across, up = viewport.unit(points.x, points.y)
    with np.errstate(invalid="ignore"):
        seen = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    columns = np.minimum((across[seen] * viewport.width).astype(np.int64), viewport.width - 1)
    rows = viewport.height - 1 - np.minimum((up[seen] * viewport.height).astype(np.int64), viewport.height - 1)
    hues, behind = points.hue[seen], backs[rows, columns]
    signs = np.array([ord(sign_of(hue, points.train, theme.ascii)) for hue in range(10)], np.uint32)
    canvas.codes[rows, columns] = signs[hues]
    kinds, which = np.unique(np.stack((hues, behind)), axis=1, return_inverse=True)
    styles = [_ink(int(hue), int(back), points.train, theme) for hue, back in kinds.T]
    canvas.styles[rows, columns] = np.array(styles, np.int64)[which.ravel()] if styles else 0


def _ink(hue: int, back: int, train: bool, theme: PlotTheme) -> int:
    color = point_color(hue, theme.dark, theme.depth)
    if color < 0:
        return ink(None, None, bold=train)
    if back < 0:
        return ink(color, None, bold=train)
    if theme.depth == "truecolor" and not train:
        color = next(
            faded for share in (_TEST_SHARE, 0.0) if _reads(faded := mix(color, back, share), back) or not share
        )
    return ink(color, back, bold=train)


def _reads(color: int, back: int) -> bool:
    return contrast(color, back) >= _LEAST
