"""Growth: loss and steps get larger from window to window, as they do above a stability limit."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.diagnosis.divergence import limit_exceeded
from core.diagnosis.evidence import Evidence, Finding, extent
from core.diagnosis.stationary_points import view_size
from core.frozen import frozen
from core.inspection.momentum_and_scale import roles
from core.number_text import rounded
from core.problems.minimum import lengths

REGULAR = 0.3
"""Growing steadily, the smallest increase from group to group is at least this share of the largest."""


@frozen
class Window:
    """The last `rows`, in `groups` of equal size, over which the loss grows at least `least`-fold."""

    rows: int
    groups: int
    least: float


WINDOWS = Window(20, 4, 10.0), Window(60, 6, 1.0)
"""Much growth shows in few steps, little growth only in many; without a limit that explains it, only many count."""

NOISE_FACTOR = 100.0
"""With random gradients, growth by less than this factor over the window may be chance."""


def growing(e: Evidence) -> Finding | None:
    """Loss and steps get larger by a regular factor or amount."""
    growths = [(window, factor) for window in WINDOWS if (factor := _growth(e, window)) is not None]
    if not growths:
        return None
    adapts = roles(e.spec).scale is not None  # such a scale will raise the limit
    limit = None if adapts else limit_exceeded(e.spec, e.problem, [("here", e.point)], e.lr)
    window, factor = growths[-1 if limit is None else 0]
    if limit is None and not (window is WINDOWS[-1] and _is_unheard_of(e, window)):
        return None
    if adapts:
        limit = limit_exceeded(e.spec, e.problem, [("here", e.point)], e.lr, e.terms())
    numbers = {"factor": factor, "steps": float(window.rows), "lr": e.lr}
    if limit is not None:
        numbers["limit"] = limit.value
    cause = f": {limit.sentence}" if limit is not None else ""
    return Finding("growing", f"growing {_per_step(factor)} a step{cause}", numbers)


def _is_unheard_of(e: Evidence, window: Window) -> bool:
    """Whether the loss is higher than ever before, and the racer swings wider than the view, where nothing holds it.

    Not near the start, as momentum first gathers speed.
    """
    if len(e.path) <= 2 * window.rows:
        return False
    higher = e.loss[: -window.rows].max() < e.loss[-window.rows :].max()
    return bool(higher) and extent(e.path[-window.rows :]) > view_size(e.problem)


def _growth(e: Evidence, window: Window) -> float | None:
    """The factor by which the loss grows a step, None if it does not grow."""
    if len(e.path) <= window.rows:
        return None
    with np.errstate(all="ignore"):
        steps = _group_maxima(lengths(e.moves(window.rows)), window)
        loss = _group_maxima(e.loss[-window.rows :], window) - (e.problem.best or 0.0)
        if not (np.isfinite(loss).all() and loss[0] > 0 and steps[0] > 0):
            return None
        least = max(window.least, NOISE_FACTOR if e.noisy else 1.0)
        if not (_rises_regularly(loss) and _rises_regularly(steps) and loss[-1] > least * loss[0]):
            return None
        apart = window.rows * (window.groups - 1) / window.groups
        return float((loss[-1] / loss[0]) ** (1 / apart))


def _group_maxima(values: Array, window: Window) -> Array:
    found: Array = values.reshape(window.groups, -1).max(axis=1)
    return found


def _rises_regularly(values: Array) -> bool:
    """Whether positive values rise by about equal factors, or by about equal amounts."""
    increases = np.diff(values), np.diff(np.log(values))
    return any(bool(each.min() > 0 and each.min() >= REGULAR * each.max()) for each in increases)


def _per_step(factor: float) -> str:
    return f"{rounded(factor, 4)}-fold" if factor >= 1.1 else f"by {rounded(100 * (factor - 1), 3)} %"
