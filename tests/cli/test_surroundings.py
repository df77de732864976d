"""Broken streams and an odd environment: one sentence or nothing, the right exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.terminal import GUARD

RACE = ("--problem", "x^2 + y^2", "--racer", "sgd lr=0.1", "--steps", "3")
PRINTING = (
    ("--version",),
    ("--help",),
    ("run", "--help"),
    ("list", "--help"),
    ("lesson", "--help"),
    ("record", "--help"),
    ("sweep", "--help"),
    ("run", *RACE, "--plot"),
    ("sweep", *RACE, "--axis", "x=[-1,1]"),
    ("run", *RACE, "--format", "json"),
    ("run", *RACE, "--format", "csv"),
    ("list", "problems"),
    ("list", "--json"),
    ("lesson",),
    ("lesson", "momentum"),
    ("lesson", "momentum", "--json"),
)
FILING = (
    ("run", *RACE, "--output", "race.csv"),
    ("sweep", *RACE, "--axis", "x=[-1,1]", "--format", "npz", "--output", "runs.npz"),
    ("record", *RACE, "--size", "60x20", "--output", "race.svg"),
    ("record", *RACE, "--size", "60x20", "--seconds", "0.2", "--output", "race.cast"),
)
WRONG = (
    ("--wrong",),
    ("run", "--steps", "x"),
    ("run", *RACE, "--output", "."),
    ("list", "x"),
    ("lesson", "x"),
    ("record",),
)
APP = ((), ("--demo",), RACE, ("--last",))  # without a terminal


@dataclass(frozen=True)
class Surrounding:
    """What a command finds: its streams as a shell redirects them, and environment variables."""

    streams: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    output_fails: bool = False  # what is printed reaches nobody, and that is to be said
    output_unwanted: bool = False  # nobody reads it, which is no failure
    messages_lost: bool = False


HUGE = "9" * 400
ODD_VALUES = {
    **dict.fromkeys(("COLUMNS", "LINES", "ESCDELAY", "TEXTUAL_FPS", "TEXTUAL_DIM_FACTOR", "TEXTUAL_SCREENSHOT"), HUGE),
    **dict.fromkeys(("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DRIVER", "TEXTUAL_THEME", "TEXTUAL_FILTERS", "TEXTUAL"), "x:y"),
    **dict.fromkeys(("TEXTUAL_LOG", "TEXTUAL_SCREENSHOT_LOCATION"), "/nowhere/at/all"),
}
SURROUNDINGS = {
    "stdout closed": Surrounding(">&-", output_fails=True),
    "stdout full": Surrounding(">/dev/full", output_fails=True),
    "stdout for reading": Surrounding("1</dev/null", output_fails=True),
    "stdout gone": Surrounding(output_unwanted=True),
    "stderr closed": Surrounding("2>&-", messages_lost=True),
    "stderr full": Surrounding("2>/dev/full", messages_lost=True),
    "stdin closed": Surrounding("<&-"),
    "all closed": Surrounding("<&- >&- 2>&-", output_fails=True, messages_lost=True),
    "all full": Surrounding(">/dev/full 2>&1", output_fails=True, messages_lost=True),
    "odd numbers": Surrounding(environment=ODD_VALUES | {"COLUMNS": "²", "LINES": "-1", "TEXTUAL_FPS": "x"}),
    "huge numbers": Surrounding(environment=ODD_VALUES),
    "a terminal nobody knows": Surrounding(environment={"TERM": "no such terminal", "COLORTERM": "x", "LANG": "x"}),
    "ASCII": Surrounding(environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "no home": Surrounding(environment={"HOME": "/nowhere", "XDG_STATE_HOME": "/nowhere", "TMPDIR": "/nowhere"}),
}


def start(words: tuple[str, ...], surrounding: Surrounding, folder: Path) -> subprocess.Popen[str]:
    """Start a command in a folder of its own."""
    folder.mkdir()
    script = f'exec "$@" {surrounding.streams}'
    reader, writer = os.pipe()
    os.close(reader)
    program = subprocess.Popen(
        ["sh", "-c", script, "sh", sys.executable, "-m", "tui", *words],
        stdin=subprocess.DEVNULL,
        stdout=writer if surrounding.output_unwanted else subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | surrounding.environment,
        cwd=folder,
        text=True,
        encoding="utf-8",
    )
    os.close(writer)
    return program


def expected(words: tuple[str, ...], surrounding: Surrounding) -> int:
    """The exit code."""
    if words in WRONG or words in APP:
        return 2
    return 1 if surrounding.output_fails and words in PRINTING else 0


def check_end(program: subprocess.Popen[str], words: tuple[str, ...], surrounding: Surrounding, folder: Path) -> None:
    """Wait for the end of a command, and check what arrives and what is left."""
    out, err = program.communicate(timeout=GUARD)
    code = expected(words, surrounding)
    assert program.returncode == code, err
    if code == 0 or surrounding.messages_lost:
        assert err == ""
    else:
        assert err.count("\n") == 1
        assert err.startswith("fallline")
    assert ("can't write the output" in err) == (code == 1 and not surrounding.messages_lost)
    assert bool(out) == (words in PRINTING and code == 0 and not surrounding.output_unwanted)
    assert [path.name for path in folder.iterdir()] == ([words[-1]] if words in FILING else [])


COMMANDS = (*PRINTING, *FILING, *WRONG, *APP)


@pytest.mark.parametrize("turn", sampled(range(len(SURROUNDINGS)), 4), ids=list(SURROUNDINGS))
def test_a_command_in_each_surrounding(turn: int, tmp_path: Path) -> None:
    words, surrounding = COMMANDS[turn * 2 % len(COMMANDS)], list(SURROUNDINGS.values())[turn]
    check_end(start(words, surrounding, tmp_path / "here"), words, surrounding, tmp_path / "here")


@pytest.mark.system
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_third_surrounding_of_a_command(words: tuple[str, ...], tmp_path: Path) -> None:
    turn = COMMANDS.index(words) % 3
    chosen = dict(list(SURROUNDINGS.items())[turn::3])
    started = {name: start(words, each, tmp_path / name) for name, each in chosen.items()}
    for name, surrounding in chosen.items():
        check_end(started[name], words, surrounding, tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
@pytest.mark.parametrize("megabytes", sampled([50, 30, 35, 40, 60, 65, 70, 80, 95, 110, 120, 130, 140], 13))
@pytest.mark.parametrize("words", [("run", *RACE), ("lesson", "momentum")], ids=lambda words: words[0])
def test_without_memory_a_command_says_so_in_one_line(words: tuple[str, ...], megabytes: int, tmp_path: Path) -> None:
    """OpenBLAS ends the process by itself, with a line of its own."""
    command = ["sh", "-c", f'ulimit -v {megabytes}000; exec "$@"', "sh", sys.executable, "-m", "tui", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=GUARD)
    if done.returncode:
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1, done.stderr
        assert "memory" in done.stderr.lower()
