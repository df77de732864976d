"""Where a racer stays: in a minimum, on a curve of minima, at a saddle."""

from __future__ import annotations

import math

import numpy as np

from core.diagnosis.evidence import Evidence, Finding
from core.diagnosis.stationary_points import NEAR, Stationary, stationary_near, view_size
from core.number_text import point_text, rounded

STAYS = 20
"""Rows for which a racer must have been beside a point to count as staying there."""

SADDLE_REACH = 0.02
"""How near a saddle must be, as a share of the view, where the gradient is small."""
SADDLE_REACH_FROM_START = SADDLE_REACH / 20
"""The same where the gradient is not small, as for a racer that starts beside a saddle."""

SAME_VALUE = 1e-9
"""Losses that differ by at most this share count as equal."""


def local_minimum(e: Evidence) -> Finding | None:
    """The racer stays in a minimum that is not the lowest, or on a curve of such minima."""
    at, best = _where_it_stays(e, NEAR), e.problem.best
    if at is None or best is None or at.nature not in ("minimum", "curve"):
        return None
    above = at.value - best
    if not above > SAME_VALUE * max(1.0, abs(best)):
        return None
    place = "in a local minimum" if at.nature == "minimum" else "on a curve of local minima"
    told = f"{place} at {point_text(at.point)}, {rounded(above)} above the best"
    return Finding("local_minimum", told, _numbers(e, at) | {"above": above})


def lowest_minimum(e: Evidence) -> Finding | None:
    """The racer stays at the lowest minimum, or in a minimum of which nobody knows whether it is."""
    at = _where_it_stays(e, NEAR)
    if at is None or at.nature not in ("minimum", "curve"):
        return None
    place = "a minimum" if at.nature == "minimum" else "a curve of minima"
    numbers = _numbers(e, at)
    told = f"{rounded(numbers['distance'], 3)} from {place} at {point_text(at.point)}"
    return Finding("minimum", told, numbers)


def saddle(e: Evidence) -> Finding | None:
    """The racer stays beside a saddle or a maximum: the loss curves down in one direction or in all."""
    at = _where_it_stays(e, SADDLE_REACH if e.gradient_is_small else SADDLE_REACH_FROM_START)
    if at is None or at.nature not in ("saddle", "maximum"):
        return None
    norm = float(e.grad_norm[-1])
    told = f"at a {at.nature} {point_text(at.point)}: λmin = {rounded(at.low)}, ‖∇f‖ = {rounded(norm)}"
    return Finding("saddle", told, _numbers(e, at) | {"lambda_min": at.low, "lambda_max": at.high, "grad_norm": norm})


def _numbers(e: Evidence, at: Stationary) -> dict[str, float]:
    place = {f"theta{i}": coordinate for i, coordinate in enumerate(at.point)}
    return {**place, "loss": at.value, "distance": math.dist(at.point, e.point)}


def _where_it_stays(e: Evidence, share: float) -> Stationary | None:
    """The stationary point within this share of the view beside which all of the last rows lie."""
    reach = share * view_size(e.problem)
    recent = e.path[-STAYS - 1 :]
    away = recent - recent[-1]
    if not float(np.sqrt((away * away).sum(axis=1)).max()) <= 2 * reach:
        return None
    at = stationary_near(e.problem, e.point, reach, e.nearest)
    if at is None:
        return None
    away = recent - np.array(at.point)
    if at.nature != "curve" and not float(np.sqrt((away * away).sum(axis=1)).max()) <= reach:
        return None
    return at
