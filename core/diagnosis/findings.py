"""What a racer that is still running is up to: one finding with its numbers, or none."""

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

FLATTENED = 1e-3
"""A gradient below this share of its largest so far counts as small."""

BESIDE = 0.02
"""A stationary point closer than this, as a share of the view, is where one is, once the gradient is small."""

RECENT = 60
"""Steps that are looked at for a cycle; for an oscillation a third of them."""

LONG = 100
"""Steps without progress that make a plateau."""

MESH = 33
"""Grid points per side when estimating the lowest loss."""

PERIODS = range(2, 9)


@dataclass(frozen=True)
class Evidence:
    """What a finding is made from: a racer's history up to the step in question, and the rate of its next update."""

    spec: RacerSpec
    problem: Problem
    path: Array
    loss: Array
    grad_norm: Array
    lr: float
    terms: Callable[[], Terms | None] = lambda: None
    """The named values of the last update, for who needs them: to look is to run some updates again."""

    @property
    def point(self) -> tuple[float, ...]:
        """Where the racer is."""
        return tuple(map(float, self.path[-1]))

    @property
    def flattened(self) -> bool:
        """Whether the gradient has become small."""
        return bool(self.grad_norm[-1] <= FLATTENED * self.grad_norm.max())


@dataclass(frozen=True)
class Finding:
    """One thing that is so, as a sentence with its numbers."""

    kind: Kind
    sentence: str


def diagnose(evidence: Evidence) -> Finding | None:
    """The first thing that is true of a racer, the most telling ones asked first."""
    if not np.isfinite(evidence.path[-1]).all():
        return None
    for kind, look in _CHECKS:
        sentence = look(evidence)
        if sentence is not None:
            return Finding(kind, sentence)
    return None


def _other_minimum(e: Evidence) -> str | None:
    """It rests in a minimum that is not the best one."""
    reached = minimum_at(e.problem, e.point)
    best = e.problem.best
    if reached is None or best is None or not e.flattened:
        return None
    above = reached.value - best
    if above <= 1e-9 * max(1.0, abs(best)):
        return None
    return f"in another minimum than the best one: {point_text(reached.point)}, {rounded(above)} above"


def _saddle(e: Evidence) -> str | None:
    """The gradient is small and the ground falls away to a side."""
    if minimum_at(e.problem, e.point) is not None:
        return None
    bend = curvature(e.problem, e.point)
    if bend is None or not bend.low < 0 < bend.high:
        return None
    # a stationary point must be near: a plateau may bend down as well
    try:
        away = np.linalg.solve(np.asarray(e.problem.hessian(e.point)), e.problem.gradients(np.array(e.point)))
    except np.linalg.LinAlgError:  # numbers so far apart that rounding has made it singular
        return None
    # who starts beside one has no larger gradient to look back on
    suggestion = BESIDE if e.flattened else BESIDE / 20
    if not float(np.linalg.norm(away)) <= suggestion * view_size(e.problem):
        return None
    return f"at a saddle: λmin = {rounded(bend.low)}, ‖∇f‖ = {rounded(float(e.grad_norm[-1]))}"


def _cycle(e: Evidence) -> str | None:
    """It comes back to where it was, again and again."""
    if len(e.path) <= RECENT:
        return None
    recent = e.path[-RECENT:]
    size = _extent(recent)
    if not 1e-12 * view_size(e.problem) < size < math.inf:
        return None
    for period in PERIODS:
        if np.abs(recent[period:] - recent[:-period]).max() <= 1e-3 * size:
            return f"settled into a cycle of {period} steps, {rounded(size)} wide (lr = {rounded(e.lr)})"
    first, second = np.array_split(recent, 2)
    drift = float(np.abs(second.mean(axis=0) - first.mean(axis=0)).max())
    steady = _extent(second) >= 0.8 * _extent(first) and drift <= 0.15 * size
    older, newer = np.array_split(e.loss[-RECENT:], 2)
    # beside how far it swings: a loss has no zero of its own
    level = abs(newer.mean() - older.mean()) <= 0.2 * float(np.ptp(e.loss[-RECENT:]))
    if not steady or not level or e.flattened:
        return None
    return f"goes round without progress: the last {RECENT} steps stay within {rounded(size)} (lr = {rounded(e.lr)})"


def _extent(points: Array) -> float:
    return float((points.max(axis=0) - points.min(axis=0)).max())


def _oscillating(e: Evidence) -> str | None:
    """Most moves along the steepest axis take the one before back."""
    count = RECENT // 3
    if len(e.path) <= count:
        return None
    bend = curvature(e.problem, e.point)
    if bend is None or bend.high <= 0:
        return None
    moves = np.diff(e.path[-count - 1 :], axis=0)
    along = moves @ np.array(bend.steepest)
    total = float((moves * moves).sum())
    turns = int((along[1:] * along[:-1] < 0).sum())
    if not total > 0 or turns < 0.8 * (count - 1) or float(along @ along) < 0.5 * total:
        return None
    limit = stability_limit(e.spec, e.problem, e.point, e.terms())
    share = f", lr is {rounded(e.lr / limit.value)} of {limit.text}" if limit is not None else ""
    turned = f"{turns} of {count - 1} moves turn back"
    return f"oscillating along the steep axis: {turned}, λmax = {rounded(bend.high)}{share}"


def _plateau(e: Evidence) -> str | None:
    """The gradient is small, the loss is not, and nothing changes."""
    best = _lowest(e.problem) if e.problem.best is None else e.problem.best
    left = float(e.loss[-1]) - best
    # at this slope the whole view would not be worth a hundredth of what is left
    level = float(e.grad_norm[-1]) * view_size(e.problem) <= 0.01 * left
    if len(e.loss) <= LONG or not (e.flattened or level) or minimum_at(e.problem, e.point) is not None:
        return None
    gained = float(e.loss[-LONG - 1] - e.loss[-1])
    fallen = float(e.loss[0] - e.loss[-1])
    if abs(gained) > 1e-3 * max(abs(fallen), left if level else 0.0):
        return None
    if left <= 1e-3 * (fallen + left):
        return None  # nearly there, and slow as all are in the end
    return f"stuck on a plateau: ‖∇f‖ = {rounded(float(e.grad_norm[-1]))}, f fell by {rounded(gained)} in {LONG} steps"


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
