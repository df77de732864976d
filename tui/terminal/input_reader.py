"""Read the terminal's input; no input ends the reader.

Textual 8.2.8's reader ends the app at the first byte that is not UTF-8, and passes on every size and focus report,
each of which makes the app lay out or restyle all widgets.
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
"""Seconds between two checks whether the app exits."""

READ_SIZE = 4096

REPORT_INTERVAL = 0.2
"""Seconds between two reports of one kind; of those in between, only the last is passed on."""


class InputReader:
    """Reads a terminal and posts events; an exception is noted, and loses only the input that raised it."""

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

    def read(self, pause: Callable[[float], object], most: float = READ_TIMEOUT) -> None:
        """Wait at most `most` seconds for input, and hand its events on; `pause` is called if the terminal is gone."""
        with self._noting():
            try:
                ready = select([self._fd], [], [], self._timeout(most))[0]
                data = os.read(self._fd, READ_SIZE) if ready else b""
            except (OSError, ValueError):  # the terminal is gone
                ready, data = [self._fd], b""
            if data:
                self._heard = time.monotonic()
                self._pass_on(self._tokenizer.feed(data))
            elif ready:
                pause(READ_TIMEOUT)  # don't spin until the app has noticed
            self._after_silence()
        for report in self._reports.due(time.monotonic()):
            with self._noting():
                self._post(report)

    def _timeout(self, most: float) -> float:
        patience = self._tokenizer.patience
        return most if patience is None else min(max(patience - self._silence(), 0), most)

    def _silence(self) -> float:
        return time.monotonic() - self._heard

    def _after_silence(self) -> None:
        patience = self._tokenizer.patience
        if patience is not None and self._silence() >= patience and not select([self._fd], [], [], 0)[0]:
            self._pass_on(self._tokenizer.expire())

    def _pass_on(self, tokens: list[Token]) -> None:
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
    """Limits the rate of size and focus reports: of several in a short time, only the last is passed on."""

    def __init__(self) -> None:
        self._held: dict[type[Message], Message] = {}
        self._sent: dict[type[Message], float] = {}
        self._focus: type[Message] | None = None

    def hold(self, event: Message) -> bool:
        """Keep an event if it is such a report; return whether it is."""
        kind = _kind(event)
        if kind is not None:
            self._held[kind] = event
        return kind is not None

    def due(self, now: float) -> list[Message]:
        """Return the reports to pass on now, without a focus report that repeats the last one."""
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
