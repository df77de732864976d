"""The parts of a sweep: programs that many cells share, in pieces that one process runs at a time, coarse to fine."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache, partial

import numpy as np

from core.arrays import Array, Indices
from core.external.entry import External
from core.frozen import frozen
from core.objectives import noise_of, objective_of, whole_objective
from core.problems import Problem, Reader, bind, read_table
from core.program.assemble import RATES, assemble
from core.program.columns import ColumnRun, Seeds, Task
from core.program.outcomes import Outcomes
from core.program.tape import TapeProgram
from core.race import start_of
from core.recipes import SCHEDULE, open_name, rates_of, recipe_of, with_lowest_loss
from core.scenario import Scenario
from core.sweep.places import coordinates, with_value
from core.sweep.single_runs import SingleRuns
from core.sweep.sweep import Sweep

WIDTH = 5_000
"""Columns of a part: few enough for the cache, many enough that a call's own time does not count."""
MOST_NUMBERS = 20 * WIDTH
"""Columns times parameters of a part, at most: parts of many parameters are narrower."""
SINGLE = 16
"""Cells of a part of an optimizer that is code, which run one after another."""
COARSE = 3
"""Cells whose numbers on all axes are multiples of 2³ come first, then those of 2², and so on."""


@frozen
class Part:
    """Some cells of one racer: those of one combination of values that need a program of their own.

    `fixed` are (number of the axis, number of the value); `begin` to `end` count the remaining cells in the order of
    `coarse_to_fine`.
    """

    racer: int
    fixed: tuple[tuple[int, int], ...]
    begin: int
    end: int


