"""Headless races on a user's own data: named beside the scenario's file, or from where the command is given."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tui.cli.main import main
from tui.state.files import read_scenario, write_scenario


@pytest.fixture
def race(tmp_path: Path) -> Path:
    (tmp_path / "points.csv").write_text("height,weight\n1,2\n2,2.5\n3,4\n")
    path = tmp_path / "race.toml"
    path.write_text('problem = "regression data=points.csv x=height y=weight"\nracers = ["adam lr=0.1"]\n')
    return path


def test_data_lie_beside_the_scenarios_file(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(race), "--steps", "50"]) == 0
    assert "adam" in capsys.readouterr().out


def test_saving_and_reading_keeps_the_data(race: Path) -> None:
    scenario = read_scenario(race)
    copy = race.with_name("copy.toml")
    assert "data=points.csv" in write_scenario(copy, scenario)
    assert read_scenario(copy) == scenario


def test_a_mistake_in_the_data_is_one_line(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    race.with_name("points.csv").write_text("height,weight\n1,2\n2,heavy\n")
    assert main(["run", str(race)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert 'line 1: problem: points.csv, line 3: column "weight" is not a number' in told
    problem = f"regression data={race.with_name('points.csv')}"
    assert main(["run", "--problem", problem, "--racer", "adam"]) == 2
    assert "--problem: points.csv, line 3" in capsys.readouterr().err


def test_rows_left_out_are_counted(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    race.with_name("points.csv").write_text("height,weight\n1,2\n2,\nNA,3\n3,4\n")
    assert main(["run", str(race), "--steps", "5", "--format", "csv"]) == 0
    assert capsys.readouterr().err == "fallline run: 2 of 4 rows left out: a cell is empty or NA\n"


def test_other_data_do_not_keep_the_files_start(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    race.write_text(race.read_text() + "start = [5, 5]\n")
    for problem, start in (
        ("regression loss=mse data=points.csv x=height y=weight", "5, 5"),
        ("regression", "−10, −20"),
    ):
        flags = ["--problem", problem.replace("points.csv", str(race.with_name("points.csv"))), "--steps", "1"]
        assert main(["run", str(race), *flags]) == 0
        assert f"from ({start})" in " ".join(capsys.readouterr().out.split())


def test_of_standardised_columns_theta_is_told_in_both_units(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = f"regression data={race.with_name('points.csv')} loss=half_mse scale=standard"
    flags = ["run", "--problem", problem, "--racer", "sgd lr=1", "--steps", "3"]  # Newton's step: the Hessian is 1
    assert main([*flags, "--format", "json"]) == 0
    final = json.loads(capsys.readouterr().out)["racers"][0]["final"]
    np.testing.assert_allclose(final["theta_in_data_units"], np.polyfit([1, 2, 3], [2, 2.5, 4], 1), rtol=1e-12)
    np.testing.assert_allclose(final["theta"], [np.corrcoef([1, 2, 3], [2, 2.5, 4])[0, 1], 0], rtol=1e-12, atol=1e-15)
    assert main(flags) == 0
    assert "sgd: slope 1, intercept 0.8333 in the units of the data" in capsys.readouterr().out
