"""`--optimizer`: own code on the command line, for every command that races; its mistakes; never in the demo."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import pytest

from tests.command import Call
from tui.cli.arguments import parse
from tui.cli.commands import UsageError
from tui.cli.main import main
from tui.state.default_scenario import default_scenario

OWN = "tests.own_code:"
MINE = ("--optimizer", f"mine={OWN}Adam")
RACE = ("--problem", "beale", "--steps", "40")


def test_json_is_that_of_the_rule(call: Call) -> None:
    racers = ("--racer", "mine lr=0.05", "--racer", "adam lr=0.05")
    done = call("run", *RACE, *MINE, *racers, "--format", "json")
    assert (done.code, done.err) == (0, "")
    own, ours = json.loads(done.out)["racers"]
    assert own["spec"] == "mine lr=0.05"
    assert own["theta"] == [pytest.approx(row, rel=1e-12) for row in ours["theta"]]
    assert own["lr"] == ours["lr"]


def test_a_method_without_a_learning_rate_has_none_in_the_data(call: Call) -> None:
    words = ("--optimizer", f"half={OWN}Halving", "--racer", "half")
    data = json.loads(call("run", *RACE, *words, "--format", "json").out)
    assert set(data["racers"][0]["lr"]) == {None}
    assert call("run", *RACE, *words, "--format", "csv").code == 0
    assert call("run", *RACE, *words, "--plot").code == 0


def test_without_racers_it_joins_the_default_ones(call: Call) -> None:
    done = call("run", *MINE, "--steps", "5", "--format", "json")
    specs = [racer["spec"] for racer in json.loads(done.out)["racers"]]
    assert specs == [*map(str, default_scenario().racers), "mine"]


def test_several_flags_and_lists_of_values(call: Call) -> None:
    words = (*MINE, "--optimizer", f"gd={OWN}Descent lr=1e-4", "--racer", "mine lr=[0.01,0.1]", "--racer", "gd")
    done = call("run", *RACE, *words, "--format", "json")
    assert [racer["spec"] for racer in json.loads(done.out)["racers"]] == ["mine lr=0.01", "mine lr=0.1", "gd"]
    again = call("run", *RACE, *MINE, *MINE, "--racer", "mine")
    assert (again.code, again.err) == (2, "fallline run: --optimizer: mine is given twice\n")


def test_a_file_needs_the_flag(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "race.toml"
    file.write_text('problem = "beale"\nsteps = 20\nracers = ["mine lr=0.05"]\n')
    done = call("run", str(file))
    assert done.code == 2
    assert "line 3" in done.err
    assert "ode of your own needs --optimizer mine=MODULE:NAME" in done.err
    assert call("run", str(file), *MINE).code == 0
    assert call("run", str(file)).code == 2  # each command line names its own


def test_code_that_fails_ends_with_1_after_the_results(call: Call) -> None:
    done = call("run", *RACE, "--optimizer", f"mine={OWN}StepRaises", "--racer", "mine", "--racer", "adam lr=0.1")
    assert done.code == 1
    assert "adam" in done.out
    assert "failed" in done.out
    assert done.err.startswith("fallline run: mine failed: step raised ZeroDivisionError: by zero at step ")
    assert done.err.count("\n") == 1


def test_what_it_prints_is_not_in_the_results(call: Call) -> None:
    done = call("run", *RACE, "--optimizer", f"mine={OWN}Talkative", "--racer", "mine", "--format", "json")
    json.loads(done.out)
    assert "stepping" in done.err


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("mine", "--optimizer mine: write NAME=MODULE:ATTRIBUTE, as in mine=torch.optim:Adam"),
        ("mine=no_such_module:f", "there is no module no_such_module, neither in this folder"),
        (f"mine={OWN}Adm", 'tests.own_code has no "Adm". Did you mean Adam?'),
        (f"adam={OWN}Adam", "name must not be one of the catalog's (got adam)"),
    ],
)
def test_a_flag_that_names_nothing_ends_with_2(flag: str, told: str, call: Call) -> None:
    done = call("run", *RACE, "--optimizer", flag, "--racer", "adam")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_modules_are_found_in_the_current_folder(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "module_of_this_folder.py").write_text("from tests.own_code import Adam as Mine\n")
    done = call("run", *RACE, "--optimizer", "mine=module_of_this_folder:Mine", "--racer", "mine")
    assert (done.code, done.err) == (0, "")


def test_a_sweep_is_that_of_the_rule(call: Call) -> None:
    words = (*RACE, *MINE, "--racer", "mine", "--racer", "adam", "--axis", "lr=1e-3..1/5", "--format", "json")
    own, ours = json.loads(call("sweep", *words).out)["racers"]
    assert own["at"] == ours["at"]
    assert own["steps"] == ours["steps"]
    assert math.isclose(own["loss"]["median"], ours["loss"]["median"], rel_tol=1e-9)


def test_a_sweep_says_how_code_failed(call: Call) -> None:
    words = (*RACE, "--optimizer", f"mine={OWN}make_raises", "--racer", "mine", "--racer", "adam")
    done = call("sweep", *words, "--axis", "lr=1e-3..1/3")
    assert (done.code, done.err) == (
        1,
        "fallline sweep: mine failed: make raised ValueError: lr is not good (mine lr=0.001)\n",
    )
    assert "adam" in done.out


@pytest.mark.system
def test_other_processes_import_it_too(call: Call) -> None:
    words = (*RACE, *MINE, "--racer", "mine", "--axis", "lr=1e-3..1/200", "--format", "csv")
    alone, shared = call("sweep", *words), call("sweep", *words, "--jobs", "2")
    assert (shared.code, shared.err) == (0, "")
    assert shared.out == alone.out


def test_a_picture_has_it(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "race.svg"
    done = call("record", *RACE, *MINE, "--racer", "mine", "--output", str(file))
    assert (done.code, done.err) == (0, "")
    assert "mine" in file.read_text()


def test_the_demo_refuses_it() -> None:
    with pytest.raises(UsageError, match="--demo runs no code of yours: leave out --optimizer"):
        parse(("--demo", *MINE))
    assert main(("--demo", *MINE)) == 2
