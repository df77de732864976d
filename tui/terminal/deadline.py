"""A deadline: whatever the event loop does, the process ends in time once it has been told to.

A thread sees to that. Where the system refuses memory, CPython may loop for ever in an exception that it cannot store,
and no thread comes to act: then SIGALRM ends the process, and the watcher gives the terminal back.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

ALARM_SECONDS = 10
"""Until SIGALRM, which needs neither a thread nor memory."""


def set_alarm() -> None:
    """Let the system end the process, unless it ends by itself soon."""
    signal.alarm(ALARM_SECONDS)


class Deadline:
    """Calls `act` with an exit code, in a thread, if the block of `watching` goes on for `seconds` after `begin`."""

    def __init__(self, seconds: float, act: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._act = act
        self._watches = False
        self._codes: SimpleQueue[int | None] = SimpleQueue()  # a signal handler may put while another put is going on

    def begin(self, code: int) -> None:
        """Let the time run, and end with this code; of several, the first counts. Any thread or handler may call it."""
        if self._watches:
            set_alarm()
        self._codes.put(code)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch over a block of code."""
        with suppress(RuntimeError):  # no thread can be started
            threading.Thread(target=self._watch, name="deadline", daemon=True).start()
        self._watches = True
        try:
            yield
        finally:
            self._watches = False
            signal.alarm(0)
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
