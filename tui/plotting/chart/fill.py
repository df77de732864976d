"""Tinted bands behind curves: the background of the cells between two curves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import TypeAlias

import numpy as np

from core.frozen import frozen
from tui.plotting.cells import Picture, inks
from tui.plotting.colors import mix
from tui.plotting.viewport import Floats, Viewport

Rows: TypeAlias = Sequence[tuple[int, int]]
"""The first and the last row of a band in each column of cells; the last is above the first where it has none."""
_BOTH = 0.5
"""Where two bands overlap, their tints are mixed half and half."""


@frozen
class Fill:
    """The values of two curves at the steps 0 … count − 1, and the tint between them; `name` tells it from others."""

    name: object
    count: int
    tint: int
    low: Floats = field(compare=False)
    high: Floats = field(compare=False)


def paint(
    canvas: Picture, viewport: Viewport, log_steps: bool, fills: Sequence[Fill], heights: Callable[[Floats], Floats]
) -> None:
    """Tint the cells between the curves of each band; `heights` are the positions of values on the axis."""
    tint(canvas, ((fill.tint, _rows(fill, viewport, log_steps, heights)) for fill in fills))


def tint(canvas: Picture, bands: Iterable[tuple[int, Rows]]) -> None:
    """Tint bands, each given by its tint and its rows."""
    found = np.full(canvas.codes.shape, -1, np.int64)
    for color, rows in bands:
        inside = np.zeros(found.shape, np.bool_)
        for column, (top, bottom) in enumerate(rows):
            inside[top : bottom + 1, column] = True
        before = found.copy()
        for under in np.unique(before[inside]).tolist():
            found[inside & (before == under)] = color if under < 0 else mix(under, color, _BOTH)
    tinted = found >= 0
    canvas.styles[tinted] = inks(np.full(int(tinted.sum()), -1), found[tinted])


def _rows(fill: Fill, viewport: Viewport, log_steps: bool, heights: Callable[[Floats], Floats]) -> Rows:
    if fill.count < 1:
        return []
    at = viewport.x_low + np.arange(viewport.width + 1) / viewport.width * (viewport.x_high - viewport.x_low)
    steps = np.ceil(10.0**at if log_steps else at).astype(np.int64)
    shown = int(np.searchsorted(steps[:-1], fill.count - 1, side="right"))  # columns that begin by the last step
    first = np.minimum(np.maximum(steps[:shown] - 1, 0), fill.count - 1)
    last = np.minimum(np.maximum(steps[1 : shown + 1], first + 1), fill.count)
    rows = []
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        low, high = fill.low[begin:end].min(), fill.high[begin:end].max()
        ends = heights(np.array([low, min(high, np.finfo(float).max)]))
        rows.append((row_of(viewport, float(ends[1])), row_of(viewport, float(ends[0]))))
    return rows


def row_of(viewport: Viewport, height: float) -> int:
    """The row of a height; the nearest one for a height beyond the limits."""
    share = (height - viewport.y_low) / (viewport.y_high - viewport.y_low)
    return 0 if math.isnan(share) else int(min(max((1 - share) * viewport.height, 0), viewport.height - 1))


def tint_of(color: int, dark: bool) -> int:
    """The tint of a band in a racer's colour."""
    return mix(color, 0x121212 if dark else 0xF0F0F0, 0.8)
