"""Measure a quantity of a claim in a race."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.arrays import Array, Integers
from core.formula import Node, array_function, free_names, scalar_function
from core.lessons.lesson import Claim, Measured, Quantity, Take
from core.lessons.names import NamedValues
from core.race import Race

MIXED = "differs"


def measure(quantity: Quantity, race: Race) -> Measured:
    """The value of a quantity in one race that has come as far as the quantity looks."""
    racer = race.racers[quantity.racer]
    take = quantity.take
    if quantity.measure is None and take.how != "until":
        return racer.status_at(take.step if take.how == "step" else race.scenario.steps).kind
    history = NamedValues(racer)
    steps = _steps(take, racer.steps)
    if len(steps) == 0:
        return math.nan
    if take.test is not None:
        held = np.flatnonzero(_values(take.test, history, steps))
        return float(steps[held[0]]) if len(held) else math.inf
    assert quantity.measure is not None
    return _taken(take, _values(quantity.measure, history, steps))


def _steps(take: Take, last: int) -> Integers:
    """The steps that are looked at; none where the racer never came there."""
    if take.how == "step":
        return np.arange(take.step, take.step + 1 if take.step <= last else take.step)
    if take.how in ("last", "first"):
        return np.array([last if take.how == "last" else 0])
    low, high = take.window or (0, last)
    return np.arange(low, min(high, last) + 1)


def _values(node: Node, history: NamedValues, steps: Integers) -> Array:
    names = sorted({*free_names(node), "k"})  # k gives a constant its shape
    found = history.values(names, steps)
    return array_function([node], names)(*(found[name] for name in names))[0]


def _taken(take: Take, values: Array) -> float:
    if take.how in ("last", "first", "step"):
        return float(values[0])
    known = values[~np.isnan(values)]  # step 0 has no update
    if len(known) == 0:
        return math.nan
    return float({"max": known.max, "min": known.min}.get(take.how, known.mean)())


def together(quantity: Quantity, values: Sequence[Measured]) -> Measured:
    """The values of all variants of a scenario combined into one."""
    if any(isinstance(value, str) for value in values):
        return values[0] if len(set(values)) == 1 else MIXED
    numbers = np.array(values, dtype=np.float64)
    if quantity.across is None:
        return float(numbers[0])
    if quantity.across in ("min", "max"):
        return float(numbers.min() if quantity.across == "min" else numbers.max())
    return float(numbers.mean() if quantity.across == "mean" else numbers.std())


def concluded(claim: Claim, values: Mapping[str, Measured]) -> Measured:
    """The value of a claim: its formula on the values of its quantities."""
    if claim.formula is None:
        (value,) = values.values()
        return value
    names = sorted(values)
    return scalar_function([claim.formula], names)(*(float(values[name]) for name in names))[0]
