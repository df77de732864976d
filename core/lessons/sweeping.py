"""Measure a quantity of a claim over a sweep: the best setting of a racer, its room, its edge, its shares."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.formula import free_names, scalar_function
from core.lessons.lesson import Quantity
from core.scenario import Scenario
from core.sweep import Sweep
from core.sweep.parts import plan, problem_of, start_part
from core.sweep.results import SweepResult
from core.sweep.sweep_toml import DEFAULT_SHARE
from core.sweep.tuning import Summary, summaries

NUMBERS = ("loss", "low", "high", "steps", "reached", "diverged", "width", "edge", "limit")
BEST, SHARE = "best_", "share_"


def sweep_of(scenario: Scenario, racer: int, axes: tuple[str, ...]) -> Sweep:
    """The sweep of one racer of a scenario. Raises SweepError."""
    return Sweep(replace(scenario, racers=(scenario.racers[racer],)), axes, share=DEFAULT_SHARE)


def sweep_names(sweep: Sweep) -> tuple[str, ...]:
    """The names that a measurement of a sweep may read.

    Those of a `Summary`: `loss`, `low` and `high` are quantiles of the loss at the best setting, `edge` the lowest rate
    that diverges. `best_lr` is the best value on the axis lr, `share_1` the share of runs at the first minimum.
    """
    best = tuple(BEST + _plain(axis.name) for axis in sweep.axes)
    return (*NUMBERS, *best, *(f"{SHARE}{i + 1}" for i, _ in enumerate(sweep.scenario.race().problem.minima)))


def _plain(name: str) -> str:
    return name.replace(".", "_")


def measured(quantity: Quantity, scenario: Scenario) -> Iterator[float | None]:
    """Run the sweep of a quantity in pieces of some milliseconds: None after each, and at last its value."""
    sweep = sweep_of(scenario, quantity.racer, quantity.axes)
    result = SweepResult.empty(sweep)
    for part in plan(sweep):
        run = start_part(sweep, part)
        while run.advance():
            yield None
        result.put(part, run.found, problem_of(sweep, part))
    yield _value(quantity, sweep, summaries(result))


def _value(quantity: Quantity, sweep: Sweep, found: list[Summary]) -> float:
    if not found or quantity.measure is None:
        return math.nan
    names = sorted(free_names(quantity.measure))
    values = _named(sweep, found[0])
    return scalar_function([quantity.measure], names)(*(values[name] for name in names))[0]


def _named(sweep: Sweep, summary: Summary) -> Mapping[str, float]:
    edge, limit, width = summary.edge, summary.limit, summary.width
    values = {
        "loss": summary.loss.median,
        "low": summary.loss.low,
        "high": summary.loss.high,
        "steps": summary.steps.median,
        "reached": summary.reached,
        "diverged": summary.diverged,
        "width": math.nan if width is None else width.decades,
        "edge": math.inf if edge is None else edge.rate,
        "limit": math.nan if limit is None else limit.value,
    }
    for number, axis in enumerate(sweep.axes):
        value = axis.values[summary.at[number]] if number in summary.at else math.nan
        values[BEST + _plain(axis.name)] = float(value) if isinstance(value, int | float) else math.nan
    return values | {f"{SHARE}{i + 1}": share for i, (_, share) in enumerate(summary.minima)}
