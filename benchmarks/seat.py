"""A program in a pseudo-terminal: what it writes, when, and what that costs it. Linux; needs pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyte

APART = 0.004
"""Seconds of silence between two paints."""
LEAKS = ("COLORTERM", "NO_COLOR", "TERM", "COLUMNS", "LINES", "TMUX", "STY")


@dataclass(frozen=True)
class Cost:
    """What a program wrote and used in a stretch of time."""

    paints: tuple[int, ...]  # bytes of each
    cpu: float  # seconds
    wall: float

    @property
    def median(self) -> float:
        """Bytes of a paint."""
        return statistics.median(self.paints) if self.paints else 0

    @property
    def most(self) -> int:
        """Bytes of the largest paint."""
        return max(self.paints, default=0)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a paint."""
        return 1000 * self.cpu / max(len(self.paints), 1)

    @property
    def cpu_percent(self) -> float:
        """Of one processor."""
        return 100 * self.cpu / self.wall


class Seat:
    """Somebody in front of a terminal in which a program was just started."""

    def __init__(self, command: Sequence[str], size: tuple[int, int] = (120, 40), folder: str = ".") -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._rate = 0
        self._due = 0.0
        self.alive = True
        environ = {k: v for k, v in os.environ.items() if k not in LEAKS and not k.startswith(("SSH_", "TEXTUAL_"))}
        environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        self.begun = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.chdir(folder)
            os.execvpe(command[0], list(command), environ)

    def look(self, seconds: float, until: Callable[[], bool] = lambda: False, draw: bool = True) -> list[list[float]]:
        """Read for some time, or until a condition holds; bursts as (time of the last byte, bytes)."""
        bursts: list[list[float]] = []
        held = bytearray()
        end = time.monotonic() + seconds
        while self.alive and (left := end - time.monotonic()) > 0 and not until():
            if self._rate and (wait := self._due - time.monotonic()) > 0:
                time.sleep(min(wait, left))
                continue
            if not select.select([self._fd], [], [], min(left, 0.02))[0]:
                continue
            data = self._read()
            if draw:
                self._stream.feed(data)
            held += data
            now = time.monotonic()
            if bursts and now - bursts[-1][0] < APART:
                bursts[-1] = [now, bursts[-1][1] + len(data)]
            else:
                bursts.append([now, len(data)])
        if not draw:  # drawing takes time in which nothing would be read
            self._stream.feed(bytes(held))
        return bursts

    def _read(self) -> bytes:
        try:
            data = os.read(self._fd, 512 if self._rate else 1 << 16)
        except OSError:
            data = b""
        self.alive = bool(data)
        if self._rate:
            self._due = max(self._due, time.monotonic() - 0.05) + len(data) / self._rate
        return data

    def shows(self, text: str) -> bool:
        """Whether a text is on the screen."""
        return any(text in line for line in self.screen.display)

    def wait(self, text: str, seconds: float = 30.0) -> float:
        """Seconds from the start until a text is on the screen. Raises RuntimeError where it never is."""
        self.look(seconds, lambda: self.shows(text))
        if not self.shows(text):
            raise RuntimeError(f"{text!r} never came:\n" + "\n".join(self.screen.display).rstrip())
        return time.monotonic() - self.begun

    def first_seen(self, texts: Sequence[str], seconds: float) -> dict[str, float]:
        """Seconds from the start until the bytes of each text were there; drawn afterwards, as that takes time."""
        arrived: list[tuple[float, bytes]] = []
        while self.alive and (left := self.begun + seconds - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                data = self._read()
                arrived.append((time.monotonic() - self.begun, data))
        seen: dict[str, float] = {}
        for moment, data in arrived:
            self._stream.feed(data)
            for text in texts:
                if text not in seen and self.shows(text):
                    seen[text] = moment
        return seen

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._fd, keys.encode())

    def slow(self, rate: int) -> None:
        """Read so many bytes a second from now on; 0 for as fast as it goes."""
        self._rate = rate

    def latency(self, keys: str, text: str) -> float:
        """Milliseconds from a key to what it shows."""
        begun = time.monotonic()
        self.type(keys)
        self.look(30, lambda: self.shows(text))
        return 1000 * (time.monotonic() - begun)

    def measure(self, seconds: float, tick: float = 0.0) -> Cost:
        """What the program costs in that time; what comes within a tick of a first burst is one paint with it."""
        before, begun = self._cpu(), time.monotonic()
        bursts = self.look(seconds, draw=False)
        cpu = self._cpu() - before if self.alive else float("nan")
        paints: list[int] = []
        first = -tick
        for when, size in bursts:
            if paints and when - first < tick:
                paints[-1] += int(size)
            else:
                first = when
                paints.append(int(size))
        return Cost(tuple(paints), cpu, time.monotonic() - begun)

    def settle(self, percent: float = 4.0, seconds: float = 120.0) -> None:
        """Wait until the program rests: what it began to compute is computed and drawn."""
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end and self.measure(1.0).cpu_percent > percent:
            pass

    def pressing(self, keys: Sequence[str], apart: float) -> Cost:
        """What the program costs while keys are pressed, so many seconds apart."""
        before, begun, bursts = self._cpu(), time.monotonic(), []
        for key in keys:
            self.type(key)
            bursts += self.look(apart)
        return Cost(tuple(int(size) for _, size in bursts), self._cpu() - before, time.monotonic() - begun)

    def _cpu(self) -> float:
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        with open(f"/proc/{self.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def leave(self) -> None:
        """End the program."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(self.pid, number)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                self.look(0.05)
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._fd)
                    return
                time.sleep(0.01)
