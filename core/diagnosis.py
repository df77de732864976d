"""Why: sentences about a run, each with its number, from the exact gradient and Hessian."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.formula.nodes import Node, Num
from core.formula.rule import decide
from core.formula.simplify import substitute
from core.formula.text import pretty
from core.problems import Minimum, Problem
from core.specs import RacerSpec
from core.status import point_text, short

NEAR = 1e-3
"""A point this close to a minimum, relative to the size of the view, counts as being at it."""

SEARCHED = 200
"""How many points of a path are asked for their curvature before the search is given up."""


@dataclass(frozen=True)
class Limit:
    """The largest stable learning rate at a point: `value` = factor / (λmax + decay), `text` says the factor."""

    value: float
    text: str


def eigenvalues(problem: Problem, point: tuple[float, ...]) -> tuple[float, float] | None:
    """λmin and λmax of the Hessian at a point, None where it is not finite."""
    hessian = np.asarray(problem.hessian(point))
    if not np.isfinite(hessian).all():
        return None
    low, *_, high = np.linalg.eigvalsh(hessian)
    return float(low), float(high)


def stability_limit(spec: RacerSpec, problem: Problem, point: tuple[float, ...]) -> Limit | None:
    """The learning rate above which theory says that a racer cannot settle at `point`, where theory says anything."""
    optimizer = spec.entry
    node = optimizer.stability_node
    curvature = eigenvalues(problem, point)
    clipped = any(math.isfinite(float(spec.get(name))) for name in ("clip_norm", "clip_value"))  # type: ignore[arg-type]
    if node is None or curvature is None or clipped:
        return None
    numbers = optimizer.numbers({hyper.name: spec.get(hyper.name) for hyper in spec.hypers})
    decay = float(spec.get("weight_decay")) if spec.get("decay") == "coupled" else 0.0  # type: ignore[arg-type]
    if decay and optimizer.rule.at is not None:
        return None  # the gradient is taken elsewhere than the decay: no common curvature
    steepest = curvature[1] + decay
    factor = substitute(node, numbers)
    if steepest <= 0 or not isinstance(factor, Num):
        return None
    return Limit(factor.value / steepest, _limit_text(decide(node, numbers), spec, decay))


def _limit_text(factor: Node, spec: RacerSpec, decay: float) -> str:
    symbols = {hyper.name: hyper.symbol for hyper in spec.hypers}
    text = pretty(factor, symbols).replace(" / ", "/")
    below = f"(λmax + {short(decay)})" if decay else "λmax"
    return f"{text}/{below}" if isinstance(factor, Num) or "/" in text else f"({text})/{below}"


def why_diverged(spec: RacerSpec, problem: Problem, path: np.ndarray, lr: float) -> str | None:
    """The stability limit that a learning rate broke, at the nearest minimum or else where the path went."""
    start = tuple(map(float, path[0]))
    for place, point in _places(problem, start, path):
        limit = stability_limit(spec, problem, point)
        if limit is not None and lr > limit.value:
            return f"lr = {short(lr)} is above {limit.text} = {short(limit.value)} {place}"
    return None


def _places(problem: Problem, start: tuple[float, ...], path: np.ndarray) -> Iterator[tuple[str, tuple[float, ...]]]:
    nearest = nearest_minimum(problem, start)
    if nearest is not None:
        several = len(problem.minima) > 1
        yield f"at the minimum {point_text(nearest.point)}" if several else "at the minimum", nearest.point
    yield f"at the start {point_text(start)}", start
    for step, row in enumerate(path[1 : SEARCHED + 1], 1):
        point = tuple(map(float, row))
        yield f"at step {step}, {point_text(point)}", point


def nearest_minimum(problem: Problem, point: tuple[float, ...]) -> Minimum | None:
    """The known minimum closest to a point."""
    return min(problem.minima, key=lambda minimum: math.dist(minimum.point, point), default=None)


def where_converged(problem: Problem, point: tuple[float, ...]) -> str:
    """What kind of place a vanishing gradient is: a known minimum, a saddle, or just stationary."""
    nearest = nearest_minimum(problem, point)
    box = problem.box
    size = math.hypot(box.x_high - box.x_low, box.y_high - box.y_low)
    if nearest is not None and math.dist(nearest.point, point) <= NEAR * size:
        return f"at the minimum {point_text(nearest.point)}"
    curvature = eigenvalues(problem, point)
    if curvature is not None and curvature[0] < 0:
        return f"at {point_text(point)}, no minimum: λmin = {short(curvature[0])}"
    return f"at {point_text(point)}"
