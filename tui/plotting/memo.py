"""Keep the last value that was computed, until what it depends on changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """One value, with the key that it was computed for."""

    def __init__(self) -> None:
        self.value: Value | None = None
        """The value computed last."""
        self._key: object = None

    def get(self, key: object, compute: Callable[[], Value]) -> Value:
        """The value for a key; computed again if the key differs from the last one."""
        if self.value is None or self._key != key:
            self.value, self._key = compute(), key
        return self.value
