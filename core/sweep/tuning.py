"""What a sweep says of each racer: its best setting, how much room there is for its rate, and what a trial is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.arrays import Array, ArrayLike, Indices, Mask
from core.frozen import frozen
from core.inspection.stability import Limit, limit_of_race
from core.problems import Minimum, Problem, Reader, read_table
from core.problems.binding import bind
from core.race import start_of
from core.scenario import Scenario
from core.sweep.axis_roles import AxisRoles
from core.sweep.order_statistics import best_quantile, expected_best, median, quantile
from core.sweep.places import coordinates
from core.sweep.results import SweepResult

RATE = "lr"
LOW, HIGH = 0.1, 0.9
"""The shares of the quantiles beside the median."""
LOWEST = 1e-6
"""A minimum whose loss is above the lowest by more than this, relative to 1 + |f*|, is a local one."""
BUDGETS = (1, 3, 10, 30, 100)
"""Numbers of trials of a budget curve, as far as there are settings."""


@frozen
class Spread:
    """The quantiles of 10, 50 and 90 % of some runs."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: ArrayLike) -> Spread:
        """The quantiles of values (n,); NaN does not count."""
        return cls(float(quantile(values, LOW)), float(median(values)), float(quantile(values, HIGH)))


@frozen
class Width:
    """The decades between the lowest and the highest good rate around the best; `open` if the axis ends before."""

    decades: float
    open: bool


@frozen
class Edge:
    """Where divergence begins: the first rate that diverges, and the one below it, None if the axis begins there."""

    below: float | None
    rate: float


@frozen
class Budget:
    """The best score after so many random trials: the expected one, and quantiles of 10, 50 and 90 %."""

    trials: tuple[int, ...]
    expected: tuple[float, ...]
    spread: tuple[Spread, ...]


@frozen
class Summary:
    """One racer at one condition. `at` are the numbers of the values of condition and best setting, by axis.

    The best setting is that of the lowest median loss over the repetitions, or of the fewest steps to the target where
    runs end there. `loss`, `steps`, `reached` and `minima` are those of its runs: quantiles of the loss, where diverged
    runs count as infinite, and of the first step at the target, without runs that ended in a local minimum; the share
    that met the target; the share at each minimum of the problem. `diverged` is the share of the runs at all settings.
    """

    racer: int
    at: dict[int, int]
    scenario: Scenario
    loss: Spread
    steps: Spread
    reached: float
    local: float
    minima: tuple[tuple[Minimum, float], ...]
    diverged: float
    width: Width | None
    edge: Edge | None
    limit: Limit | None
    budget: Budget


def losses(result: SweepResult) -> Array:
    """The loss of each cell: infinite where the run diverged, NaN where it has not been run."""
    return np.where(result.done, np.where(result.diverged, np.inf, result.loss), np.nan)


def steps_to_target(result: SweepResult) -> Array:
    """The first step at the target of each cell: infinite where it was not met, NaN where the cell has not been run."""
    return np.where(result.done, np.where(result.hit < 0, np.inf, result.hit), np.nan)


def scores(result: SweepResult) -> Array:
    """What a sweep minimises in each cell: the loss, or the steps to the target where runs end there."""
    return steps_to_target(result) if result.sweep.until == "target" else losses(result)


def summaries(result: SweepResult, read: Reader = read_table) -> list[Summary]:
    """A summary for each racer and condition of which some cells have been run. Raises DataError."""
    return list(each_summary(result, read))


def each_summary(result: SweepResult, read: Reader = read_table) -> Iterator[Summary]:
    """The summaries one after another, each computed when it is asked for. Raises DataError."""
    roles = AxisRoles(result.sweep)
    grids = _Grids(*(roles.arranged(array) for array in (losses(result), steps_to_target(result), scores(result))))
    diverged = roles.arranged(np.where(result.done, result.diverged, np.nan))
    minimum = roles.arranged(result.minimum)
    for racer, condition in np.ndindex(*roles.shape[:2]):
        cells = (racer, condition)
        grid = _Grids(grids.losses[cells], grids.steps[cells], grids.scores[cells])
        best = best_setting(grid.scores, grid.losses)
        if best is None:
            continue
        at = roles.values_at(roles.conditions, condition) | roles.values_at(roles.tuned, best)
        scenario = result.sweep.partly(racer, at)
        problem = bind(scenario.problem, read)
        done = ~np.isnan(grid.losses[best])
        shares = _shares(problem, minimum[cells][best][done])
        local = np.zeros(done.size, dtype=bool)
        local[done] = _is_local(problem, minimum[cells][best][done])
        line, rates = _along_rate(roles, best)
        reaches = _most((grid.steps < np.inf) & (grid.losses < np.inf), grid.losses)
        yield Summary(
            racer=racer,
            at=at,
            scenario=scenario,
            loss=Spread.of(grid.losses[best]),
            steps=Spread.of(grid.steps[best][~local]),
            reached=float(np.mean(grid.steps[best][done] < np.inf)),
            local=float(np.mean(local[done])),
            minima=shares,
            diverged=float(np.nanmean(diverged[cells])),
            width=good_width(rates, reaches[line], line.tolist().index(best)) if rates.size else None,
            edge=divergence_edge(rates, _most(diverged[cells] > 0, grid.losses)[line]) if rates.size else None,
            limit=limit_of_race(scenario.racers[0], problem, start_of(scenario, problem)),
            budget=budget(median(grid.scores), _worst(result, scenario, problem)),
        )


