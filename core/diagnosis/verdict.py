"""The verdict on a racer: its status, made of what it has reached and of what it is found to do now."""

from __future__ import annotations

from dataclasses import replace

from core.diagnosis.evidence import Finding
from core.diagnosis.evidence import Kind as FindingKind
from core.diagnosis.stationary_points import NEAR, Nature, stationary_near, view_size
from core.frozen import frozen
from core.number_text import point_text, rounded
from core.problems import Problem
from core.status import RUNNING, Kind, Status

_KINDS: dict[FindingKind, Kind] = {
    "growing": "growing",
    "local_minimum": "local_minimum",
    "saddle": "saddle",
    "cycle": "circling",
    "cloud": "circling",
    "at_rest": "stalled",
    "plateau": "stalled",
}
"""What a finding makes of a racer that is not at its target; others leave it running."""


_ENDS: dict[Nature, str] = {"minimum": "the minimum", "curve": "a curve of minima,"}


@frozen
class Reached:
    """What a racer has reached at a step.

    `gap` is f − f*, or f where there is no f*; `first` the first step at which it was within the target. `converged` is
    the first step with a gradient that counts as 0, where the racer is at rest with such a gradient now. `over` says
    that the race has no more steps.
    """

    point: tuple[float, ...]
    gap: float
    gap_name: str
    target: float
    first: int | None
    grad_norm: float
    converged: int | None
    over: bool

    @property
    def within(self) -> bool:
        """Whether the racer is within the target now."""
        return self.first is not None and self.gap <= self.target


def verdict(problem: Problem, reached: Reached, found: Finding | None) -> Status:
    """The status of a racer that has not diverged."""
    kind: Kind = "running" if found is None else _KINDS.get(found.kind, "running")
    if kind == "growing":
        return Status(kind, _with_target(_sentence(found), reached))
    if reached.converged is not None and kind not in ("saddle", "local_minimum", "stalled"):
        return _without_slope(problem, reached)
    if kind == "saddle":  # a stop on the way, whatever the loss there
        return Status(kind, _sentence(found))
    if reached.within:
        arrived = f"{reached.gap_name} ≤ {rounded(reached.target)}, first at step {reached.first}{_source(problem)}"
        now = "" if found is None or found.kind in ("minimum", "slow") else f"; {found.sentence}"
        return Status("target", arrived + now, reached.first)
    if kind != "running":
        return Status(kind, _with_target(_sentence(found), reached))
    if reached.first is not None:
        return Status("left_target", _with_target(_sentence(found), reached), reached.first)
    if not reached.over:
        return replace(RUNNING, sentence=_sentence(found))
    left = f"{reached.gap_name} = {rounded(reached.gap)}{_source(problem)}"
    return Status("not_reached", f"{found.sentence}; {left}" if found else left)


def _source(problem: Problem) -> str:
    """Where f* comes from or why there is none, where the catalog does not know."""
    return f"; {problem.about_best}" if problem.best_source else ""


def _without_slope(problem: Problem, reached: Reached) -> Status:
    """The status where the gradient vanishes: converged, but on a plain far above the lowest loss stalled."""
    nearest = problem.nearest_minimum(reached.point)
    at = stationary_near(problem, reached.point, NEAR * view_size(problem), nearest)
    norm = f"‖∇f‖ = {rounded(reached.grad_norm)}"
    if at is not None and at.nature in _ENDS:
        return Status("converged", f"{norm} at {_ENDS[at.nature]} {point_text(at.point)}", reached.converged)
    told = f"{norm} at {point_text(reached.point)}"
    if problem.best is not None and not reached.within:
        return Status("stalled", f"{told}, {rounded(reached.gap)} above the best", reached.converged)
    return Status("converged", told + (_source(problem) if problem.best_is_limit else ""), reached.converged)


def _sentence(found: Finding | None) -> str:
    return "" if found is None else found.sentence


def _with_target(sentence: str, reached: Reached) -> str:
    """A sentence, followed by when the racer was within the target and how far it is from it now."""
    if reached.first is None:
        return sentence
    name = reached.gap_name
    past = f"{name} ≤ {rounded(reached.target)} first at step {reached.first}, now {name} = {rounded(reached.gap)}"
    return f"{sentence}; {past}" if sentence else past
