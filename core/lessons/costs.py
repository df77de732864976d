"""Estimate what a lesson costs before anything is computed, and refuse one that costs too much.

A file may ask for a million steps of dozens of racers in hundreds of variants. The unit of cost is one update of a
simple rule, about two microseconds. The largest built-in lesson costs more than half of `MAX_COST`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from core.formula import free_names
from core.formula.text import ascii_text
from core.frozen import frozen
from core.lessons.lesson import Claim, LessonError, Quantity
from core.lessons.names import is_evaluated, is_expensive
from core.lessons.sweeping import sweep_of
from core.problems.csv_files import MAX_ROWS
from core.problems.data_hypers import data_file
from core.scenario import Scenario
from core.specs import ProblemSpec

MAX_COST = 10_000_000
MAX_DATA = 200_000
"""Rows of data of all scenarios and their variants."""

# How much of each costs as much as one update of a simple rule:
_LETTERS = 300  # letters of a rule and its formulas
_ROWS = 20  # rows of data in a gradient of up to _WIDE parameters
_WIDE = 50
_REPLAYED = 100  # the other way round: the cost of curvature or a rule's values at one step
_AT_ONCE = 20  # updates of a sweep, many at once
_READ = 3_000  # letters of a measure, times the steps at which it is read


def check_data_size(problems: Iterable[ProblemSpec]) -> None:
    """Raise LessonError if the scenarios together have more rows of data than `MAX_DATA`."""
    rows = sum(map(_rows, problems))
    if rows > MAX_DATA:
        raise LessonError(f"scenarios: {rows:,} rows of data are too many: at most {MAX_DATA:,} are allowed together")


def check_cost(scenarios: Mapping[str, tuple[Scenario, ...]], claims: Iterable[Claim]) -> None:
    """Raise LessonError if measuring the claims costs more than `MAX_COST`."""
    total = total_cost(scenarios, claims)
    if total > MAX_COST:
        raise LessonError(
            f"claims: measuring them costs as much as {total:,} updates of a simple rule: "
            f"at most {MAX_COST:,} are allowed (take fewer steps, racers, variants or rows of data, or use over)"
        )


def total_cost(scenarios: Mapping[str, tuple[Scenario, ...]], claims: Iterable[Claim]) -> int:
    """What measuring the claims costs, in updates of a simple rule."""
    quantities = [quantity for claim in claims for quantity in claim.quantities.values()]
    return sum(
        _Cost(variants, [quantity for quantity in quantities if quantity.scenario == name]).total
        for name, variants in scenarios.items()
    )


@frozen
class _Cost:
    """The cost of measuring the quantities of one scenario."""

    variants: tuple[Scenario, ...]
    quantities: list[Quantity]

    @property
    def total(self) -> int:
        if not self.quantities:
            return 0
        races = sum(one.steps * _update(one, racer) for one in self.variants for racer in range(len(one.racers)))
        return races + len(self.variants) * sum(map(self._reading, self.quantities))

    def _reading(self, quantity: Quantity) -> int:
        scenario, take = self.variants[0], quantity.take
        if quantity.axes:
            cells = math.prod(sweep_of(scenario, quantity.racer, quantity.axes).shape)
            return cells * scenario.steps * _update(scenario, quantity.racer) // _AT_ONCE
        node = quantity.measure or take.test
        if node is None:
            return 0
        low, high = take.window or (0, scenario.steps)
        steps = 1 if take.how in ("last", "first", "step") else high - low + 1
        if is_expensive(free_names(node), scenario, quantity.racer):
            return steps * _REPLAYED * _update(scenario, quantity.racer)
        if is_evaluated(free_names(node), scenario):
            return steps * _update(scenario, quantity.racer)
        return steps * len(ascii_text(node)) // _READ


def _update(scenario: Scenario, racer: int) -> int:
    """The cost of one update of a racer."""
    letters = len(scenario.racers[racer].entry.rule_text) + len(scenario.problem.formula)
    wide = max(1.0, scenario.problem.entry.dims / _WIDE)
    return 1 + letters // _LETTERS + int(_rows(scenario.problem) * wide) // _ROWS


def _rows(problem: ProblemSpec) -> int:
    """The rows of a problem's data; for a file, which may not have been read yet, the maximum."""
    if not problem.entry.has_data:
        return 0
    return MAX_ROWS if data_file(problem.values) else problem.values.integer("n")
