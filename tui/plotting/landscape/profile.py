"""Landscapes of one parameter: the loss f(x) as the profile of a hill.

A racer's path is drawn as textbooks do it, straight from each point of the curve to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.landscape.shading import shares
from tui.plotting.viewport import Floats, Viewport
from tui.state.choices import Scale

if TYPE_CHECKING:
    from core.problems import Problem


def heights(problem: Problem, viewport: Viewport) -> Floats:
    """f in the middle of each of two columns a cell."""
    count = 2 * viewport.width
    # Halves, since 1e308 − (−1e308) overflows.
    x = 2 * (viewport.x_low / 2 + (np.arange(count) + 0.5) / count * (viewport.x_high / 2 - viewport.x_low / 2))
    with np.errstate(all="ignore"):
        values: Floats = np.asarray(problem.values(x[None, :]), np.float64)
    return values


def profile(curve: Floats, viewport: Viewport, best: float | None, scale: Scale) -> Floats:
    """Shares (2h, 2w) of the heights below the curve; NaN above it."""
    rows = 2 * viewport.height
    up = 2 * (viewport.y_low / 2 + (np.arange(rows)[::-1] + 0.5) / rows * (viewport.y_high / 2 - viewport.y_low / 2))
    below = np.repeat(up[:, None], len(curve), axis=1)
    with np.errstate(invalid="ignore"):
        below[~(below <= curve)] = np.nan
    # The area continues below the least value of f.
    base = float(up[-1]) if best is None else min(best, float(up[-1]))
    return shares(below, base, scale)


def outline(share: Floats) -> Floats:
    """The area below the curve as one level, whose isoline is the outline."""
    return np.where(np.isnan(share), np.nan, 0.0)


def height(problem: Problem, x: float) -> float:
    """f at one point, inf or NaN where it has none."""
    with np.errstate(all="ignore"):
        return float(np.asarray(problem.values(np.array([[x]], np.float64))).ravel()[0])
