"""What kills the app at once does not keep the terminal: the watcher gives it back, and goes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.sampling import sampled
from tests.terminal import Terminal

FATAL = sampled([signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV], 3)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal with the app as the job of a shell."""
    terminal = Terminal(sys.executable, "-m", "tui", job=True)
    terminal.wait_for_app()
    yield terminal
    terminal.close()


def has_ended(job: int) -> bool:
    """Whether no process of a job is left."""
    with suppress(ProcessLookupError):
        os.killpg(job, 0)
        return False
    return True


@pytest.mark.system
@pytest.mark.parametrize("number", FATAL)
def test_a_signal_that_python_cannot_handle_gives_the_terminal_back(terminal: Terminal, number: signal.Signals) -> None:
    job = os.tcgetpgrp(terminal.master)
    os.kill(job, number)
    terminal.exit_code()
    terminal.wait_until(lambda: has_ended(job))
    terminal.drain()
    terminal.assert_given_back()


@pytest.mark.system
def test_nothing_is_left_of_an_app_that_is_killed_while_it_is_suspended(terminal: Terminal) -> None:
    job = os.tcgetpgrp(terminal.master)
    terminal.send("\x1a")
    terminal.wait_until(terminal.stopped)
    terminal.assert_given_back()
    size = len(terminal.output)
    os.kill(job, signal.SIGKILL)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.exit_code()
    terminal.wait_until(lambda: has_ended(job))
    terminal.drain()
    assert b"\x1b[?1049l" not in terminal.output[size:]


@pytest.mark.system
def test_a_watcher_that_is_killed_is_not_missed(terminal: Terminal) -> None:
    job = os.tcgetpgrp(terminal.master)
    watcher = next(
        pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if pid != job and _group(pid) == job
    )
    os.kill(watcher, signal.SIGKILL)
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


def _group(pid: int) -> int:
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return 0
