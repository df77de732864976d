"""The names that a measurement may read, and their values at chosen steps of a racer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array, Integers
from core.inspection.curvature import curvature
from core.measures import MEASURES, known_measures
from core.problems import Problem, bind
from core.race_setup import RaceSetup
from core.racer import Racer
from core.specs import RacerSpec

CURVATURE = ("lambda_max", "lambda_min")
AXES = "xy"
MAX_REPLAYED_STEPS = 2_000
"""The most steps at which curvature or a rule's own values are computed: each takes up to a millisecond."""


def known_names(scenario: RaceSetup, racer: int) -> tuple[str, ...]:
    """Every name that a measurement of this racer may read."""
    problem = bind(scenario.problem)
    return (*_common_names(problem), *rule_names(scenario.racers[racer], problem))


def _common_names(problem: Problem) -> tuple[str, ...]:
    """The names that every racer on a problem has, whatever its rule."""
    axes = AXES[: problem.dims]
    measures = (measure.name for measure in known_measures(problem))
    return ("k", *measures, *axes, *(f"d{axis}" for axis in axes), *CURVATURE)


@lru_cache(maxsize=256)
def rule_names(spec: RacerSpec, problem: Problem) -> Mapping[str, tuple[str, int | None]]:
    """The values of the racer's rule: each name, and the value and coordinate that it means.

    `t` stands for a value t, `m_x` and `m_y` for the coordinates of m. Where a measure or another common name is
    called so already, as `gap` is on polyak, the rule's value is `rule_gap`.
    """
    taken = {*MEASURES, *_common_names(problem)}
    meant: list[tuple[str, tuple[str, int | None]]] = []
    for value, vector in _terms(spec).items():
        axes = AXES[: problem.dims]
        meant += (
            [(f"{value}_{axis}", (value, i)) for i, axis in enumerate(axes)] if vector else [(value, (value, None))]
        )
    found: dict[str, tuple[str, int | None]] = {}
    for name, meaning in sorted(meant, key=lambda pair: pair[0] in taken):  # names that are free are kept
        free = name
        while free in taken or free in found:
            free = f"rule_{free}"
        found[free] = meaning
    return found


def is_expensive(names: Iterable[str], scenario: RaceSetup, racer: int) -> bool:
    """Whether one of the names has to be computed step by step."""
    expensive = {*CURVATURE, *rule_names(scenario.racers[racer], bind(scenario.problem))}
    return bool(expensive & set(names))


def _terms(spec: RacerSpec) -> Mapping[str, bool]:
    """The named values of a rule and whether each has one value a coordinate."""
    rule = spec.entry.bind(spec.values)
    found = {"g": True} | {s.name: s.name in rule.vectors for s in (*rule.initial, *rule.body)}
    return {name: vector for name, vector in found.items() if name != "theta"}


@dataclass(frozen=True)
class NamedValues:
    """What measurements read of a racer: values by name at rows (n,) of its history, NaN where there are none."""

    racer: Racer

    def values(self, names: Iterable[str], rows: Integers) -> dict[str, Array]:
        """The values (n,) of each name at rows (n,), all of which the racer has reached."""
        wanted = set(names)
        common = wanted & set(_common_names(self.racer.problem))
        found = {name: self._value(name, rows) for name in common - set(CURVATURE)}
        if common & set(CURVATURE):
            found |= dict(zip(CURVATURE, self._curvature(rows), strict=True))
        rest = wanted - common
        return found | (self._rule(rest, rows) if rest else {})

    def _value(self, name: str, rows: Integers) -> Array:
        racer = self.racer
        if name in MEASURES:
            return MEASURES[name].values(racer, rows)
        if name in AXES:
            return np.asarray(racer.path[rows, AXES.index(name)])
        if name == "k":
            return rows.astype(np.float64)
        axis = AXES.index(name[1])
        return np.where(rows > 0, racer.path[rows, axis] - racer.path[np.maximum(rows - 1, 0), axis], np.nan)

    def _curvature(self, rows: Integers) -> tuple[Array, Array]:
        """The largest and the smallest eigenvalue of the Hessian."""
        found = np.full((2, len(rows)), np.nan)
        for column, point in enumerate(self.racer.path[rows]):
            bend = curvature(self.racer.problem, tuple(map(float, point)))
            if bend is not None:
                found[:, column] = bend.high, bend.low
        return found[0], found[1]

    def _rule(self, names: Iterable[str], rows: Integers) -> dict[str, Array]:
        """Values of the update that led to each row; none led to row 0."""
        meant = rule_names(self.racer.spec, self.racer.problem)
        found = {name: np.full(len(rows), np.nan) for name in names}
        for column, row in enumerate(rows.tolist()):
            terms = self.racer.terms(row) if row > 0 else {}
            for name, values in found.items():
                value, coordinate = meant[name]
                if value in terms:
                    values[column] = np.atleast_1d(terms[value])[coordinate or 0]
        return found
