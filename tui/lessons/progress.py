"""The user's progress: which lessons were opened, passed or added; in memory only if it cannot be saved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from core.input_files import read_file
from tui.state.files import replacing, state_folder

MAX_BYTES = 100_000
MAX_OWN = 20
"""Lessons of the user that are remembered, the last ones opened."""


class Progress:
    """The names of the lessons opened and passed, and the files of the user's own, saved in `path`.

    Without a path they are lost when the app ends.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.seen: set[str] = set()
        self.passed: set[str] = set()
        self.own: list[str] = []
        self._load()

    def note(self, name: str, *, passed: bool = False) -> None:
        """Record that a lesson was opened or, with `passed`, that all its claims hold, and save that."""
        before = len(self.seen), len(self.passed)
        self.seen.add(name)
        if passed:
            self.passed.add(name)
        if (len(self.seen), len(self.passed)) != before:
            self._save()

    def remember(self, path: str) -> None:
        """Record the file of a lesson of the user's own, and save that."""
        self.own = [*(own for own in self.own if own != path), path][-MAX_OWN:]
        self._save()

    def _load(self) -> None:
        if self.path is None:
            return
        try:
            found = json.loads(read_file(self.path, MAX_BYTES))
            self.seen, self.passed = (_names(found[key]) for key in ("seen", "passed"))
            self.own = [path for path in found.get("own", ()) if isinstance(path, str)][-MAX_OWN:]
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return  # no file yet, or an unreadable one: start without progress

    def _save(self) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self.path) as file:
                json.dump({"seen": sorted(self.seen), "passed": sorted(self.passed), "own": self.own}, file, indent=1)
        except OSError:
            self.path = None  # don't try again


def _names(found: Iterable[object]) -> set[str]:
    return {name for name in found if isinstance(name, str)}


def progress_file() -> Path:
    """The file in which the user's progress is kept."""
    return state_folder() / "lessons.json"
