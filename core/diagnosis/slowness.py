"""Slowness: a racer on its way that will not arrive in this race, with the steps that it still needs."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.diagnosis.evidence import Evidence, Finding
from core.diagnosis.forecast import LASTING, Fall, keeps_up, measured
from core.frozen import frozen
from core.inspection.convergence_rate import update_matrix
from core.inspection.momentum_and_scale import roles
from core.inspection.stability import stability_limit
from core.number_text import point_text, power_form, rounded
from core.problems import Problem
from core.specs import ScheduleSpec

FEWEST = 20
"""After fewer than twice as many updates nothing is said."""
MEASURABLY = 0.1
"""Of f − f*: after a smaller fall nobody knows whether the steps have shrunk with the distance."""
SLOWLY = 0.5
"""Of f − f*: where nobody knows how many steps are left, it is slow if it fell by less in the window."""
AGREES = 1.25
"""A measured rate is that of theory if they differ at most by this factor."""
FLAT_SHARE = 0.5
"""Theory speaks of the flattest axis, so that makes at least this share of the gap."""
HEADED = 0.5
"""Heading for the lowest loss, the bottom of the bowl that it looks like from here is at least this share as deep."""
SAME_BOWL = 0.2
"""The bowl is that of the lowest minimum if its depth differs from the gap at most by this share."""
AT_BOTTOM = 0.01
"""And if this share of the gap at most is left at the minimum there: others may lie nearly as deep."""
NEWTON_STEPS = 3
SAME_CURVATURE = 0.3
"""And if its curvatures are the same as at its bottom, to this share."""
SWING = 30
"""The last points of a racer that swings, which must lie in the bowl."""
TINY = 1e-6
"""Of the highest of them: a height that is rounding."""

PACE_WINDOW = 20
SAME_PACE = 0.98
"""A racer of constant pace has a shortest move of at least this share of its longest."""

WEAK_DECAY = 0.01
"""Weight decay times |θ| up to which a racer is on its way to the minimum all the same."""

BELOW_LIMIT = 0.75
"""Of the stability limit of a rule with a scale: nearer to it, it may become unstable before it arrives."""
SMALL_STEP = 0.1
"""An lr·λmin up to this explains why a racer is slow."""
LARGE_KAPPA = 10.0
"""And a κ from this on."""
ILL_CONDITIONED = 1e3
"""κ from which data should be scaled."""


def slow(e: Evidence) -> Finding | None:
    """At its present pace or rate the racer needs more steps than the race has left."""
    if len(e.path) <= 2 * FEWEST or e.noisy or _turns(e.moves(PACE_WINDOW)) or _is_held(e):
        return None
    return _rate(e) if _is_linear(e) else _pace(e) or _rate(e)


def _is_held(e: Evidence) -> bool:
    """Whether weight decay may keep the racer from the minimum."""
    return e.spec.number("weight_decay") * max(map(abs, e.point)) > WEAK_DECAY


def _is_held_above(e: Evidence, bowl: _Bowl | None, wanted: float) -> bool:
    """Whether weight decay keeps the loss above the target: in a bowl, a pull p leaves up to p²/(2·λmin)."""
    pull = e.spec.number("weight_decay") * max(map(abs, e.point))
    return pull > 0 and (bowl is None or pull * pull > 2 * bowl.low * wanted)


def _turns(moves: Array) -> bool:
    """Whether moves turn back on the whole."""
    return not float((moves[1:] * moves[:-1]).sum()) > 0


def _is_linear(e: Evidence) -> bool:
    """Whether the rule's steps are proportional to the gradient, so that they shrink on the way."""
    clips = e.spec.number("clip_norm"), e.spec.number("clip_value")
    clipped = float(e.grad_norm[-1]) > min(clips)
    return e.spec.entry.stability_node is not None and roles(e.spec).scale is None and not clipped


def _pace(e: Evidence) -> Finding | None:
    """A racer of constant steps and one direction: how many of them the way to the minimum takes at least."""
    moves = e.moves(PACE_WINDOW)
    sizes = np.abs(moves).max(axis=1)
    pace = float(sizes.max())
    if not pace > 0 or float(sizes.min()) < SAME_PACE * pace or (nearest := e.nearest) is None:
        return None
    if e.problem.best is not None and float(e.loss[-1]) - e.problem.best <= e.target:
        return None
    distance = max(abs(there - here) for there, here in zip(nearest.point, e.point, strict=True))
    steps = distance / pace
    if not steps > e.remaining:
        return None
    is_lr = SAME_PACE <= pace / e.lr <= 1 / SAME_PACE if e.lr > 0 else False
    size = f"lr = {rounded(e.lr)}" if is_lr else rounded(pace, 3)
    told = (
        f"slow: moves at most {size} a step, the minimum {point_text(nearest.point)} is {rounded(distance, 3)} away: "
        f"{_about(steps)} {_steps(steps)} at this pace"
    )
    return Finding("slow", told, {"pace": pace, "distance": distance, "steps": steps, "lr": e.lr})


