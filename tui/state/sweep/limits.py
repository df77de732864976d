"""Where theory puts the edge of stability: the learning rate above which a method cannot converge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.inspection.stability import limit_of_race

if TYPE_CHECKING:
    from core.arrays import Array
    from core.problems import Problem
    from core.specs import RacerSpec
    from core.sweep import Axis
    from core.sweep.places import Place

_RATE = "lr"
_COMPUTED = 17
"""Values of an axis at which limits are computed."""


@frozen(eq=False)
class Edge:
    """The edge of stability: its places on the only axis, or a line over two, and how theory says so.

    The line is given by its points' values on both axes.
    """

    places: tuple[float, ...] = ()
    text: str = ""
    line: tuple[Array, Array] | None = None


def edges(
    spec: RacerSpec, problem: Problem, start: tuple[float, ...], axes: Sequence[Axis], places: Sequence[Place]
) -> Edge:
    """The edge of stability of a racer on an axis of its own numbers."""
    (axis,), (place,) = axes, places
    if place.kind != "racer" or not _has_rate(spec):
        return Edge()
    now = limit_of_race(spec, problem, start)
    if place.name == _RATE:
        return Edge() if now is None else Edge((now.value,), now.text)
    values, limits = _numbers(axis), _limits_over(spec, problem, start, axis, place)
    stable = [None if math.isnan(limit) else spec.number(_RATE) < limit for limit in limits.tolist()]
    found = [
        math.sqrt(one * other) if one > 0 else (one + other) / 2
        for (one, before), (other, after) in pairwise(zip(values.tolist(), stable, strict=True))
        if None not in (before, after) and before != after
    ]
    return Edge(tuple(found), "" if now is None else f"lr < {now.text}")


def boundary(
    spec: RacerSpec, problem: Problem, start: tuple[float, ...], axes: Sequence[Axis], places: Sequence[Place]
) -> Edge:
    """The edge of stability over two axes, one of which is the learning rate and the other a number of the racer."""
    rate = next((i for i, place in enumerate(places) if place.kind == "racer" and place.name == _RATE), None)
    if rate is None or places[1 - rate].kind != "racer":
        return Edge()
    other = 1 - rate
    limits = _limits_over(spec, problem, start, axes[other], places[other])
    known = np.isfinite(limits)
    if not known.any():
        return Edge()
    line = limits[known], _numbers(axes[other])[known]
    among = spec.with_value(places[other].name, axes[other].values[len(axes[other]) // 2])  # 0 would hide the formula
    now = limit_of_race(among, problem, start)
    return Edge(line=line if rate == 0 else line[::-1], text="" if now is None else f"lr < {now.text}")


def _limits_over(spec: RacerSpec, problem: Problem, start: tuple[float, ...], axis: Axis, place: Place) -> Array:
    """The limit of the learning rate for each value of an axis, NaN where theory knows none.

    It is computed at a few values, and between them lies on straight lines: each takes a millisecond or two.
    """
    values = _numbers(axis)
    places = np.unique(np.linspace(0, len(values) - 1, min(len(values), _COMPUTED)).round().astype(int))
    found = [limit_of_race(spec.with_value(place.name, axis.values[i]), problem, start) for i in places.tolist()]
    limits = np.array([math.nan if limit is None else limit.value for limit in found])
    return np.asarray(np.interp(values, values[places], limits), np.float64)


def _numbers(axis: Axis) -> Array:
    return np.array(axis.values, np.float64)


def _has_rate(spec: RacerSpec) -> bool:
    return any(hyper.name == _RATE for hyper in spec.hypers)
