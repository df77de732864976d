"""Undo and redo: the scenarios before each edit, with the colours and the selection that belonged to them."""

from __future__ import annotations

from dataclasses import dataclass

from core.scenario import Scenario
from tui.state.frame import View

MAX_UNDO = 500
"""Edits that can be taken back."""


@dataclass(frozen=True)
class Edited:
    """What an edit changes: the scenario, and the view with whose colours and selection are whose."""

    scenario: Scenario
    view: View


class EditHistory:
    """The states before the edits, and those that were undone."""

    def __init__(self) -> None:
        self._before: list[Edited] = []
        self._undone: list[Edited] = []
        self._run = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._before)

    def record(self, now: Edited, run: str) -> bool:
        """Remember the state before an edit; False if the edit continues a run of edits of the same name."""
        self._undone.clear()
        continues = bool(run) and run == self._run
        self._run = run
        if not continues:
            self._before.append(now)
            del self._before[:-MAX_UNDO]
        return not continues

    def end_run(self) -> None:
        """End a run of edits: the next edit is a new step of undo, whatever its name."""
        self._run = ""

    def undo(self, now: Edited) -> Edited | None:
        """The state before the last edit, None if there was none."""
        return self._move(self._before, self._undone, now)

    def redo(self, now: Edited) -> Edited | None:
        """The state that the last undo left, None if there was none."""
        return self._move(self._undone, self._before, now)

    def _move(self, source: list[Edited], target: list[Edited], now: Edited) -> Edited | None:
        if not source:
            return None
        self.end_run()
        target.append(now)
        return source.pop()
