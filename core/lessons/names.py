"""The names that a lesson's measurements may read, and their values along a racer's history.

The names follow from the specs alone: the search for the lowest loss of a typed formula takes up to a second, and a
lesson may have hundreds of them. So whether f* is known is asked when a race is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.arrays import Array, Integers
from core.inspection.curvature import curvature
from core.measures import MEASURES, measures_of
from core.problems import Problem, ProblemEntry
from core.race_setup import RaceSetup
from core.racer import Racer
from core.specs import RacerSpec

CURVATURE = ("lambda_max", "lambda_min")
AXES = "xy"
MAX_REPLAYED_STEPS = 2_000
"""Steps at which a claim may read curvature or a rule's own values, which take up to a millisecond a step."""


def known_names(scenario: RaceSetup, racer: int) -> tuple[str, ...]:
    """Every name that a measurement of this racer may read."""
    entry = scenario.problem.entry
    axes, metrics = axes_of(entry), metrics_of(entry)
    return (*_common_names(axes), *metrics, *rule_names(scenario.racers[racer], axes, metrics))


def is_expensive(names: Iterable[str], scenario: RaceSetup, racer: int) -> bool:
    """Whether one of the names takes a computation of its own at each step."""
    entry = scenario.problem.entry
    own = rule_names(scenario.racers[racer], axes_of(entry), metrics_of(entry))
    return not {*CURVATURE, *own}.isdisjoint(names)


def why_unknown(names: Iterable[str], problem: Problem) -> str:
    """Why a problem does not have a measure that is named, such as `f* is not known here`; empty if it has all."""
    measures = measures_of(problem)
    reasons = (measures[name].unknown(problem) for name in sorted(names) if name in measures)
    return next(filter(None, reasons), "")


def axes_of(entry: ProblemEntry) -> tuple[str, ...]:
    """The names of the coordinates: x and y, or with more than two their own; none of a model with data."""
    if entry.dims <= len(AXES):
        return tuple(AXES[: entry.dims])
    return () if entry.has_data else entry.variables


def metrics_of(entry: ProblemEntry) -> tuple[str, ...]:
    """The names of a problem's metrics, such as the accuracy of a network."""
    return tuple(metric.name for metric in entry.metrics)


def _common_names(axes: Sequence[str]) -> tuple[str, ...]:
    """The names that every racer on a problem with these coordinates has, whatever its rule."""
    return ("k", *MEASURES, *axes, *(f"d{axis}" for axis in axes), *CURVATURE)


def rule_names(spec: RacerSpec, axes: Sequence[str], metrics: Sequence[str] = ()) -> dict[str, tuple[str, int]]:
    """The names of a rule's own values: for each name, the value that it reads and the coordinate.

    `t` reads a value t, `m_x` and `m_y` the coordinates of m. Where a measure or another common name is taken,
    as `gap` is on polyak, the rule's value is `rule_gap`.
    """
    taken = (*_common_names(axes), *metrics)
    sources = [
        (f"{value}_{axis}" if vector else value, (value, coordinate))
        for value, vector in _rule_values(spec).items()
        for coordinate, axis in enumerate(axes if vector else AXES[:1])
    ]
    names: dict[str, tuple[str, int]] = {}
    for name, source in sorted(sources, key=lambda pair: pair[0] in taken):  # names that are free come first
        free = name
        while free in taken or free in names:
            free = f"rule_{free}"
        names[free] = source
    return names


def _rule_values(spec: RacerSpec) -> Mapping[str, bool]:
    """The values that a rule computes, θ aside, and whether each is a vector."""
    rule = spec.entry.bind(spec.values)
    values = {"g": True} | {s.name: s.name in rule.vectors for s in (*rule.initial, *rule.body)}
    return {name: vector for name, vector in values.items() if name != "theta"}


def named_values(racer: Racer, names: Iterable[str], rows: Integers) -> dict[str, Array]:
    """The values (n,) of each name at ascending rows (n,), all of which the racer has reached; NaN where undefined."""
    wanted, entry = set(names), racer.problem.entry
    common = wanted.intersection((*_common_names(axes_of(entry)), *metrics_of(entry)))
    values = {name: _common_value(racer, name, rows) for name in common.difference(CURVATURE)}
    if not common.isdisjoint(CURVATURE):
        values |= dict(zip(CURVATURE, _eigenvalues(racer, rows), strict=True))
    return values | _replayed(racer, wanted - common, rows)


def _common_value(racer: Racer, name: str, rows: Integers) -> Array:
    if (measure := measures_of(racer.problem).get(name)) is not None:
        return measure.values(racer, rows)
    if name == "k":
        return rows.astype(np.float64)
    axes = axes_of(racer.problem.entry)
    coordinate = racer.path[:, axes.index(name if name in axes else name.removeprefix("d"))]
    if name in axes:
        return coordinate[rows]
    return np.where(rows > 0, coordinate[rows] - coordinate[np.maximum(rows - 1, 0)], np.nan)


def _eigenvalues(racer: Racer, rows: Integers) -> Array:
    """The largest and the smallest eigenvalue of the Hessian, (2, n)."""
    values = np.full((2, len(rows)), np.nan)
    for column, point in enumerate(racer.path[rows].tolist()):
        local = curvature(racer.problem, tuple(point))
        if local is not None:
            values[:, column] = local.high, local.low
    return values


def _replayed(racer: Racer, names: Iterable[str], rows: Integers) -> dict[str, Array]:
    """A rule's values of the update that led to each row; NaN at row 0."""
    values = {name: np.full(len(rows), np.nan) for name in names}
    updates = rows[rows > 0]
    if not values or not len(updates):
        return values
    first, last = int(updates[0]), int(updates[-1])
    development = racer.inspect(last, last - first + 1).development
    entry = racer.problem.entry
    sources = rule_names(racer.spec, axes_of(entry), metrics_of(entry))
    for name, column in values.items():
        value, coordinate = sources[name]
        if value in development:
            column[rows > 0] = development[value].reshape(last - first + 1, -1)[updates - first, coordinate]
    return values
