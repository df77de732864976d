"""A mistake anywhere in Fall Line, whatever is open: one sentence, the terminal given back, the session kept."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.terminal import Terminal
from tests.tui.test_leaving import MAX_EXIT, MOMENTS, Moment, open_at

pytestmark = pytest.mark.system

MISTAKEN = """
import asyncio, os, sys, threading, time
from textual.app import App
from tui.terminal import crash_app
from tui.app import FallLine
from tui.cli.main import main

handle = App.on_event

def fail(*_):
    raise RuntimeError("a mistake")

async def fail_later():
    await asyncio.sleep(0)
    fail()

def break_widget(app):
    for screen in app.screen_stack:
        for line in screen.query("HeaderLine, KeyLine"):
            line.render = line.render_line = fail
            line.refresh()

def fail_late(app):
    "The app prints while the thread that ends it has printed, and still saves."
    crash_app.write_to_log = write_slowly
    app.save_work = lambda: time.sleep(4)
    app.screen.set_timer(0.001, fail)

PLACES = {
    "widget": break_widget,
    "timer": lambda app: app.screen.set_timer(0.001, fail),
    "worker": lambda app: app.run_worker(fail_later()),
    "worker in a thread": lambda app: app.run_worker(fail, thread=True),
    "thread": lambda app: threading.Thread(target=fail).start(),
    "callback": lambda app: app.screen.call_after_refresh(fail),
    "late": fail_late,
}
write, writers = crash_app.write_to_log, []

def write_slowly(error):
    writers.append(error)
    time.sleep(3 if len(writers) == 1 else 0)
    return write(error)

async def on_event(app, event):
    if getattr(event, "key", "") == "f34":
        PLACES[os.environ["MISTAKE"]](app)
    else:
        await handle(app, event)

App.on_event = on_event
sys.exit(main(sys.argv[1:]))
"""
PLACES = ("widget", "timer", "worker", "worker in a thread", "thread", "callback")
F34 = "\x1b[57397u"
LEAVING = {"nothing": F34 * 2, "ctrl+q": f"{F34}\x11{F34}\x11", "ctrl+c": f"\x03{F34}{F34}"}
"""ctrl+c drops the keys that wait before it."""


def begin(place: str, *flags: str) -> Terminal:
    terminal = Terminal(sys.executable, "-c", MISTAKEN, "--problem", "beale", *flags, MISTAKE=place)
    terminal.wait_for_app()
    terminal.wait_until(lambda: b"Landscape" in terminal.output)
    return terminal


CASES = [
    (place, moment, (i + j) % 6 == 0)
    for i, place in enumerate(PLACES)
    for j, moment in enumerate(MOMENTS)
    if (i + j) % 3 == 0
]
"""Each place at a third of the moments and each moment with a third of the places, open or in one burst in turn."""


@pytest.mark.parametrize("case", sampled(CASES, 18), ids=lambda case: f"{case[0]}-{case[1].name}-{case[2]}")
def test_a_mistake_is_one_sentence(case: tuple[str, Moment, bool], state_folder: Path) -> None:
    """Whether something is open, or its key and the mistake come in one burst."""
    place, moment, opened = case
    terminal = begin(place)
    try:
        if opened:
            open_at(terminal, moment)
        terminal.send(("" if opened else moment.keys) + F34)
        assert terminal.cpu_seconds_to_exit() < MAX_EXIT
        assert terminal.exit_code() == 1
        terminal.assert_given_back()
        farewell = terminal.output.rsplit(b"\x1b[?1049l", 1)[1]
        assert farewell.count(b"unexpected error (RuntimeError: a mistake)") == 1
        assert b"Traceback" not in farewell
        (kept,) = (state_folder / "fallline" / "sessions").iterdir()
        assert "beale" in kept.read_text()
    finally:
        terminal.close()


def test_a_late_sentence_is_printed_once() -> None:
    terminal = begin("late")
    try:
        terminal.send(F34)
        assert terminal.exit_code() == 1
        assert terminal.output.count(b"a mistake") == 1
    finally:
        terminal.close()


@pytest.mark.parametrize("place", sampled(PLACES, 6))
@pytest.mark.parametrize("after", LEAVING)
def test_a_mistake_while_it_leaves(place: str, after: str, state_folder: Path) -> None:
    """Before or after the wish to leave, or with a signal: it leaves once, and keeps the session."""
    for number in (signal.SIGTERM, None) if after == "nothing" else (None,):
        terminal = begin(place)
        try:
            terminal.send(LEAVING[after])
            if number is not None:
                terminal.process.send_signal(number)
            assert terminal.cpu_seconds_to_exit() < MAX_EXIT
            assert terminal.exit_code() in (0, 1, 128 + signal.SIGTERM)
            terminal.assert_given_back()
            assert b"Traceback" not in terminal.output
            assert list((state_folder / "fallline" / "sessions").iterdir())
        finally:
            terminal.close()
