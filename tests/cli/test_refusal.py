"""Without a terminal the app says what to do instead of spoiling a file or hanging."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from tui.cli.launch import refusal


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    master, slave = pty.openpty()
    with open(slave, "w") as stream:
        yield stream
    os.close(master)


def test_a_terminal_is_fine(terminal: TextIO) -> None:
    assert refusal({"stdin": terminal, "stderr": terminal}, {"TERM": "xterm"}) is None


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_what_is_no_terminal_is_named(terminal: TextIO, stream: TextIO | None) -> None:
    told = refusal({"stdin": terminal, "stdout": stream}, {"TERM": "xterm"})
    assert told is not None
    assert "stdout" in told
    assert "fallline run" in told


@pytest.mark.parametrize("environ", [{}, {"TERM": ""}, {"TERM": "dumb"}])
def test_a_terminal_without_a_cursor_is_refused(terminal: TextIO, environ: dict[str, str]) -> None:
    told = refusal({"stdin": terminal}, environ)
    assert told is not None
    assert "TERM" in told
    assert "fallline run" in told


def test_the_command_refuses_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "fallline run" in done.stderr
