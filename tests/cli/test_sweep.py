"""`fallline sweep`: its numbers against single races, its formats, what it refuses, how it ends."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.number_text import rounded
from core.scenario import Scenario
from core.sweep import Sweep, run, stream, sweep_toml
from core.sweep.tuning import Edge, Width
from tests.cli.test_docs import ROOT, read, section, spans
from tests.command import Call, Done
from tests.terminal import GUARD, read_to_end
from tui.cli.arguments import parse
from tui.cli.commands import SweepCommand
from tui.cli.sweep import MAX_ROWS, build_sweep
from tui.cli.sweep_plot import curves_chart
from tui.cli.sweep_table import edge_text, percent, steps_text, width_text

BOWL = ("--problem", "quadratic kappa=10", "--racer", "sgd", "--racer", "fast: adam", "--steps", "120")
GRID = (*BOWL, "--noise", "0.01", "--axis", "lr=1e-3..1/7", "--axis", "seed=0..4")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def raced() -> Iterator[tuple[str, float, int, Any]]:
    """Every race of GRID on its own: the racer's name, its rate and its seed, and the racer."""
    for seed in range(5):
        for rate in RATES:
            racers = (f"sgd lr={rate!r}", f"fast: adam lr={rate!r}")
            race = Scenario("quadratic kappa=10", racers, steps=120, noise=0.01, seed=seed).race().advance(120)
            for racer in race.racers:
                yield racer.name, rate, seed, racer


def as_json(done: Done) -> Any:
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


