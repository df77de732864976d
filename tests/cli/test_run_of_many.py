"""Headless races and sweeps of more than two parameters: θ by name, a start of n numbers, and lessons that refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from core.scenario import Scenario
from tests.command import Call

BOWL = ("run", "--problem", "x^2 + 10*y^2 + z^2", "--racer", "sgd lr=0.05", "--start", "1,2,-3", "--steps", "2")


def test_csv_and_json_name_theta(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call(*BOWL, "--format", "csv").out)))
    assert list(rows[0])[-3:] == ["x", "y", "z"]
    assert [[float(row[name]) for name in "xyz"] for row in rows] == [[1, 2, -3], [0.9, 0, -2.7], [0.81, 0, -2.43]]
    found = json.loads(call(*BOWL, "--format", "json").out)
    assert found["parameters"] == ["x", "y", "z"]
    assert found["scenario"]["start"] == [1, 2, -3]
    assert Scenario(**found["scenario"]).problem.entry.dims == 3
    assert found["racers"][0]["theta"][1] == pytest.approx([0.9, 0, -2.7])


def test_two_parameters_keep_their_columns(call: Call) -> None:
    done = call("run", "--problem", "booth", "--racer", "sgd", "--steps", "1", "--format", "csv")
    assert done.out.splitlines()[0].endswith("theta0,theta1")


def test_the_table_says_where_each_racer_is(call: Call) -> None:
    done = call("run", "--problem", "rosenbrock n=20", "--racer", "adam lr=0.1", "--steps", "100", "--plot")
    assert done.code == 0
    assert done.out.startswith("rosenbrock n=20 from (−1.5, 2, −1.5, 2, …, 2), 100 steps")
    assert "loss over steps" in done.out


def test_a_start_of_other_length_is_refused(call: Call) -> None:
    done = call("run", "--problem", "bowl n=4", "--racer", "sgd", "--start", "1,2")
    assert (done.code, done.out) == (2, "")
    assert '--start must be 4 numbers with commas between them, or one for all (got "1,2")' in done.err


def test_a_file_of_many_is_raced_and_swept(call: Call, tmp_path: Path) -> None:
    scenario = Scenario("levy n=4", ("adam lr=0.1", "momentum"), start=(1, 2, 3, 4), steps=20)
    file = tmp_path / "many.toml"
    file.write_text(scenario.to_toml(), encoding="utf-8")
    assert call("run", str(file)).out.startswith("levy n=4 from (1, 2, 3, 4), 20 steps")
    done = call("sweep", str(file), "--axis", "lr=[0.01,0.1]", "--axis", "x4=-1..1/3", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert (done.code, len(rows)) == (0, 12)
    assert {row["x4"] for row in rows} == {"-1", "0", "1"}
    assert {"theta0", "theta3", "answer3"} <= set(rows[0])
    assert call("sweep", str(file), "--axis", "lr=[0.01,0.1]").code == 0


def test_a_lesson_of_many_is_examined(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('title = "a"\ntext = "b"\n[scenario]\nproblem = "bowl n=3"\nracers = ["adam"]\n', encoding="utf-8")
    assert call("lesson", str(file)).code == 0
