"""A good citizen of the terminal: whatever ends the app, the terminal is given back as it was.

Textual 8.2.8 leaves it raw on SIGTERM, SIGHUP and SIGQUIT, and once the terminal is gone it keeps a processor
busy for nothing.
"""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize

from tui.terminal.ascii_app import PlainApp
from tui.terminal.driver import GuardedDriver, restore_job_control
from tui.terminal.stable_screen import StableScreen

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
SECONDS_BETWEEN_LOOKS = 1.0

Result = TypeVar("Result")


class GuardedApp(PlainApp[Result]):
    """An app that ends in good order on a signal n, with return code 128 + n, and when its terminal goes."""

    def get_driver_class(self) -> type[Driver]:
        chosen = super().get_driver_class()
        return GuardedDriver if chosen is LinuxDriver else chosen  # not for the web, nor for Windows

    def terminal_changed(self, *, layout_follows: bool = False) -> None:
        """Tell the screens that the terminal no longer shows what they wrote."""
        for screen in self.screen_stack if self._screen_stacks else ():
            if isinstance(screen, StableScreen):
                screen.terminal_changed(layout_follows=layout_follows)

    def on_resize(self, event: Resize) -> None:
        """A terminal that changes its size moves its cells about, even where it comes back to the size it had.

        Textual lays out anew where it finds another size; else what stands is to be painted again.
        """
        self.terminal_changed(layout_follows=event.size != self.size)

    @property
    def output_behind(self) -> bool:
        """Whether the terminal has not taken the last frame yet: then the next one is better skipped."""
        return isinstance(self._driver, GuardedDriver) and self._driver.behind

    def _handle_exception(self, error: Exception) -> None:
        # Who is told to leave while it is still being built finds half of itself missing: that is no failure.
        if not self._exit:
            super()._handle_exception(error)

    async def run_async(self, **options: Any) -> Result | None:
        if options.get("headless"):
            return await super().run_async(**options)
        with self._leaving_on_signals():
            watch = asyncio.create_task(self._leave_with_the_terminal())
            try:
                return await super().run_async(**options)
            finally:
                watch.cancel()
                if isinstance(self._driver, GuardedDriver):
                    self._driver.output.close()
                restore_job_control()

    @contextmanager
    def _leaving_on_signals(self) -> Iterator[None]:
        # Not `loop.add_signal_handler`: nobody calls it while the loop waits for a terminal that is stuck.
        loop = asyncio.get_running_loop()

        def leave(number: int, _frame: object) -> None:
            if isinstance(self._driver, GuardedDriver):
                self._driver.output.hurry()
            with suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(self._leave, number)

        # What is ignored on purpose (nohup) stays ignored.
        before = {n: handler for n in ENDING if (handler := signal.getsignal(n)) is not signal.SIG_IGN}
        for number in before:
            signal.signal(number, leave)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def _leave_with_the_terminal(self) -> None:
        """Look once a second whether the terminal is still there: not all of them send SIGHUP as they go."""
        if sys.__stdin__ is None:
            return
        poller = select.poll()
        poller.register(sys.__stdin__.fileno(), 0)  # a hang-up is reported without being asked for
        while not any(event & (select.POLLHUP | select.POLLERR) for _, event in poller.poll(0)):
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        self._leave(signal.SIGHUP)

    def _leave(self, number: int) -> None:
        self.exit(return_code=128 + number)
