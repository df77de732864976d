"""Terminal driver: Textual's, made to survive a terminal that stalls or hangs up.

Textual 8.2.8 writes from a thread through a queue of 30 texts. Where the terminal has hung up that thread dies, and
where it stalls (a frozen SSH connection) the thread waits for ever. Either way the queue fills, the event loop blocks
on it, and the program can neither end nor restore the terminal.
"""

from __future__ import annotations

import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from tui.terminal.input_reader import READ_TIMEOUT, InputReader
from tui.terminal.job_control import has_shell, stop_job
from tui.terminal.paste import MAX_PASTE
from tui.terminal.terminal_output import CANCEL, TerminalOutput
from tui.terminal.terminal_size import clamped
from tui.terminal.waiting_events import WaitingEvents
from tui.terminal.watcher import WATCHER

BACKLOG = 32
"""Events in the app's queues with which it is behind, and gets no more input."""

MAX_HELD = 8
"""Events that the app holds back until a key has had its effect: with these it is behind as well."""

BEHIND_TIMEOUT = 0.01
"""Seconds between two looks whether the app is still behind."""

GIVE_BACK_SECONDS = 0.5
"""Seconds in which the app's thread may finish giving the terminal back."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, with output that can be dropped, bounded input, and job control that cannot deadlock."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        standard_error = sys.__stderr__
        assert standard_error is not None, "the command line has checked for a terminal"
        self.output = TerminalOutput(standard_error.fileno(), standard_error.encoding)
        self._file: Any = self.output  # what Textual's writer thread writes to
        self._paint: list[str] = []  # parts of a synchronized update that is not complete yet
        self._synchronized = False
        self._active = False
        self._stopper: int | None = None  # the thread that is giving the terminal back
        self._input = WaitingEvents(self.process_message, self._has_room)  # what waits is kept while suspended
        self._sent = self._arrived = 0  # events on the way to the app's queue
        self._size = self._size or self._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        return clamped(*super()._get_terminal_size())

    def run_input_thread(self) -> None:
        """Read the keyboard and the mouse until the app exits."""
        limit, note = getattr(self._app, "paste_limit", MAX_PASTE), getattr(self._app, "note_exception", _ignore)
        reader = InputReader(self.fileno, limit, self._take, note)
        while not self.exit_event.is_set():
            reader.read(self.exit_event.wait, BEHIND_TIMEOUT if self._input else READ_TIMEOUT)
            self._hand_on(note)
        reader.read(self.exit_event.wait)  # what was typed last
        self._hand_on(note)

    def _hand_on(self, note: Callable[[BaseException], None]) -> None:
        try:
            self._input.hand_on()
        except Exception as error:  # the screens may change meanwhile
            note(error)

    def _take(self, event: Message) -> None:
        if isinstance(event, Key) and event.key in getattr(self._app, "quit_keys", ()):
            getattr(self._app, "leave_in_time", _ignore)(0)
        self._input.add(event)

    def send_message(self, message: Message) -> None:
        self._sent += 1
        super().send_message(message)
        with suppress(RuntimeError):  # the loop is closed: the app has ended
            self._loop.call_soon_threadsafe(self._has_arrived)

    def _has_arrived(self) -> None:
        self._arrived += 1

    def _has_room(self) -> bool:
        on_the_way = self._sent - self._arrived
        held = getattr(self._app, "events_held", 0)
        return on_the_way + held < MAX_HELD and on_the_way + self._waiting() < BACKLOG

    def _waiting(self) -> int:
        """Events not yet handled, in the queues of the app, its screen and the widgets that get keys or the mouse."""
        screens = self._app.screen_stack if self._app._screen_stacks else []
        widgets = [self._app.mouse_over, self._app.mouse_captured, *(screen.focused for screen in screens[-1:])]
        nodes = [self._app, *screens[-1:], *widgets]
        return sum(node.message_queue_size for node in nodes if node is not None and node.is_running)

    @property
    def behind(self) -> bool:
        """Whether output still waits for the terminal: the app then skips a frame."""
        thread = self._writer_thread
        return self.output.behind or (thread is not None and thread._queue.qsize() > 0)

    def write(self, data: str) -> None:
        """Write a text to the terminal; a synchronized update goes in one piece."""
        if not self._active and self._stopper != threading.get_ident():
            return  # the terminal is the shell's
        if self._paint or data == SYNC_START:
            self._paint.append(data)
            if data != SYNC_END:
                return
            data, self._synchronized = "".join(self._paint), True
            self._paint.clear()
        # A stopped thread empties no queue: a put into the full queue would block for ever.
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.write(data)
        elif self._stopper:  # the thread has failed, and the terminal is to be given back all the same
            self.output.write(data)
            self.output.flush()

    def close(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():  # as above
            super().close()

    def start_application_mode(self) -> None:
        self.output.hurry(False)
        self._active = True
        WATCHER.note(taken=True)
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types
        except Exception:  # half started, such as without memory for another thread
            self.stop_application_mode()
            self.close()
            raise

    def stop_application_mode(self) -> None:
        """Reset the terminal, once: a second reset might change the shell's own settings."""
        if not self._active:
            return
        self._active, self._stopper = False, threading.get_ident()
        self.output.hurry()
        self._paint.clear()
        self.write(CANCEL)
        if self._synchronized:  # the end of the last update may have been dropped
            self.write(SYNC_END)
        try:
            super().stop_application_mode()
            WATCHER.note(taken=False)
        finally:
            self._stopper = None

    def disable_input(self) -> None:
        if threading.current_thread() is threading.main_thread():
            super().disable_input()
            return
        self._disable_mouse_support()  # Textual's fails where it can set no signal handlers
        self.exit_event.set()

    def give_back(self) -> None:
        """Give the terminal back, in another thread than the app's; if that is at it, let it finish."""
        self.stop_application_mode()
        deadline = time.monotonic() + GIVE_BACK_SECONDS
        while self._stopper is not None and time.monotonic() < deadline:
            time.sleep(BEHIND_TIMEOUT)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self.close()

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse_pixels:  # Textual does not switch it off
            self._mouse_pixels = False
            self.write("\x1b[?1016l")

    # A signal may arrive while the queue's lock is held; a handler that writes to the queue would then wait for itself.
    # So both handlers only ask the event loop.

    def _sigtstp_application(self, *_: object) -> None:
        self._call_soon(self._suspend)

    def _sigcont_application(self, *_: object) -> None:
        self._call_soon(self._resume)

    def _call_soon(self, call: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the app has ended
            self._loop.call_soon_threadsafe(call)

    def _suspend(self) -> None:
        """Give the terminal back and stop, if a shell can continue the app."""
        if has_shell():
            if self._auto_restart:
                self.suspend_application_mode()
                self._must_signal_resume = True
            stop_job()

    def _resume(self) -> None:
        # After a SIGSTOP, which cannot be caught, nothing was suspended: without this there would be two input threads,
        # and the terminal's raw mode would be taken for the mode to restore.
        if self._auto_restart and self._writer_thread is not None and self._writer_thread.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()
        getattr(self._app, "terminal_changed", lambda: None)()
        self._app.refresh(layout=True)  # the new alternate screen is blank


def _ignore(_: object) -> None:
    pass
