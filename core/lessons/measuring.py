"""Measure a quantity of a claim in a race."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.arrays import Array, Integers
from core.formula import Node, array_function, free_names, scalar_function
from core.lessons.lesson import Claim, Measured, Quantity, Take
from core.lessons.names import named_values, why_unknown
from core.race import Race
from core.racer import Racer

MIXED = "differs"

_AGGREGATES: Mapping[str | None, Callable[[Array], float]] = {"max": np.max, "min": np.min, "spread": np.std}
"""The functions that turn several values into one; all other ways take the mean, or the only value."""


def why_unmeasured(quantity: Quantity, race: Race) -> str:
    """Why a race cannot tell the value of a quantity, such as `f* is not known here`; empty if it can."""
    node = quantity.measure or quantity.take.test
    return why_unknown(free_names(node), race.racers[quantity.racer].problem) if node is not None else ""


def measure(quantity: Quantity, race: Race) -> Measured:
    """The value of a quantity in one race, which must have reached the steps that it reads; NaN where it is unknown."""
    if why_unmeasured(quantity, race):
        return math.nan
    racer, take = race.racers[quantity.racer], quantity.take
    if quantity.is_status:
        return racer.status_at(take.step if take.how == "step" else race.scenario.steps).kind
    steps = _steps(take, racer.steps)
    if len(steps) == 0:
        return math.nan
    if take.test is not None:
        held = np.flatnonzero(_values(take.test, racer, steps))
        return float(steps[held[0]]) if len(held) else math.inf
    assert quantity.measure is not None
    values = _values(quantity.measure, racer, steps)
    known = values[~np.isnan(values)]  # step 0 has no update
    return _aggregate(take.how, known) if len(known) else math.nan


def _steps(take: Take, last: int) -> Integers:
    """The steps that `take` reads; none where the racer stopped before."""
    single = {"first": 0, "last": last, "step": take.step}.get(take.how)
    low, high = (take.window or (0, last)) if single is None else (single, single)
    return np.arange(low, min(high, last) + 1)


def _values(node: Node, racer: Racer, steps: Integers) -> Array:
    names = sorted({*free_names(node), "k"})  # k gives a constant its shape
    values = named_values(racer, names, steps)
    return array_function([node], names)(*(values[name] for name in names))[0]


def _aggregate(how: str | None, values: Array) -> float:
    return float(_AGGREGATES.get(how, np.mean)(values))


def combined(quantity: Quantity, values: Sequence[Measured]) -> Measured:
    """The values of all variants of a scenario as one."""
    if any(isinstance(value, str) for value in values):
        return values[0] if len(set(values)) == 1 else MIXED
    return _aggregate(quantity.across, np.array(values, dtype=np.float64))


def claim_value(claim: Claim, values: Mapping[str, Measured]) -> Measured:
    """The value of a claim: its formula of the values of its quantities; NaN where one of them is."""
    if claim.formula is None:
        (value,) = values.values()
        return value
    numbers = {name: float(values[name]) for name in sorted(values)}
    if any(map(math.isnan, numbers.values())):
        return math.nan
    return scalar_function([claim.formula], list(numbers))(*numbers.values())[0]
