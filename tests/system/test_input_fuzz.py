"""Generated input through real pseudo-terminals: after each hundred sequences, the app answers a key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc to tell the app's time from others'"),
]

FUZZ = Path(__file__).parents[2] / "benchmarks" / "input_fuzz.py"
HUNDREDS = 100


def test_it_answers_after_each_hundred_of_20_000_sequences() -> None:
    """Half of them for the app, half for the demo, at the same time."""
    rounds = (["--first", "0"], ["--first", str(HUNDREDS), "--demo"])
    commands = [[sys.executable, str(FUZZ), "--hundreds", str(HUNDREDS), *words] for words in rounds]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate()[0] for process in running]
    print("", *said)
    assert [process.returncode for process in running] == [0, 0], "\n".join(said)
