"""A result file holds the whole result, or what it held before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui.cli.commands import UsageError
from tui.cli.output import results


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "race.json"
    with results(str(path)) as file:
        file.write("‖∇f‖\n")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "‖∇f‖\n"
    assert names(tmp_path) == ["race.json"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "race.json"
    path.write_text("before")

    def fail() -> None:
        with results(str(path)) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "before"
    assert names(tmp_path) == ["race.json"]


def test_a_replaced_file_keeps_its_permissions_and_its_links(tmp_path: Path) -> None:
    path, link = tmp_path / "race.json", tmp_path / "latest.json"
    path.write_text("before")
    path.chmod(0o640)
    link.symlink_to(path)
    with results(str(link)) as file:
        file.write("after")
    assert link.is_symlink()
    assert path.read_text() == "after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    with results(os.devnull) as file:
        file.write("gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.parametrize("name", ["missing/race.json", "folder", "file/race.json"])
def test_an_impossible_place_is_told_before_the_run(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=f"can't write --output .*{name}: "), results(str(tmp_path / name)):
        pytest.fail("the run would have begun")
    assert names(tmp_path) == ["file", "folder"]
