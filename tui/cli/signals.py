"""Signals during a run: the first one lets the run finish its output, the second one ends the program."""

from __future__ import annotations

import signal
from typing import Any, NoReturn


class Ended(SystemExit):
    """Raised by a signal to end the program; unlike the default action, it removes unfinished files."""


class Signals:
    """Records the first signal; after it, or after `end_on_signal`, a signal raises `Ended`."""

    RECORDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Signals:
        for number in self.RECORDED:
            handler = signal.getsignal(number)
            if handler not in (signal.SIG_IGN, None):  # a signal ignored on purpose (nohup) stays ignored
                self._before[number] = handler
                signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    def end_on_signal(self) -> None:
        """Let every further signal end the program."""
        for number in self._before:
            signal.signal(number, _end)

    def _receive(self, number: int, _frame: object) -> None:
        self.received = signal.Signals(number)
        self.end_on_signal()


def _end(number: int, _frame: object) -> NoReturn:
    raise Ended(128 + number)
