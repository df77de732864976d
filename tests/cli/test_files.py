"""Scenario files on disk: one sentence for whatever is wrong, never half a file, and the sessions before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from tui.cli.main import main
from tui.state import files
from tui.state.files import FileError, keep_session, kept_sessions, read_scenario, sessions_folder, write_scenario

OWN = own_optimizer("mine", "m: 0\nm = beta*m + g  # remember\ntheta = theta - lr*m", "lr=0.01 beta=0.9")
SCENARIO = Scenario("a*x^2 + y^2 a=3", ("adam lr=0.1", RacerSpec("mine", own=OWN)), (1.0, 2.0), steps=70, noise=0.1)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    assert write_scenario(path, SCENARIO) == path.read_text(encoding="utf-8")
    assert read_scenario(path) == SCENARIO


def test_a_file_of_another_system_is_read(tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SCENARIO.to_toml().replace("\n", "\r\n").encode())
    assert read_scenario(path) == SCENARIO


def test_a_link_stays_one_and_permissions_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "race.toml", tmp_path / "link.toml"
    path.write_text("")
    path.chmod(0o640)
    link.symlink_to(path)
    write_scenario(link, SCENARIO)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_scenario(path) == SCENARIO


@pytest.mark.parametrize("culprit", ["fsync", "replace"])
def test_when_writing_fails_the_old_file_is_whole_and_nothing_is_left_behind(
    culprit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "race.toml"
    write_scenario(path, SCENARIO)
    monkeypatch.setattr(os, culprit, fail)
    with pytest.raises(FileError, match=f"can't write {path}: No space left on device"):
        write_scenario(path, Scenario("beale"))
    assert os.listdir(tmp_path) == ["race.toml"]
    assert read_scenario(path) == SCENARIO


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".", "can't write .*: it is a directory"),
        ("nowhere/race.toml", "can't write .*: there is no folder .*nowhere"),
        ("file/race.toml", "can't write .*: Not a directory"),
        ("pipe", "can't write .*: it is no ordinary file"),
    ],
)
def test_what_cannot_be_written_is_told(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match=told):
        write_scenario(tmp_path / name, SCENARIO)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "is not a scenario: it is not UTF-8 text"),
        (b"stesp = 3", "line 1: unknown key 'stesp'. Did you mean steps"),
        (b"steps = 0", r"line 1: steps must be an integer from 1 to"),
        (b"x" * (files.MAX_FILE_BYTES + 1), "it has more than"),
        (None, "can't read the scenario .*: No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError, match=told):
        read_scenario(path)


def test_sessions_are_kept_newest_first_and_the_oldest_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SESSIONS", 3)
    for steps in (1, 2, 3, 4, 5):
        assert keep_session(Scenario(steps=steps)) is not None
    assert [read_scenario(path).steps for path in kept_sessions()] == [5, 4, 3]


def test_the_same_session_again_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for steps in (1, 2, 2, 2):
        keep_session(Scenario(steps=steps))
    assert [read_scenario(path).steps for path in kept_sessions()] == [2, 1]


def test_where_no_session_can_be_kept_nothing_happens(state_folder: Path) -> None:
    (state_folder / "fallline").write_text("in the way")
    assert keep_session(SCENARIO) is None
    assert kept_sessions() == []
    assert str(sessions_folder()).startswith(str(state_folder))


def test_a_files_own_rules_can_be_named_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "race.toml"
    write_scenario(path, SCENARIO)
    assert main(["run", str(path), "--racer", "mine beta=0.5", "--format", "csv", "--steps", "2"]) == 0
    assert capsys.readouterr().out.count("mine") == 3
