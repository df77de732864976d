"""Sweeps in several processes: the same bytes, whatever happens to one, and none is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from core.scenario import Scenario
from core.sweep import Sweep, SweepResult, run, stream
from core.sweep.parts import plan, problem_of
from core.sweep.processes import processes
from tests.core.test_sweep import FIELDS
from tests.terminal import GUARD
from tui.cli.arguments import parse
from tui.cli.commands import SweepCommand
from tui.cli.sweep import build_sweep
from tui.state.unfinished_sweep import UnfinishedSweep

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
SWEEP = Sweep(Scenario("himmelblau", ("adam", "sgd"), steps=2000), ["x=-5..5/60", "y=-5..5/50", "lr=[0.01,0.1]"])
FOREVER = Sweep(Scenario("himmelblau", ("adam",), steps=1_000_000), ["x=-5..5/200", "y=-5..5/200"])


def assert_equal(one: SweepResult, other: SweepResult) -> None:
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def children(parent: int) -> list[int]:
    """The processes that run parts for another: those it has spawned."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z" and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def exists(process: int) -> bool:
    with suppress(OSError):
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + GUARD
    while not condition():
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _on_linux() -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("there is no /proc here to count processes in")


def test_two_processes_give_the_bytes_of_one() -> None:
    with processes(2) as pool:
        assert_equal(run(SWEEP), run(SWEEP, pool))


def test_a_pool_whose_process_is_killed_finishes_in_this_one() -> None:
    told: list[Exception] = []
    result = SweepResult.empty(SWEEP)
    with processes(2) as pool:
        for part, columns in stream(SWEEP, pool, parts=plan(SWEEP, 100), tell=told.append):
            if not told and (running := children(os.getpid())):
                os.kill(running[0], signal.SIGKILL)
            result.put(part, columns, problem_of(SWEEP, part))
    assert told
    assert_equal(run(SWEEP), result)


def test_leaving_ends_all_processes_in_the_middle_of_their_tasks() -> None:
    with processes(2) as pool:
        stopped = stream(FOREVER, pool, watch=lambda done: len(children(os.getpid())) < 2)
        assert list(stopped) == []
        running = children(os.getpid())
        assert len(running) == 2
    until(lambda: not any(map(exists, running)))


COMMAND = (
    *("--problem", "himmelblau", "--racer", "adam", "--racer", "sgd", "--steps", "2000", "--format", "csv"),
    *("--axis", "x=-5..5/150", "--axis", "y=-5..5/100"),
)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tui", "sweep", *COMMAND, *words]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_sweep_goes_on_where_it_was(jobs: str, tmp_path: Path) -> None:
    output = tmp_path / "runs.csv"
    kept = tmp_path / "runs.csv.unfinished"
    killed = subprocess.Popen(command("--output", str(output), "--jobs", jobs))
    until(lambda: kept.exists() and kept.stat().st_size > 800_000)  # parts take up to 370,000
    killed.kill()
    killed.wait(GUARD)
    assert not output.exists()
    before = done_in(output)
    with kept.open("ab") as file:
        file.write(b"half of a reco")  # what a kill in the middle of writing leaves
    assert 0 < before < 30_000
    resumed = subprocess.Popen(command("--output", str(output), "--resume"))
    assert resumed.wait(GUARD) == 0
    whole = subprocess.run(command(), capture_output=True, check=True, timeout=GUARD)
    assert output.read_bytes() == whole.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["runs.csv"]


def done_in(output: Path) -> int:
    """How many runs the file beside an output keeps."""
    parsed = parse(command()[3:])
    assert isinstance(parsed, SweepCommand)
    result = SweepResult.empty(build_sweep(parsed))
    with UnfinishedSweep(output, result.sweep, resume=True) as unfinished:
        unfinished.restore(result)
    return int(result.done.sum())


PARENT = """
from core.scenario import Scenario
from core.sweep import Sweep, stream
from core.sweep.processes import processes
if __name__ == "__main__":
    sweep = Sweep(Scenario("himmelblau", ("adam",), steps=1_000_000), ["x=-5..5/200", "y=-5..5/200"])
    with processes(2) as pool:
        list(stream(sweep, pool))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_its_parent(number: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL, env=environ)
    try:
        until(lambda: len(children(parent.pid)) == 2)
        running = children(parent.pid)
        parent.send_signal(number)
        parent.wait(GUARD)
        until(lambda: not any(map(exists, running)))
    finally:
        parent.kill()
        parent.wait()
