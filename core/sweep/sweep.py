"""A sweep: the races of a scenario's racers at all combinations of the values of some axes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, Literal, get_args

from core.frozen import frozen
from core.hyper import got
from core.number_text import write_number
from core.problems.binding import start_of
from core.scenario import Scenario
from core.sweep.axis import Axis, SweepError
from core.sweep.places import Place, coordinates, place_of, read_axis, with_value

Until = Literal["steps", "target"]
MAX_CELLS = 20_000_000
MAX_NUMBERS, FEW = 40_000_000, 20
"""Runs times parameters, where these are not few: θ of each run stays in memory."""
MAX_UPDATES = 10**12
"""Cells times steps."""

Cell = tuple[int, ...]
"""The number of a racer, and that of a value on each axis."""


@frozen
class Sweep:
    """Racers × the values of each axis; equal sweeps give equal results, to the last bit, wherever they run.

    A run ends after the scenario's steps, or, `until="target"`, as soon as it meets its target: the scenario's target
    above the lowest loss, or, with a `share`, that share of f(start) − f*. Raises SweepError.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    until: Until
    share: float

    def __init__(
        self, scenario: Scenario, axes: Iterable[str | Axis], *, until: str = "steps", share: float = 0.0
    ) -> None:
        if not scenario.racers:
            raise SweepError('a sweep needs a racer, such as "adam"')
        if until not in get_args(Until):
            raise SweepError(f"until must be one of {', '.join(get_args(Until))}{got(until)}")
        if not 0 <= share < 1:
            raise SweepError(f"share must be a number ≥ 0 and < 1 (got {write_number(float(share))})")
        read = tuple(axis if isinstance(axis, Axis) else read_axis(scenario, axis) for axis in axes)
        names = [axis.name for axis in read]
        for name in names:
            if names.count(name) > 1:
                raise SweepError(f"axis {name} is given twice")
        fields: dict[str, Any] = {"scenario": scenario, "axes": read, "until": until, "share": float(share)}
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        self._check_size()

    def __reduce__(self) -> tuple[Any, ...]:
        """A sweep travels to other processes as its texts: an axis may have 100,000 values."""
        return _rebuilt, (self.scenario, tuple(map(str, self.axes)), self.until, self.share)

    def _check_size(self) -> None:
        cells = self.cells
        dims = self.scenario.problem.entry.dims
        if dims > FEW and cells * dims > MAX_NUMBERS:
            most = MAX_NUMBERS // dims
            raise SweepError(f"{cells:,} runs of {dims:,} parameters are too many: at most {most:,} are allowed")
        if cells > MAX_CELLS:
            raise SweepError(f"{cells:,} runs are too many: at most {MAX_CELLS:,} are allowed")
        if self.updates > MAX_UPDATES:
            raise SweepError(f"{self.updates:,} updates are too many: at most {MAX_UPDATES:,} are allowed")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many racers there are, and how many values each axis has."""
        return (len(self.scenario.racers), *map(len, self.axes))

    @property
    def cells(self) -> int:
        """How many runs there are."""
        return math.prod(self.shape)

    @property
    def updates(self) -> int:
        """How many updates there are at most."""
        return self.cells * self.scenario.steps

    def axis(self, name: str) -> int:
        """The number of an axis; raises SweepError."""
        for number, axis in enumerate(self.axes):
            if axis.name == name:
                return number
        raise SweepError(f"no axis {name}: there are {', '.join(axis.name for axis in self.axes) or 'none'}")

    @cached_property
    def _places(self) -> tuple[tuple[Place, ...], ...]:
        racers, scenario = self.scenario.racers, self.scenario
        return tuple(tuple(place_of(scenario, racer, axis.name) for axis in self.axes) for racer in racers)

    def places(self, racer: int) -> tuple[Place, ...]:
        """Where each axis stands for one racer."""
        return self._places[racer]

    def scenario_at(self, cell: Sequence[int]) -> Scenario:
        """The scenario of one cell, with one racer; its race is that cell. Raises ValueError."""
        racer, *indices = cell
        return self.partly(racer, dict(enumerate(indices)))

    def partly(self, racer: int, indices: dict[int, int]) -> Scenario:
        """The scenario of one racer with the values of some axes: number of the axis → number of the value."""
        scenario = replace(self.scenario, racers=(self.scenario.racers[racer],))
        names, chosen = coordinates(self.scenario), dict[int, float]()
        for place, axis, number in zip(self.places(racer), self.axes, itertools.count()):
            if number not in indices:
                continue
            value = axis.values[indices[number]]
            if place.kind == "start":
                chosen[names.index(place.name)] = float(value)  # type: ignore[arg-type]
            else:
                scenario = with_value(scenario, place, value)
        if chosen:
            start = list(start_of(scenario.problem) if scenario.start is None else scenario.start)
            for i, value in chosen.items():
                start[i] = value
            scenario = replace(scenario, start=tuple(start))
        return scenario


@lru_cache(maxsize=8)
def _rebuilt(scenario: Scenario, axes: tuple[str, ...], until: str, share: float) -> Sweep:
    return Sweep(scenario, axes, until=until, share=share)
