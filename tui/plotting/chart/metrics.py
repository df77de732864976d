"""What the loss panel can show of a racer: a value for each step, computed only for the steps that are asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.history.block_bounds import At, Values, steps_of
from tui.plotting.viewport import Floats

if TYPE_CHECKING:
    from core.problems import Problem
    from tui.state.frame import Frame, Metric, RacerFrame

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
    """The metric of a racer as a function of the steps that are asked for; NaN where there is none."""
    problem = frame.problem
    if metric == "loss":
        return lambda at: racer.loss[at]
    if metric == "gap":
        best = problem.best if problem.best is not None else math.nan
        return lambda at: racer.loss[at] - best
    if metric == "grad_norm":
        return lambda at: racer.grad_norm[at]
    if metric == "distance":
        return lambda at: _distance(problem, racer.path[at])
    if metric == "lr":
        return lambda at: _rates(racer, at)
    return lambda at: _lengths(racer.path, at)


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


def _rates(racer: RacerFrame, at: At) -> Floats:
    """The rate of the update that led to each step; none led to step 0."""
    steps = steps_of(at, len(racer.loss)).astype(np.float64)
    rates = np.full(len(steps), np.nan)
    led = steps > 0
    if led.any():
        rates[led] = racer.rates(steps[led])
    return rates


def _lengths(path: Floats, at: At) -> Floats:
    """How far the update that led to each step went."""
    steps = steps_of(at, len(path))
    with np.errstate(all="ignore"):
        lengths = _norms(path[steps] - path[np.maximum(steps - 1, 0)])
    lengths[steps == 0] = np.nan
    return lengths


def _norms(rows: Floats) -> Floats:
    """The length of each row, of one or two components."""
    lengths: Floats = np.hypot(rows[:, 0], rows[:, 1]) if rows.shape[1] > 1 else np.abs(rows[:, 0])
    return lengths
