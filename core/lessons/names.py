"""The names that a measurement may read, and their values at chosen steps of a racer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.problems import Problem, bind
from core.race import Race, Racer
from core.scenario import Scenario
from core.specs import RacerSpec

CURVATURE = ("lambda_max", "lambda_min")
AXES = "xy"
MAX_REPLAYED_STEPS = 2_000
"""Most steps at which curvature or a rule's own values are looked at: each costs up to a millisecond."""


def known_names(scenario: Scenario, racer: int) -> tuple[str, ...]:
    """Every name that a measurement of this racer may read."""
    problem = bind(scenario.problem)
    axes = AXES[: problem.dims]
    return (
        *("k", "loss", "grad_norm", "lr", "step"),
        *(["gap"] if problem.best is not None else []),
        *(["distance"] if problem.minima else []),
        *axes,
        *(f"d{axis}" for axis in axes),
        *CURVATURE,
        *rule_names(scenario.racers[racer], problem.dims),
    )


def rule_names(spec: RacerSpec, dims: int) -> tuple[str, ...]:
    """The values of the racer's rule: `t` by its name, `m` by `m_x` and `m_y`."""
    return tuple(
        word
        for name, vector in _terms(spec).items()
        for word in ([f"{name}_{axis}" for axis in AXES[:dims]] if vector else [name])
    )


def is_expensive(names: Iterable[str], scenario: Scenario, racer: int) -> bool:
    """Whether one of the names has to be computed step by step."""
    dear = {*CURVATURE, *rule_names(scenario.racers[racer], bind(scenario.problem).dims)}
    return bool(dear & set(names))


def _terms(spec: RacerSpec) -> Mapping[str, bool]:
    """The named values of a rule and whether each has one value a coordinate."""
    rule = spec.entry.bound({hyper.name: spec.get(hyper.name) for hyper in spec.hypers})
    found = {"g": True} | {s.name: s.name in rule.vectors for s in (*rule.initial, *rule.body)}
    return {name: vector for name, vector in found.items() if name != "theta"}


@dataclass(frozen=True)
class History:
    """A racer's history as measurements read it: values by name at steps (n,), NaN where there are none."""

    race: Race
    racer: Racer

    def values(self, names: Iterable[str], steps: Array) -> dict[str, Array]:
        """The values (n,) of each name at `steps` (n,), all of them steps that the racer has reached."""
        wanted = set(names)
        found = {name: self._value(name, steps) for name in wanted if name not in CURVATURE and self._is_plain(name)}
        if wanted & set(CURVATURE):
            found |= dict(zip(CURVATURE, self._curvature(steps), strict=True))
        rest = wanted - found.keys()
        return found | (self._rule(rest, steps) if rest else {})

    def _is_plain(self, name: str) -> bool:
        axes = AXES[: self.race.problem.dims]
        plain = ("k", "loss", "grad_norm", "lr", "step", "gap", "distance")
        return name in plain or name in axes or (name[0] == "d" and name[1:] in axes)

    def _value(self, name: str, steps: Array) -> Array:
        racer, at = self.racer, steps.astype(np.intp)
        if name == "k":
            return steps
        if name == "loss":
            return racer.loss[at]
        if name == "gap":
            return racer.loss[at] - (self.race.problem.best or 0.0)
        if name == "grad_norm":
            return racer.grad_norm[at]
        if name == "distance":
            return _distance(self.race.problem, racer.path[at])
        if name in AXES:
            return np.asarray(racer.path[at, AXES.index(name)])
        before = np.maximum(at - 1, 0)
        if name == "lr":  # that of the update which led to the step
            return np.asarray(np.where(at > 0, racer.rates(at), np.nan))
        change = np.where(at[:, None] > 0, racer.path[at] - racer.path[before], np.nan)
        if name == "step":
            return np.asarray(np.linalg.norm(change, axis=1))
        return np.asarray(change[:, AXES.index(name[1])])

    def _curvature(self, steps: Array) -> tuple[Array, Array]:
        """The largest and the smallest eigenvalue of the Hessian."""
        found = np.full((2, len(steps)), np.nan)
        for column, point in enumerate(self.racer.path[steps.astype(np.intp)]):
            hessian = self.race.problem.hessian(point)
            if np.isfinite(hessian).all():
                values = np.linalg.eigvalsh(hessian)
                found[:, column] = values[-1], values[0]
        return found[0], found[1]

    def _rule(self, names: Iterable[str], steps: Array) -> dict[str, Array]:
        """Values of the update that led to each step; none led to step 0."""
        found = {name: np.full(len(steps), np.nan) for name in names}
        for column, step in enumerate(steps.astype(int).tolist()):
            terms = self.racer.terms(step) if step > 0 else {}
            for name, values in found.items():
                base, _, axis = name.rpartition("_")
                if name in terms:
                    values[column] = float(terms[name])
                elif base in terms:
                    values[column] = np.asarray(terms[base])[AXES.index(axis)]
        return found


def _distance(problem: Problem, path: Array) -> Array:
    """How far it is from each row of a path (n, dims) to the nearest known minimum."""
    with np.errstate(all="ignore"):
        away = [np.linalg.norm(path - np.asarray(minimum.point), axis=1) for minimum in problem.minima]
    return np.asarray(np.minimum.reduce(away))
