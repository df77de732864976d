"""Rest: a racer that no longer moves although the gradient does not vanish, and what holds it."""

from __future__ import annotations

import numpy as np

from core.diagnosis.evidence import Evidence, Finding, extent
from core.diagnosis.stationary_points import view_size
from core.number_text import rounded

WINDOW = 20
"""Updates without a move that make a rest."""
STILL = 1e-9
"""At rest a racer moves at most by this share of the view in the whole window."""
LONG_WINDOW = 50
SLOW = 1e-5
"""A racer that moves at most by this share of the view in a window hardly moves."""
BALANCE = 0.01
"""Two pulls balance if what is left of them is at most this share of one."""


def at_rest(e: Evidence) -> Finding | None:
    """The racer does not move any more, and the reason is known."""
    if len(e.path) <= WINDOW:
        return None
    reason = _balanced(e) or (_held(e) if extent(e.path[-WINDOW - 1 :]) <= STILL * view_size(e.problem) else None)
    if reason is None:
        return None
    norm = float(e.grad_norm[-1])
    numbers = {"moved": extent(e.path[-WINDOW - 1 :]), "steps": float(WINDOW), "grad_norm": norm, "lr": e.lr}
    return Finding("at_rest", f"at rest: {reason}, ‖∇f‖ = {rounded(norm)}", numbers)


def _held(e: Evidence) -> str | None:
    """Why a racer stands still: its learning rate is 0, or the gradient pushes it against a bound."""
    if e.lr == 0:
        return "lr = 0"
    if e.problem.bounds is None:
        return None
    low, high = e.problem.bounds
    slope = np.asarray(e.problem.gradients(np.array(e.point))).tolist()
    for name, coordinate, g in zip(e.problem.names, e.point, slope, strict=True):
        if (coordinate == low and g > 0) or (coordinate == high and g < 0):
            return f"held at the border, {name} = {rounded(coordinate)}"
    return None


def _balanced(e: Evidence) -> str | None:
    """Weight decay pulls one way and the gradient the other, and hardly anything is left of the two."""
    decay, theta = e.spec.number("weight_decay"), np.array(e.point)
    moved = extent(e.path[-WINDOW - 1 :])
    still = SLOW * view_size(e.problem)
    if not decay > 0 or e.gradient_is_small or e.noisy or moved > still or extent(e.path) <= 3 * still:
        return None  # it moves still, or has never done so
    slope = np.asarray(e.problem.gradients(theta))
    if not (slope * theta < 0).all():
        return None
    if e.spec.entry.decay is None:  # the rule decays in its own way
        left, pulls = np.array([moved]), np.array([STILL * view_size(e.problem) / BALANCE])
    elif e.spec.get("decay") != "decoupled":
        left, pulls = np.abs(slope + decay * theta), np.abs(slope)
    else:  # θ ← θ(1 − ηλ), so without a gradient it would move by ηλθ
        left, pulls = np.abs(e.moves(WINDOW)).max(axis=0), e.lr * decay * np.abs(theta)
    return f"weight decay (λ = {rounded(decay)}) balances the gradient" if (left <= BALANCE * pulls).all() else None


def hardly_moving(e: Evidence) -> Finding | None:
    """The racer has moved next to nothing, and nobody knows why."""
    if len(e.path) <= LONG_WINDOW:
        return None
    moved = extent(e.path[-LONG_WINDOW - 1 :])
    if moved > SLOW * view_size(e.problem):
        return None
    norm = float(e.grad_norm[-1])
    told = f"hardly moves: {rounded(moved, 3)} in {LONG_WINDOW} steps (lr = {rounded(e.lr)}), ‖∇f‖ = {rounded(norm)}"
    numbers = {"moved": moved, "steps": float(LONG_WINDOW), "grad_norm": norm, "lr": e.lr}
    return Finding("at_rest", told, numbers)
