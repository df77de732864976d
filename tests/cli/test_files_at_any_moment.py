"""A kill, a full disk, another instance: never half a file, and never an older one lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.scenario import Scenario
from tui.state import files
from tui.state.files import keep_session, kept_sessions, read_scenario, write_scenario

WRITER = """
import sys
from pathlib import Path
from core.scenario import Scenario
from tui.state.files import keep_session, write_scenario
path, first = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for steps in range(first, first + 10_000):
    write_scenario(path, Scenario(steps=steps))
    keep_session(Scenario(steps=steps))
"""


def writer(path: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(first)]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)


@pytest.mark.system
def test_two_writers_killed_at_any_moment(tmp_path: Path) -> None:
    path, chance = tmp_path / "race.toml", random.Random(0)
    write_scenario(path, Scenario(steps=1))
    keep_session(Scenario(steps=1))
    for turn in range(4):
        processes = [writer(path, 10_000 * (2 * turn + number + 1)) for number in range(2)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.005, 0.1))
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        read_scenario(path)
        kept = kept_sessions()
        assert kept
        for session in kept:
            read_scenario(session)
    for folder in (tmp_path, files.sessions_folder()):
        for name in set(os.listdir(folder)) - {path.name, *(session.name for session in kept)}:
            assert name.startswith(files.TEMPORARY)  # and so goes later
            os.utime(folder / name, (0, 0))
        files.delete_leftovers(folder)
    assert os.listdir(tmp_path) == [path.name]
    assert set(os.listdir(files.sessions_folder())) == {session.name for session in kept}


FULL = """
import resource, signal, sys
from pathlib import Path
from core.scenario import Scenario
from tui.state.files import FileError, keep_session, write_scenario
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
try:
    write_scenario(Path(sys.argv[1]), Scenario(steps=3))
except FileError as error:
    print(error)
print(keep_session(Scenario(steps=3)))
"""


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    write_scenario(path, Scenario(steps=2))
    keep_session(Scenario(steps=2))
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, env=environ, check=True
    )
    assert done.stdout == f"can't write {path}: File too large\nNone\n"
    assert read_scenario(path).steps == 2
    assert [read_scenario(session).steps for session in kept_sessions()] == [2]
    assert os.listdir(tmp_path) == ["race.toml"]


def test_a_session_that_another_instance_took_away_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_session(Scenario(steps=1))
    kept = kept_sessions()
    kept[0].rename(kept[0].with_name("2020-01-01-000000-000000.toml"))
    with monkeypatch.context() as patched:
        patched.setattr(files, "kept_sessions", lambda *_: kept)
        assert keep_session(Scenario(steps=2)) is not None
    assert [read_scenario(session).steps for session in kept_sessions()] == [2, 1]


def test_what_a_killed_writer_left_goes_with_the_next_session() -> None:
    folder = files.sessions_folder()
    keep_session(Scenario(steps=1))
    left = {name: folder / name for name in (".fallline-old", ".fallline-new", ".hidden", ".fallline-folder")}
    left[".fallline-folder"].mkdir()
    for name, path in left.items():
        if name != ".fallline-folder":
            path.write_text("half a fi")
        if name != ".fallline-new":
            os.utime(path, (0, 0))
    keep_session(Scenario(steps=2))
    assert {name for name, path in left.items() if path.exists()} == {".fallline-new", ".hidden", ".fallline-folder"}
    assert [read_scenario(session).steps for session in kept_sessions()] == [2, 1]


READ_ONLY = """
import os, sys
from pathlib import Path
from core.problems import DataError, check_data
from core.scenario import Scenario
from tui.state.files import FileError, keep_session, read_scenario, write_scenario
os.chdir(sys.argv[1])
ready = Scenario("regression data=there.csv", steps=3)
check_data(ready.problem)
write_scenario(Path("there.toml"), ready)  # everything is imported now
Path("hidden.toml").write_text("steps = 3")
Path("hidden.csv").write_text("1,2")
for name in ("hidden.toml", "hidden.csv"):
    os.chmod(name, 0)
os.chmod(".", 0o555)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for attempt in (
    lambda: read_scenario(Path("hidden.toml")),
    lambda: write_scenario(Path("new.toml"), ready),
    lambda: write_scenario(Path("there.toml"), ready),
    lambda: check_data(Scenario("regression data=hidden.csv").problem),
    lambda: keep_session(ready, Path("sessions")),
):
    try:
        print(attempt())
    except (FileError, DataError) as error:
        print(error)
"""


def test_an_ordinary_user_in_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "there.csv").write_text("1,2\n2,3\n3,5\n")
    for each in (tmp_path, *tmp_path.parents[:2]):
        each.chmod(each.stat().st_mode | 0o555)  # another user may look for the folder
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, env=environ, check=False
    )
    folder.chmod(0o755)
    assert done.stderr == ""
    *told, kept = done.stdout.splitlines()
    assert len(told) == 4
    assert all(line.lower().endswith("permission denied") for line in told), told
    assert kept == "None"
    assert sorted(os.listdir(folder)) == ["hidden.csv", "hidden.toml", "there.csv", "there.toml"]
