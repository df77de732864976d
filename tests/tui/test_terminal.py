"""Whatever ends the app, the terminal is as it was: seen from the other side of a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyte
import pytest

GUARD = 60.0  # seconds: far more than any of this takes, so that a hang fails instead of hanging
SIZE = (40, 120)

MINIMAL = """
import sys
from textual.app import App, ComposeResult
from textual.widgets import Static
from tui.terminal import GuardedApp

class Minimal(GuardedApp[None]):
    BINDINGS = [("ctrl+q", "quit", "Quit"), ("ctrl+z", "suspend_process", "Suspend")]
    beats = 0

    def compose(self) -> ComposeResult:
        yield Static("Fall Line")

    def key_x(self) -> None:
        raise RuntimeError("a mistake in the app")

    def key_f(self) -> None:
        self.set_interval(0.001, self.flood)

    def flood(self) -> None:
        self.beats += 1
        text = chr(65 + self.beats % 26) * (self.size.width * self.size.height)
        self.query_one(Static).update(text)

app = Minimal()
app.run()
sys.exit(app.return_code)
"""

# `start_new_session` gives a session without a terminal; a test runner with threads should not fork by itself.
TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
for number in (signal.SIGINT, signal.SIGQUIT):  # a shell's background job has them ignored
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


class Terminal:
    """A pseudo-terminal with a Python program in it."""

    def __init__(self, *arguments: str, nohup: bool = False) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self.before = termios.tcgetattr(self.master)
        self.screen = pyte.Screen(SIZE[1], SIZE[0])
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "SSH_", "NO_COLOR"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, "nohup" if nohup else "", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(slave)

    def send(self, text: str) -> None:
        os.write(self.master, text.encode())

    def read(self) -> None:
        """Take what is there, waiting a moment for it."""
        if select.select([self.master], [], [], 0.05)[0]:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:  # Linux: no program has it open any more
                return
            self.output += data
            self.stream.feed(re.sub(rb"\x1b\[[<>=][0-9]*u|\x1b\[\?[0-9]+\$p", b"", data))

    def wait_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + GUARD
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail("waited in vain; the screen:\n" + "\n".join(self.screen.display))
            self.read()

    def wait_for_text(self, text: str) -> None:
        self.wait_until(lambda: self.shows(text) or self.process.poll() is not None)
        assert self.shows(text), "the program has ended:\n" + "\n".join(self.screen.display)

    def wait_until_back(self) -> None:
        """Wait for the second start: what is typed before it is thrown away."""
        self.wait_until(lambda: self.output.count(b"\x1b[?1049h") > 1 and self.raw() and self.shows("Fall Line"))

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen.display)

    def wait_until_stuck(self) -> None:
        """Read nothing until the flooding program can't write any more."""
        waiting, deadline = [-1, 0], time.monotonic() + GUARD
        while not waiting[0] == waiting[1] > 0 and time.monotonic() < deadline:
            select.select([], [], [], 0.3)
            size = struct.unpack("i", fcntl.ioctl(self.master, termios.FIONREAD, b"\0\0\0\0"))[0]
            waiting = [waiting[1], size]

    def exit_code(self) -> int:
        self.wait_until(lambda: self.process.poll() is not None)
        self.drain()
        return self.process.returncode

    def drain(self) -> None:
        while select.select([self.master], [], [], 0)[0]:
            size = len(self.output)
            self.read()
            if len(self.output) == size:
                return

    def stopped(self) -> bool:
        pid, status = os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)
        return pid != 0 and os.WIFSTOPPED(status)

    def raw(self) -> bool:
        return not termios.tcgetattr(self.master)[3] & termios.ICANON

    def modes(self) -> set[str]:
        """The private modes that are not as in a fresh terminal, and `kitty` where its keys are still on."""
        ordinary = {"7": "h", "25": "h"}
        last: dict[str, str] = {}
        for numbers, switch in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", self.output):
            last |= dict.fromkeys(numbers.decode().split(";"), switch.decode())
        left = {number for number, switch in last.items() if switch != ordinary.get(number, "l")}
        pushed, popped = re.findall(rb"\x1b\[>[0-9]+u", self.output), re.findall(rb"\x1b\[<u", self.output)
        return left | ({"kitty"} if len(pushed) > len(popped) else set())

    def assert_given_back(self) -> None:
        assert termios.tcgetattr(self.master) == self.before
        assert self.modes() == set()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.master >= 0:
            os.close(self.master)


Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the minimal app, or Python with the arguments given, and waits until it is on the screen."""
    script = tmp_path / "minimal.py"
    script.write_text(MINIMAL)
    with ExitStack() as stack:

        def started(*arguments: str, nohup: bool = False) -> Terminal:
            terminal = Terminal(*(arguments or (str(script),)), nohup=nohup)
            stack.callback(terminal.close)
            terminal.wait_for_text("Fall Line")
            terminal.wait_until(terminal.raw)
            assert terminal.modes() >= {"1000", "1003", "1004", "1006", "1049", "2004", "25", "kitty"}
            return terminal

        yield started


APP = ("-m", "tui")
both = pytest.mark.parametrize("program", [(), APP], ids=["minimal", "app"])


@both
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_gives_the_terminal_back(start: Start, program: tuple[str, ...], number: signal.Signals) -> None:
    terminal = start(*program)
    terminal.process.send_signal(number)
    assert terminal.exit_code() == 128 + number
    terminal.assert_given_back()


@both
def test_quitting_gives_the_terminal_back(start: Start, program: tuple[str, ...]) -> None:
    terminal = start(*program)
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@both
def test_a_terminal_with_resize_reports_and_mouse_pixels_is_given_back(start: Start, program: tuple[str, ...]) -> None:
    terminal = start(*program)
    terminal.send("\x1b[?2048;2$y")  # "I know in-band resize reports, they are off"
    terminal.wait_until(lambda: {"2048", "1016"} <= terminal.modes())
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    terminal.assert_given_back()


def test_a_mistake_in_the_app_gives_the_terminal_back_and_is_told(start: Start) -> None:
    terminal = start()
    terminal.send("x")
    assert terminal.exit_code() == 1
    terminal.assert_given_back()
    assert b"a mistake in the app" in terminal.output.rsplit(b"\x1b[?1049l", 1)[1]


@both
@pytest.mark.parametrize("nohup", [False, True])
def test_the_program_goes_when_its_terminal_goes(start: Start, program: tuple[str, ...], nohup: bool) -> None:
    terminal = start(*program, nohup=nohup)
    os.close(terminal.master)
    terminal.master = -1
    assert terminal.process.wait(GUARD) == 129


@pytest.mark.parametrize("nohup", [False, True])
def test_the_program_goes_when_its_terminal_goes_in_the_middle_of_output(start: Start, nohup: bool) -> None:
    terminal = start(nohup=nohup)
    terminal.send("f")
    terminal.wait_for_text("AAAA")
    terminal.wait_until_stuck()
    os.close(terminal.master)
    terminal.master = -1
    assert terminal.process.wait(GUARD) == 129


def test_a_signal_is_heard_while_the_terminal_takes_no_output(start: Start) -> None:
    terminal = start()
    terminal.send("f")
    terminal.wait_for_text("AAAA")
    terminal.wait_until_stuck()
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(GUARD) == 143
    terminal.drain()
    terminal.assert_given_back()


@both
@pytest.mark.parametrize("key", [True, False])
def test_suspended_and_resumed(start: Start, program: tuple[str, ...], key: bool) -> None:
    terminal = start(*program)
    if key:
        terminal.send("\x1a")
    else:
        terminal.process.send_signal(signal.SIGTSTP)
    terminal.wait_until(terminal.stopped)
    terminal.drain()
    terminal.assert_given_back()
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until_back()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.parametrize("stop", [True, False])
def test_continued_without_having_been_suspended(start: Start, stop: bool) -> None:
    terminal = start()
    if stop:
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.wait_until(terminal.stopped)
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until_back()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
