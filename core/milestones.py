"""Milestones of a run, which are steps: target reached, best loss, a vanishing gradient, a spike, divergence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["target", "best", "converged", "spike", "diverged"]


class Milestone(NamedTuple):
    """Something that happened at a step; `sentence` says what, with its number."""

    step: int
    kind: Kind
    sentence: str


def adjacent(milestones: Sequence[Milestone], step: int, forward: bool) -> Milestone | None:
    """The first milestone after a step, or the last one before it; None if there is none."""
    if forward:
        return min((milestone for milestone in milestones if milestone.step > step), default=None)
    return max((milestone for milestone in milestones if milestone.step < step), default=None)
