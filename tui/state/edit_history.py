"""Undo and redo: stacks of scenarios, each with its colours and selection."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from core.frozen import frozen
from core.scenario import Scenario
from tui.state.frame import View

MAX_UNDO = 500
"""Steps of undo that are kept."""
PAUSE = 1.0
"""Seconds without an edit after which the next one is a new step, even of the same field."""


@frozen
class UndoState:
    """The state that undo restores: a scenario, and the view with its style slots and selection."""

    scenario: Scenario
    view: View


class EditHistory:
    """The undo stack and the redo stack."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Tell the time by `now`, in seconds."""
        self._now = now
        self._last = 0.0  # the time of the last edit
        self._undo_stack: list[UndoState] = []
        self._redo_stack: list[UndoState] = []
        self._run = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._undo_stack)

    def record(self, now: UndoState, run: str) -> bool:
        """Remember the state before an edit; False if the edit continues a run of edits of the same name."""
        self._redo_stack.clear()
        at = self._now()
        continues = bool(run) and run == self._run and at - self._last <= PAUSE
        self._run, self._last = run, at
        if not continues:
            self._undo_stack.append(now)
            del self._undo_stack[:-MAX_UNDO]
        return not continues

    def end_run(self) -> None:
        """End a run of edits: the next edit is a new step of undo, whatever its name."""
        self._run = ""

    def undo(self, now: UndoState) -> UndoState | None:
        """The state before the last edit, None if there was none."""
        return self._move(self._undo_stack, self._redo_stack, now)

    def redo(self, now: UndoState) -> UndoState | None:
        """The state that the last undo left, None if there was none."""
        return self._move(self._redo_stack, self._undo_stack, now)

    def _move(self, source: list[UndoState], target: list[UndoState], now: UndoState) -> UndoState | None:
        if not source:
            return None
        self.end_run()
        target.append(now)
        return source.pop()
