"""Slowness: a racer on its way that will not arrive in this race, with the steps that it still needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.diagnosis.evidence import Evidence, Finding
from core.inspection.convergence_rate import update_matrix
from core.inspection.momentum_and_scale import roles
from core.number_text import point_text, power_form, rounded
from core.specs import ScheduleSpec

WINDOW = 100
"""The last updates over which the rate of progress is measured; half of all if there are fewer."""
FEWEST = 20
STEADY = 2.0
"""Steady progress has rates in the two halves of the window that differ at most by this factor."""
FLAT_SHARE = 0.5
"""Theory speaks of the flattest axis, so that makes at least this share of the gap."""
KEEPS_UP = 0.3
"""A rate is believed in theory only if the loss has fallen by at least this share of it lately."""
MEASURABLE = 1e-9
"""A smaller fall of f − f* over the window, as a share, is rounding."""

HEADED = 0.5
"""Heading for the lowest loss, the bottom of the bowl that it looks like from here is at least this share as deep."""
SAME_BOWL = 0.2
"""The bowl is that of the lowest minimum if its depth differs from the gap at most by this share."""

PACE_WINDOW = 20
SAME_PACE = 0.98
"""A racer of constant pace has a shortest move of at least this share of its longest."""

WEAK_DECAY = 0.01
"""Weight decay times |θ| up to which a racer is on its way to the minimum all the same."""

SMALL_STEP = 0.1
"""An lr·λmin up to this explains why a racer is slow."""
LARGE_KAPPA = 10.0
"""And a κ from this on."""
ILL_CONDITIONED = 1e3
"""κ from which data should be scaled."""


def slow(e: Evidence) -> Finding | None:
    """At its present pace or rate the racer needs more steps than the race has left."""
    if len(e.path) <= 2 * FEWEST or e.noisy or _turns(e.moves(PACE_WINDOW)) or _is_held(e):
        return None
    return _rate(e) if _is_linear(e) else _pace(e) or _rate(e)


def _is_held(e: Evidence) -> bool:
    """Whether weight decay may keep the racer from the minimum."""
    return e.spec.number("weight_decay") * max(map(abs, e.point)) > WEAK_DECAY


def _is_held_above(e: Evidence, bowl: _Bowl | None, wanted: float) -> bool:
    """Whether weight decay keeps the loss above the target: in a bowl, a pull p leaves up to p²/(2·λmin)."""
    pull = e.spec.number("weight_decay") * max(map(abs, e.point))
    return pull > 0 and (bowl is None or pull * pull > 2 * bowl.low * wanted)


def _turns(moves: Array) -> bool:
    """Whether moves turn back on the whole."""
    return not float((moves[1:] * moves[:-1]).sum()) > 0


def _is_linear(e: Evidence) -> bool:
    """Whether the rule's steps are proportional to the gradient, so that they shrink on the way."""
    clips = e.spec.number("clip_norm"), e.spec.number("clip_value")
    clipped = float(e.grad_norm[-1]) > min(clips)
    return e.spec.entry.stability_node is not None and roles(e.spec).scale is None and not clipped


def _pace(e: Evidence) -> Finding | None:
    """A racer of constant steps and one direction: how many of them the way to the minimum takes at least."""
    moves = e.moves(PACE_WINDOW)
    sizes = np.abs(moves).max(axis=1)
    pace = float(sizes.max())
    if not pace > 0 or float(sizes.min()) < SAME_PACE * pace or (nearest := e.nearest) is None:
        return None
    distance = max(abs(there - here) for there, here in zip(nearest.point, e.point, strict=True))
    steps = distance / pace
    if not steps > e.remaining:
        return None
    is_lr = SAME_PACE <= pace / e.lr <= 1 / SAME_PACE if e.lr > 0 else False
    size = f"lr = {rounded(e.lr)}" if is_lr else rounded(pace, 3)
    told = (
        f"slow: moves at most {size} a step, the minimum {point_text(nearest.point)} is {rounded(distance, 3)} away: "
        f"{_about(steps)} {_steps(steps)} to go"
    )
    return Finding("slow", told, {"pace": pace, "distance": distance, "steps": steps, "lr": e.lr})


