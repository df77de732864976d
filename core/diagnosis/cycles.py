"""Cycles: a racer that returns to the same points, or goes round without progress."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.diagnosis.cycle_center import with_center
from core.diagnosis.evidence import Evidence, Finding, extent
from core.diagnosis.stationary_points import view_size
from core.frozen import frozen
from core.inspection.momentum_and_scale import roles
from core.number_text import rounded

WINDOW = 60
"""The last rows in which a cycle of few steps is looked for."""
PERIODS = range(2, 9)
SAME_POINT = 1e-3
"""Points closer than this share of the cycle's width count as equal."""
SETTLING = 0.75
"""A cycle settles if it changes in the second half of the window at most by this share of the first half's change."""
DRIVEN = 1e6
"""Held by bounds, a racer has named values of at most this many times its gradients."""
GROWING = 1.5
"""A coordinate that changes by this factor more than before leaves the cycle, however little it changes."""
ROUNDING = 1e-13
"""Of a coordinate: a smaller change is rounding."""
EXACT = 1e-9
"""A change of the cycle by this share of its width is rounding."""

LONG_WINDOW = 120
TREND = 0.01
"""Going round, width and loss do not rise or fall from part to part by more than this share in all."""


@frozen
class Evenness:
    """How alike the `parts` of the long window are, going round.

    Each is at least the share `width` as wide as any other. From part to part the middle moves at most by the share
    `drift` of the whole width, and the mean loss by the share `level` of its range.
    """

    parts: int
    width: float
    drift: float
    level: float


EXACTLY = Evenness(4, 0.8, 0.15, 0.2)
RANDOMLY = Evenness(2, 0.5, 0.5, 0.25)
"""The same for random gradients, whose path is rougher."""


def cycling(e: Evidence) -> Finding | None:
    """The racer has settled into a cycle, or goes round without progress."""
    size = extent(e.path[-WINDOW:])
    if not 1e-12 * view_size(e.problem) < size < math.inf or _is_driven(e):
        return None
    period = settled_period(e.path, size)
    if period is not None and roles(e.spec).scale is not None and _shrinks_on(e.path[-WINDOW:], size):
        return None
    if period is not None:
        numbers = {"period": float(period), "width": size, "lr": e.lr}
        told = f"settled into a cycle of {period} steps, {rounded(size)} wide (lr = {rounded(e.lr)})"
        return with_center(e, Finding("cycle", told, numbers), period)
    return _going_round(e)


def _shrinks_on(recent: Array, size: float) -> bool:
    """Whether a coordinate goes on towards 0, far below the width: an adaptive method divides it by less and less."""
    sizes = np.abs(recent).max(axis=0)
    now = np.abs(recent[len(recent) // 2 :]).max(axis=0)
    return bool(((sizes <= EXACT * size) & (now < sizes / 2)).any())


def _is_driven(e: Evidence) -> bool:
    """Whether bounds alone hold a racer whose momentum grows: it ends with numbers that are not finite."""
    bounds = e.problem.bounds
    if bounds is None or not np.isin(e.path[-WINDOW:], bounds).any():
        return False
    sizes = [float(np.abs(value).max()) for value in (e.terms() or {}).values() if isinstance(value, np.ndarray)]
    return max(sizes, default=0.0) > DRIVEN * float(e.grad_norm[-WINDOW:].max())


def settled_period(path: Array, size: float) -> int | None:
    """The period of a cycle that the last rows repeat; None if there is none, or it still drifts or grows."""
    if len(path) <= WINDOW:
        return None
    recent = path[-WINDOW:]
    for period in PERIODS:
        half = (WINDOW - period) // 2 // period * period
        older, middle, newest = (recent[-period - lag :][:period] for lag in (2 * half, half, 0))
        changes = np.abs(middle - older).max(axis=0), np.abs(newest - middle).max(axis=0)
        before, after = (float(change.max()) for change in changes)
        repeats = np.abs(recent[period:] - recent[:-period]).max() <= SAME_POINT * size
        if repeats and max(before, after) <= SAME_POINT * size:
            settles = after <= max(SETTLING * before, EXACT * size) and not _grows_unseen(*changes, recent)
            return period if settles else None
    return None


def _grows_unseen(before: Array, after: Array, recent: Array) -> bool:
    """Whether a coordinate leaves a point that repels it, as 0, although it has hardly begun to."""
    rounding = ROUNDING * np.abs(recent).max(axis=0)
    return bool((after > np.maximum(GROWING * before, rounding)).any())


def _going_round(e: Evidence) -> Finding | None:
    if len(e.path) <= LONG_WINDOW or e.gradient_is_small:
        return None
    recent, loss = e.path[-LONG_WINDOW:], e.loss[-LONG_WINDOW:]
    size = extent(recent)
    if not size < math.inf:
        return None
    even = RANDOMLY if e.noisy else EXACTLY
    parts = np.split(recent, even.parts)
    widths = np.array([extent(part) for part in parts])
    middles = np.array([part.mean(axis=0) for part in parts])
    levels = loss.reshape(even.parts, -1).mean(axis=1)
    # Compared with the loss's own range, as a loss has no natural zero.
    level = float(np.ptp(levels)) <= even.level * float(np.ptp(loss))
    drift = float(np.ptp(middles, axis=0).max()) <= even.drift * size
    if not (level and drift and widths.min() >= even.width * widths.max()):
        return None
    if not e.noisy and (_has_trend(widths, size) or _has_trend(levels, float(np.ptp(loss)))):
        return None
    numbers = {"steps": float(LONG_WINDOW), "width": size, "lr": e.lr, "mean_loss": float(loss.mean())}
    lasting = f"the last {LONG_WINDOW} steps stay within {rounded(size)} (lr = {rounded(e.lr)})"
    if e.noisy:
        found = Finding("cloud", f"noise keeps it moving without progress: {lasting}", numbers)
    else:
        found = Finding("cycle", f"goes round without progress: {lasting}", numbers)
    return with_center(e, found, LONG_WINDOW)


def _has_trend(values: Array, scale: float) -> bool:
    """Whether values only rise or only fall, by more than a small share of a scale in all."""
    changes = np.diff(values)
    return bool(((changes > 0).all() or (changes < 0).all()) and abs(changes.sum()) > TREND * scale)
