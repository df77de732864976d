"""Run columns on the tape and keep their whole histories, for tests that compare them with single runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.objectives import objective_of
from core.problems import bind
from core.program.assemble import Program, assemble
from core.program.columns import Seeds, Task, run_columns
from core.program.objective import Objective
from core.program.outcomes import Outcomes
from core.program.tape import TapeProgram
from core.recipes import open_name, recipe_of, with_lowest_loss
from core.run import Run, make_run
from core.specs import ProblemSpec, RacerSpec

LR = open_name("lr")
RATES = np.geomspace(1e-4, 1, 12)
STEPS = 100


@dataclass(frozen=True)
class Histories:
    """`path` (steps + 1, dims, columns) and `loss` (steps + 1, columns), and what became of the runs."""

    path: Array
    loss: Array
    found: Outcomes


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


def lowered(racer: str, problem: str, *, free: tuple[str, ...] = ("lr",), **options: bool) -> tuple[Program, Objective]:
    """The program of a racer with open hyperparameters, and the problem's objective."""
    bound = bind(ProblemSpec.parse(problem))
    spec = with_lowest_loss(RacerSpec.parse(racer), bound)
    recipe = recipe_of(spec, total=STEPS, bounds=bound.bounds, free=free, **options)
    return assemble(recipe), objective_of(bound, 0)


def single(racer: str, problem: str, *, start: tuple[float, ...] | None = None, seed: int = 0, sigma: float = 0) -> Run:
    """The run of one racer."""
    bound = bind(ProblemSpec.parse(problem))
    run = make_run(RacerSpec.parse(racer), bound, start or bound.start, total=STEPS, seed=seed, sigma=sigma)
    run.advance(STEPS)
    return run


def rates(racer: str, problem: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Histories:
    """Runs of a racer from the problem's start at these learning rates."""
    start = np.array(bind(ProblemSpec.parse(problem)).start)
    return histories(*lowered(racer, problem), np.repeat(start[:, None], len(values), axis=1), STEPS, {LR: values})


def assert_same_bits(runs: Histories, column: int, run: Run) -> None:
    """A column is a run in every bit."""
    last = run.steps
    assert runs.found.last[column] == last
    assert runs.loss[: last + 1, column].tolist() == run.loss().tolist()
    assert runs.path[: last + 1, :, column].tolist() == run.path().tolist()
    assert runs.found.loss[column] == run.loss()[-1]
    assert runs.found.best[column] == run.loss().min()
    assert runs.found.theta[:, column].tolist() == run.path()[-1].tolist()
