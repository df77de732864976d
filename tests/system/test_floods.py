"""Whatever is typed, the app ends within two seconds of being told to: through a real pseudo-terminal."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest

from tests.terminal import GUARD, Terminal

pytestmark = pytest.mark.system

MAX_SECONDS = 3.0
"""Two seconds, and one for a machine that does other things as well."""

ORDERS = bytes((0x11, 0x1A))
"""ctrl+q and ctrl+z, which a flood must not hold."""

FLOODS = {
    "keys": b"lm.,<>eavt\t" * 3000,
    "a held key": b"." * 30_000,
    "random bytes": bytes(Random(5).randrange(256) for _ in range(10_000)).translate(None, ORDERS),
    "clicks": b"".join(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (n % 120, n % 40, n % 120, n % 40) for n in range(3000)),
    "moves": b"".join(b"\x1b[<35;%d;%dM" % (n % 120, n % 40) for n in range(5000)),
    "focus": b"\x1b[I\x1b[O" * 5000,
    "sizes": b"\x1b[48;40;120;0;0t\x1b[48;24;80;0;0t" * 2000,
    "pastes": (b"\x1b[200~" + b"x" * 2000 + b"\x1b[201~") * 100,
    "an endless paste": b"\x1b[200~" + b"x" * 200_000,
    "screens": b"\x1bOR\x1b[27u\x1bOS\x1b[27u\x10\x1b[27u" * 500,
    "nothing to redo": b"QUJD" * 5000,
}
ENDS = {"ctrl+q": 0, "SIGTERM": 143, "SIGHUP": 129}


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """The app and the demo."""
    terminals = [Terminal(sys.executable, "-m", "tui", *flags) for flags in ([], ["--demo"])]
    for terminal in terminals:
        terminal.wait_for_app()
    yield terminals
    for terminal in terminals:
        terminal.close()


def pour(terminal: Terminal, data: bytes) -> None:
    """Type as fast as the app reads."""
    os.set_blocking(terminal.master, False)
    deadline = time.monotonic() + GUARD
    while data:
        assert time.monotonic() < deadline, "it does not read"
        readable, writable, _ = select.select([terminal.master], [terminal.master], [], 0.05)
        if readable:
            terminal.output += os.read(terminal.master, 1 << 16)
        if writable:
            with suppress(BlockingIOError):
                data = data[os.write(terminal.master, data[:2048]) :]


def seconds_to_end(terminal: Terminal) -> float:
    begun = time.monotonic()
    while terminal.process.poll() is None and time.monotonic() - begun < GUARD:
        if select.select([terminal.master], [], [], 0.02)[0]:
            with suppress(OSError):  # nobody has it open any more
                terminal.output += os.read(terminal.master, 1 << 16)
    return time.monotonic() - begun


@pytest.mark.parametrize("name", FLOODS)
def test_app_and_demo_end_in_a_flood(name: str, terminals: list[Terminal]) -> None:
    for turn, terminal in enumerate(terminals, list(FLOODS).index(name)):
        end = list(ENDS)[turn % len(ENDS)]
        pour(terminal, FLOODS[name])
        if end == "ctrl+q":
            pour(terminal, b"\x1b[201~\x11")  # in a paste, it is a character
        else:
            terminal.process.send_signal(signal.Signals[end])
        assert seconds_to_end(terminal) < MAX_SECONDS
        assert terminal.process.returncode == ENDS[end]
        terminal.drain()
        terminal.assert_given_back()
