"""The file that keeps the finished parts of a sweep: nothing of it is lost, and nothing wrong is taken for a part."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scenario import Scenario
from core.sweep import Sweep, SweepResult, run
from core.sweep.parts import Part, plan, run_part
from tests.core.test_sweep import FIELDS
from tests.sampling import sampled
from tui.state.files import FileError
from tui.state.unfinished_sweep import SUFFIX, UnfinishedSweep, decoded, encoded, identity

SWEEP = Sweep(Scenario("booth", ("adam", "sgd"), steps=30), ["problem=[booth,beale]", "lr=1e-3..10/20"])


def keep(output: Path, parts: list[Part]) -> None:
    with UnfinishedSweep(output, SWEEP, resume=True) as unfinished:
        unfinished.restore(SweepResult.empty(SWEEP))
        for part in parts:
            unfinished.keep(part, run_part(SWEEP, part))


def restored(output: Path) -> SweepResult:
    result = SweepResult.empty(SWEEP)
    with UnfinishedSweep(output, SWEEP, resume=True) as unfinished:
        unfinished.restore(result)
    return result


def assert_true(result: SweepResult, whole: SweepResult) -> None:
    """What is kept is what the whole sweep has there."""
    for name in FIELDS:
        kept, right = getattr(result, name), getattr(whole, name)
        np.testing.assert_array_equal(kept[result.done], right[result.done], name)


@pytest.fixture(scope="module")
def whole() -> SweepResult:
    return run(SWEEP)


@given(st.sampled_from(plan(SWEEP, 7)))
def test_a_part_is_read_back_as_it_was(part: Part) -> None:
    columns = run_part(SWEEP, part)
    again, found = decoded(encoded(part, columns), 2)
    assert again == part
    for name in ("loss", "best", "tail", "hit", "last", "diverged", "theta", "answer"):
        np.testing.assert_array_equal(getattr(found, name), getattr(columns, name), name)
        assert getattr(found, name).dtype == getattr(columns, name).dtype


def test_parts_are_added_at_each_start(tmp_path: Path, whole: SweepResult) -> None:
    output, parts = tmp_path / "runs.csv", plan(SWEEP, 7)
    keep(output, parts[:2])
    assert restored(output).done.sum() == sum(part.end - part.begin for part in parts[:2])
    keep(output, parts[2:])
    result = restored(output)
    assert result.done.all()
    assert_true(result, whole)


@pytest.mark.parametrize("share", sampled([i / 12 for i in range(12)], 4))
def test_what_a_kill_has_cut_off_is_run_again(share: float, tmp_path: Path, whole: SweepResult) -> None:
    output, parts = tmp_path / "runs.csv", plan(SWEEP, 7)
    keep(output, parts)
    path = tmp_path / f"runs.csv{SUFFIX}"
    data = path.read_bytes()
    begin = data.index(b"\n") + 1
    path.write_bytes(data[: begin + int(share * (len(data) - begin))])
    cut = restored(output)
    assert_true(cut, whole)
    assert share - 1 / len(parts) <= cut.done.mean() <= share
    keep(output, parts)
    again = restored(output)
    assert again.done.all()
    assert_true(again, whole)


def test_a_record_that_was_changed_is_not_believed(tmp_path: Path, whole: SweepResult) -> None:
    output = tmp_path / "runs.csv"
    keep(output, plan(SWEEP, 7))
    path = tmp_path / f"runs.csv{SUFFIX}"
    data = bytearray(path.read_bytes())
    data[(data.index(b"\n") + len(data)) // 2] ^= 1
    path.write_bytes(data)
    result = restored(output)
    assert 0 < result.done.sum() < SWEEP.cells
    assert_true(result, whole)


def test_a_file_that_keeps_nothing_is_removed_and_half_a_first_line_is_nothing(tmp_path: Path) -> None:
    output, path = tmp_path / "runs.csv", tmp_path / f"runs.csv{SUFFIX}"
    keep(output, [])
    assert not path.exists()
    for length in (0, 1, 100):
        path.write_bytes(identity(SWEEP)[:length])
        with UnfinishedSweep(output, SWEEP, resume=False) as unfinished:
            unfinished.keep(plan(SWEEP)[0], run_part(SWEEP, plan(SWEEP)[0]))
        assert restored(output).done.any()
        path.unlink()


def test_a_sweep_on_other_data_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "points.csv"
    problem = "regression data=points.csv"
    for sweep in (Sweep(Scenario(problem, ("adam",)), []), Sweep(Scenario(racers=("adam",)), [f"problem=[{problem}]"])):
        data.write_text("x,y\n1,2\n2,3\n", encoding="utf-8")
        before = identity(sweep)
        assert identity(sweep) == before
        data.write_text("x,y\n1,2\n2,4\n", encoding="utf-8")
        assert identity(sweep) != before


def test_two_sweeps_do_not_write_into_one_file(tmp_path: Path) -> None:
    with (
        UnfinishedSweep(tmp_path / "a", SWEEP, resume=True),
        pytest.raises(FileError, match=r"another sweep is writing .*a\.unfinished"),
    ):
        UnfinishedSweep(tmp_path / "a", SWEEP, resume=True)


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"pipe{SUFFIX}")
    (tmp_path / f"link{SUFFIX}").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"folder{SUFFIX}").mkdir()
    for name in ("pipe", "link", "folder", "nul\0"):
        with pytest.raises(FileError, match="can't write"):
            UnfinishedSweep(tmp_path / name, SWEEP, resume=True)
    assert not (tmp_path / "elsewhere").exists()
