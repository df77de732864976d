"""The shading of a landscape: heights → levels → two colours a cell.

A level is a number 0 … SHADES − 1 on a logarithmic scale of f − (its least value), so that a valley that is a
thousand times lower than the hills around it still shows where it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui.plotting.cells import SPACE, Picture, inks
from tui.plotting.palette import SHADES, Depth, ground, under_path
from tui.plotting.window import Floats, Ints, Window

Values: TypeAlias = Callable[[Floats], Floats]

HALF, LOWER_HALF = ord("▀"), ord("▄")
_LOWEST_SHARE = 0.01  # of the pixels; below, all is the darkest level: a single deep pixel must not set the scale
_DECADES = 8.0  # at most, from the lowest level to the highest
_ROWS = 64  # of pixels evaluated at a time: a data problem holds every point for every pixel


def heights(values: Values, window: Window) -> Floats:
    """The function in the middle of every half-cell, (2·height, width), top row first."""
    x = window.x_low + (np.arange(window.width) + 0.5) / window.width * (window.x_high - window.x_low)
    rows = 2 * window.height
    y = window.y_high - (np.arange(rows) + 0.5) / rows * (window.y_high - window.y_low)
    out = np.full((rows, window.width), np.nan)
    with np.errstate(all="ignore"):
        for top in range(0, rows, _ROWS):
            band = y[top : top + _ROWS]
            points = np.stack(np.broadcast_arrays(x[None, :], band[:, None]))
            out[top : top + _ROWS] = values(points)
    return out


def levels(surface: Floats, best: float | None) -> Ints:
    """Levels 0 … SHADES − 1; +inf is the highest, NaN is −1 (no ground at all)."""
    return named(shares(surface, best), surface)


def shares(surface: Floats, best: float | None) -> Floats:
    """How high on the scale, 0 … 1 for what is finite (a little beyond for what the scale leaves out).

    Without a known least value there need not be a valley: then each level covers as much ground as the others.
    """
    finite = surface[np.isfinite(surface)]
    if finite.size == 0:
        return np.where(np.isposinf(surface), 1.0, 0.0)
    if best is None:
        return np.searchsorted(np.sort(finite), surface) / finite.size
    base = min(float(finite.min()), best)
    with np.errstate(all="ignore"):
        above = surface - base
        logs = np.log10(np.maximum(above, 1e-300))
        known = np.sort(logs[np.isfinite(surface) & (above > 0) & np.isfinite(above)])
        if known.size == 0:
            return np.zeros_like(surface)
        high = known[-1]
        low = max(known[int(_LOWEST_SHARE * (known.size - 1))], high - _DECADES)
        share: Floats = (logs - low) / (high - low) if high - low > 1e-9 else np.full_like(surface, 0.5)
    return share


def named(share: Floats, surface: Floats) -> Ints:
    """Shares in [0, 1] as levels; those of what is not finite by what it is."""
    out = np.floor(np.clip(np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0), 0, 1) * SHADES)
    out = np.minimum(out, SHADES - 1)
    out[np.isposinf(surface)] = SHADES - 1
    out[np.isneginf(surface)] = 0
    out[np.isnan(surface)] = -1
    return out.astype(np.int64)


def shade(level: Ints, dark: bool, depth: Depth) -> tuple[Picture, NDArray[np.int64]]:
    """The shaded cells (half-blocks, two levels each) and the colour (h, w) that lies behind a path in each.

    Where there is no ground the cell is blank and the colour −1.
    """
    colors = np.array([*ground(dark, depth), -1])  # level −1 finds the last
    dimmed = np.array([*(under_path(color, dark, depth) for color in ground(dark)), -1])
    upper, lower = level[0::2], level[1::2]
    above, below = colors[upper], colors[lower]
    codes = np.select([above == below, above < 0], [SPACE, LOWER_HALF], HALF).astype(np.uint32)
    styles = np.select(
        [above == below, above < 0], [inks(np.full_like(above, -1), below), inks(below)], inks(above, below)
    )
    middle = np.where((upper < 0) | (lower < 0), np.maximum(upper, lower), (upper + lower + 1) // 2)
    return Picture(codes, styles), dimmed[middle]
