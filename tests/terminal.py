"""A terminal as programs see it: a pseudo-terminal whose other side is read, typed on, and closed by a test."""

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
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pyte
import pytest

GUARD = 60.0  # seconds: far more than any of this takes, so that a hang fails instead of hanging
SIZE = (40, 120)
LEAKS = ("TEXTUAL", "SSH_", "NO_COLOR", "COLUMNS", "LINES", "TMUX", "STY")
"""What this terminal is not: with COLUMNS, which pytest-xdist sets, Textual follows no resize."""

# `start_new_session` gives a session without a terminal; a test runner with threads should not fork by itself.
TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios, time
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
for number in (signal.SIGINT, signal.SIGQUIT):  # a shell's background job has them ignored
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else signal.SIG_DFL)
if sys.argv[1] == "job":  # as a shell does: a process group of its own, which waits until the job is continued
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    os.setpgid(job, job)
    if job:
        os.tcsetpgrp(0, job)
        while True:
            status = os.waitpid(job, os.WUNTRACED)[1]
            if not os.WIFSTOPPED(status):
                os._exit(max(os.waitstatus_to_exitcode(status), 0))
            os.kill(os.getpid(), signal.SIGSTOP)
            os.killpg(job, signal.SIGCONT)
    while os.tcgetpgrp(0) != os.getpid():
        time.sleep(0.01)
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
os.execvp(sys.argv[2], sys.argv[2:])
"""
ALL_MODES = {"1000", "1003", "1004", "1006", "1049", "2004", "25", "kitty"}


class Terminal:
    """A pseudo-terminal with a program in it."""

    def __init__(self, *command: str, nohup: bool = False, job: bool = False, **environment: str) -> None:
        """Start a program as the terminal's first process; with `job`, as the job of a shell."""
        self.master, slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self.before = termios.tcgetattr(self.master)
        self.screen = pyte.Screen(SIZE[1], SIZE[0])
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(LEAKS)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, "nohup" if nohup else "job" if job else "", *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"} | environment,
        )
        os.close(slave)

    def send(self, text: str) -> None:
        os.write(self.master, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; it holds anything then."""
        self.screen.resize(rows, columns)
        self.blank()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def blank(self) -> None:
        """Let the terminal show anything, as where another program has written."""
        self.screen.reset_mode(pyte.modes.DECAWM)
        for row in range(self.screen.lines):
            self.screen.cursor_position(row + 1, 1)
            self.screen.draw("?" * self.screen.columns)
        self.screen.set_mode(pyte.modes.DECAWM)

    def read(self) -> None:
        """Take what is there, waiting a moment for it."""
        if self.master < 0:
            time.sleep(0.05)
        elif select.select([self.master], [], [], 0.05)[0]:
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

    def wait_for_app(self) -> None:
        """Wait until Fall Line is on the screen and has the terminal."""
        self.wait_for_text("Fall Line")
        self.wait_until(self.raw)
        self.wait_until(lambda: self.modes() >= ALL_MODES)

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

    def cpu_seconds(self) -> float:
        """What the program has used of a processor so far: on a busy machine the same as on an idle one."""
        return sum(int(ticks) for ticks in self._stat()[11:13]) / os.sysconf("SC_CLK_TCK")

    def cpu_seconds_to_exit(self) -> float:
        """Wait for the end of the program; what it has used of a processor until then. Linux."""
        before = self.cpu_seconds()
        self.wait_until(lambda: self._stat()[0] == "Z")
        return self.cpu_seconds() - before

    def _stat(self) -> list[str]:
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()

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

    def hang_up(self) -> None:
        """Close the terminal, as a terminal emulator does that is killed."""
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
        if self.master >= 0:
            self.hang_up()


@contextmanager
def read_to_end(master: int) -> Iterator[list[bytes]]:
    """Read what a program writes to a terminal until it has ended; else a full terminal would stop it."""
    read: list[bytes] = []

    def take() -> None:
        with suppress(OSError):  # Linux: nobody has it open any more
            while data := os.read(master, 4096):
                read.append(data)

    reader = Thread(target=take, daemon=True)
    reader.start()
    yield read
    reader.join(GUARD)
    os.close(master)
