"""A search for the next milestone of a racer, for which its race is computed to the end in time slices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.milestones import Milestone
    from tui.state.session import Session


class MilestoneSearch:
    """Searches in a session; each `advance` computes for a time slice, and the last one calls `found`."""

    def __init__(self, session: Session, found: Callable[[Milestone | None], None]) -> None:
        self._session = session
        self._found = found
        self.forward = True
        self._begun_at: object = None

    @property
    def active(self) -> bool:
        """Whether a search is under way."""
        return self._begun_at is not None

    def begin(self, forward: bool) -> None:
        """Pause, and begin to search after the clock's step, or before it."""
        self._session.play(False)
        self.forward, self._begun_at = forward, self._state()

    def advance(self) -> None:
        """Compute for a time slice; cancel the search if clock, scenario or selection changed since it began."""
        if not self.active:
            return
        if self._begun_at != self._state():
            self._begun_at = None
        elif self._session.compute_milestones():
            self._begun_at = None
            self._found(self._session.go_to_milestone(self.forward))

    def _state(self) -> object:
        return self._session.clock, self._session.scenario, self._session.view.selected
