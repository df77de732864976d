"""An app that restores the terminal however it ends: by a signal, a crash, or a terminal that hangs up.

Textual 8.2.8 leaves the terminal raw on SIGTERM, SIGHUP and SIGQUIT, and uses 100 % of a processor once it is gone.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Event, InputEvent, Resize

from tui.terminal import line_cache, removed_widgets, repeated_layouts, screens_below, tiny_windows
from tui.terminal.ascii_app import AsciiApp
from tui.terminal.crash_app import CrashApp
from tui.terminal.deadline import Deadline
from tui.terminal.driver import TerminalDriver
from tui.terminal.job_control import NO_SHELL, has_shell, restore_job_control
from tui.terminal.paste import MAX_PASTE
from tui.terminal.stable_screen import StableScreen
from tui.terminal.toasts import ToastApp

END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
HANGUP_POLL_SECONDS = 1.0
LEAVE_SECONDS = 1.25
"""Seconds from the quit key, a signal or a crash to the end of the process, whatever the app does meanwhile."""

Result = TypeVar("Result")

line_cache.install()
removed_widgets.install()
repeated_layouts.install()
screens_below.install()
tiny_windows.install()


class TerminalApp(CrashApp[Result], ToastApp[Result], AsciiApp[Result]):
    """Ends on signal n with return code 128 + n, and when the terminal hangs up; suspends and resumes cleanly."""

    quit_keys: frozenset[str] = frozenset({"ctrl+q"})
    """Keys that end the app, even where it is too busy to handle them."""

    paste_limit = MAX_PASTE
    """Characters of the longest allowed paste; a longer one arrives cut to one character more."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deadline = Deadline(LEAVE_SECONDS, self._leave_at_once)

    def get_driver_class(self) -> type[Driver]:
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen  # others are for the web, Windows and tests

    def terminal_changed(self, *, layout_follows: bool = False) -> None:
        """Tell the screens that the terminal no longer shows what they last wrote."""
        for screen in self.screen_stack if self._screen_stacks else ():
            if isinstance(screen, StableScreen):
                screen.terminal_changed(layout_follows=layout_follows)

    def on_resize(self, event: Resize) -> None:
        """Repaint after a resize: the terminal moves its cells, even where it returns to the previous size.

        Textual lays the screen out again only if the size differs from the last one it knows.
        """
        self.terminal_changed(layout_follows=event.size != self.size)

    @property
    def output_behind(self) -> bool:
        """Whether the terminal has not taken the last frame yet: a caller then skips the next one."""
        return isinstance(self._driver, TerminalDriver) and self._driver.behind

    def run(self, **options: Any) -> Result | None:
        with self._deadline.watching():
            return super().run(**options)

    def exit(self, result: Result | None = None, return_code: int = 0, message: Any = None) -> None:
        self.leave_in_time(return_code)
        super().exit(result, return_code, message)

    def leave_in_time(self, code: int) -> None:
        """Let the process end with this code, if it has not ended by itself soon; callable from any thread."""
        self._deadline.begin(code)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key that suspends to a focused field that undoes typing with it."""
        return action != "suspend_process" or not hasattr(self.focused, "action_undo")

    def action_suspend_process(self) -> None:
        """Stop the app for a shell that can continue it; say so where there is none."""
        if has_shell():
            super().action_suspend_process()
        else:
            self.notify(NO_SHELL, timeout=6)

    def save_work(self) -> None:
        """Save what the user would miss, as the last act however the app ends; callable from any thread."""

    def _leave_at_once(self, code: int) -> None:
        """End the process from another thread than the app's, which may hang."""
        with suppress(Exception):
            if isinstance(self._driver, TerminalDriver):
                self._driver.give_back()
            self._print_error_renderables()
        with suppress(Exception):
            self.save_work()
        os._exit(self._return_code or code)

    async def on_event(self, event: Event) -> None:
        leaves = self._exit or not self.screen_stack
        if not (leaves and isinstance(event, InputEvent)):  # nobody waits for the answer
            await super().on_event(event)

    def _handle_exception(self, error: Exception) -> None:
        """End the app; while it is exiting, only note the error: the app may be half started, or half gone."""
        if self._exit:
            self.note_exception(error)
            return
        super()._handle_exception(error)

    async def run_async(self, **options: Any) -> Result | None:
        if options.get("headless"):
            return await super().run_async(**options)
        with self._exit_on_signals():
            watch = asyncio.create_task(self._exit_on_hangup())
            try:
                return await super().run_async(**options)
            finally:
                watch.cancel()
                if isinstance(self._driver, TerminalDriver):
                    self._driver.output.close()
                restore_job_control()

    @contextmanager
    def _exit_on_signals(self) -> Iterator[None]:
        # Not `loop.add_signal_handler`: it is never called while the loop waits for a stalled terminal.
        loop = asyncio.get_running_loop()

        def leave(number: int, _frame: object) -> None:
            self.leave_in_time(128 + number)
            if isinstance(self._driver, TerminalDriver):
                self._driver.output.hurry()
            with suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(self._exit_on, number)

        # A signal ignored on purpose (nohup) stays ignored.
        before = {n: handler for n in END_SIGNALS if (handler := signal.getsignal(n)) is not signal.SIG_IGN}
        for number in before:
            signal.signal(number, leave)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def _exit_on_hangup(self) -> None:
        """Poll once a second for a hang-up: not every terminal sends SIGHUP when it closes."""
        if sys.__stdin__ is None:
            return
        poller = select.poll()
        poller.register(sys.__stdin__.fileno(), 0)  # POLLHUP is always reported
        while not any(event & (select.POLLHUP | select.POLLERR) for _, event in poller.poll(0)):
            await asyncio.sleep(HANGUP_POLL_SECONDS)
        self._exit_on(signal.SIGHUP)

    def _exit_on(self, number: int) -> None:
        self.exit(return_code=128 + number)
