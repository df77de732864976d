"""Explain a divergence by the stability limit that the learning rate exceeded, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.frozen import frozen
from core.inspection.anatomy import Terms
from core.inspection.stability import stability_limit
from core.number_text import point_text, rounded
from core.problems import Problem
from core.specs import RacerSpec

MAX_SEARCHED = 200
"""The first points of a path at which the stability limit is computed."""

Place = tuple[str, tuple[float, ...]]


@frozen
class Exceeded:
    """A stability limit that a learning rate exceeds: its value, and a sentence that says where."""

    value: float
    sentence: str


def limit_exceeded(
    spec: RacerSpec, problem: Problem, places: Iterable[Place], lr: float, terms: Terms | None = None
) -> Exceeded | None:
    """The first limit that a learning rate exceeds: at the minimum nearest to the first place, else at the places."""
    for where, point in _with_minimum(problem, places):
        limit = stability_limit(spec, problem, point, terms)
        if limit is not None and lr > limit.value:
            told = f"lr = {rounded(lr)} is above {limit.text} = {rounded(limit.value)} {where}"
            return Exceeded(limit.value, told)
    return None


def why_diverged(spec: RacerSpec, problem: Problem, path: np.ndarray, lr: float) -> str | None:
    """The stability limit that a learning rate exceeds: at the nearest minimum, else at the path's first points."""
    found = limit_exceeded(spec, problem, _first_points(path), lr)
    return None if found is None else found.sentence


def _first_points(path: np.ndarray) -> Iterator[Place]:
    for step, row in enumerate(path[: MAX_SEARCHED + 1]):
        point = tuple(map(float, row))
        yield f"at step {step}, {point_text(point)}" if step else f"at the start {point_text(point)}", point


def _with_minimum(problem: Problem, places: Iterable[Place]) -> Iterator[Place]:
    """The places, and before them the minimum nearest to the first."""
    for index, (where, point) in enumerate(places):
        nearest = problem.nearest_minimum(point) if index == 0 else None
        if nearest is not None:
            several = len(problem.minima) > 1
            yield f"at the minimum {point_text(nearest.point)}" if several else "at the minimum", nearest.point
        yield where, point
