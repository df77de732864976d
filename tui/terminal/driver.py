"""The way to the terminal: Textual's driver, made to survive a terminal that stalls or goes.

Textual 8.2.8 writes from a thread of its own through a queue of 30 texts. Where the terminal is gone
that thread dies, and where it stalls (a frozen SSH connection) the thread waits for ever; either way
the queue fills, the event loop blocks in it, and the program can neither end nor give the terminal back.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.input_bounds import BACKLOG, BoundedParser

PATIENCE = 2.0
"""Seconds for which a terminal may take no output at all, once the program wants to leave."""

CHUNK = 65536
FAREWELL = "\x18"
"""What the driver writes before it resets the terminal (CAN: it also ends a sequence that was cut in two)."""


class TerminalOutput:
    """A text file over a terminal that never raises and, once told to hurry, never waits long."""

    def __init__(self, fd: int, encoding: str = "utf-8") -> None:
        self._fd, self._owned = open_again(fd)
        self._encoding = encoding
        self._pending = bytearray()
        self._hurry = False
        self._waited_from: float | None = None
        self._given_up = self._farewell = False
        self.gone = False

    @property
    def behind(self) -> bool:
        """Whether something that was written here has not reached the terminal yet."""
        return bool(self._pending)

    def fileno(self) -> int:
        return self._fd

    def hurry(self, hurry: bool = True) -> None:
        """From now on give up what the terminal doesn't take within `PATIENCE`; safe in a signal handler."""
        self._hurry = hurry
        if not hurry:
            self._given_up = self._farewell = False

    def write(self, text: str) -> int:
        if text == FAREWELL:
            self.flush()
            self._farewell = True
        if self._farewell or not self._given_up:  # frames that wait in Textual's queue are not worth the room
            self._pending += text.encode(self._encoding, "replace")
        if len(self._pending) >= CHUNK:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand everything over, wait for a slow terminal, and drop it where there is no hope."""
        while self._pending and not self.gone:
            try:
                count = os.write(self._fd, self._pending[:CHUNK])
            except BlockingIOError:
                self._wait()
            except OSError:  # EIO: hung up
                self.gone = True
            else:
                del self._pending[:count]
                self._waited_from = None
        self._pending.clear()

    def close(self) -> None:
        if self._owned:
            self._owned = False
            os.close(self._fd)

    def _wait(self) -> None:
        now = time.monotonic()
        if not self._hurry or self._waited_from is None:
            self._waited_from = now
        if self._given_up:
            self._pending.clear()
        elif now - self._waited_from > PATIENCE:
            self._give_up()
        else:
            poller = select.poll()
            poller.register(self._fd, select.POLLOUT)
            poller.poll(100)

    def _give_up(self) -> None:
        """Throw away what the system still holds, as room for the few bytes that reset the terminal."""
        self._given_up = True
        with suppress(termios.error):
            termios.tcflush(self._fd, termios.TCOFLUSH)
        if not self._farewell:
            self._pending.clear()


def open_again(fd: int) -> tuple[int, bool]:
    """A non-blocking descriptor for the same terminal, and whether it is a new one.

    The terminal is opened once more because O_NONBLOCK belongs to the open file, which the shell shares.
    Where it has no name here (some containers) the old descriptor serves, and a stall can't be noticed.
    """
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK), True
    except OSError:
        return fd, False


class GuardedDriver(LinuxDriver):
    """Textual's driver, with an output that can be given up and job control that can't deadlock."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        standard_error = sys.__stderr__
        assert standard_error is not None, "a terminal was checked for before"
        self.output = TerminalOutput(standard_error.fileno(), standard_error.encoding)
        self._file: Any = self.output  # what Textual's writer thread writes to
        self._paint: list[str] = []  # begun, and not at its end yet
        self._synchronized = False

    def run_input_thread(self) -> None:
        """Read the keyboard, in bounds."""
        policy = getattr(self._app, "policy", None)
        parser: Any = type("Parser", (BoundedParser,), {"limit": policy.paste} if policy is not None else {})
        vars(linux_driver)["XTermParser"] = parser  # the only way in: Textual makes its own
        super().run_input_thread()

    def process_message(self, message: Message) -> None:
        # Only in the thread that reads: the event loop itself must not wait.
        if threading.current_thread() is self._key_thread:
            while self._waiting() > BACKLOG and not self.exit_event.wait(0.01):
                pass
        super().process_message(message)

    def _waiting(self) -> int:
        """How many events the app has not come to yet: they are in its queue, the screen's, or the focused widget's."""
        screens = self._app._screen_stack
        nodes = [self._app, *screens[-1:], *(screen.focused for screen in screens[-1:] if screen.focused is not None)]
        return sum(node.message_queue_size for node in nodes)

    @property
    def behind(self) -> bool:
        """Whether output still waits for the terminal: a good moment to skip a frame."""
        thread = self._writer_thread
        return self.output.behind or (thread is not None and thread._queue.qsize() > 0)

    def write(self, data: str) -> None:
        """Hand a text to the terminal; a paint that is to be shown at once goes in one piece."""
        if self._paint or data == SYNC_START:
            self._paint.append(data)
            if data != SYNC_END:
                return
            data, self._synchronized = "".join(self._paint), True
            self._paint.clear()
        # A stopped thread empties no queue: what is put into it would block for ever in the end.
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.write(data)

    def start_application_mode(self) -> None:
        self.output.hurry(False)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types

    def stop_application_mode(self) -> None:
        self.output.hurry()
        self._paint.clear()
        self.write(FAREWELL)
        if self._synchronized:  # the end of the last paint may be among what was given up
            self.write(SYNC_END)
        super().stop_application_mode()

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse_pixels:  # Textual switches it on, but not off again
            self._mouse_pixels = False
            self.write("\x1b[?1016l")

    # A signal may arrive while the queue's own lock is held, and writing to the queue from the handler
    # would then wait for itself. So both handlers only ask the event loop.

    def _sigtstp_application(self, *_: object) -> None:
        self._soon(self._suspend)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._resume)

    def _soon(self, call: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the app has ended
            self._loop.call_soon_threadsafe(call)

    def _suspend(self) -> None:
        super()._sigtstp_application()

    def _resume(self) -> None:
        # After a SIGSTOP, which nobody can catch, nothing was suspended: without this there would be two
        # input threads, and the terminal's raw mode would be remembered as the one to give back.
        if self._auto_restart and self._writer_thread is not None and self._writer_thread.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()
        getattr(self._app, "terminal_changed", lambda: None)()
        self._app.refresh(layout=True)  # a fresh alternate screen is blank, and Textual repaints only by chance


def restore_job_control() -> None:
    """Give back the signal handlers that Textual's driver leaves behind."""
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
        signal.signal(number, signal.SIG_DFL)
