"""Findings about a running racer, such as a cycle or a plateau: one sentence with its numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from core.arrays import Array
from core.diagnosis.stationary_points import minimum_at, view_size
from core.inspection.anatomy import Terms
from core.inspection.curvature import curvature
from core.inspection.stability import stability_limit
from core.number_text import point_text, rounded
from core.problems import Problem
from core.specs import RacerSpec

Kind = Literal["other_minimum", "saddle", "cycle", "oscillating", "plateau"]

SMALL_GRADIENT = 1e-3
"""A gradient of at most this share of its largest so far counts as small."""

SADDLE_REACH = 0.02
"""How near a saddle must be, as a share of the view, where the gradient is small."""
SADDLE_REACH_FROM_START = SADDLE_REACH / 20
"""The same where the gradient is not small, as for a racer that starts beside a saddle."""

CYCLE_WINDOW = 60
"""The last rows in which a cycle is looked for."""
PERIODS = range(2, 9)
SAME_POINT = 1e-3
"""Points closer than this share of the cycle's width count as equal."""
STEADY_WIDTH = 0.8
"""Going round, the second half of the window is at least this share as wide as the first."""
MAX_DRIFT = 0.15
"""Going round, the middle moves at most by this share of the width from the first half to the second."""
MAX_LOSS_CHANGE = 0.2
"""Going round, the mean loss changes at most by this share of its range from the first half to the second."""

OSCILLATION_WINDOW = 20
"""The last updates in which an oscillation is looked for."""
TURNING_SHARE = 0.8
"""Oscillating, at least this share of the moves go back along the steepest axis."""
STEEP_SHARE = 0.5
"""Oscillating, at least this share of the squared length of the moves lies along the steepest axis."""

PLATEAU_WINDOW = 100
"""Updates without progress that make a plateau."""
LEVEL_SHARE = 0.01
"""A gradient is level if all of the view at its slope would gain at most this share of what is left to gain."""
NO_PROGRESS = 1e-3
"""On a plateau the loss changes by at most this share of its whole fall, and more than this share is left to fall."""

MESH = 33
"""Grid points per side when estimating the lowest loss."""


@dataclass(frozen=True)
class Evidence:
    """What findings are made from: a racer's history up to a step, and the learning rate of its next update."""

    spec: RacerSpec
    problem: Problem
    path: Array
    loss: Array
    grad_norm: Array
    lr: float
    terms: Callable[[], Terms | None] = lambda: None
    """The named values of the last update; computed on demand, as that replays updates."""

    @property
    def point(self) -> tuple[float, ...]:
        """Where the racer is."""
        return tuple(map(float, self.path[-1]))

    @property
    def gradient_is_small(self) -> bool:
        """Whether the gradient is small beside its largest so far."""
        return bool(self.grad_norm[-1] <= SMALL_GRADIENT * self.grad_norm.max())


@dataclass(frozen=True)
class Finding:
    """What a racer is doing, as a sentence with its numbers."""

    kind: Kind
    sentence: str


def diagnose(evidence: Evidence) -> Finding | None:
    """The first finding that holds, tried from the most to the least specific; None if none does."""
    if not np.isfinite(evidence.path[-1]).all():
        return None
    for kind, check in _CHECKS:
        sentence = check(evidence)
        if sentence is not None:
            return Finding(kind, sentence)
    return None


def _other_minimum(e: Evidence) -> str | None:
    """The racer is at a minimum, but not at the best one."""
    reached = minimum_at(e.problem, e.point)
    best = e.problem.best
    if reached is None or best is None or not e.gradient_is_small:
        return None
    above = reached.value - best
    if above <= 1e-9 * max(1.0, abs(best)):
        return None
    return f"in another minimum than the best one: {point_text(reached.point)}, {rounded(above)} above"


def _saddle(e: Evidence) -> str | None:
    """A saddle point is near: the loss curves down in one direction and up in another."""
    if minimum_at(e.problem, e.point) is not None:
        return None
    bend = curvature(e.problem, e.point)
    if bend is None or not bend.low < 0 < bend.high:
        return None
    # A plateau may curve down as well, so Newton's step to the stationary point must be short.
    try:
        away = np.linalg.solve(np.asarray(e.problem.hessian(e.point)), e.problem.gradients(np.array(e.point)))
    except np.linalg.LinAlgError:  # rounding has made it singular
        return None
    # A racer that starts beside a saddle has had no larger gradient.
    reach = SADDLE_REACH if e.gradient_is_small else SADDLE_REACH_FROM_START
    if not float(np.linalg.norm(away)) <= reach * view_size(e.problem):
        return None
    return f"at a saddle: λmin = {rounded(bend.low)}, ‖∇f‖ = {rounded(float(e.grad_norm[-1]))}"


