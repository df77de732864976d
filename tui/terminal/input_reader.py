"""The one reader of the terminal: whatever bytes come, it goes on reading.

Textual 8.2.8's reader ends the app at the first byte that is not UTF-8, and hands on every size and focus report, each
of which costs the app a layout or a new style of all widgets.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import select

from textual.events import AppBlur, AppFocus, Resize
from textual.message import Message

from tui.terminal.input_events import InputEvents, last_of_moves
from tui.terminal.input_tokens import Token, Tokenizer

READ_TIMEOUT = 0.1
"""Seconds between two looks whether the app exits."""

READ_SIZE = 4096

REPORT_INTERVAL = 0.2
"""Seconds between two reports of one kind; of those that come meanwhile, the last counts."""


class InputReader:
    """Reads a terminal and posts what it says; an exception is noted, and costs no more than what it came from."""

    def __init__(
        self, fd: int, paste_limit: int, post: Callable[[Message], None], note: Callable[[BaseException], None]
    ) -> None:
        self._fd = fd
        self._post = post
        self._note = note
        self._tokenizer = Tokenizer(paste_limit)
        self._events = InputEvents()
        self._reports = LastReports()
        self._heard = time.monotonic()

    def read(self, pause: Callable[[float], object]) -> None:
        """Read once, waiting a moment for it; `pause` is called where there is nothing to wait for."""
        with self._noting():
            try:
                ready = select([self._fd], [], [], self._timeout())[0]
                data = os.read(self._fd, READ_SIZE) if ready else b""
            except (OSError, ValueError):  # the terminal is gone
                ready, data = [self._fd], b""
            if data:
                self._heard = time.monotonic()
                self._hand_on(self._tokenizer.feed(data))
            elif ready:
                pause(READ_TIMEOUT)  # don't spin until the app has noticed
            self._after_silence()
        for report in self._reports.due(time.monotonic()):
            with self._noting():
                self._post(report)

    def _timeout(self) -> float:
        patience = self._tokenizer.patience
        return READ_TIMEOUT if patience is None else min(max(patience - self._silence(), 0), READ_TIMEOUT)

    def _silence(self) -> float:
        return time.monotonic() - self._heard

    def _after_silence(self) -> None:
        patience = self._tokenizer.patience
        if patience is not None and self._silence() >= patience and not select([self._fd], [], [], 0)[0]:
            self._hand_on(self._tokenizer.expire())

    def _hand_on(self, tokens: list[Token]) -> None:
        for token in last_of_moves(tokens):
            with self._noting():
                for event in self._events.of(token):
                    if not self._reports.hold(event):
                        self._post(event)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._note(error)


class LastReports:
    """Holds reports of the terminal's size and focus back: of many in a short time, the last is handed on."""

    def __init__(self) -> None:
        self._held: dict[type[Message], Message] = {}
        self._sent: dict[type[Message], float] = {}
        self._focus: type[Message] | None = None

    def hold(self, event: Message) -> bool:
        """Take an event, if it is such a report."""
        kind = _kind(event)
        if kind is not None:
            self._held[kind] = event
        return kind is not None

    def due(self, now: float) -> list[Message]:
        """The reports that are to be handed on; the focus that the app knows is none."""
        kinds = [kind for kind in self._held if now - self._sent.get(kind, -REPORT_INTERVAL) >= REPORT_INTERVAL]
        reports = [self._held.pop(kind) for kind in kinds]
        reports = [report for report in reports if type(report) is not self._focus]
        for report in reports:
            kind = _kind(report)
            if kind is not None:
                self._sent[kind] = now
            if kind is AppFocus:
                self._focus = type(report)
        return reports


def _kind(event: Message) -> type[Message] | None:
    if isinstance(event, AppFocus | AppBlur):
        return AppFocus
    return Resize if isinstance(event, Resize) else None
