"""Paths that no file can have, pipes and devices: refused at once in one sentence, wherever a path is taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.input_files import read_file, shown_path
from core.scenario import Scenario
from tests.command import Call
from tests.foreign import HOSTILE_PATHS, furnish, one_sentence
from tui.state.files import FileError, read_scenario, typed_path, write_scenario


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    furnish(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS)
def test_reading(path: str) -> None:
    with pytest.raises(FileError) as caught:
        read_scenario(typed_path(path))
    assert one_sentence(str(caught.value))


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS)
def test_writing(path: str, folder: Path) -> None:
    before = sorted(os.listdir(folder))
    with pytest.raises(FileError) as caught:
        write_scenario(typed_path(path), Scenario())
    assert one_sentence(str(caught.value))
    assert sorted(os.listdir(folder)) == before


def test_a_name_as_long_as_may_be_can_be_written() -> None:
    for name in ("n" * 255, "\U0001d4d0" * 63):
        write_scenario(Path(name), Scenario(steps=3))
        assert read_scenario(Path(name)).steps == 3


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS)
@pytest.mark.parametrize(
    "words",
    [
        ("run", "PATH.toml"),
        ("run", "PATH"),
        ("run", "--racer", "sgd", "--problem", "regression data=PATH"),
        ("run", "--racer", "sgd", "--problem", 'regression data="PATH"'),
        ("run", "--racer", "sgd", "--output", "PATH/no/x.csv"),
        ("sweep", "PATH.toml"),
        ("sweep", "--racer", "sgd", "--axis", "lr=[0.1,0.2]", "--output", "PATH/no/x.csv"),
        ("sweep", "--racer", "sgd", "--axis", "problem=[regression data=PATH]"),
        ("lesson", "PATH.toml"),
        ("lesson", "./PATH"),
        ("record", "--output", "PATH/no/x.svg"),
        ("record", "PATH", "--output", "x.svg"),
    ],
    ids=" ".join,
)
def test_flags(words: tuple[str, ...], path: str, call: Call) -> None:
    done = call(*(word.replace("PATH", path) for word in words))
    assert done.code == 2
    assert not done.out
    assert one_sentence(done.err), done.err


def test_a_pipe_with_a_writer_is_refused_as_well(folder: Path) -> None:
    descriptor = os.open("pipe", os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(descriptor, b"steps = 3\n")
        with pytest.raises(OSError, match="it is no ordinary file"):
            read_file("pipe", 100)
    finally:
        os.close(descriptor)


def test_no_more_is_read_than_allowed() -> None:
    Path("plain").write_bytes(b"x" * 1_000)
    assert len(read_file("plain", 10)) == 11
    assert len(read_file("plain", 1_000)) == 1_000


def test_a_long_path_is_shown_by_its_ends() -> None:
    assert shown_path("a" * 300 + "/race.toml").endswith("/race.toml")
    assert len(shown_path("a" * 300)) == 200
