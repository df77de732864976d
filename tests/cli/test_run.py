"""`fallline run`: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.scenario import Scenario
from tests.command import Call, Done
from tests.sampling import sampled
from tests.terminal import read_to_end
from tui.state.default_scenario import default_scenario

# As `python -m tui`, but deaf to nothing: a shell's background job has Ctrl+C ignored.
START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.command import Call, Done
from tui.cli.main import main
sys.exit(main())
"""
FALLLINE = [sys.executable, "-c", START]
GUARD = 60


BOWL = ("--problem", "x^2 + 3*y^2", "--start", "-1.5,2")
PAIR = ("--racer", "sgd lr=0.1", "--racer", "fast: adam lr=0.3")


def as_json(done: Done) -> Any:
    def never(word: str) -> None:
        pytest.fail(f"{word} is not JSON")

    return json.loads(done.out, parse_constant=never)


def test_json_holds_the_race(call: Call) -> None:
    done = call("run", *BOWL, *PAIR, "--steps", "25", "--format", "json", "--every", "10")
    assert (done.code, done.err) == (0, "")
    data = as_json(done)
    assert set(data) == {"scenario", "parameters", "versions", "racers"}
    race = Scenario("x^2 + 3*y^2", ("sgd lr=0.1", "fast: adam lr=0.3"), (-1.5, 2.0), steps=25).race().advance(25)
    assert Scenario(**data["scenario"]) == race.scenario
    for found, racer in zip(data["racers"], race.racers, strict=True):
        assert found["spec"] == str(racer.spec)
        assert found["name"] == racer.name
        assert found["status"] == racer.status.kind
        assert found["message"] == racer.status.sentence
        assert (found["steps"], found["evaluations"]) == (25, 25)
        assert found["step"] == [0, 10, 20, 25]
        assert found["theta"] == racer.path[[0, 10, 20, 25]].tolist()
        assert found["loss"] == racer.loss[[0, 10, 20, 25]].tolist()
        assert found["grad_norm"] == racer.grad_norm[[0, 10, 20, 25]].tolist()
        assert found["final"] == {"theta": racer.path[-1].tolist(), "loss": racer.loss[-1]}


LED = ("lr", "step_length")
"""Measures of the update that led to a row."""


