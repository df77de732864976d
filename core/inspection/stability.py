"""The stability limit: the largest learning rate at which an optimizer can converge, by the curvature at a point."""

from __future__ import annotations

import math

import numpy as np

from core.formula.nodes import Node, Num, free_names
from core.formula.rule import decide
from core.formula.simplify import substitute
from core.formula.text import pretty
from core.frozen import frozen
from core.inspection.anatomy import Terms
from core.inspection.curvature import curvature
from core.inspection.momentum_and_scale import evaluate, roles
from core.number_text import rounded
from core.problems import Problem
from core.specs import RacerSpec, ScheduleSpec


@frozen
class Limit:
    """The largest stable learning rate at a point: `value` = factor / (λmax + decay), `text` says the factor."""

    value: float
    text: str


def stability_limit(
    spec: RacerSpec, problem: Problem, point: tuple[float, ...], terms: Terms | None = None
) -> Limit | None:
    """The largest stable learning rate at a point, None where theory knows none.

    For a rule that divides by a scale (Adam's √v̂ + ε) the limit needs the rule's `terms`, and holds while the scale
    stays as it is.
    """
    entry = spec.entry
    clipped = any(math.isfinite(spec.number(name)) for name in ("clip_norm", "clip_value"))
    if entry.stability_node is None or clipped or spec.group_rates:
        return None
    numbers = entry.numbers(spec.values)
    decay = spec.number("weight_decay") if entry.decay else 0.0
    if decay and entry.rule.at is not None:
        return None  # gradient and decay are taken at different points, so they share no curvature
    coupled = decay if decay and spec.get("decay") == "coupled" else 0.0
    if decay != coupled and any("theta" in free_names(first.node) for first in entry.rule.initial):
        return None  # a state that holds an earlier θ counts the decay as a part of its step
    factor = substitute(entry.stability_node, numbers)
    steepest = _steepest(spec, problem, point, coupled, terms)
    if steepest is None or not isinstance(factor, Num):
        return None
    # At the limit θ changes sign at every step: 2 = lr·decay + 2·lr·λmax/factor. Decoupled decay is not in λmax.
    outside = (decay - coupled) * factor.value / 2
    if not 0 < steepest + outside < math.inf:
        return None
    symbol = "λmax(P⁻¹H)" if roles(spec).scale else "λmax"
    added = outside if roles(spec).scale else coupled + outside
    below = f"({symbol} + {rounded(added)})" if added else symbol
    return Limit(factor.value / (steepest + outside), _text(decide(entry.stability_node, numbers), spec, below))


def limit_of_race(spec: RacerSpec, problem: Problem, start: tuple[float, ...]) -> Limit | None:
    """The stability limit of a whole race, at the minimum nearest to its start; None where theory knows none.

    A schedule changes the rate from step to step, and theory has none.
    """
    nearest = problem.nearest_minimum(start)
    if nearest is None or spec.schedule != ScheduleSpec():
        return None
    return stability_limit(spec, problem, nearest.point)


def _text(factor: Node, spec: RacerSpec, below: str) -> str:
    text = pretty(factor, spec.symbols).replace(" / ", "/")
    return f"{text}/{below}" if isinstance(factor, Num) or "/" in text else f"({text})/{below}"


def _steepest(
    spec: RacerSpec, problem: Problem, point: tuple[float, ...], decay: float, terms: Terms | None
) -> float | None:
    """λmax of the Hessian, decay included, preconditioned by the rule's scale."""
    node = roles(spec).scale
    if node is None:
        found = curvature(problem, point)
        return None if found is None else found.high + decay
    scale = None if terms is None else evaluate(spec, node, terms)
    hessian = problem.finite_hessian(point)
    if scale is None or hessian is None or not (scale > 0).all():
        return None
    root = 1 / np.sqrt(scale)
    return float(np.linalg.eigvalsh((hessian + decay * np.eye(len(point))) * np.outer(root, root))[-1])