def _rate(e: Evidence) -> Finding | None:
    """A racer whose gap to the lowest loss shrinks by a steady factor: how many steps the target takes, if known."""
    best = e.problem.best
    if best is None:
        return None
    gap, wanted = float(e.loss[-1]) - best, max(e.target, 1e-300)
    if not gap > wanted:
        return None
    bowl = _bowl(e)
    if bowl is not None and bowl.depth < HEADED * gap:
        return None  # it heads for a place where the loss stays far above the lowest
    if _is_held_above(e, bowl, wanted):
        return None
    ahead = bowl if bowl is not None and bowl.leads_to(e.problem, gap) else None
    told = _told(e, e.loss - best, wanted, bowl, ahead)
    if told is None:
        return None
    sentence, numbers = f"slow: {told[0]}", {"gap": gap, **told[1]}
    if ahead is not None and _is_linear(e):
        low, high = ahead.low, ahead.high
        numbers |= {"lambda_min": low, "lambda_max": high, "kappa": high / low, "lr_lambda_min": e.lr * low}
        sentence += _because(e.lr * low, high / low)
        if e.problem.data is not None and high / low >= ILL_CONDITIONED:
            sentence += "; scale the columns of the data or use an adaptive method"
    return Finding("slow", sentence, numbers)


def _told(
    e: Evidence, gaps: Array, wanted: float, bowl: _Bowl | None, ahead: _Bowl | None
) -> tuple[str, dict[str, float]] | None:
    """What can be said of the steps to the target, and its numbers; None if it may arrive in this race.

    A number of steps takes a rate that will last: of an update that theory knows, or measured to the bottom of a bowl.
    Else it is a least number, where the rate declines, or only how much nearer to f* it came.
    """
    fall, theory = measured(gaps, wanted), _in_theory(e, gaps, ahead)
    rate = fall.rate if fall else theory
    if rate is None:
        return None
    steps = math.log(float(gaps[-1]) / wanted) / rate
    known = theory is not None and 1 / AGREES <= rate / theory <= AGREES
    if not steps * (min(1.0, *fall.outlook) if fall and not known else 1.0) > max(e.remaining, 1):
        return None
    numbers, count = {"rate": rate, "steps": steps}, f"{_about(steps)} more {_steps(steps)}"
    if fall is None:
        return f"about {count} to settle at the target, in theory", numbers
    numbers |= {"fell": fall.share, "rows": float(fall.rows)}
    outlook = fall.lasting if e.spec.schedule == ScheduleSpec() else "unknown"
    if outlook == "lasts" and ahead is not None and _is_linear(e) and ahead.has_flatter_axis(wanted):
        outlook = "declines"  # the steep axis first; the flattest one takes longer
    if known or (outlook == "lasts" and ahead is not None and _goes_on_alike(e, fall)):
        return f"about {count} to the target, falling as in the last {fall.rows}", numbers
    if outlook == "declines" and bowl is not None and _is_linear(e):
        return f"more than {count} to the target, falling ever more slowly", numbers | {"at_least": steps}
    if fall.share > SLOWLY:
        return None
    del numbers["steps"]
    return f"{rounded(100 * fall.share, 2)} % nearer to f* in the last {fall.rows} steps", numbers


def _goes_on_alike(e: Evidence, fall: Fall) -> bool:
    """Whether a rule may go on as before: not one that averages, nor one whose steps do not shrink with the distance.

    Steps that stay as long end in a swing around the minimum, above the target.
    """
    if roles(e.spec).scale is not None:  # the limit may come down with the scale
        limit = stability_limit(e.spec, e.problem, e.point, e.terms())
        if limit is not None and e.lr > BELOW_LIMIT * limit.value:
            return False
    rule, moves = e.spec.entry.rule, e.moves(fall.rows)
    if rule.answer is not None or "norm(" in e.spec.entry.rule_text:  # lars, sam …: as long as θ, not as the distance
        return False
    first, last = float(np.abs(moves[0]).max()), float(np.abs(moves[-1]).max())
    shrank = math.log(first / last) if first > last > 0 else 0.0
    nearer = -math.log1p(-fall.share) / 2  # of a bowl the height is as the square of the distance
    return fall.share > MEASURABLY and 1 / AGREES <= shrank / nearer <= AGREES


