"""Explain a divergence by the stability limit that the learning rate exceeded, and where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.inspection.stability import stability_limit
from core.number_text import point_text, rounded
from core.problems import Problem
from core.specs import RacerSpec

MAX_SEARCHED = 200
"""The first points of a path at which the stability limit is computed."""


def why_diverged(spec: RacerSpec, problem: Problem, path: np.ndarray, lr: float) -> str | None:
    """The stability limit that a learning rate exceeds: at the nearest minimum, else at the path's first points."""
    start = tuple(map(float, path[0]))
    for where, point in _candidate_points(problem, start, path):
        limit = stability_limit(spec, problem, point)
        if limit is not None and lr > limit.value:
            return f"lr = {rounded(lr)} is above {limit.text} = {rounded(limit.value)} {where}"
    return None


def _candidate_points(
    problem: Problem, start: tuple[float, ...], path: np.ndarray
) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The points where the learning rate may exceed a limit, each with its description."""
    nearest = problem.nearest_minimum(start)
    if nearest is not None:
        several = len(problem.minima) > 1
        yield f"at the minimum {point_text(nearest.point)}" if several else "at the minimum", nearest.point
    yield f"at the start {point_text(start)}", start
    for step, row in enumerate(path[1 : MAX_SEARCHED + 1], 1):
        point = tuple(map(float, row))
        yield f"at step {step}, {point_text(point)}", point
