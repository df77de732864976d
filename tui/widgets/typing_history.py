"""The history of a text that is being typed: undo takes back a run of typing or of deleting, not one character."""

from __future__ import annotations

MAX_STEPS = 100


class TypingHistory:
    """The texts before and after the present one."""

    def __init__(self) -> None:
        self._before: list[str] = []
        self._after: list[str] = []
        self._growth = 0  # how many characters the last change added

    def note(self, before: str, after: str) -> None:
        """Note a change; a character more or less continues the change before."""
        growth = len(after) - len(before)
        if not (growth == self._growth and abs(growth) == 1 and self._before):
            self._before = [*self._before, before][-MAX_STEPS:]
        self._growth = growth
        self._after.clear()

    def undo(self, text: str) -> str | None:
        """The text before the last change; None if there was none."""
        return self._step(self._before, self._after, text)

    def redo(self, text: str) -> str | None:
        """The text after the change that was undone last; None if there is none."""
        return self._step(self._after, self._before, text)

    def _step(self, source: list[str], target: list[str], text: str) -> str | None:
        self._growth = 0
        if not source:
            return None
        target.append(text)
        return source.pop()


def end_of_change(before: str, after: str) -> int:
    """The position in `after` behind what differs from `before`."""
    same = 0
    while same < min(len(before), len(after)) and before[-1 - same] == after[-1 - same]:
        same += 1
    return len(after) - same
