"""Why a racer left the finite numbers: the stability limit that its learning rate broke, and where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.inspection.stability import stability_limit
from core.number_text import point_text, rounded
from core.problems import Problem
from core.specs import RacerSpec

SEARCHED = 200
"""How many points of a path are asked for their curvature before the search is given up."""


def why_diverged(spec: RacerSpec, problem: Problem, path: np.ndarray, lr: float) -> str | None:
    """The stability limit that a learning rate broke, at the nearest minimum or else where the path went."""
    start = tuple(map(float, path[0]))
    for place, point in _places(problem, start, path):
        limit = stability_limit(spec, problem, point)
        if limit is not None and lr > limit.value:
            return f"lr = {rounded(lr)} is above {limit.text} = {rounded(limit.value)} {place}"
    return None


def _places(problem: Problem, start: tuple[float, ...], path: np.ndarray) -> Iterator[tuple[str, tuple[float, ...]]]:
    nearest = problem.nearest_minimum(start)
    if nearest is not None:
        several = len(problem.minima) > 1
        yield f"at the minimum {point_text(nearest.point)}" if several else "at the minimum", nearest.point
    yield f"at the start {point_text(start)}", start
    for step, row in enumerate(path[1 : SEARCHED + 1], 1):
        point = tuple(map(float, row))
        yield f"at step {step}, {point_text(point)}", point