def _rate(e: Evidence) -> Finding | None:
    """A racer whose gap to the lowest loss shrinks by a steady factor: how many steps the target takes."""
    best = e.problem.best
    if best is None:
        return None
    gap, wanted = float(e.loss[-1]) - best, max(e.target, 1e-300)
    if not gap > wanted:
        return None
    bowl = _bowl(e)
    if bowl is not None and bowl.depth < HEADED * gap:
        return None  # it heads for a place where the loss stays far above the lowest
    if _is_held_above(e, bowl, wanted):
        return None
    fits = bowl if bowl is not None and _is_linear(e) and abs(bowl.depth / gap - 1) <= SAME_BOWL else None
    numbers: dict[str, float] = {"gap": gap}
    gaps = e.loss[-WINDOW - 1 :] - best
    rate, source = _measured(gaps), "at this rate"
    if rate is None and fits is not None and fits.flat_share >= FLAT_SHARE and not (e.nearest and e.nearest.curve):
        rate, source = _predicted(e), "in theory"
        if rate is not None and not _keeps_up(gaps, rate):
            return None
    if rate is None:
        return None
    steps = math.log(gap / wanted) / rate
    if not steps > e.remaining:
        return None
    numbers |= {"rate": rate, "steps": steps}
    told = f"slow: {_about(steps)} more {_steps(steps)} to the target {source}"
    if fits is not None:
        low, high = fits.low, fits.high
        numbers |= {"lambda_min": low, "lambda_max": high, "kappa": high / low, "lr_lambda_min": e.lr * low}
        told += _because(e.lr * low, high / low)
        if e.problem.data is not None and high / low >= ILL_CONDITIONED:
            told += "; scale the columns of the data or use an adaptive method"
    return Finding("slow", told, numbers)


def _because(flat: float, kappa: float) -> str:
    """Why it is slow: lr·λmin where that is small, κ where that is large."""
    if flat > SMALL_STEP:
        return ""
    reason = f", as lr·λmin = {rounded(flat, 3)}"
    return f"{reason} and κ = {rounded(kappa, 3)}" if kappa >= LARGE_KAPPA else reason


@dataclass(frozen=True)
class _Bowl:
    """The quadratic that the loss looks like from here: its extreme curvatures, and how far its bottom lies below.

    `flat_share` is the share of the depth that the flattest axis makes.
    """

    low: float
    high: float
    depth: float
    flat_share: float


def _bowl(e: Evidence) -> _Bowl | None:
    """None where the loss is not strictly convex."""
    hessian = np.asarray(e.problem.hessian(e.point))
    if not np.isfinite(hessian).all():
        return None
    values, vectors = np.linalg.eigh(hessian)
    if not values[0] > 0:
        return None
    along = np.asarray(e.problem.gradients(np.array(e.point))) @ vectors
    depths = along * along / values / 2
    depth = float(depths.sum())
    return _Bowl(float(values[0]), float(values[-1]), depth, float(depths[0]) / depth if depth > 0 else 0.0)


def _measured(gaps: Array) -> float | None:
    """The rate ln(before/after) a step by which gaps shrink; None if they do not, or unsteadily."""
    half = (len(gaps) - 1) // 2
    first, middle, last = (float(gaps[index]) for index in (-2 * half - 1, -half - 1, -1))
    if not first > middle > last > 0 or (first - last) < MEASURABLE * first or (np.diff(gaps) > 0).any():
        return None
    before, after = math.log(first / middle), math.log(middle / last)
    if not 1 / STEADY <= before / after <= STEADY:
        return None
    return (before + after) / (2 * half)


def _keeps_up(gaps: Array, rate: float) -> bool:
    """Whether the highest gaps of the two halves do not contradict a rate."""
    half = len(gaps) // 2
    before, after = float(gaps[:half].max()), float(gaps[half:].max())
    return rate * half < MEASURABLE or (after > 0 and math.log(before / after) >= KEEPS_UP * rate * half)


def _predicted(e: Evidence) -> float | None:
    """The rate at which the loss falls in the long run on the quadratic that it is here; None if it does not."""
    if e.spec.schedule != ScheduleSpec():
        return None
    matrix = update_matrix(e.spec, np.asarray(e.problem.hessian(e.point)))
    radius = 1.0 if matrix is None else float(np.abs(np.linalg.eigvals(matrix)).max())
    return -2 * math.log(radius) if 0 < radius < 1 else None


def _about(steps: float) -> str:
    """A rough number of steps: 4100, 8e6."""
    return power_form(steps) if steps >= 1e5 else f"{float(f'{steps:.2g}'):.0f}"


def _steps(count: float) -> str:
    return "step" if _about(count) == "1" else "steps"