def plan(sweep: Sweep, width: int = WIDTH) -> list[Part]:
    """All parts of a sweep; those with the coarse cells of every racer and program first."""
    parts: list[Part] = []
    width = min(width, max(2, MOST_NUMBERS // sweep.scenario.problem.entry.dims))
    for racer in range(len(sweep.scenario.racers)):
        fixed_axes = [i for i, place in enumerate(sweep.places(racer)) if not place.by_column]
        count = math.prod(_column_shape(sweep, racer))
        size = min(width, SINGLE) if is_code(sweep, racer) else width
        for values in itertools.product(*(range(len(sweep.axes[i])) for i in fixed_axes)):
            fixed = tuple(zip(fixed_axes, values, strict=True))
            parts += [Part(racer, fixed, at, min(at + size, count)) for at in range(0, count, size)]
    return sorted(parts, key=lambda part: part.begin)


def is_code(sweep: Sweep, racer: int) -> bool:
    """Whether a racer's optimizer is code, of which no program for many columns is known."""
    return isinstance(sweep.scenario.racers[racer].entry, External)


def _column_axes(sweep: Sweep, racer: int) -> list[int]:
    return [i for i, place in enumerate(sweep.places(racer)) if place.by_column]


def _column_shape(sweep: Sweep, racer: int) -> tuple[int, ...]:
    return tuple(len(sweep.axes[i]) for i in _column_axes(sweep, racer))


@lru_cache(maxsize=8)
def coarse_to_fine(shape: tuple[int, ...]) -> Indices:
    """The flat numbers of a grid's cells: first every 8th on each axis, then every 4th, every 2nd, and the rest."""
    level = np.full(shape, COARSE, dtype=np.int8)
    for axis, length in enumerate(shape):
        steps = np.zeros(length, dtype=np.int8)
        for power in range(1, COARSE + 1):
            steps[:: 2**power] = power
        level = np.minimum(level, steps.reshape([-1 if i == axis else 1 for i in range(len(shape))]))
    order: Indices = np.argsort(-level.ravel(), kind="stable").astype(np.intp)
    order.flags.writeable = False
    return order


def cells_of(sweep: Sweep, part: Part) -> Indices:
    """The flat numbers of a part's cells in the array of the whole sweep."""
    shape = sweep.shape
    numbers = _numbers(sweep, part)
    full = [np.full(part.end - part.begin, part.racer)]
    fixed = dict(part.fixed)
    full += [numbers[i] if i in numbers else np.full(part.end - part.begin, fixed[i]) for i in range(len(sweep.axes))]
    found: Indices = np.ravel_multi_index(tuple(full), shape).astype(np.intp)
    return found


def _numbers(sweep: Sweep, part: Part) -> dict[int, Indices]:
    """For each axis that differs by column, the number of the value in each column."""
    axes, shape = _column_axes(sweep, part.racer), _column_shape(sweep, part.racer)
    if not axes:
        return {}
    order = coarse_to_fine(shape)[part.begin : part.end]
    return dict(zip(axes, np.unravel_index(order, shape), strict=True))


@frozen(eq=False)
class Prepared:
    """The program of a part and the problem that it runs on."""

    scenario: Scenario
    problem: Problem
    program: TapeProgram


@lru_cache(maxsize=32)
def prepare(scenario: Scenario, free: tuple[str, ...], seeds: tuple[int, ...], read: Reader = read_table) -> Prepared:
    """The program of a scenario's only racer with open hyperparameters, for runs with these seeds."""
    (racer,) = scenario.racers
    problem = bind(scenario.problem, read)
    sigma = noise_of(problem, scenario.noise)
    recipe = recipe_of(
        with_lowest_loss(racer, problem),
        total=scenario.steps,
        noisy=sigma > 0,
        sampled=bool(problem.batch) or problem.sampled is not None,
        bounds=problem.bounds,
        layers=bool(problem.groups),
        free=free,
    )
    own_rates = [RATES] if racer.group_rates else []
    make_objective = whole_objective if own_rates else partial(objective_of, columns=True)
    program = TapeProgram(
        assemble(recipe),
        make_objective(problem, *seeds),
        [*(open_name(name) for name in free), *own_rates],
        noise="none" if not sigma else "shared" if len(seeds) == 1 else "own",
        answer=scenario.measured_at == "answer",
    )
    return Prepared(scenario, problem, program)


def start_part(
    sweep: Sweep, part: Part, read: Reader = read_table, history: Array | None = None
) -> ColumnRun | SingleRuns:
    """A part under way; `history` (steps + 1, cells) receives its losses. Raises DataError."""
    if is_code(sweep, part.racer):
        return _single_runs(sweep, part, read, history)
    numbers, places = _numbers(sweep, part), sweep.places(part.racer)
    scenario = sweep.partly(part.racer, dict(part.fixed))
    for i in numbers:  # a rate of any value shows the program which group has its own
        if places[i].kind == "rate":
            scenario = with_value(scenario, places[i], sweep.axes[i].values[0])
    columns = part.end - part.begin
    values = {i: np.array(sweep.axes[i].values, dtype=np.float64)[chosen] for i, chosen in numbers.items()}
    free = {
        (SCHEDULE if places[i].kind == "schedule" else "") + places[i].name: column
        for i, column in values.items()
        if places[i].kind in ("racer", "schedule")
    }
    by_seed = next((column for i, column in values.items() if places[i].name == "seed"), None)
    seeds = Seeds(
        np.full(columns, scenario.seed) if by_seed is None else by_seed.astype(np.int64), scenario.problem.entry.dims
    )
    prepared = prepare(scenario, tuple(free), tuple(seeds.distinct), read)
    seeds.sigma = noise_of(prepared.problem, scenario.noise)
    starts = np.repeat(np.array(start_of(scenario, prepared.problem), dtype=np.float64)[:, None], columns, axis=1)
    for i, column in values.items():
        if places[i].kind == "start":
            starts[coordinates(sweep.scenario).index(places[i].name)] = column
    given = {open_name(name): column for name, column in free.items()}
    (racer,) = scenario.racers
    if racer.group_rates:
        lr = free.get("lr", np.full(columns, racer.number("lr")))
        given[RATES] = rates = rates_of(racer, scenario.problem.groups, lr)
        for i, column in values.items():
            if places[i].kind == "rate":
                (group,) = (group for group in scenario.problem.groups if group.name == places[i].name)
                rates[group.part] = column
    return ColumnRun(prepared.program, starts, _task(sweep, scenario, prepared.problem, seeds, history), given)


def _single_runs(sweep: Sweep, part: Part, read: Reader, history: Array | None) -> SingleRuns:
    problem = problem_of(sweep, part, read)
    cells = np.stack(np.unravel_index(cells_of(sweep, part), sweep.shape), axis=1)
    scenarios = [sweep.scenario_at(cell) for cell in cells.tolist()]
    return SingleRuns(scenarios, problem, _task(sweep, scenarios[0], problem, None, history))


def _task(sweep: Sweep, scenario: Scenario, problem: Problem, seeds: Seeds | None, history: Array | None) -> Task:
    best, target = problem.best, scenario.target
    lowest = -np.inf if best is None else best
    level = lowest if sweep.share else target + lowest
    return Task(scenario.steps, level, sweep.share, until_target=sweep.until == "target", seeds=seeds, history=history)


def run_part(sweep: Sweep, part: Part, read: Reader = read_table) -> Outcomes:
    """Run a part to its end. Raises DataError."""
    run = start_part(sweep, part, read)
    while run.advance():
        pass
    return run.found


def problem_of(sweep: Sweep, part: Part, read: Reader = read_table) -> Problem:
    """The problem of a part's cells. Raises DataError."""
    return bind(sweep.partly(part.racer, dict(part.fixed)).problem, read)
