"""At whatever moment one leaves, the app leaves: over a dialog, in a field, while a screen opens, twice at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.terminal import Terminal

pytestmark = pytest.mark.system

F1, F3, F4 = "\x1bOP", "\x1bOR", "\x1bOS"


@dataclass(frozen=True)
class Moment:
    """What is open: the keys that open it, and a text that it shows."""

    name: str
    keys: str
    shows: str


MOMENTS = (
    Moment("race", "", "Fall Line"),
    Moment("field", "e\t", "Setup"),
    Moment("help", F1, "Landscape · keys"),
    Moment("palette", "\x10", "Search for commands"),
    Moment("adding", "a", "Add a racer"),
    Moment("catalog", "c", "─ Catalog"),
    Moment("rule", "o", "An optimizer of your own"),
    Moment("opening a file", "\x0f", "Open a scenario"),
    Moment("saving a file", "\x13", "Save this race"),
    Moment("exporting", "E", "Export this race"),
    Moment("anatomy", F3, "Curvature and stability"),
    Moment("lessons", F4, "3 Lessons"),
)
WITHOUT_FIELD = [moment for moment in MOMENTS if moment.name in ("race", "help", "palette", "anatomy", "lessons")]
"""Where ctrl+z undoes no typing."""
ENDINGS = {
    "ctrl+q": "\x11",
    "ctrl+q twice": "\x11\x11",
    "ctrl+q and escapes": "\x11\x1b[27u\x11\x1b",
    "ctrl+q and more keys": "\x11ac\x10x\x11" + F1,
}

MAX_EXIT = 2.0
"""Seconds of processor time from the keys to the end; a screen that is still opening costs some of them."""

Start = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the app and waits until it is on the screen."""
    with ExitStack() as stack:

        def started(job: bool = False) -> Terminal:
            terminal = Terminal(sys.executable, "-m", "tui", "--problem", "beale", job=job)
            stack.callback(terminal.close)
            terminal.wait_for_app()
            return terminal

        yield started


def open_at(terminal: Terminal, moment: Moment) -> None:
    if moment.keys:
        terminal.send(moment.keys)
        terminal.wait_for_text(moment.shows)


CASES = [
    (moment, ending, opened)
    for i, moment in enumerate(MOMENTS)
    for j, ending in enumerate(ENDINGS)
    for opened in (True, False)
    if (i + j) % 4 == 2 * opened
]
"""Each moment with something open and in one burst, with endings in turn."""


@pytest.mark.parametrize("case", sampled(CASES, 12), ids=lambda case: f"{case[0].name}-{case[1]}-{case[2]}")
def test_it_leaves_and_keeps_the_session(start: Start, state_folder: Path, case: tuple[Moment, str, bool]) -> None:
    """Whether a dialog is open, or its key and the keys to leave come in one burst of bytes."""
    moment, ending, opened = case
    terminal = start()
    if opened:
        open_at(terminal, moment)
    terminal.send(("" if opened else moment.keys) + ENDINGS[ending])
    assert terminal.cpu_seconds_to_exit() < MAX_EXIT
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
    assert b"rror" not in terminal.output.rsplit(b"\x1b[?1049l", 1)[1]
    (kept,) = (state_folder / "fallline" / "sessions").glob("[!.]*")  # a hidden one is unfinished, and goes later
    assert "beale" in kept.read_text()


@pytest.mark.parametrize(
    "case", sampled(product(WITHOUT_FIELD, (True, False)), 8), ids=lambda case: f"{case[0].name}-{case[1]}"
)
def test_it_goes_to_the_background_and_comes_back(start: Start, case: tuple[Moment, bool]) -> None:
    moment, opened = case
    terminal = start(job=True)
    if opened:
        open_at(terminal, moment)
    terminal.send(("" if opened else moment.keys) + "\x1a")
    terminal.wait_until(terminal.stopped)
    terminal.drain()
    terminal.assert_given_back()
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until(lambda: terminal.output.count(b"\x1b[?1049h") > 1 and terminal.raw())
    terminal.wait_for_text(moment.shows)
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
