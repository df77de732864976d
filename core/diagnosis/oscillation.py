"""Oscillation: most moves turn back along the steepest axis."""

from __future__ import annotations

import numpy as np

from core.diagnosis.evidence import Evidence, Finding
from core.inspection.stability import stability_limit
from core.number_text import rounded

WINDOW = 20
"""The last updates in which an oscillation is looked for."""
TURNING_SHARE = 0.8
"""Oscillating, at least this share of the moves go back along the steepest axis."""
ROUND = 0.99
"""Where λmin is at least this share of λmax no axis is steeper: the one along which it moves most counts."""
GROWING = 1e20
"""A last move longer than the first by this factor is one out of the landscape."""
STEEP_SHARE = 0.5
"""Oscillating, at least this share of the squared length of the moves lies along the steepest axis."""


def oscillating(e: Evidence) -> Finding | None:
    """Most of the last moves turn back along the steepest axis."""
    if len(e.path) <= WINDOW:
        return None
    bend = e.curvature
    if bend is None or bend.high <= 0:
        return None
    moves, is_round = e.moves(WINDOW), e.problem.dims > 1 and bend.low > ROUND * bend.high
    axis = np.linalg.svd(moves)[2][0] if is_round and np.isfinite(moves).all() else np.array(bend.steepest)
    along = moves @ axis
    total = float((moves * moves).sum())
    turns = int((along[1:] * along[:-1] < 0).sum())
    if float(moves[-1] @ moves[-1]) > GROWING * GROWING * float(moves[0] @ moves[0]):
        return None
    if not total > 0 or turns < TURNING_SHARE * (WINDOW - 1) or float(along @ along) < STEEP_SHARE * total:
        return None
    numbers = {"turns": float(turns), "moves": WINDOW - 1.0, "lambda_max": bend.high, "lr": e.lr}
    limit = stability_limit(e.spec, e.problem, e.point, e.terms())
    share = f", lr is {rounded(e.lr / limit.value)} of {limit.text}" if limit is not None else ""
    if limit is not None:
        numbers["limit"] = limit.value
    where = "" if is_round else " along the steep axis"
    told = f"oscillating{where}: {turns} of {WINDOW - 1} moves turn back, λmax = {rounded(bend.high)}"
    return Finding("oscillating", told + share, numbers)
