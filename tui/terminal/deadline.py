"""A deadline: whatever the event loop does, the process ends in time once it has been told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue


class Deadline:
    """Calls `act` with an exit code, in a thread, if the block of `watching` goes on for `seconds` after `begin`."""

    def __init__(self, seconds: float, act: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._act = act
        self._codes: SimpleQueue[int | None] = SimpleQueue()  # a signal handler may put while another put is going on

    def begin(self, code: int) -> None:
        """Let the time run, and end with this code; of several, the first counts. Any thread or handler may call it."""
        self._codes.put(code)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch over a block of code."""
        with suppress(RuntimeError):  # no thread can be started
            threading.Thread(target=self._watch, name="deadline", daemon=True).start()
        try:
            yield
        finally:
            self._codes.put(None)

    def _watch(self) -> None:
        code = self._codes.get()
        end = time.monotonic() + self._seconds
        while code is not None:
            try:
                if self._codes.get(timeout=max(end - time.monotonic(), 0)) is None:
                    return
            except Empty:
                self._act(code)
                return
