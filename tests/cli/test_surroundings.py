"""Broken streams and an odd environment: one sentence or nothing, the right exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.command import Done
from tests.terminal import GUARD

RACE = ("--problem", "x^2 + y^2", "--racer", "sgd lr=0.1", "--steps", "3")
PRINTING = (
    ("--version",),
    ("--help",),
    ("run", "--help"),
    ("list", "--help"),
    ("lesson", "--help"),
    ("record", "--help"),
    ("run", *RACE, "--plot"),
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


def run(words: tuple[str, ...], surrounding: Surrounding, folder: Path) -> Done:
    """How a command ends, and what of it arrives."""
    script = f'exec "$@" {surrounding.streams}'
    reader, writer = os.pipe()
    if surrounding.output_unwanted:
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
    if not surrounding.output_unwanted:
        os.close(reader)
    out, err = program.communicate(timeout=GUARD)
    return Done(program.returncode, out or "", err)


def expected(words: tuple[str, ...], surrounding: Surrounding) -> int:
    """The exit code."""
    if words in WRONG or words in APP:
        return 2
    return 1 if surrounding.output_fails and words in PRINTING else 0


def cases() -> list[object]:
    """Every command in every surrounding; one of each at once, and the rest where there is time."""
    commands = (*PRINTING, *FILING, *WRONG, *APP)
    return [
        pytest.param(
            words,
            surrounding,
            id=f"{' '.join(words)}-{name}",
            marks=() if (row - column) % len(commands) == 0 else pytest.mark.system,
        )
        for row, words in enumerate(commands)
        for column, (name, surrounding) in enumerate(SURROUNDINGS.items())
    ]


@pytest.mark.parametrize(("words", "surrounding"), cases())
def test_a_command_ends_in_order(words: tuple[str, ...], surrounding: Surrounding, tmp_path: Path) -> None:
    done = run(words, surrounding, tmp_path)
    code = expected(words, surrounding)
    assert done.code == code, done.err
    if code == 0 or surrounding.messages_lost:
        assert done.err == ""
    else:
        assert done.err.count("\n") == 1
        assert done.err.startswith("fallline")
    assert ("can't write the output" in done.err) == (code == 1 and not surrounding.messages_lost)
    if words in PRINTING and code == 0 and not surrounding.output_unwanted:
        assert done.out
    else:
        assert done.out == ""
    made = [path.name for path in tmp_path.iterdir()]
    assert made == ([words[-1]] if words in FILING else [])
