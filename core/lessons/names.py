"""The names that a lesson's measurements may read, and their values along a racer's history.

The names follow from the specs alone: the search for the lowest loss of a typed formula takes up to a second, and a
lesson may have hundreds of them. So whether f* is known is asked when a race is measured. Where a name has a sign that
formulas do not read, `_` stands for it: `w1_3_2` is the weight w1[3,2], `grad_norm_hidden1` the measure
grad_norm.hidden1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from core.arrays import Array, Integers
from core.frozen import frozen
from core.inspection.curvature import curvature
from core.lessons.principal_plane import PLANE, plane_values
from core.measures import MEASURES, Measure, own_measures
from core.problems import Problem
from core.problems.groups import Group
from core.problems.metrics import Metric
from core.race_setup import RaceSetup
from core.racer import Racer
from core.specs import RacerSpec

CURVATURE = ("lambda_max", "lambda_min")
MAX_REPLAYED_STEPS = 2_000
"""Steps at which a claim may read curvature or a rule's own values, which take up to a millisecond a step."""


@frozen(eq=False)
class ProblemNames:
    """The names that all racers on a problem have: those of its own measures, and of its parameters in their order."""

    own_measures: Mapping[str, Measure]
    parameters: Mapping[str, int]

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Those of every problem, and its own."""
        return {**MEASURES, **self.own_measures}

    @property
    def common(self) -> tuple[str, ...]:
        """Every name."""
        plane = PLANE if len(self.parameters) > 1 else ()
        return ("k", *self.measures, *self.parameters, *(f"d{name}" for name in self.parameters), *CURVATURE, *plane)


def names_of(problem: Problem) -> ProblemNames:
    """The names of a problem."""
    return _names(problem.entry.variables, problem.entry.metrics, problem.groups)


def names_for(setup: RaceSetup) -> ProblemNames:
    """The names of a scenario's problem, which is not made for it."""
    entry, values = setup.problem.entry, setup.problem.values
    return _names(entry.variables, entry.metrics, entry.groups_for(values))


@lru_cache(maxsize=16)
def _names(variables: tuple[str, ...], metrics: tuple[Metric, ...], groups: tuple[Group, ...]) -> ProblemNames:
    return ProblemNames(
        {_readable(name): measure for name, measure in own_measures(metrics, groups).items()},
        {_readable(name): place for place, name in enumerate(variables)},
    )


def _readable(name: str) -> str:
    """A name as formulas read it."""
    return re.sub(r"\W+", "_", name).strip("_")


def known_names(setup: RaceSetup, racer: int) -> tuple[str, ...]:
    """Every name that a measurement of this racer may read."""
    names = names_for(setup)
    return (*names.common, *rule_names(setup.racers[racer], names))


def is_expensive(names: Iterable[str], setup: RaceSetup, racer: int) -> bool:
    """Whether one of the names takes a computation of its own at each step."""
    return not {*CURVATURE, *rule_names(setup.racers[racer], names_for(setup))}.isdisjoint(names)


def is_evaluated(names: Iterable[str], setup: RaceSetup) -> bool:
    """Whether one of the names takes an evaluation of the loss or the model at each step, as an accuracy does."""
    return not {*PLANE, *names_for(setup).own_measures}.isdisjoint(names)


def why_unknown(names: Iterable[str], problem: Problem) -> str:
    """Why a problem does not have a measure that is named, such as `f* is not known here`; empty if it has all."""
    measures = names_of(problem).measures
    reasons = (measures[name].unknown(problem) for name in sorted(names) if name in measures)
    return next(filter(None, reasons), "")


@lru_cache(maxsize=64)
def rule_names(spec: RacerSpec, names: ProblemNames) -> Mapping[str, tuple[str, int]]:
    """The names of a rule's own values: for each name, the value that it reads and the coordinate.

    `t` reads a value t, `m_x` and `m_y` the coordinates of m. Where a measure or another common name is taken,
    as `gap` is on polyak, the rule's value is `rule_gap`.
    """
    taken = set(names.common)
    sources = [
        (f"{value}_{parameter}" if vector else value, (value, coordinate))
        for value, vector in _rule_values(spec).items()
        for parameter, coordinate in (names.parameters if vector else {"": 0}).items()
    ]
    found: dict[str, tuple[str, int]] = {}
    for name, source in sorted(sources, key=lambda pair: pair[0] in taken):  # names that are free come first
        free = name
        while free in taken or free in found:
            free = f"rule_{free}"
        found[free] = source
    return found


def _rule_values(spec: RacerSpec) -> Mapping[str, bool]:
    """The values that a rule computes, θ aside, and whether each is a vector."""
    rule = spec.entry.bind(spec.values)
    values = {"g": True} | {s.name: s.name in rule.vectors for s in (*rule.initial, *rule.body)}
    return {name: vector for name, vector in values.items() if name != "theta"}


def named_values(racer: Racer, names: Iterable[str], rows: Integers) -> dict[str, Array]:
    """The values (n,) of each name at ascending rows (n,), all of which the racer has reached; NaN where undefined."""
    wanted = set(names)
    common = wanted.intersection(names_of(racer.problem).common)
    values = {name: _common_value(racer, name, rows) for name in common.difference(CURVATURE, PLANE)}
    if not common.isdisjoint(CURVATURE):
        values |= dict(zip(CURVATURE, _eigenvalues(racer, rows), strict=True))
    if not common.isdisjoint(PLANE):
        values |= plane_values(racer, rows)
    return values | _replayed(racer, wanted - common, rows)


def _common_value(racer: Racer, name: str, rows: Integers) -> Array:
    known = names_of(racer.problem)
    if name in known.measures:
        return known.measures[name].values(racer, rows)
    if name == "k":
        return rows.astype(np.float64)
    if name in known.parameters:
        return _parameter(racer, name, rows)
    parameter = name.removeprefix("d")
    moved = _parameter(racer, parameter, rows) - _parameter(racer, parameter, np.maximum(rows - 1, 0))
    return np.where(rows > 0, moved, np.nan)


def _parameter(racer: Racer, name: str, rows: Integers) -> Array:
    found: Array = racer.path[rows, names_of(racer.problem).parameters[name]]
    return found


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
    sources = rule_names(racer.spec, names_of(racer.problem))
    for name, column in values.items():
        value, coordinate = sources[name]
        if value in development:
            column[rows > 0] = development[value].reshape(last - first + 1, -1)[updates - first, coordinate]
    return values
