"""Measures of a racer's progress, such as its loss: one table for plots, lessons, data files, standings and documents.

Row k of a history is the state after k updates; row 0 is the start. What belongs to an update, such as its learning
rate and the length of its step, stands at the row that the update led to: update k, counted from 1, leads from row
k − 1 to row k, and row 0 has none (NaN). Lessons, plots, data files and the anatomy all count so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Protocol, TypeAlias

import numpy as np

from core.arrays import Array, Integers
from core.frozen import frozen
from core.problems import Problem
from core.problems.groups import Group
from core.problems.metrics import Metric
from core.problems.minimum import lengths

Steps: TypeAlias = "slice | Integers"
"""Rows of a history: a slice with both ends, or an array of row numbers."""

ZERO = 1e-12
"""A lowest loss this near to 0 counts as 0."""


class History(Protocol):
    """What a measure reads: a racer's rows so far, `best` their lowest loss, `rates` the scheduled rates of updates.

    `own_rates` are the rule's own learning rates, a row each, where it computes them.
    """

    @property
    def problem(self) -> Problem: ...
    @property
    def path(self) -> Array: ...
    @property
    def loss(self) -> Array: ...
    @property
    def grad_norm(self) -> Array: ...
    @property
    def best(self) -> float: ...
    @property
    def rates(self) -> Callable[[Array], Array]: ...
    @property
    def own_rates(self) -> Array | None: ...


def _always_known(problem: Problem) -> str:
    return ""


def _never_negative(problem: Problem, histories: Iterable[History]) -> bool:
    return True


def _no_power(problem: Problem) -> int | None:
    return None


@frozen
class Measure:
    """One number about a racer for each row of its history.

    `name` stands in lessons and data files, `title` above a plot, `symbol` above a column; `meaning` explains it in a
    phrase. `values` computes it at the chosen rows, NaN where it is undefined. `unknown` says why a problem does not
    have it, or is empty. `log_possible` says whether a logarithmic axis can show it. On a quadratic it is proportional
    to the distance to the minimum raised to `power`; None where it does not converge to 0.
    """

    name: str
    title: str
    symbol: str
    meaning: str
    values: Callable[[History, Steps], Array]
    unknown: Callable[[Problem], str] = _always_known
    log_possible: Callable[[Problem, Iterable[History]], bool] = _never_negative
    power: Callable[[Problem], int | None] = _no_power

    def at(self, history: History, row: int) -> float:
        """Its value at one row; −1 is the last one."""
        count = len(history.loss)
        return float(self.values(history, np.array([row % count]))[0])


def row_numbers(steps: Steps, count: int) -> Integers:
    """The numbers of the chosen rows, out of `count`."""
    return np.arange(steps.start, min(steps.stop, count)) if isinstance(steps, slice) else steps


def _gap(history: History, steps: Steps) -> Array:
    best = history.problem.best
    return history.loss[steps] - (np.nan if best is None else best)


def _distance(history: History, steps: Steps) -> Array:
    return history.problem.distances(history.path[steps])


def _learning_rate(history: History, steps: Steps) -> Array:
    if history.own_rates is not None:
        return history.own_rates[steps]
    updates = row_numbers(steps, len(history.loss)).astype(np.float64)
    found = np.full(len(updates), np.nan)
    if (led := updates > 0).any():
        found[led] = history.rates(updates[led])
    return found


def _step_length(history: History, steps: Steps) -> Array:
    numbers = row_numbers(steps, len(history.path))
    with np.errstate(all="ignore"):
        found = lengths(history.path[numbers] - history.path[np.maximum(numbers - 1, 0)])
    found[numbers == 0] = np.nan
    return found


def _loss_stays_positive(problem: Problem, histories: Iterable[History]) -> bool:
    """Whether no loss is below 0: by the problem's lowest one where that is known, else by those so far."""
    return problem.best >= 0 if problem.best is not None else all(not history.best < 0 for history in histories)


def _loss_power(problem: Problem) -> int | None:
    return 2 if problem.best is not None and abs(problem.best) <= ZERO else None


