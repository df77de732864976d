"""An app that prints one sentence after a crash, and writes the traceback to a log.

Textual 8.2.8 prints tracebacks with the values of local variables, and ignores exceptions outside of its message loops.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App
from textual.worker import WorkerFailed

from tui.terminal.crash_log import failure, write_to_log
from tui.terminal.removed_widgets import code_of_a_removed_widget_runs, misses_the_palette

Result = TypeVar("Result")

MAX_NOTES = 20
"""Exceptions that one run writes to the log."""
PRINT_SECONDS = 1.0
"""Until a thread goes on although another one prints, to a stderr that nobody reads."""


class CrashApp(App[Result]):
    """Exits with code 1, a sentence and an entry in the log after any exception, wherever it is raised."""

    crash_message = ""
    """Printed after a crash instead of the error and its log, if set: the demo shows neither."""

    _crash: BaseException | None = None
    _told = False
    _noted = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._printing = threading.Lock()

    def note_exception(self, error: BaseException) -> Path | None:
        """Write an exception to the log; return the log's path, or None if it is not written. Thread-safe."""
        self._noted += 1
        if self.crash_message or self.is_headless or self._noted > MAX_NOTES:
            return None
        return write_to_log(error)

    def _handle_exception(self, error: Exception) -> None:
        """End the app after an exception that nobody has handled; of a widget being removed, only note it."""
        cause = _cause(error)
        if code_of_a_removed_widget_runs() or misses_the_palette(cause):
            self.note_exception(cause)
            return
        if not self._told:  # another one, while the app ends after the first, is in the log at most
            self._crash = self._crash or cause
        super()._handle_exception(error)

    def panic(self, *renderables: Any) -> None:
        """End the app without printing: the log has the traceback."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        self.leave_in_time(1)
        self._close_messages_no_wait()

    def leave_in_time(self, code: int) -> None:
        """Let the process end soon, whatever the event loop does; nothing ends it here."""

    def _print_error_renderables(self) -> None:
        crash = self._crash
        if crash is None and not self._told:
            super()._print_error_renderables()
            return
        self._exit_renderables.clear()
        if crash is None:
            return
        if self.is_headless:
            self._told = True
        else:
            self._print_once(self.crash_message or f"fallline: {failure(crash, self.note_exception(crash))}")
        self._crash = None

    def _print_once(self, message: str) -> None:
        """Print a sentence, unless the thread that ends a late app has printed it meanwhile, or the app before it."""
        if self._printing.acquire(timeout=PRINT_SECONDS):
            told, self._told = self._told, True
            with suppress(OSError, ValueError):  # stderr may be closed, or full
                if not told:
                    print(message, file=sys.__stderr__, flush=True)
            self._printing.release()

    async def run_async(self, **options: Any) -> Result | None:
        """Run the app; return also after an exception."""
        if options.get("headless"):
            return await super().run_async(**options)
        with self._catching_elsewhere():
            try:
                return await super().run_async(**options)
            except Exception as error:
                self._return_code = 1
                self._crash = None if self._told else self._crash or error
                self._give_terminal_back()
                self._print_error_renderables()
                return None

    def _give_terminal_back(self) -> None:
        if self._driver is not None:
            with suppress(Exception):
                self._driver.stop_application_mode()
                self._driver.close()

    @contextmanager
    def _catching_elsewhere(self) -> Iterator[None]:
        """Catch exceptions in threads and in tasks that nothing awaits."""
        loop = asyncio.get_running_loop()

        def in_thread(raised: threading.ExceptHookArgs) -> None:
            if isinstance(raised.exc_value, Exception):
                with suppress(RuntimeError):  # the loop is closed: the app has ended
                    loop.call_soon_threadsafe(self._handle_exception, raised.exc_value)

        def in_task(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            if isinstance(error := context.get("exception"), Exception):
                self.note_exception(error)

        before, threading.excepthook = threading.excepthook, in_thread
        loop.set_exception_handler(in_task)
        try:
            yield
        finally:
            threading.excepthook = before


def _cause(error: Exception) -> BaseException:
    return error.error if isinstance(error, WorkerFailed) else error