def test_csv_has_a_row_for_each_racer_and_step(call: Call) -> None:
    done = call("run", *BOWL, *PAIR, "--steps", "3", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert list(rows[0]) == ["racer", "step", "loss", "gap", "grad_norm", "distance", *LED, "theta0", "theta1"]
    race = Scenario("x^2 + 3*y^2", ("sgd lr=0.1", "fast: adam lr=0.3"), (-1.5, 2.0), steps=3).race().advance(3)
    assert [(row["racer"], int(row["step"])) for row in rows] == [
        (racer.name, step) for racer in race.racers for step in range(4)
    ]
    assert [float(row["loss"]) for row in rows] == [float(loss) for racer in race.racers for loss in racer.loss]
    after = [row for row in rows if row["step"] != "0"]
    assert {(row["racer"], row["lr"]) for row in after} == {(race.racers[0].name, "0.1"), ("fast", "0.3")}
    assert {row[name] for row in rows if row["step"] == "0" for name in LED} == {"nan"}


@pytest.mark.parametrize("shape", ["json", "csv", "table"])
def test_the_same_scenario_gives_the_same_bytes(call: Call, shape: str) -> None:
    words = ("run", *BOWL, *PAIR, "--noise", "0.1", "--seed", "3", "--steps", "50", "--format", shape)
    assert call(*words).out == call(*words).out


def test_what_is_not_finite_is_null(call: Call) -> None:
    done = call("run", "--problem", "beale", "--racer", "sgd lr=10", "--format", "json")
    assert done.code == 0
    (racer,) = as_json(done)["racers"]
    assert racer["status"] == "diverged"
    assert racer["steps"] < 500
    assert racer["step"][-1] == racer["steps"] == len(racer["loss"]) - 1


def test_a_start_where_the_loss_is_infinite(call: Call) -> None:
    for shape in ("json", "csv", "table"):
        done = call("run", "--problem", "1/x + y^2", "--start", "0,1", "--racer", "sgd lr=0.1", "--format", shape)
        assert done.code == 0
        assert "Traceback" not in done.err


def test_strict_fails_where_a_racer_diverged(call: Call) -> None:
    words = ("run", *BOWL, *PAIR, "--strict")
    assert call(*words).code == 0
    done = call(*words, "--racer", "sgd lr=1")
    assert done.code == 1
    assert "1 of 3 racers diverged: sgd lr=1" in done.err
    assert "diverged" in done.out


def test_strict_fails_where_a_racer_grows(call: Call) -> None:
    words = ("run", "--problem", "quadratic kappa=20", "--start", "-2,1", "--racer", "sgd lr=0.105", "--steps", "100")
    assert call(*words).code == 0
    done = call(*words, "--racer", "calm: sgd lr=0.01", "--strict")
    assert done.code == 1
    assert done.err == "fallline run: 1 of 2 racers growing: sgd\n"
    assert "sgd: growing 1.21-fold a step: lr = 0.105 is above 2/λmax = 0.1 at the minimum" in done.out


def test_findings_are_in_json_and_in_the_table(call: Call) -> None:
    words = ("run", "--problem", "styblinski_tang", "--start", "2,2", "--racer", "sgd lr=0.01", "--steps", "300")
    (racer,) = as_json(call(*words, "--format", "json"))["racers"]
    assert (racer["status"], racer["finding"]["kind"]) == ("local_minimum", "local_minimum")
    told = racer["finding"]["sentence"]
    assert told == racer["message"] == "in a local minimum at (2.7468, 2.7468), 28.273 above the best"
    assert racer["finding"]["numbers"]["above"] == pytest.approx(28.273, abs=1e-3)
    table = call(*words).out
    assert "local minimum" in table
    assert f"sgd: {told}" in table


@pytest.mark.parametrize(("name", "shown"), [("short", True), ("a racer with quite a long name indeed", False)])
def test_the_table_shows_theta_where_there_is_room(call: Call, name: str, shown: bool) -> None:
    done = call("run", *BOWL, "--racer", f"{name}: sgd lr=0.1", "--steps", "5")
    assert ("θ" in done.out.splitlines()[2]) == shown
    assert max(map(len, done.out.splitlines())) <= 80
    assert ("(−0.4915, " in done.out) == shown


def test_the_table_fits_80_columns(call: Call) -> None:
    long = "a racer with quite a long name indeed: adam lr=0.012345678 beta1=0.123456 weight_decay=0.0012345"
    done = call("run", *PAIR, "--racer", long, "--racer", "sgd lr=1")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    for word in ("rosenbrock", "fast", "‖∇f‖", "reached at", "evals", "diverged", "a racer with"):
        assert word in done.out


def test_the_plot_follows_the_table(call: Call) -> None:
    done = call("run", *BOWL, *PAIR, "--steps", "40", "--plot")
    assert done.code == 0
    table, _, plot = done.out.partition("loss over steps")
    assert "status" in table
    assert any("\u2800" < character <= "\u28ff" for character in plot)
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_plot_of_a_race_without_a_finite_loss_is_empty_and_warns_of_nothing(call: Call) -> None:
    done = call("run", "--problem", "log(x) + y^2", "--start", "-1,0", *PAIR, "--steps", "4", "--plot")
    assert (done.code, done.err) == (0, "")
    assert "the loss at the start is nan" in done.out
    assert done.out.rstrip().endswith("● sgd   ▲ fast")


def test_flags_override_the_file(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    scenario = Scenario("beale", ("adam lr=0.05", "sgd lr=0.01"), (1.0, 1.5), steps=7, seed=2, noise=0.1, target=1e-3)
    path.write_text(scenario.to_toml())

    def made(*words: str) -> Scenario:
        return Scenario(**as_json(call("run", str(path), "--format", "json", *words))["scenario"])

    assert made() == scenario
    assert made("--steps", "9", "--noise", "0").steps == 9
    changed = made("--racer", "rmsprop", "--start", "-1,1e-1")
    assert [racer.optimizer for racer in changed.racers] == ["rmsprop"]
    assert changed.start == (-1.0, 0.1)
    other = made("--problem", "booth")
    start = Scenario("booth").race().start  # the problem's own
    assert other == Scenario("booth", scenario.racers, start, steps=7, seed=2, noise=0.1, target=1e-3)


def test_a_list_makes_a_racer_for_each_value(call: Call) -> None:
    done = call("run", *BOWL, "--racer", "sgd lr=[0.01,0.1]", "--steps", "2", "--format", "json")
    assert [racer["name"] for racer in as_json(done)["racers"]] == ["sgd lr=0.01", "sgd lr=0.1"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--racer", "adm"), '--racer: No optimizer "adm". Did you mean adam?'),
        (("--racer", "adam beta1=1.2"), "beta1 must be a number ≥ 0 and < 1 (got 1.2)"),
        (("--racer", ""), "--racer: "),
        (("--problem", "rosenbrok"), '--problem: No problem "rosenbrok". Did you mean rosenbrock?'),
        (("--problem", "x + z(y)"), "--problem: "),
        (("--start", "1"), "--start must be two numbers X,Y (got 1)"),
        (("--start", "1,nan"), '--start must be two numbers X,Y (got "1,nan")'),
        (("--steps", "many"), "--steps must be an integer"),
        (("--steps", "-3"), "--steps must be an integer from"),
        (("--noise", "-1e-3"), "--noise must be a number ≥ 0"),
        (("--seed", "1.5"), "--seed must be an integer"),
        (("--every", "0", "--format", "csv"), "--every must be an integer from"),
        (("nosuch",), "can't read the scenario nosuch: No such file or directory"),
        (("--output", "/nosuch/place"), "can't write --output /nosuch/place: No such file or directory"),
    ],
)
def test_mistakes_end_with_one_line(call: Call, words: tuple[str, ...], told: str) -> None:
    done = call("run", *words, *(() if "--racer" in words else ("--racer", "adam")))
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("fallline run: ")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_file_without_racers_says_what_to_do(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text(Scenario("beale").to_toml(), encoding="utf-8")
    done = call("run", str(path))
    assert (done.code, done.out) == (2, "")
    assert "--racer 'adam lr=0.1'" in done.err


@pytest.mark.parametrize("text", ["steps = 'many'", "[[[", "\x00", 'problem = "beale"\nracers = ["adm"]'])
def test_a_bad_file_is_named(call: Call, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    done = call("run", str(path))
    assert done.code == 2
    assert str(path) in done.err
    assert done.err.count("\n") == 1


def test_a_binary_file_is_named(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert call("run", str(path)) == Done(2, "", f"fallline run: {path} is not a scenario: it is not UTF-8 text\n")


def test_output_goes_to_the_file(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "race.csv"
    words = ("run", *BOWL, *PAIR, "--steps", "5", "--format", "csv")
    done = call(*words, "--output", str(path))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert path.read_text() == call(*words).out


@pytest.mark.system
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_what_was_computed(tmp_path: Path, number: signal.Signals) -> None:
    """A race of 64 million updates, told to end as soon as it has made the place of its output."""
    path = tmp_path / "race.json"
    racers = [f"--racer=adam lr={0.01 + i / 1000}" for i in range(64)]
    words = ["run", *racers, "--steps", "1000000", "--format", "json", "--every", "1000000", f"--output={path}"]
    process = subprocess.Popen([*FALLLINE, *words], stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.iterdir()) and process.poll() is None:
        pass
    process.send_signal(number)
    _, err = process.communicate(timeout=GUARD)
    assert process.returncode == 128 + number
    assert f"stopped by {number.name} after" in err
    data = json.loads(path.read_text())
    assert data["racers"][0]["step"][-1] == data["racers"][0]["steps"] < 1_000_000


@pytest.mark.system
@pytest.mark.parametrize("number", sampled([signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT], 4))
def test_a_signal_while_results_are_written_leaves_what_was_there(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "race.csv"
    path.write_text("before")
    words = ["run", *BOWL, *PAIR, "--steps", "500000", "--format", "csv", f"--output={path}"]
    # A shell's background job ignores SIGINT and SIGQUIT, and so does what it starts.
    reset = f"import os, signal, sys; signal.signal({number:d}, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    program = [sys.executable, "-c", reset, *FALLLINE, *words]
    process = subprocess.Popen(program, stderr=subprocess.PIPE, text=True)
    while not any(other.stat().st_size for other in tmp_path.iterdir() if other != path):
        with suppress(subprocess.TimeoutExpired):
            assert process.wait(0.01) is None
    process.send_signal(number)
    _, err = process.communicate(timeout=GUARD)
    assert (process.returncode, err) == (128 + number, "")
    assert [other.name for other in tmp_path.iterdir()] == ["race.csv"]
    assert path.read_text() == "before"


def test_a_signal_ends_a_run_whose_output_nobody_reads() -> None:
    words = ["run", *BOWL, *PAIR, "--steps", "100000", "--format", "csv"]
    process = subprocess.Popen([*FALLLINE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("racer,")
    process.send_signal(signal.SIGTERM)
    assert process.wait(GUARD) == 143
    process.communicate()


@pytest.mark.system
def test_a_long_run_shows_its_progress_on_a_terminal_and_leaves_nothing_behind() -> None:
    master, slave = pty.openpty()
    racers = [f"--racer=adam lr={0.01 + i / 1000}" for i in range(64)]
    words = ["run", *racers, "--steps", "1000000", "--format", "json", "--every", "1000000"]
    environ = os.environ | {"TERM": "xterm-256color"}
    process = subprocess.Popen([*FALLLINE, *words], stdout=subprocess.PIPE, stderr=slave, text=True, env=environ)
    os.close(slave)
    shown = ""
    while "/1000000" not in shown and process.poll() is None:
        shown += os.read(master, 4096).decode()
    process.send_signal(signal.SIGINT)
    with read_to_end(master) as rest:
        out, _ = process.communicate(timeout=GUARD)
    shown += b"".join(rest).decode()
    assert process.returncode == 130
    assert json.loads(out)["racers"]
    assert "stopped by SIGINT" in shown.rsplit("\x1b[2K", 1)[1]  # after the bar's line was erased
    assert shown.count("\x1b[?25h") == shown.count("\x1b[?25l")  # the cursor is shown again


def test_a_closed_pipe_is_quiet() -> None:
    words = ["run", *BOWL, *PAIR, "--steps", "100000", "--format", "csv"]
    process = subprocess.Popen([*FALLLINE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("racer,")
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait(GUARD) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told_in_one_line() -> None:
    with open("/dev/full", "w") as full:
        words = ["run", *BOWL, *PAIR, "--steps", "5"]
        done = subprocess.run([*FALLLINE, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "fallline run: can't write the output: No space left on device\n")


def test_full_precision_survives_the_text(call: Call) -> None:
    done = call("run", *BOWL, *PAIR, "--steps", "30", "--format", "csv")
    rows = [row for row in csv.DictReader(io.StringIO(done.out)) if row["racer"] == "fast"]
    racer = Scenario("x^2 + 3*y^2", ("fast: adam lr=0.3",), (-1.5, 2.0), steps=30).race().advance(30).racers[0]
    assert np.array_equal(np.array([[float(row["theta0"]), float(row["theta1"])] for row in rows]), racer.path)
    assert all(math.isfinite(float(row["loss"])) for row in rows)


def test_the_table_says_where_the_lowest_loss_of_a_typed_formula_comes_from(call: Call) -> None:
    for text, about in (("x^2 + 2", "f* = 2, found by search in [−100, 100]"), ("x^2 - y^2", "f falls without end")):
        done = call("run", "--problem", text, "--racer", "sgd lr=0.1", "--steps", "3")
        assert about in done.out.splitlines()
    known = call("run", "--problem", "booth", "--racer", "sgd lr=0.01", "--steps", "3")
    assert "found by search" not in known.out


def test_without_racers_the_default_ones_race(call: Call) -> None:
    silent = as_json(call("run", "--format", "json", "--every", "400"))
    assert Scenario(**silent["scenario"]) == replace(default_scenario(), start=(-1.5, 2.0))
    beale = as_json(call("run", "--problem", "beale", "--steps", "5", "--format", "json"))
    assert Scenario(**beale["scenario"]).racers == default_scenario().racers


@pytest.mark.parametrize(
    "name",
    [
        "a_name_of_forty_characters_without_a_gap",
        "a name of many words that may part",
        "二十の日本の文字でできた長い名",
    ],
)
def test_a_name_is_broken_between_words_only(name: str, call: Call) -> None:
    done = call("run", *BOWL, "--racer", f"{name}: sgd lr=0.1", "--racer", "adam", "--steps", "5")
    rows = done.out.splitlines()[2:6]
    assert all(any(word in row.split() for row in rows) for word in name.split())
    assert sum("not reached" in row for row in rows) == 2
