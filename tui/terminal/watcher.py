"""A watcher: a process that gives the terminal back where the app dies of what Python cannot handle.

SIGKILL is such a cause, and SIGABRT or SIGSEGV of a library written in C, for example where it is refused memory. The
watcher is forked before anything large is imported, waits on a pipe until the app has ended, and is in the app's job:
it stops and goes on with it. Where no shell waits, as behind `ssh host fallline`, the system may close the terminal
first.
"""

from __future__ import annotations

import os
import signal
import termios
from contextlib import suppress
from typing import Any

RESET = (
    "\x18\x1b[0m\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Ends a cut sequence, then resets every mode that Textual sets; the keyboard's before the alternate screen."""

_TAKEN, _GIVEN_BACK = b"1", b"0"
_IGNORED = (
    *(signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP),
    *(signal.SIGTSTP, signal.SIGTTOU, signal.SIGTTIN),
)
_STALLED_SECONDS = 5
"""A terminal that takes no output for so long is left as it is."""


class Watcher:
    """The app's end of the pipe; without `start` nothing is watched."""

    def __init__(self) -> None:
        self._pipe: int | None = None

    def start(self, terminal: int) -> None:
        """Fork the process that watches over a terminal; the app must not have threads yet."""
        with suppress(OSError, termios.error):  # no room for another process
            modes = termios.tcgetattr(terminal)
            read, write = os.pipe()
            if os.fork():
                os.close(read)
                self._pipe = write
                return
            try:
                os.close(write)
                _watch(read, terminal, modes)
            finally:
                os._exit(0)

    def note(self, *, taken: bool) -> None:
        """Note that the app has taken the terminal, or has given it back."""
        if self._pipe is not None:
            with suppress(OSError):  # somebody has killed the watcher
                os.write(self._pipe, _TAKEN if taken else _GIVEN_BACK)


WATCHER = Watcher()
"""The watcher of this process."""


def _watch(pipe: int, terminal: int, modes: list[Any]) -> None:
    """Wait until the app has ended; give the terminal back if it has not done so."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    last = _GIVEN_BACK
    while data := os.read(pipe, 64):
        last = data[-1:]
    if last == _TAKEN:
        signal.alarm(_STALLED_SECONDS)
        if os.tcgetpgrp(terminal) == os.getpgrp():  # else the shell has set its own modes already
            termios.tcsetattr(terminal, termios.TCSANOW, modes)
        os.write(terminal, RESET.encode())
