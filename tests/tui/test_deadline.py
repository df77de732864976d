"""The process ends in time, whatever its event loop does."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.sampling import sampled
from tests.terminal import Terminal
from tui.terminal.deadline import Deadline

pytestmark = pytest.mark.system

HANGING = """
import asyncio, ctypes, sys, time
from textual.app import ComposeResult
from textual.widgets import Static
from tui.terminal import deadline
from tui.terminal.terminal_app import TerminalApp
from tui.terminal.watcher import WATCHER

WATCHER.start(2)

class Hanging(TerminalApp[None]):
    def compose(self) -> ComposeResult:
        yield Static("Fall Line")

    def save_work(self):
        print("saved", file=open(sys.argv[1], "a"))

    def hang(self, how):
        self._driver.write("\x1b]7777;hangs\x07")
        how()

    async def wait(self):
        await asyncio.Event().wait()

    async def key_w(self):  # waits for what never comes
        self.hang(lambda: None)
        await self.wait()

    def key_b(self):  # keeps the event loop busy
        self.hang(lambda: time.sleep(600))

    def key_c(self):  # a widget that never closes
        self.query_one(Static).call_next(self.wait)
        self.hang(lambda: None)

    def key_g(self):  # no thread can run, as where CPython loops for lack of memory
        deadline.ALARM_SECONDS = 1
        self.exit()
        self.hang(lambda: ctypes.PyDLL(None).sleep(600))

app = Hanging()
app.run()
app.save_work()
sys.exit(app.return_code)
"""
HANGS = {"the app waits": "w", "the loop is busy": "b", "a widget never closes": "c"}
ENDS = {"ctrl+q": 0, "SIGTERM": 143, "SIGHUP": 129, "SIGINT": 130}


CASES = [(hang, end) for hang in HANGS for end in ENDS]


@pytest.mark.parametrize("case", sampled(CASES, 5), ids=" ".join)
def test_an_app_that_hangs_ends_gives_the_terminal_back_and_saves(case: tuple[str, str], tmp_path: Path) -> None:
    hang, end = case
    script, saved = tmp_path / "hanging.py", tmp_path / "saved"
    script.write_text(HANGING)
    terminal = Terminal(sys.executable, str(script), str(saved))
    try:
        terminal.wait_for_app()
        terminal.send(HANGS[hang])
        terminal.wait_until(lambda: b"7777;hangs" in terminal.output)
        if end == "ctrl+q":
            terminal.send("\x11")
        else:
            terminal.process.send_signal(signal.Signals[end])
        assert terminal.exit_code() == ENDS[end]
        terminal.assert_given_back()
        assert saved.read_text() == "saved\n"
    finally:
        terminal.close()


def test_an_app_whose_threads_cannot_run_is_ended_by_the_system(tmp_path: Path) -> None:
    (tmp_path / "hanging.py").write_text(HANGING)
    terminal = Terminal(sys.executable, str(tmp_path / "hanging.py"), str(tmp_path / "saved"), job=True)
    try:
        terminal.wait_for_app()
        terminal.send("g")
        terminal.exit_code()  # of the shell
        terminal.wait_until(lambda: not terminal.raw() and not terminal.modes())
        terminal.assert_given_back()
    finally:
        terminal.close()


def test_what_ends_in_time_is_left_alone() -> None:
    acts: list[int] = []
    deadline = Deadline(0.05, acts.append)
    with deadline.watching():
        pass
    with deadline.watching():
        deadline.begin(3)
    assert acts == []
    assert signal.alarm(0) == 0


def test_the_first_of_several_codes_counts() -> None:
    acts: SimpleQueue[int] = SimpleQueue()
    deadline = Deadline(0.05, acts.put)
    with deadline.watching():
        deadline.begin(143)
        deadline.begin(0)
        assert acts.get(timeout=60) == 143
