"""Classify a point: at a known minimum, at a saddle, or neither."""

from __future__ import annotations

import math

from core.inspection.curvature import curvature
from core.number_text import point_text, rounded
from core.problems import Minimum, Problem

NEAR = 1e-3
"""A point counts as at a minimum within this share of the view's size."""

ROUNDING = 1e-9
"""A curvature below this share of the largest is 0, as along a valley of minima."""


def view_size(problem: Problem) -> float:
    """The diagonal of the problem's own view."""
    box = problem.box
    return math.hypot(box.x_high - box.x_low, box.y_high - box.y_low if problem.dims > 1 else 0.0)


def minimum_at(problem: Problem, point: tuple[float, ...]) -> Minimum | None:
    """The known minimum at a point, None if the point is not at one."""
    nearest = problem.nearest_minimum(point)
    if nearest is None or math.dist(nearest.point, point) > NEAR * view_size(problem):
        return None
    return nearest


def where_converged(problem: Problem, point: tuple[float, ...]) -> str:
    """Say where the gradient vanishes: at a known minimum, or at a point that may be a saddle."""
    reached = minimum_at(problem, point)
    if reached is not None:
        return f"at the minimum {point_text(reached.point)}"
    bend = curvature(problem, point)
    if bend is not None and bend.low < -ROUNDING * abs(bend.high):
        return f"at {point_text(point)}, no minimum: λmin = {rounded(bend.low)}"
    return f"at {point_text(point)}"
