"""A sweep as data: every run as CSV or NumPy arrays, and what it says of each racer as JSON, in full precision."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, TextIO

import numpy as np

from core.hyper import Value
from core.safe_text import safe_json
from core.sweep import SweepResult, sweep_toml
from core.sweep.ranks import Rank, ranks
from core.sweep.tuning import Spread, Summary, summaries
from tui.export.formats import plain, versions

ARRAYS = ("loss", "best", "tail", "hit", "last", "diverged", "minimum", "theta", "answer", "done")
CHUNK = 10_000  # rows made into Python objects at a time


def write_csv(result: SweepResult, file: TextIO) -> None:
    """Write one row for each run; non-finite numbers read nan, inf or -inf."""
    rows = csv.writer(file, lineterminator="\n")
    dims = range(result.theta.shape[-1])
    points = (f"{name}{i}" for name in ("theta", "answer") for i in dims)
    rows.writerow(["racer", *(axis.name for axis in result.sweep.axes), *ARRAYS[:7], *points])
    cells = np.flatnonzero(result.done.reshape(-1))
    for first in range(0, cells.size, CHUNK):
        rows.writerows(_csv_rows(result, cells[first : first + CHUNK]))


def _csv_rows(result: SweepResult, cells: np.ndarray) -> Iterator[Sequence[object]]:
    racers, *numbers = np.unravel_index(cells, result.sweep.shape)
    names = result.sweep.scenario.names
    columns: list[Sequence[object]] = [[names[racer] for racer in racers]]
    columns += [[axis.format(i) for i in number] for axis, number in zip(result.sweep.axes, numbers, strict=True)]
    columns += [getattr(result, name).reshape(-1)[cells].tolist() for name in ARRAYS[:7]]
    for points in (result.theta, result.answer):
        columns += points.reshape(-1, points.shape[-1])[cells].T.tolist()
    return zip(*columns, strict=True)


def write_npz(result: SweepResult, file: TextIO) -> None:
    """Write a file for `numpy.load`: the arrays of the results, the values of each axis, and the sweep as TOML."""
    arrays = {name: getattr(result, name) for name in ARRAYS}
    arrays |= {f"axis_{axis.name}": np.array(axis.values) for axis in result.sweep.axes}
    arrays |= {"racers": np.array(result.sweep.scenario.names), "sweep": np.array(sweep_toml.write(result.sweep))}
    with zipfile.ZipFile(_Forward(file.buffer), "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


class _Forward:
    """A file without a way back, which `numpy.savez` would need: so an archive has the same bytes in a pipe."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """The one who opened the file closes it."""


def write_json(result: SweepResult, file: TextIO) -> None:
    """Write what the sweep says of each racer, as one JSON object."""
    file.write(safe_json(json.dumps(sweep_data(result), indent=1, allow_nan=False, ensure_ascii=False)) + "\n")


def sweep_data(result: SweepResult) -> dict[str, Any]:
    """The sweep and its summaries as plain data."""
    sweep, rank = result.sweep, ranks(result)
    scenario = sweep.scenario
    return {
        "scenario": {
            "problem": str(scenario.problem),
            "racers": [str(racer) for racer in scenario.racers],
            "start": None if scenario.start is None else list(scenario.start),
            **{name: plain(value) for name, value in scenario.settings.items()},
        },
        "sweep": {"axes": [str(axis) for axis in sweep.axes], "until": sweep.until, "share": sweep.share},
        "versions": versions(),
        "runs": sweep.cells,
        "done": int(result.done.sum()),
        "racers": [
            summary_data(result, each, None if rank is None else rank[each.racer]) for each in summaries(result)
        ],
    }


def summary_data(result: SweepResult, found: Summary, rank: Rank | None) -> dict[str, Any]:
    """A summary as plain data; a number that is not finite is None."""
    axes = result.sweep.axes
    at: dict[str, Value] = {axes[i].name: axes[i].values[number] for i, number in found.at.items()}
    return {
        "spec": str(found.scenario.racers[0]),
        "name": result.sweep.scenario.names[found.racer],
        "at": {name: plain(value) for name, value in at.items()},
        "loss": _spread(found.loss),
        "steps": _spread(found.steps),
        "reached": found.reached,
        "local": found.local,
        "minima": [
            {"point": list(minimum.point), "loss": minimum.value, "share": share} for minimum, share in found.minima
        ],
        "diverged": found.diverged,
        "width": None if found.width is None else asdict(found.width),
        "edge": None if found.edge is None else asdict(found.edge),
        "limit": None if found.limit is None else plain(found.limit.value),
        "budget": {
            "trials": list(found.budget.trials),
            "expected": plain(list(found.budget.expected)),
            **{name: plain([getattr(at, name) for at in found.budget.spread]) for name in ("low", "median", "high")},
        },
        "rank": None if rank is None else asdict(rank),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(spread).items()}
