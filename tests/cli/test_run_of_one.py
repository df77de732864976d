"""Headless races of one parameter: a start of one number, and one theta in what comes out."""

from __future__ import annotations

import json

import pytest

from tui.cli.main import main


def test_csv_and_json_have_one_theta(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "--problem", "parabola", "--racer", "sgd lr=0.1", "--start", "-1.5", "--steps", "2"]
    assert main([*words, "--format", "csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "racer,step,loss,gap,grad_norm,distance,lr,step_length,theta0"
    assert rows[1:3] == ["sgd,0,11.25,11.25,15.0,1.5,nan,nan,-1.5", "sgd,1,0.0,0.0,0.0,0.0,0.1,1.5,0.0"]
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["scenario"]["start"] == [-1.5]
    assert found["racers"][0]["theta"] == [[-1.5], [0.0], [0.0]]


def test_two_numbers_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--problem", "parabola", "--racer", "sgd", "--start", "1,2"]) == 2
    assert '--start must be one number X (got "1,2")' in capsys.readouterr().err
