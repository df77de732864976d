"""A race as data: JSON and CSV with every measure of each racer, in full precision.

The same scenario gives the same bytes. Row `step` is the state after so many updates, as in `core.measures`; measures
that the problem does not have are left out.
"""

from __future__ import annotations

import csv
import json
import math
import platform
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

from core.measures import Measure, known_measures
from core.problems import Problem
from core.race import Race
from core.racer import Racer
from tui.version import version

FEW = ("theta0", "theta1")
FEW_PARAMETERS = 20
"""θ of more parameters is written only where it is asked for."""
CHUNK = 10_000  # rows made into Python objects at a time
NUMBERS = 2**18
"""Of the points that one measure after the other reads: a run that has to replay them keeps so many."""


def scenario_data(race: Race) -> dict[str, Any]:
    """The scenario as plain data, with the start that was taken: `Scenario(**data)` races the same."""
    scenario = race.scenario
    return {
        "problem": str(scenario.problem),
        "racers": [str(racer) for racer in scenario.racers],
        "start": list(race.start),
        **scenario.settings,
    }


def versions() -> dict[str, str]:
    """The versions of everything that the numbers may depend on."""
    return {"fallline": version(), "python": platform.python_version(), "numpy": np.__version__}


def chosen_steps(racer: Racer, every: int) -> npt.NDArray[np.int64]:
    """Every N-th step of a racer's history, and always its last."""
    last = len(racer.loss) - 1
    steps = np.arange(0, last + 1, every)
    return steps if steps[-1] == last else np.append(steps, last)


def chunks(steps: npt.NDArray[np.int64], dims: int) -> Iterator[npt.NDArray[np.int64]]:
    """The steps in parts of at most CHUNK, whose points a run of so many parameters finds once for all measures."""
    span = max(1, NUMBERS // dims)
    ends = np.flatnonzero(np.diff(steps // span)) + 1
    for part in np.split(steps, ends):
        for first in range(0, len(part), CHUNK):
            yield part[first : first + CHUNK]


def plain(value: Any) -> Any:
    """Replace non-finite numbers by None, in nested lists too: JSON has no NaN and no infinity."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def finding_data(racer: Racer) -> dict[str, Any] | None:
    """What the racer is found to do at its last step; None if nothing, or if it diverged."""
    found = racer.finding(racer.steps + racer.diverged)
    if found is None:
        return None
    numbers = {name: plain(value) for name, value in found.numbers.items()}
    return {"kind": found.kind, "sentence": found.sentence, "numbers": numbers}


def theta_names(problem: Problem) -> Sequence[str]:
    """The columns of θ: theta0 and theta1, or the names of more than two parameters."""
    return problem.names if problem.dims > len(FEW) else FEW[: problem.dims]


def writes_theta(problem: Problem, theta: bool) -> bool:
    """Whether θ at every step is written: where `theta` asks for it, and for few parameters."""
    return theta or problem.dims <= FEW_PARAMETERS


def racer_data(racer: Racer, every: int, theta: bool = False) -> dict[str, Any]:
    steps, last = chosen_steps(racer, every), racer.path[-1]
    final = {"theta": plain(last.tolist()), "loss": plain(float(racer.loss[-1]))}
    in_data_units = racer.problem.in_data_units(last)
    if in_data_units is not None:
        final["theta_in_data_units"] = plain(in_data_units.tolist())
    status = racer.status
    return {
        "spec": str(racer.spec),
        "name": racer.name,
        "status": status.kind,
        "message": status.sentence,
        "finding": finding_data(racer),
        "steps": racer.steps,
        "evaluations": racer.evaluations,
        "step": steps.tolist(),
        **({"theta": plain(racer.path[steps].tolist())} if writes_theta(racer.problem, theta) else {}),
        **_measured(racer, steps),
        "final": final,
    }


def _measured(racer: Racer, steps: npt.NDArray[np.int64]) -> dict[str, Any]:
    """The values of all measures, by name."""
    found: dict[str, list[float]] = {measure.name: [] for measure in known_measures(racer.problem)}
    for part in chunks(steps, racer.problem.dims):
        for measure in known_measures(racer.problem):
            found[measure.name] += measure.values(racer, part).tolist()
    return {name: plain(values) for name, values in found.items()}


def write_json(race: Race, every: int, file: TextIO, *, theta: bool = False) -> None:
    """Write the race as one JSON object, one line for each racer; with `theta` all of many parameters, too."""

    def text(data: Any) -> str:
        return json.dumps(data, allow_nan=False)

    file.write(f'{{"scenario": {text(plain_scenario(race))},\n "parameters": {text(race.problem.names)},\n')
    file.write(f' "versions": {text(versions())},\n "racers": [')
    for index, racer in enumerate(race.racers):
        file.write(f"{',' if index else ''}\n  {text(racer_data(racer, every, theta))}")
    file.write("\n]}\n")


def plain_scenario(race: Race) -> Any:
    return {key: plain(value) for key, value in scenario_data(race).items()}


def write_csv(race: Race, every: int, file: TextIO, *, theta: bool = False) -> None:
    """Write the race as CSV, one row for each racer and step; non-finite numbers read nan, inf or -inf.

    With `theta` a row has all of many parameters, too.
    """
    rows = csv.writer(file, lineterminator="\n")
    measures = known_measures(race.problem)
    names = (measure.name for measure in measures)
    theta = writes_theta(race.problem, theta)
    rows.writerow(["racer", "step", *names, *(theta_names(race.problem) if theta else ())])
    for racer in race.racers:
        for part in chunks(chosen_steps(racer, every), race.problem.dims):
            rows.writerows(_csv_rows(racer, part, measures, theta))


def _csv_rows(
    racer: Racer, steps: npt.NDArray[np.int64], measures: Sequence[Measure], theta: bool
) -> Sequence[Sequence[object]]:
    columns = (
        steps.tolist(),
        *(measure.values(racer, steps).tolist() for measure in measures),
        *(racer.path[steps].T.tolist() if theta else ()),
    )
    return [(racer.name, *row) for row in zip(*columns, strict=True)]
