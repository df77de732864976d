"""What a signal does to a run: the first one is noted, the next one ends the program, in good order."""

from __future__ import annotations

import signal
from typing import Any, NoReturn


class Ended(SystemExit):
    """The program ends now; unlike after a signal's own default, files that were begun are tidied away."""


class Signals:
    """Notes the first signal to end instead of ending; from then on, or once let go, a signal raises `Ended`."""

    NOTED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

    def __init__(self) -> None:
        self.heard: signal.Signals | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Signals:
        for number in self.NOTED:
            handler = signal.getsignal(number)
            if handler not in (signal.SIG_IGN, None):  # what is ignored on purpose (nohup) stays ignored
                self._before[number] = handler
                signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    def let_go(self) -> None:
        """From now on a signal ends the program."""
        for number in self._before:
            signal.signal(number, _end)

    def _hear(self, number: int, _frame: object) -> None:
        self.heard = signal.Signals(number)
        self.let_go()


def _end(number: int, _frame: object) -> NoReturn:
    raise Ended(128 + number)
