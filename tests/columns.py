"""Run columns on the tape and keep their whole histories, for tests that compare them with single runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.program.assemble import Program
from core.program.columns import Columns, Seeds, Task, run_columns
from core.program.objective import Objective
from core.program.tape import TapeProgram


@dataclass(frozen=True)
class Histories:
    """`path` (steps + 1, dims, columns) and `loss` (steps + 1, columns), and what became of the runs."""

    path: Array
    loss: Array
    found: Columns


def histories(
    program: Program,
    objective: Objective,
    starts: Array,
    steps: int,
    values: Mapping[str, Array] | None = None,
    *,
    seeds: Seeds | None = None,
    level: float = -np.inf,
    until_target: bool = False,
    answer: bool = False,
) -> Histories:
    """The histories of runs from each column of `starts`."""
    columns = dict(values or {})
    kind = "none" if seeds is None else seeds.noise
    tape = TapeProgram(program, objective, list(columns), noise=kind, answer=answer)
    loss, path = np.empty((steps + 1, starts.shape[1])), np.full((steps + 1, *starts.shape), np.nan)
    task = Task(steps, level, until_target=until_target, seeds=seeds, history=loss, path=path)
    return Histories(path, loss, run_columns(tape, starts, task, columns))