def _because(flat: float, kappa: float) -> str:
    """Why it is slow: lr·λmin where that is small, κ where that is large."""
    if flat > SMALL_STEP:
        return ""
    reason = f", as lr·λmin = {rounded(flat, 3)}"
    return f"{reason} and κ = {rounded(kappa, 3)}" if kappa >= LARGE_KAPPA else reason


@frozen(eq=False)
class _Bowl:
    """The quadratic that the loss looks like from here: its curvatures, and how far its bottom lies below.

    `flat_share` is the share of the depth that the flattest axis makes.
    """

    hessian: Array
    curvatures: Array
    depth: float
    flat_share: float
    bottom: Array

    @property
    def low(self) -> float:
        return float(self.curvatures[0])

    @property
    def high(self) -> float:
        return float(self.curvatures[-1])

    def has_flatter_axis(self, wanted: float) -> bool:
        """Whether another axis than the steepest keeps the loss above the target."""
        return self.low < self.high / LASTING and self.flat_share * self.depth > wanted

    def heights(self, points: Array) -> Array:
        """How high points (n, dims) are above the bottom."""
        away = points - self.bottom
        found: Array = ((away @ self.hessian) * away).sum(axis=1) / 2
        return found

    def leads_to(self, problem: Problem, gap: float) -> bool:
        """Whether the loss is this quadratic all the way to the lowest loss, a gap below."""
        there = problem.finite_hessian(self.bottom)
        if abs(self.depth / gap - 1) > SAME_BOWL or there is None:
            return False
        same = bool((np.abs(np.linalg.eigvalsh(there) / self.curvatures - 1) <= SAME_CURVATURE).all())
        return same and self._floor(problem) - (problem.best or 0.0) <= AT_BOTTOM * gap

    def _floor(self, problem: Problem) -> float:
        """The loss at the minimum beside the bottom, which Newton's method finds."""
        place = self.bottom
        for _ in range(NEWTON_STEPS):
            hessian = problem.finite_hessian(place)
            if hessian is None or not np.linalg.eigvalsh(hessian)[0] > 0:
                break
            place = place - np.linalg.solve(hessian, np.asarray(problem.gradients(place)))
        return float(problem.values(place))


def _bowl(e: Evidence) -> _Bowl | None:
    """None where the loss is not strictly convex, or nobody knows."""
    hessian = e.problem.finite_hessian(e.point)
    if hessian is None:
        return None
    values, vectors = np.linalg.eigh(hessian)
    if not values[0] > 0:
        return None
    along = np.asarray(e.problem.gradients(np.array(e.point))) @ vectors
    depths = along * along / values / 2
    depth = float(depths.sum())
    share = float(depths[0]) / depth if depth > 0 else 0.0
    return _Bowl(hessian, values, depth, share, np.array(e.point) - vectors @ (along / values))


def _in_theory(e: Evidence, gaps: Array, ahead: _Bowl | None) -> float | None:
    """The rate at which the loss falls in the long run on the quadratic that it is here; None if it does not."""
    if ahead is None or not _is_linear(e) or ahead.flat_share < FLAT_SHARE or (e.nearest and e.nearest.curve):
        return None
    if e.spec.schedule != ScheduleSpec():
        return None
    matrix = update_matrix(e.spec, np.asarray(e.problem.hessian(e.point)))
    radius = 1.0 if matrix is None else float(np.abs(np.linalg.eigvals(matrix)).max())
    rate = -2 * math.log(radius) if 0 < radius < 1 else None
    return rate if rate is not None and keeps_up(gaps, rate) and _swings_in(ahead, e.path, gaps) else None


def _swings_in(bowl: _Bowl, path: Array, gaps: Array) -> bool:
    """Whether the last points lie as high as in a bowl: a racer that swings comes back to where the loss is no bowl."""
    recent, heights = gaps[-SWING:], bowl.heights(path[-SWING:])
    return bool((np.abs(heights - recent) <= SAME_BOWL * recent + TINY * recent.max()).all())


def _about(steps: float) -> str:
    """A rough number of steps: 4100, 8e6."""
    return power_form(steps) if steps >= 1e5 else f"{float(f'{steps:.2g}'):.0f}"


def _steps(count: float) -> str:
    return "step" if _about(count) == "1" else "steps"