@frozen
class _Grids:
    """Losses, steps to the target and scores of the cells."""

    losses: Array
    steps: Array
    scores: Array


def best_setting(grid: Array, losses: Array) -> int | None:
    """The setting with the lowest median score, then loss, (settings, repetitions); None if none has been run."""
    by_score, by_loss = median(grid), median(losses)
    return None if np.isnan(by_score).all() else int(np.lexsort((by_loss, by_score))[0])


def _most(mask: Mask, losses: Array) -> Mask:
    """The settings at which at least half of the runs are in the mask, both (settings, repetitions)."""
    done = (~np.isnan(losses)).sum(axis=-1)
    found: Mask = (2 * mask.sum(axis=-1) >= done) & (done > 0)
    return found


def _along_rate(roles: AxisRoles, best: int) -> tuple[Indices, Array]:
    """The settings that differ from the best in the rate alone, by their rates; none without an axis of rates."""
    at = roles.values_at(roles.tuned, best)
    axes = roles.sweep.axes
    which = next((i for i in roles.tuned if axes[i].name == RATE), None)
    if which is None:
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    rates = np.array(axes[which].values, dtype=np.float64)
    order = np.argsort(rates)
    shape = tuple(len(axes[i]) for i in roles.tuned)
    place = tuple(order if i == which else np.full(order.size, at[i]) for i in roles.tuned)
    return np.ravel_multi_index(place, shape).astype(np.intp), rates[order]


def good_width(rates: Array, good: Mask, best: int) -> Width | None:
    """The width of the good rates around number `best` of ascending rates; None if that one is not good."""
    if not good[best] or rates[0] <= 0:
        return None
    bad = np.flatnonzero(~good)
    first = int(bad[bad < best].max(initial=-1)) + 1
    last = int(bad[bad > best].min(initial=rates.size)) - 1
    return Width(float(np.log10(rates[last] / rates[first])), open=first == 0 or last == rates.size - 1)


def divergence_edge(rates: Array, diverging: Mask) -> Edge | None:
    """The lowest of ascending rates at which runs diverge; None if they do at none."""
    found = np.flatnonzero(diverging)
    if not found.size:
        return None
    first = int(found[0])
    return Edge(None if first == 0 else float(rates[first - 1]), float(rates[first]))


def budget(scores: Array, worst: float, trials: Sequence[int] = BUDGETS) -> Budget:
    """The budget curve of settings with these scores (n,); none counts as worse than `worst` in the expected score."""
    known = scores[~np.isnan(scores)]
    chosen = tuple(count for count in trials if count <= max(known.size, 1))
    expected = expected_best(np.minimum(known, worst), chosen)
    quantiles = [best_quantile(known, chosen, share) for share in (LOW, 0.5, HIGH)]
    spread = tuple(Spread(*map(float, at)) for at in zip(*quantiles, strict=True))
    return Budget(chosen, tuple(map(float, expected)), spread)


def _worst(result: SweepResult, scenario: Scenario, problem: Problem) -> float:
    """What a setting that fails is worth: all steps, or the loss at the start."""
    if result.sweep.until == "target":
        return float(scenario.steps)
    return start_loss(result, scenario, problem)


def start_loss(result: SweepResult, scenario: Scenario, problem: Problem) -> float:
    """The median loss at the starts of a scenario's runs."""
    return float(median(problem.values(starts(result, scenario, problem))))


def starts(result: SweepResult, scenario: Scenario, problem: Problem) -> Array:
    """The starts of all repetitions of a scenario, (dims, n)."""
    names = coordinates(result.sweep.scenario)
    axes = [axis for axis in result.sweep.axes if axis.name in names]
    grids = np.meshgrid(*(np.array(axis.values, dtype=np.float64) for axis in axes), indexing="ij")
    found = np.repeat(np.array(start_of(scenario, problem))[:, None], grids[0].size if grids else 1, axis=1)
    for axis, grid in zip(axes, grids, strict=True):
        found[names.index(axis.name)] = grid.ravel()
    return found


def _shares(problem: Problem, minimum: Array) -> tuple[tuple[Minimum, float], ...]:
    return tuple((each, float(np.mean(minimum == number))) for number, each in enumerate(problem.minima))


def _is_local(problem: Problem, minimum: Array) -> Mask:
    """Whether runs ended in a minimum, given by its number, that is not the lowest."""
    best = problem.best
    if best is None or not problem.minima:
        return np.zeros(minimum.shape, dtype=bool)
    high = np.array([each.value > best + LOWEST * (1 + abs(best)) for each in problem.minima])
    found: Mask = (minimum >= 0) & high[minimum]
    return found
