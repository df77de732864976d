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
    decay, theta = e.spec.number("weight_decay"), np.abs(e.point)
    if not decay > 0 or e.gradient_is_small or e.noisy:
        return None
    if e.spec.entry.decay and e.spec.get("decay") == "coupled":
        slope = np.asarray(e.problem.gradients(np.array(e.point)))
        left, pulls = np.abs(slope + decay * np.array(e.point)), np.abs(slope)
    else:  # θ ← θ(1 − ηλ), so without a gradient it would move by ηλθ
        left, pulls = np.abs(e.moves(WINDOW)).max(axis=0), e.lr * decay * theta
    if not (left <= BALANCE * pulls).all() or not (theta > 0).all():
        return None
    return f"weight decay (λ = {rounded(decay)}) balances the gradient"
