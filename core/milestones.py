"""The moments of a run worth jumping to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["start", "target", "best", "converged", "diverged"]


@dataclass(frozen=True, order=True)
class Milestone:
    """Something that happened at a step; `sentence` says what, with its number."""

    step: int
    kind: Kind
    sentence: str


def adjacent(events: tuple[Milestone, ...], step: int, forward: bool) -> Milestone | None:
    """The next event after a step, or the last one before it."""
    found = [event for event in events if (event.step > step if forward else event.step < step)]
    if not found:
        return None
    return min(found) if forward else max(found)
