"""The output of a terminal that may stall or hang up: writes never raise, and never wait long once the app exits."""

from __future__ import annotations

import os
import select
import termios
import time
from contextlib import suppress

STALL_TIMEOUT = 2.0
"""Seconds for which a terminal may take no output at all once the program exits."""

CHUNK = 65536
CANCEL = "\x18"
"""CAN, written before the terminal is reset: it ends an escape sequence that was cut in two."""


class TerminalOutput:
    """A text file for a terminal: writes never raise and, after `hurry()`, never wait long."""

    def __init__(self, fd: int, encoding: str = "utf-8") -> None:
        self._fd, self._owned = reopen(fd)
        self._encoding = encoding
        self._pending = bytearray()
        self._hurry = False
        self._stalled_since: float | None = None
        self._dropping = self._canceled = False
        self.gone = False

    @property
    def behind(self) -> bool:
        """Whether something written here has not reached the terminal yet."""
        return bool(self._pending)

    def fileno(self) -> int:
        return self._fd

    def hurry(self, hurry: bool = True) -> None:
        """Drop output that the terminal does not take within `STALL_TIMEOUT` from now on; safe in a signal handler."""
        self._hurry = hurry
        if not hurry:
            self._dropping = self._canceled = False

    def write(self, text: str) -> int:
        if text == CANCEL:
            self.flush()
            self._canceled = True
        if self._canceled or not self._dropping:  # while dropping, not even the frames in Textual's queue are kept
            self._pending += text.encode(self._encoding, "replace")
        if len(self._pending) >= CHUNK:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Write everything, waiting for a slow terminal; drop it if the terminal has hung up or stays stalled."""
        while self._pending and not self.gone:
            try:
                count = os.write(self._fd, self._pending[:CHUNK])
            except BlockingIOError:
                self._wait()
            except OSError:  # EIO: hung up
                self.gone = True
            else:
                del self._pending[:count]
                self._stalled_since = None
        self._pending.clear()

    def close(self) -> None:
        if self._owned:
            self._owned = False
            os.close(self._fd)

    def _wait(self) -> None:
        now = time.monotonic()
        if not self._hurry or self._stalled_since is None:
            self._stalled_since = now
        if self._dropping:
            self._pending.clear()
        elif now - self._stalled_since > STALL_TIMEOUT:
            self._drop_output()
        else:
            poller = select.poll()
            poller.register(self._fd, select.POLLOUT)
            poller.poll(100)

    def _drop_output(self) -> None:
        """Discard what the system still buffers, to make room for the few bytes that reset the terminal."""
        self._dropping = True
        with suppress(termios.error):
            termios.tcflush(self._fd, termios.TCOFLUSH)
        if not self._canceled:
            self._pending.clear()


def reopen(fd: int) -> tuple[int, bool]:
    """A non-blocking descriptor for the same terminal, and whether it is a new one.

    O_NONBLOCK belongs to the open file, which the shell shares, so the terminal is opened again. Where it has no name
    (some containers) the old descriptor serves, and a stall is not noticed.
    """
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK), True
    except OSError:
        return fd, False
