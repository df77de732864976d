"""`fallline record`: what it writes, and what it says to words that make no sense."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.scenario import Scenario
from tui.cli.main import main
from tui.cli.record import chosen_steps, read_size
from tui.cli.record_words import record_command
from tui.export.film import PROGRESS

SHORT = ["--problem", "booth", "--racer", "adam lr=0.1", "--steps", "12", "--size", "60x18"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "--output race.cast"),
        (["--output", "race.png"], ".cast (a film) or .svg (a picture) (got race.png)"),
        (["--output", "race.svg", "--fps", "3"], "--fps is for films"),
        (["--output", "race.cast", "--at", "3"], "--at is for pictures"),
        (["--output", "race.cast", "--size", "10x10"], "60x18 to 300x100 characters (got 10x10)"),
        (["--output", "race.cast", "--size", "big"], "got big"),
        (["--output", "race.cast", "--seconds", "0"], "--seconds"),
        (["--output", "race.cast", "--fps", "1000"], "--fps"),
        (["--output", "race.cast", "--speed", "0"], "--speed"),
        (["--output", "race.cast", "--theme", "mauve"], "--theme must be one of"),
        (["--output", "race.svg", "--steps", "10", "--at", "11"], "10 steps (got 11)"),
        (["--output", "no/such/folder/race.svg"], "can't write --output"),
        (["--output", "race.svg", "--outptu", "x"], "Did you mean --output?"),
        (["missing.toml", "--output", "race.svg"], "missing.toml"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["record", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("fallline record: ")
    assert told in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_film_is_written(tmp_path: Path) -> None:
    path = tmp_path / "race.cast"
    path.write_text("before")
    assert main(["record", *SHORT, "--output", str(path), "--fps", "5", "--speed", "4"]) == 0
    header, *events = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (header["width"], header["height"]) == (60, 18)
    assert 2 <= len(events) <= 5
    assert [entry.name for entry in tmp_path.iterdir()] == ["race.cast"]


def test_a_scenario_file_is_pictured(tmp_path: Path) -> None:
    scenario = tmp_path / "race.toml"
    scenario.write_text(Scenario("booth", ("adam lr=0.1",), steps=12).to_toml(), encoding="utf-8")
    path = tmp_path / "race.svg"
    assert main(["record", str(scenario), "--size", "60x18", "--output", str(path)]) == 0
    assert "12/12" in path.read_text(encoding="utf-8")


@pytest.mark.system
@pytest.mark.parametrize("name", ["race.svg", "race.cast"])
def test_in_ascii_all_but_the_title_is_ascii(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for switch, plain in (("--ascii", True), ("--surface", False)):
        assert main(["record", *SHORT, switch, "--output", str(path)]) == 0
        text = path.read_text(encoding="utf-8").replace("&#160;", " ")
        assert re.sub("Fall Line · booth( · step)?", "", text).isascii() == plain


def steps(*words: str, last: int = 100) -> list[int]:
    return chosen_steps(record_command([*words, "--output", "race.cast"]), last)


def test_the_steps_of_a_film_fill_its_time() -> None:
    found = steps()
    assert (len(found), found[0], found[-1]) == (100, 0, 100)
    assert found == sorted(found)
    assert len(steps("--seconds", "3", "--fps", "20")) == 60
    assert set(steps(last=3)) == {0, 1, 2, 3}
    assert set(steps(last=0)) == {0}


def test_with_a_speed_the_film_is_as_long_as_it_takes() -> None:
    assert steps("--speed", "30") == [0, 30, 60, 90, 100]
    assert steps("--speed", "1", "--seconds", "2", "--fps", "5") == list(range(10))


def test_sizes_are_read_with_either_cross() -> None:
    assert read_size("80x24") == read_size(" 80 × 24 ") == (80, 24)


@pytest.mark.system
def test_progress_is_told_line_by_line_and_a_signal_leaves_nothing_behind(tmp_path: Path) -> None:
    words = ["record", *SHORT, "--seconds", "600", "--progress", "--output", str(tmp_path / "race.cast")]
    with subprocess.Popen([sys.executable, "-m", "tui", *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == f"{PROGRESS.format(done=1, all=6000)}\n"
        assert list(tmp_path.iterdir())
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
