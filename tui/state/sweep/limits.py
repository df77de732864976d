"""Where theory puts the edge of stability on an axis: the learning rate above which a method cannot converge."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from core.inspection.stability import Limit, stability_limit
from core.specs import ScheduleSpec

if TYPE_CHECKING:
    from core.problems import Problem
    from core.specs import RacerSpec
    from core.sweep import Axis
    from core.sweep.places import Place

_RATE = "lr"


@dataclass(frozen=True)
class Edge:
    """The places on an axis where a method becomes stable or unstable, and how theory says so."""

    places: tuple[float, ...] = ()
    text: str = ""


def limit_of(spec: RacerSpec, problem: Problem, start: tuple[float, ...]) -> Limit | None:
    """The largest stable learning rate at the minimum nearest to the start; None where theory knows none."""
    minimum = problem.nearest_minimum(start)
    if minimum is None or spec.schedule != ScheduleSpec():
        return None
    return stability_limit(spec, problem, minimum.point)


def edges(spec: RacerSpec, problem: Problem, start: tuple[float, ...], axis: Axis, place: Place) -> Edge:
    """The edge of stability of a racer on an axis of its own numbers."""
    if place.kind != "racer" or not any(hyper.name == _RATE for hyper in spec.hypers):
        return Edge()
    now = limit_of(spec, problem, start)
    if place.name == _RATE:
        return Edge() if now is None else Edge((now.value,), now.text)
    values = [float(value) for value in axis.values if isinstance(value, (int, float))]
    stable = []
    for value in values:
        found = limit_of(replace(spec.with_value(place.name, value)), problem, start)
        stable.append(None if found is None else spec.number(_RATE) < found.value)
    places = [
        math.sqrt(one * other) if one > 0 else (one + other) / 2
        for (one, before), (other, after) in pairwise(zip(values, stable, strict=True))
        if None not in (before, after) and before != after
    ]
    return Edge(tuple(places), "" if now is None else f"lr < {now.text}")