_TABLE = (
    Measure(
        "loss",
        "Loss",
        "loss",
        "the full, noiseless loss",
        lambda history, steps: history.loss[steps],
        log_possible=_loss_stays_positive,
        power=_loss_power,
    ),
    Measure(
        "gap",
        "f − f*",
        "f − f*",
        "the loss above the lowest one, where that is known",
        _gap,
        unknown=lambda problem: "f* is not known here" if problem.best is None else "",
        power=lambda problem: 2,
    ),
    Measure(
        "grad_norm",
        "‖∇f‖",
        "‖∇f‖",
        "the length of the full, noiseless gradient",
        lambda history, steps: history.grad_norm[steps],
        power=lambda problem: 1,
    ),
    Measure(
        "distance",
        "Distance to the minimum",
        "‖θ − θ*‖",
        "the distance to the nearest known minimum",
        _distance,
        unknown=lambda problem: "" if problem.minima or problem.curves else "no minimum is known here",
        power=lambda problem: 1,
    ),
    Measure("lr", "Learning rate", "η", "the learning rate of the update that led here", _learning_rate),
    Measure("step_length", "Step length", "‖Δθ‖", "the length of the update that led here", _step_length),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _TABLE}
"""The measures by name, in the order in which plots offer them. Adding one is adding an entry."""


def measures_of(problem: Problem) -> dict[str, Measure]:
    """The measures of the table, those of the problem's metrics, and those of its groups of parameters, by name."""
    return MEASURES | own_measures(problem.entry.metrics, problem.groups)


@lru_cache(maxsize=16)
def own_measures(metrics: tuple[Metric, ...], groups: tuple[Group, ...]) -> dict[str, Measure]:
    """The measures of metrics and of groups of parameters, by name."""
    own = (*(_of_metric(metric) for metric in metrics), *_of_groups(groups))
    return {measure.name: measure for measure in own}


def shown_measure(problem: Problem, name: str) -> Measure:
    """The measure of that name, the loss where the problem has no such metric or group."""
    return measures_of(problem).get(name, MEASURES["loss"])


def known_measures(problem: Problem) -> tuple[Measure, ...]:
    """The measures that a problem has."""
    return tuple(measure for measure in measures_of(problem).values() if not measure.unknown(problem))


def _of_metric(metric: Metric) -> Measure:
    return Measure(
        metric.name,
        metric.title,
        metric.symbol,
        metric.meaning,
        lambda history, steps: metric.values(history.problem, history.path[steps]),
        unknown=metric.unknown,
        log_possible=lambda problem, histories: metric.log_possible,
    )


def _of_groups(groups: tuple[Group, ...]) -> Iterator[Measure]:
    """Two measures of each group: the length of its gradient, and how far an update moves it, by its own length."""
    for place, group in enumerate(groups):
        yield Measure(
            f"grad_norm.{group.name}",
            f"‖∇f‖ of {group.name}",
            f"‖∇f‖ {group.name}",
            f"the length of the gradient's part in {group.name}",
            partial(_grad_norm_in, place),
        )
    for group in groups:
        yield Measure(
            f"update_ratio.{group.name}",
            f"‖Δθ‖/‖θ‖ of {group.name}",
            f"‖Δθ‖/‖θ‖ {group.name}",
            f"the length of the update that led here in {group.name}, divided by that of θ before it",
            partial(_update_ratio_in, group),
        )


def _grad_norm_in(place: int, history: History, steps: Steps) -> Array:
    return _grad_norms(history.problem, history.path[steps].tobytes())[place]


@lru_cache(maxsize=1)  # exports and lessons read all groups at the same points
def _grad_norms(problem: Problem, points: bytes) -> tuple[Array, ...]:
    """The lengths of the gradient's part in each group, at points of float64's, one after the other."""
    gradients = problem.gradients(np.frombuffer(points).reshape(-1, problem.dims).T)
    return tuple(lengths(gradients[group.part].T) for group in problem.groups)


def _update_ratio_in(group: Group, history: History, steps: Steps) -> Array:
    numbers = row_numbers(steps, len(history.path))
    before = history.path[np.maximum(numbers - 1, 0)][:, group.part]
    with np.errstate(all="ignore"):
        found = lengths(history.path[numbers][:, group.part] - before) / lengths(before)
    return np.where(numbers == 0, np.nan, found)


def offered_measures(problem: Problem) -> tuple[Measure, ...]:
    """The measures that plots offer: those of the table, and those of its own that the problem has."""
    own = own_measures(problem.entry.metrics, problem.groups).values()
    return (*MEASURES.values(), *(measure for measure in own if not measure.unknown(problem)))


def next_measure(problem: Problem, name: str) -> str:
    """The measure that plots offer next; the first follows the last, and the second what they do not offer."""
    names = [measure.name for measure in offered_measures(problem)]
    return names[(names.index(name if name in names else "loss") + 1) % len(names)]
