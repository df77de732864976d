"""Which lessons somebody has seen, and which have passed: kept for the user, and no harm where it can't be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tui.state.files import replacing

LARGEST = 100_000  # bytes


class Progress:
    """Names of lessons that were seen and that passed. Without a path it lasts as long as the app."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.seen: set[str] = set()
        self.passed: set[str] = set()
        self._load()

    def note(self, name: str, *, passed: bool = False) -> None:
        """Note that a lesson was opened, or that all its claims hold, and keep it."""
        before = len(self.seen), len(self.passed)
        self.seen.add(name)
        if passed:
            self.passed.add(name)
        if (len(self.seen), len(self.passed)) != before:
            self._save()

    def _load(self) -> None:
        if self.path is None:
            return
        try:
            with self.path.open("rb") as file:
                found = json.loads(file.read(LARGEST))
            self.seen, self.passed = (_names(found[key]) for key in ("seen", "passed"))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return  # no progress yet, or none that can be read: one begins anew

    def _save(self) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self.path) as file:
                json.dump({"seen": sorted(self.seen), "passed": sorted(self.passed)}, file, indent=1)
        except OSError:
            self.path = None  # what can't be kept now can't be kept later


def _names(found: Iterable[object]) -> set[str]:
    return {name for name in found if isinstance(name, str)}


def progress_file() -> Path:
    """Where progress is kept, for this user."""
    from platformdirs import user_state_path  # noqa: PLC0415 - most commands don't ask

    return user_state_path("fallline", appauthor=False) / "lessons.json"
