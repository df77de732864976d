"""The app in a pseudo-terminal, with one more key: the app answers it, once its screen has taken it."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from contextlib import suppress

from tests.terminal import GUARD, Terminal

ANSWERING = """
import os
import sys
from textual import events
from textual.app import App
from tui.app import FallLine
from tui.cli.main import main

handle, stdout, answers = App.on_event, sys.__stdout__.fileno(), 0

def answer():
    global answers
    answers += 1
    os.write(stdout, b"\\x1b]7777;%d\\x07" % answers)

async def on_event(app, event):
    asked = isinstance(event, events.Key) and event.key == "f34" and not event.is_forwarded
    await handle(app, event)
    if asked:
        app.screen.call_later(answer)

async def stay(app):
    pass

App.on_event = on_event  # Fall Line calls it for each key in its turn
FallLine.quit_keys = frozenset()
FallLine.action_quit = FallLine.action_suspend_process = stay  # any bytes may come, but not the end
sys.exit(main(sys.argv[1:]))
"""
PROBE = b"\x1b[57397u"  # f34, which no keyboard has
ANSWER_OF = b"\x1b]7777;%d\x07"
ANSWER = re.compile(rb"\x1b\]7777;(\d+)\x07")


class Answering:
    """An app that is asked, after each attack, whether it still answers a key."""

    def __init__(self, *flags: str, script: str = ANSWERING) -> None:
        self.terminal = Terminal(sys.executable, "-c", script, *flags)
        self.terminal.wait_for_app()
        os.set_blocking(self.terminal.master, False)
        self._asked = self._answered = 0
        self._recent = b""
        assert self.answers(GUARD)

    def alive(self) -> bool:
        return self.terminal.process.poll() is None

    def cpu_seconds(self) -> float:
        """What the app has used of a processor so far."""
        return self.terminal.cpu_seconds()

    def send(self, data: bytes, seconds: float = GUARD) -> bool:
        """Type bytes, as fast as the app reads them; False if it does not read all of them in time."""
        deadline = time.monotonic() + seconds
        while data and self.alive() and time.monotonic() < deadline:
            if self._wait(writing=True):
                with suppress(BlockingIOError):
                    data = data[os.write(self.terminal.master, data[:2048]) :]
        return not data

    def answers(self, seconds: float, probe: bytes = PROBE) -> float | None:
        """How long the app takes to answer a key; None if it has ended, or takes longer than it may."""
        self._asked += 1
        begun = time.monotonic()
        self.send(probe, seconds)
        while self.alive() and time.monotonic() - begun < seconds:
            self._wait(writing=False)
            if self._answered >= self._asked:
                return time.monotonic() - begun
        return None

    def _wait(self, writing: bool) -> bool:
        """Take what the app writes, and wait a moment until it reads."""
        master = self.terminal.master
        readable, writable, _ = select.select([master], [master] if writing else [], [], 0.05)
        if readable:
            with suppress(OSError):  # nobody has it open any more
                self.show(data := os.read(master, 1 << 16))
                self._recent = self._recent[-len(ANSWER_OF % 10**9) :] + data
                self._answered = max([self._answered, *(int(n) for n in ANSWER.findall(self._recent))])
        return bool(writable)

    def show(self, data: bytes) -> None:
        """Look at what the app has written."""

    def close(self) -> None:
        self.terminal.close()