def _cycle(e: Evidence) -> str | None:
    """The racer returns to the same points, or circles without progress."""
    if len(e.path) <= CYCLE_WINDOW:
        return None
    recent = e.path[-CYCLE_WINDOW:]
    size = _extent(recent)
    if not 1e-12 * view_size(e.problem) < size < math.inf:
        return None
    for period in PERIODS:
        if np.abs(recent[period:] - recent[:-period]).max() <= SAME_POINT * size:
            return f"settled into a cycle of {period} steps, {rounded(size)} wide (lr = {rounded(e.lr)})"
    first, second = np.array_split(recent, 2)
    drift = float(np.abs(second.mean(axis=0) - first.mean(axis=0)).max())
    steady = _extent(second) >= STEADY_WIDTH * _extent(first) and drift <= MAX_DRIFT * size
    older, newer = np.array_split(e.loss[-CYCLE_WINDOW:], 2)
    # Compared with the loss's own range, as a loss has no natural zero.
    level = abs(newer.mean() - older.mean()) <= MAX_LOSS_CHANGE * float(np.ptp(e.loss[-CYCLE_WINDOW:]))
    if not steady or not level or e.gradient_is_small:
        return None
    return (
        f"goes round without progress: the last {CYCLE_WINDOW} steps stay within {rounded(size)} (lr = {rounded(e.lr)})"
    )


def _extent(points: Array) -> float:
    return float((points.max(axis=0) - points.min(axis=0)).max())


def _oscillating(e: Evidence) -> str | None:
    """Most moves turn back along the steepest axis."""
    count = OSCILLATION_WINDOW
    if len(e.path) <= count:
        return None
    bend = curvature(e.problem, e.point)
    if bend is None or bend.high <= 0:
        return None
    moves = np.diff(e.path[-count - 1 :], axis=0)
    along = moves @ np.array(bend.steepest)
    total = float((moves * moves).sum())
    turns = int((along[1:] * along[:-1] < 0).sum())
    if not total > 0 or turns < TURNING_SHARE * (count - 1) or float(along @ along) < STEEP_SHARE * total:
        return None
    limit = stability_limit(e.spec, e.problem, e.point, e.terms())
    share = f", lr is {rounded(e.lr / limit.value)} of {limit.text}" if limit is not None else ""
    turned = f"{turns} of {count - 1} moves turn back"
    return f"oscillating along the steep axis: {turned}, λmax = {rounded(bend.high)}{share}"


def _plateau(e: Evidence) -> str | None:
    """The gradient is small and the loss stands still, far above its lowest."""
    best = _lowest(e.problem) if e.problem.best is None else e.problem.best
    left = float(e.loss[-1]) - best
    level = float(e.grad_norm[-1]) * view_size(e.problem) <= LEVEL_SHARE * left
    if (
        len(e.loss) <= PLATEAU_WINDOW
        or not (e.gradient_is_small or level)
        or minimum_at(e.problem, e.point) is not None
    ):
        return None
    gained = float(e.loss[-PLATEAU_WINDOW - 1] - e.loss[-1])
    fallen = float(e.loss[0] - e.loss[-1])
    if abs(gained) > NO_PROGRESS * max(abs(fallen), left if level else 0.0):
        return None
    if left <= NO_PROGRESS * (fallen + left):
        return None  # nearly at the minimum, where every racer is slow
    norm, fell = rounded(float(e.grad_norm[-1])), rounded(gained)
    return f"stuck on a plateau: ‖∇f‖ = {norm}, f fell by {fell} in {PLATEAU_WINDOW} steps"


@lru_cache(maxsize=64)
def _lowest(problem: Problem) -> float:
    """Estimate the lowest loss on a grid over the view, for a problem without a known minimum."""
    box = problem.box
    axes = [np.linspace(box.x_low, box.x_high, MESH), np.linspace(box.y_low, box.y_high, MESH)]
    with np.errstate(all="ignore"):
        values = problem.values(np.stack(np.meshgrid(*axes[: problem.dims], indexing="ij")))
    return float(np.min(values, initial=math.inf, where=np.isfinite(values)))


_CHECKS: tuple[tuple[Kind, Callable[[Evidence], str | None]], ...] = (
    ("other_minimum", _other_minimum),
    ("saddle", _saddle),
    ("cycle", _cycle),
    ("oscillating", _oscillating),
    ("plateau", _plateau),
)
