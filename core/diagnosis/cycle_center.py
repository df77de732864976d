"""The minimum around which a racer goes: the one known, or found by Newton's method, amid its last points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.diagnosis.arrival import SAME_VALUE
from core.diagnosis.evidence import Evidence, Finding, extent
from core.diagnosis.stationary_points import Stationary, stationary_near
from core.number_text import point_text, rounded

MARGIN = 0.1
"""The minimum may lie outside the box around the points by this share of its longer side."""


def with_center(e: Evidence, found: Finding, rows: int) -> Finding:
    """A finding about the last rows, with the minimum around which they lie and how far it is above the best."""
    at, best = _center(e, e.path[-rows:]), e.problem.best
    if at is None or not at.value <= float(e.loss[-rows:].min()):
        return found
    place = {f"theta{i}": coordinate for i, coordinate in enumerate(at.point)}
    where = f"around the minimum at {point_text(at.point)}"
    if best is not None and (above := at.value - best) > SAME_VALUE * max(1.0, abs(best)):
        place["above"] = above
        where = f"around the local minimum at {point_text(at.point)}, {rounded(above)} above the best"
    return replace(found, sentence=f"{found.sentence}, {where}", numbers={**found.numbers, **place})


def _center(e: Evidence, points: Array) -> Stationary | None:
    """The one minimum in the box around points; None where there is none, or more than one is known."""
    margin = MARGIN * extent(points)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin

    def inside(point: tuple[float, ...]) -> bool:
        return bool(((low <= point) & (point <= high)).all())

    known = [minimum for minimum in e.problem.minima if inside(minimum.point)]
    if known:
        return Stationary("minimum", known[0].point, known[0].value) if len(known) == 1 else None
    for start in (points.mean(axis=0), points[np.argmin(e.loss[-len(points) :])]):
        at = stationary_near(e.problem, tuple(map(float, start)), extent(points), None)
        if at is not None and at.nature == "minimum" and inside(at.point):
            return at
    return None
