"""What the loss panel can show of a racer: a value for each step, computed only for the steps that are asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tui.plotting.window import Floats

if TYPE_CHECKING:
    from core.problems import Problem
    from tui.frame import Frame, Metric, RacerFrame

Values: TypeAlias = Callable[[int, int], Floats]

TITLES: dict[Metric, str] = {
    "loss": "Loss",
    "gap": "f − f*",
    "grad_norm": "‖∇f‖",
    "distance": "Distance to the minimum",
    "lr": "Learning rate",
    "step": "Step length",
}
_SPIKE = {True: 1e3, False: 10.0}  # log, linear: times the first value; what explodes beyond leaves by the top


def values(frame: Frame, racer: RacerFrame, metric: Metric) -> Values:
    """The metric of a racer as a function of the first step and the one after the last; NaN where there is none."""
    problem = frame.problem
    if metric == "loss":
        return lambda first, last: racer.loss[first:last]
    if metric == "gap":
        best = problem.best if problem.best is not None else math.nan
        return lambda first, last: racer.loss[first:last] - best
    if metric == "grad_norm":
        return lambda first, last: racer.grad_norm[first:last]
    if metric == "distance":
        return lambda first, last: _distance(problem, racer.path[first:last])
    if metric == "lr":
        return lambda first, last: _rates(racer, first, min(last, len(racer.loss)))
    return lambda first, last: _lengths(racer.path, first, min(last, len(racer.path)))


def unknown(problem: Problem, metric: Metric) -> str:
    """Why there is nothing to show, or an empty text."""
    if metric == "gap" and problem.best is None:
        return "f* is not known here"
    if metric == "distance" and not problem.minima:
        return "no minimum is known here"
    return ""


def log_is_possible(frame: Frame, metric: Metric) -> bool:
    """Whether the metric may stand on a logarithmic axis: not a loss that goes below zero."""
    if metric != "loss":
        return True
    if frame.problem.best is not None:
        return bool(frame.problem.best >= 0)
    return all(racer.hidden or not racer.best < 0 for racer in frame.racers)


def bounds(firsts: list[float], log: bool) -> tuple[float, float]:
    """How far the limits may follow, given each racer's first value: one that explodes must not flatten the rest."""
    sizes = [abs(first) for first in firsts if math.isfinite(first) and first != 0]
    reach = max(sizes) * _SPIKE[log] if sizes else math.inf
    return -reach, reach


def _distance(problem: Problem, path: Floats) -> Floats:
    if not problem.minima or len(path) == 0:
        return np.full(len(path), np.nan)
    with np.errstate(all="ignore"):
        away = [_norms(path - np.asarray(minimum.point)) for minimum in problem.minima]
    nearest: Floats = np.minimum.reduce(away)
    return nearest


def _rates(racer: RacerFrame, first: int, last: int) -> Floats:
    """The rate of the update that led to each step; none led to step 0."""
    if last <= first:
        return np.empty(0)
    updates = np.arange(max(first, 1), last, dtype=np.float64)
    rates = racer.lr(updates) if len(updates) else updates
    return np.concatenate(([np.nan] if first == 0 else [], np.asarray(rates, np.float64)))


def _lengths(path: Floats, first: int, last: int) -> Floats:
    """How far the update that led to each step went."""
    if last <= first:
        return np.empty(0)
    with np.errstate(all="ignore"):
        lengths = _norms(np.diff(path[max(first - 1, 0) : last], axis=0))
    return np.concatenate(([np.nan], lengths)) if first == 0 else lengths


def _norms(rows: Floats) -> Floats:
    """The length of each row, of one or two components."""
    lengths: Floats = np.hypot(rows[:, 0], rows[:, 1]) if rows.shape[1] > 1 else np.abs(rows[:, 0])
    return lengths
