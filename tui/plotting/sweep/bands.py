"""The bands behind the curves of a sweep: 10 to 90 % of repeated runs, tinted, or dotted where colours are few."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tui.plotting.chart.curves import heights
from tui.plotting.chart.fill import Rows, row_of, tint, tint_of
from tui.plotting.colors import quantized

if TYPE_CHECKING:
    from core.arrays import Array, Indices
    from tui.plotting.axis_limits import Axis
    from tui.plotting.cells import Picture
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.viewport import Viewport

Band: TypeAlias = "tuple[int, Array, Array]"
_NONE = (0, -1)


def is_tinted(theme: PlotTheme) -> bool:
    """Whether there are colours enough for tints."""
    return theme.depth in ("truecolor", "256")


def paint(
    canvas: Picture, bands: Sequence[Band], nearest: Indices, viewport: Viewport, up: Axis, theme: PlotTheme
) -> None:
    """Tint bands, each given by its racer's colour and ends; `nearest` is the number of the value at each column."""
    found: list[tuple[int, Rows]] = []
    for color, low, high in bands:
        tops = heights(np.minimum(high, np.finfo(float).max)[nearest], up)
        rows = _rows(viewport, tops, heights(low[nearest], up))
        found.append((quantized(tint_of(color, theme.dark), theme.depth), rows))
    tint(canvas, found)


def _rows(viewport: Viewport, tops: Array, bottoms: Array) -> Rows:
    return [
        (row_of(viewport, top), row_of(viewport, bottom)) if math.isfinite(bottom) else _NONE
        for top, bottom in zip(tops.tolist(), bottoms.tolist(), strict=True)
    ]