def test_csv_has_a_row_for_each_run_and_it_is_that_of_its_race(call: Call) -> None:
    done = call("sweep", *GRID, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert list(rows[0]) == [
        *("racer", "lr", "seed", "loss", "best", "tail", "hit", "last", "diverged", "minimum"),
        *("theta0", "theta1", "answer0", "answer1"),
    ]
    found = {(row["racer"], float(row["lr"]), int(row["seed"])): row for row in rows}
    assert len(found) == len(rows) == 2 * 7 * 5
    for name, rate, seed, racer in raced():
        row = found[name, rate, seed]
        assert float(row["loss"]) == racer.loss[-1]
        assert float(row["best"]) == racer.loss.min()
        assert float(row["tail"]) == pytest.approx(math.inf if racer.diverged else racer.loss[-12:].mean())
        assert int(row["last"]) == racer.steps
        assert (row["diverged"] == "True") == racer.diverged
        assert [float(row["theta0"]), float(row["theta1"])] == racer.path[-1].tolist()
        met = np.flatnonzero(racer.loss <= 0.01 * racer.loss[0])
        assert int(row["hit"]) == (met[0] if met.size else -1)


def summary(name: str) -> tuple[float, list[float], list[float]]:
    """The best rate, and losses and steps of its runs in ascending order, by single races."""
    losses: dict[float, list[float]] = {}
    steps: dict[float, list[float]] = {}
    for racer_name, rate, _, racer in raced():
        if racer_name == name:
            losses.setdefault(rate, []).append(math.inf if racer.diverged else float(racer.loss[-1]))
            met = np.flatnonzero(racer.loss <= 0.01 * racer.loss[0])
            steps.setdefault(rate, []).append(float(met[0]) if met.size else math.inf)
    best = min(losses, key=lambda rate: sorted(losses[rate])[2])
    return best, sorted(losses[best]), sorted(steps[best])


def test_json_and_table_tell_the_best_setting(call: Call) -> None:
    data = as_json(call("sweep", *GRID, "--format", "json"))
    assert (data["runs"], data["done"]) == (70, 70)
    told = spans(section(read(ROOT / "docs" / "sweep.md"), "Results as data"))
    for name in (*data, *data["racers"][0], *data["racers"][0]["rank"], *data["racers"][0]["budget"]):
        assert name in told, name
    assert data["sweep"] == {"axes": ["lr=1e-3..1/7", "seed=0..4"], "until": "steps", "share": 0.01}
    table = call("sweep", *GRID).out
    assert "quadratic kappa=10 120 steps, 2 racers × lr=1e-3..1/7 × seed=0..4\n70 runs; target 1 % of f(start)" in table
    assert "best setting by median final loss" in table
    for told in data["racers"]:
        best, losses, steps = summary(told["name"])
        assert told["at"] == {"lr": best}
        assert told["loss"] == {"low": losses[0], "median": losses[2], "high": losses[4]}
        assert told["steps"]["median"] == steps[2]
        (row,) = re.findall(rf"^{told['name']} +(.*%.*)$", table, re.MULTILINE)
        cells = [cell for cell in re.split(r"(?<!…) +(?!…|%)", row) if cell]
        assert cells[0] == rounded(best, 4)
        assert cells[1] == rounded(losses[2], 3)
        assert cells[2] == f"{rounded(losses[0], 3)} … {rounded(losses[4], 3)}"
        assert cells[3:5] == ["100%", f"{steps[2]:.0f}"]
    sgd = next(told for told in data["racers"] if told["name"] == "sgd")
    assert sgd["limit"] == pytest.approx(2 / 10)
    assert Scenario(**data["scenario"]).racers == Scenario(racers=("sgd", "fast: adam")).racers


def test_the_same_sweep_gives_the_same_bytes_in_every_format(call: Call, tmp_path: Path) -> None:
    for shape in ("table", "csv", "json", "npz"):
        texts = []
        for name in ("one", "two"):
            path = tmp_path / f"{name}.{shape}"
            assert call("sweep", *GRID, "--format", shape, "--output", str(path)) == Done(0, "", "")
            texts.append(path.read_bytes())
        assert texts[0] == texts[1]
    assert not list(tmp_path.glob("*.unfinished"))


def test_npz_has_the_arrays_and_the_sweep(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "found.npz"
    call("sweep", *GRID, "--format", "npz", "--output", str(path))
    with np.load(path) as found:
        assert found["loss"].shape == (2, 7, 5)
        assert found["theta"].shape == (2, 7, 5, 2)
        np.testing.assert_array_equal(found["axis_lr"], RATES)
        assert found["racers"].tolist() == ["sgd", "fast"]
        again = sweep_toml.read(str(found["sweep"]))
        assert found["done"].all()
        best, losses, _ = summary("sgd")
        at = found["axis_lr"].tolist().index(best)
        assert sorted(found["loss"][0, at].tolist()) == losses
    assert again == built(*GRID)


def built(*words: str) -> Sweep:
    command = parse(("sweep", *words))
    assert isinstance(command, SweepCommand)
    return build_sweep(command)


def test_a_file_says_what_is_swept_and_flags_go_over_it(tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    path.write_text('racers = ["sgd"]\n[sweep]\naxes = ["lr=[0.1,0.2]"]\nuntil = "target"\nshare = 0.5\n')
    assert built(str(path)) == Sweep(Scenario(racers=("sgd",)), ["lr=[0.1,0.2]"], until="target", share=0.5)
    given = built(str(path), "--axis", "seed=0..1", "--until", "steps", "--share", "0", "--racer", "adam")
    assert given == Sweep(Scenario(racers=("adam",)), ["seed=0..1"], until="steps", share=0)


def test_a_target_that_is_given_counts_instead_of_a_share(tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    path.write_text('racers = ["sgd"]\n[sweep]\naxes = ["lr=[0.1,0.2]"]\nshare = 0.5\n')
    assert built("--racer", "sgd").share == sweep_toml.DEFAULT_SHARE
    assert built(str(path)).share == 0.5
    assert built(str(path), "--target", "0.1").share == 0
    assert built("--racer", "sgd", "--axis", "target=[0.1,1]").share == 0
    assert built("--racer", "sgd", "--target", "0.1", "--share", "0.2").share == 0.2


def test_without_axes_it_sweeps_rates_around_those_of_the_racers() -> None:
    assert [str(axis) for axis in built("--racer", "sgd lr=0.01").axes] == ["lr=0.0001..1/49"]


REFUSED = {
    ("--axis", "lr"): '"lr" is not an axis',
    ("--axis", "lr=1..2/3", "--axis", "lr=[1,2]"): "axis lr is given twice",
    ("--axis", "lrr=1..2/3"): 'axis lrr: adam has no "lrr". Did you mean lr?',
    ("--axis", "x=-1..1/9000", "--axis", "y=-1..1/9000"): "81,000,000 runs are too many: at most 20,000,000",
    ("--axis", "x=-1..1/1000", "--axis", "y=-1..1/9000", "--steps", "1000000"): "updates are too many",
    ("--axis", "noise=0..1/2000"): "2,000 rows are too many for a table: at most 1,000 are allowed",
    ("--share", "1"): "share must be a number ≥ 0 and < 1 (got 1)",
    ("--jobs", "0"): "--jobs must be an integer from 1 to 256 (got 0)",
    ("--jobs", "2", "--scheduler", "tcp://a:1"): "--jobs is for this machine, --scheduler for a cluster",
    ("--scheduler", "localhost"): "the address of a scheduler is tcp://HOST:PORT or tls://HOST:PORT",
    ("--resume",): "--resume goes on with an --output FILE",
    ("--output", "missing/a.csv"): "can't write missing/a.csv.unfinished: No such file or directory",
    ("--plot", "--axis", "problem=[booth,beale]"): "--plot draws axes of numbers, at least two of them: not problem=",
    ("--plot", "--axis", "seed=0..2"): "--plot draws one axis or two besides the seeds, and there are 0",
    ("--plot", "--format", "csv"): "--plot goes with the table, not with --format csv",
    ("--output", "."): "can't write --output .: it is a directory",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_wrong_is_told_in_one_line(
    words: tuple[str, ...], call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("sweep", "--racer", "adam", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert REFUSED[words] in done.err
    assert not list(tmp_path.iterdir())


def test_a_terminal_gets_no_arrays(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    done = call("sweep", *GRID, "--format", "npz")
    assert (done.code, done.out) == (2, "")
    assert "arrays are no text for a terminal: name an --output FILE" in done.err


def test_a_cluster_needs_a_package_and_says_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = call("sweep", *BOWL, "--axis", "lr=[0.1,0.2]", "--scheduler", "tcp://127.0.0.1:1")
    assert (done.code, done.out) == (2, "")
    assert done.err == "fallline sweep: a cluster needs the package distributed: pip install 'fallline[cluster]'\n"


def test_a_table_of_a_file_is_refused_with_its_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    path.write_text('racers = ["sgd"]\n[sweep]\naxes = ["lr=2..1/3"]\n')
    assert f"{path}: line 3: axis lr: 2..1 must go up" in call("sweep", str(path)).err
    path.write_text('racers = ["sgd"]\n[sweep]\nsteps = 3\n')
    assert f"{path}: line 3: sweep: unknown key 'steps'" in call("sweep", str(path)).err


def test_foreign_text_is_printed_safely(call: Call, tmp_path: Path) -> None:
    name = str(tmp_path / "a\x1b]0;b.csv")
    done = call("sweep", *BOWL, "--axis", "lr=[0.1]\x1b[2J")
    assert done.code == 2
    assert "\x1b" not in done.err
    done = call("sweep", *BOWL, "--axis", "lr=[0.1,0.2]", "--output", f"{name}/b")
    assert done.code == 2
    assert "\x1b" not in done.err


def test_a_table_has_rows_for_every_problem_and_counts_them(call: Call) -> None:
    out = call("sweep", "--racer", "sgd", "--steps", "20", "--axis", "problem=[booth,beale]", "--axis", "lr=[0.01]").out
    assert re.search(r"^sgd +booth +0\.01 ", out, re.MULTILINE)
    assert re.search(r"^sgd +beale +0\.01 ", out, re.MULTILINE)
    assert MAX_ROWS > 2


def test_curves_are_the_medians_over_the_seeds() -> None:
    result = run(built(*GRID))
    chart = curves_chart(result, 0)
    assert chart.log_x
    found: dict[tuple[str, float], list[float]] = {}
    for name, rate, _, racer in raced():
        found.setdefault((name, rate), []).append(math.inf if racer.diverged else float(racer.loss[-1]))
    for curve in chart.curves:
        medians = [sorted(found[curve.label, rate])[2] for rate in chart.places.tolist()]
        assert [math.isinf(value) for value in medians] == curve.diverged.tolist() == np.isnan(curve.values).tolist()
        assert [value for value in medians if math.isfinite(value)] == curve.values[~curve.diverged].tolist()
    assert [curve.limits for curve in chart.curves] == [(pytest.approx(0.2),), ()]


def test_the_plot_follows_the_table(call: Call) -> None:
    done = call("sweep", *GRID, "--plot")
    assert (done.code, done.err) == (0, "")
    title = "final loss over lr, median of 5 seeds, ░ diverged, ┊ limit of theory"
    table, _, plot = done.out.partition(f"\n{title}\n")
    assert table == call("sweep", *GRID).out
    assert any("\u2800" < character <= "\u28ff" for character in plot)
    assert re.search(r"[■▲●◆] ?fast", plot)


def cells(plot: str) -> list[str]:
    """The rows of a map, from the top, without axes and legend."""
    return [row[6:59] for row in plot.splitlines() if row[5:6] in "│┤" and len(row) > 55]


def test_a_map_of_starts_shows_the_minimum_of_each_race(call: Call) -> None:
    words = ("--problem", "himmelblau", "--racer", "sgd lr=0.01", "--axis", "x=-5..5/53", "--axis", "y=-5..5/36")
    out = call("sweep", *words, "--plot").out
    rows = cells(out.partition("minimum reached over x and y: sgd\n")[2])
    assert [len(row) for row in rows] == [53] * 18
    x, y = np.linspace(-5, 5, 53).tolist(), np.linspace(-5, 5, 36).tolist()
    for row, column in ((0, 0), (3, 45), (9, 20), (16, 40), (17, 52)):
        race = Scenario("himmelblau", ("sgd lr=0.01",), (x[column], y[2 * (17 - row)])).race().advance(500)
        end = race.racers[0].path[-1]
        away = [float(np.linalg.norm(end - np.array(minimum.point))) for minimum in race.problem.minima]
        assert rows[row][column] == str(1 + int(np.argmin(away)))


def test_a_map_of_settings_shows_where_runs_diverge(call: Call) -> None:
    axes = ("--axis", "lr=[0.1,0.3,0.9]", "--axis", "momentum=[0,0.9]")
    out = call("sweep", "--problem", "quadratic kappa=10", "--racer", "momentum", "--steps", "900", *axes, "--plot").out
    rows = cells(out.partition("final loss over lr and momentum: momentum\n")[2])
    # stable below (2 + 2·momentum)/κ: 0.38 and 0.2
    assert rows[0][5] != "x" != rows[0][25]
    assert rows[0][50] == "x"
    assert rows[-1][5] != "x"
    assert rows[-1][25] == rows[-1][50] == "x"


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        ("network hidden=[1],network data=xor hidden=[1]", "2 runs; no target, as f* is not known\n"),
        ("-x^2 - y^2,booth", "2 runs; target 1 % of f(start) − f* where that is known"),
        ("beale,booth", "2 runs; target 1 % of f(start) − f*\n"),
    ],
)
def test_a_target_is_told_where_there_is_one(call: Call, problems: str, told: str) -> None:
    words = ("--racer", "sgd", "--axis", f"problem=[{problems}]")
    assert told in call("sweep", "--problem", problems.partition(",")[0], *words).out


def test_a_formula_without_a_lowest_loss_has_no_target(call: Call) -> None:
    words = ("sweep", "--racer", "sgd lr=0.1", "--axis", "nesterov=[true,false]", "--axis", "momentum=[0.5,0.9]")
    out = call(*words, "--problem", "x^2 - y^2").out
    assert "4 runs; no target, as f* is not known; best setting by final loss" in out
    assert re.search(r"^sgd +(true|false) +0\.9 .* – ", out, re.MULTILINE)
    out = call(*words, "--target", "0.5").out
    assert "4 runs; target f* + 0.5; best" in out


def test_basins_are_told_by_the_minima_of_the_runs(call: Call) -> None:
    words = ("--problem", "himmelblau", "--racer", "sgd lr=0.01", "--axis", "x=-5..5/6", "--axis", "y=-5..5/6")
    out = " ".join(call("sweep", *words).out.split())
    ends = []
    for x in np.linspace(-5, 5, 6).tolist():
        for y in np.linspace(-5, 5, 6).tolist():
            race = Scenario("himmelblau", ("sgd lr=0.01",), (x, y)).race().advance(500)
            ends.append(race.racers[0].path[-1])
    minima = [np.array(minimum.point) for minimum in race.problem.minima]
    diagonal = math.hypot(
        race.problem.box.x_high - race.problem.box.x_low, race.problem.box.y_high - race.problem.box.y_low
    )
    for minimum in minima:
        count = sum(bool(np.linalg.norm(end - minimum) <= 0.01 * diagonal) for end in ends)
        assert count == 0 or f"{percent(count / 36)} at ({rounded(minimum[0])}, {rounded(minimum[1])})" in out


def test_cells_of_the_table() -> None:
    assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "1%", "50%", "99%", "100%"]
    assert (steps_text(12), steps_text(math.inf), steps_text(math.nan)) == ("12", "–", "–")
    assert (width_text(None), width_text(Width(1.25, open=True)), width_text(Width(0.5, open=False))) == (
        "–",
        "> 1.2",
        "0.5",
    )
    assert (edge_text(None), edge_text(Edge(None, 0.1)), edge_text(Edge(0.1, 0.2))) == ("–", "< 0.1", "0.1 … 0.2")


def test_what_is_left_undone_is_told_kept_and_resumed(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    counted: list[int] = []

    def counting(*args: Any, **options: Any) -> Iterator[Any]:
        with closing(stream(*args, **options)) as found:
            for part, columns in found:
                counted.append(columns.loss.size)
                yield part, columns
                if len(counted) == 1:
                    signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("tui.cli.sweep_run.stream", counting)
    words = ("sweep", *BOWL, "--axis", "problem=[booth,beale]", "--axis", "lr=[0.01,0.1]", "--format", "csv")
    path = tmp_path / "runs.csv"
    done = call(*words, "--output", str(path))
    assert done == Done(130, "", "fallline sweep: stopped by SIGINT after 2 of 8 runs\n")
    part = path.read_text(encoding="utf-8")

    for again, sentence in (
        (words, "--resume goes on with it"),
        ((*words, "--resume", "--seed", "1"), "another sweep"),
    ):
        refused = call(*again, "--output", str(path))
        assert refused.code == 2
        assert sentence in refused.err

    assert call(*words, "--output", str(path), "--resume") == Done(0, "", "")
    assert sum(counted) == 8
    assert [each.name for each in tmp_path.iterdir()] == ["runs.csv"]
    whole = path.read_text(encoding="utf-8")
    assert whole == call(*words).out
    assert part.count("\n") == 3
    assert set(part.splitlines()) < set(whole.splitlines())


# As `python -m tui`, but deaf to nothing: a shell's background job has Ctrl+C ignored.
START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tui.cli.main import main
if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.system
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_progress_is_shown_on_a_terminal_and_ctrl_c_ends_it(jobs: str) -> None:
    master, slave = pty.openpty()
    words = ["sweep", "--racer", "adam", "--axis", "x=-1..1/1000", "--axis", "y=-1..1/1000", "--steps", "100000"]
    environ = os.environ | {"TERM": "xterm-256color"}
    command = [sys.executable, "-c", START, *words, "--jobs", jobs]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, text=True, env=environ)
    os.close(slave)
    shown = ""
    while "runs/s" not in shown and process.poll() is None:
        shown += os.read(master, 4096).decode()
    process.send_signal(signal.SIGINT)
    with read_to_end(master) as rest:
        out, _ = process.communicate(timeout=GUARD)
    shown += b"".join(rest).decode()
    assert process.returncode == 130
    assert re.search(r"^[\d,]+ of 1,000,000 runs; target", out, re.MULTILINE)
    assert "%" in shown
    assert re.search(r"stopped by SIGINT after [\d,]+ of 1,000,000 runs", shown.rsplit("\x1b[2K", 1)[1])
