"""The sweep of a race: which axes it has, its computation, and the frame of a step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.hyper import Value
from core.problems import DataError, Reader, read_table
from core.sweep import Axis, Sweep, SweepError
from core.sweep.places import Place, place_of, with_value
from tui.state.sweep.computation import Computation, tail_mean
from tui.state.sweep.limits import Edge, edges
from tui.state.sweep.ranges import range_around, readable
from tui.state.sweep_frame import Kind, SweepFrame, SweepRacer, SweepView

if TYPE_CHECKING:
    from core.scenario import Scenario
    from core.specs import RacerSpec
    from tui.state.frame import Frame, RacerFrame

CURVE_VALUES = 161
"""Values of the only axis of curves: forty a decade."""
_KEPT = 6
"""Computations that are kept: coming back to one finds its results."""


@dataclass(frozen=True)
class Chosen:
    """The sweep that is shown: `text` are its axes as typed, `racers` the numbers of the race's racers in it."""

    sweep: Sweep
    text: str
    racers: tuple[int, ...]


class Sweeper:
    """Chooses the sweep of a race for each view, computes it in slices, and makes its frames."""

    def __init__(self, read: Reader = read_table, check: Callable[[Sweep], None] = lambda _: None) -> None:
        self.view = SweepView()
        self._read = read
        self._check = check  # raises ValueError for a sweep that the policy does not allow
        self._axes: dict[Kind, str] = {}
        self._computations: dict[object, Computation] = {}
        self._now: Computation | None = None
        self._problem_of_data = ""
        self._edges: dict[object, Edge] = {}

    # Which sweep

    def choose_axes(self, scenario: Scenario, text: str) -> None:
        """Take these axes for the present view; raises ValueError, and changes nothing, if they are not allowed."""
        self._make(scenario, text)
        self._axes[self.view.kind] = text
        self.view = replace(self.view, cursor=None)

    def default_axes(self) -> None:
        """Take the axes that a view begins with."""
        self._axes.pop(self.view.kind, None)
        self.view = replace(self.view, cursor=None)

    def chosen(self, scenario: Scenario) -> Chosen:
        """The sweep of the present view; raises ValueError if there is none."""
        text = self._axes.get(self.view.kind)
        if text is not None:
            try:
                return self._make(scenario, text)
            except ValueError:
                del self._axes[self.view.kind]  # the race has changed so that they are not allowed any more
        return self._make(scenario, curve_axes(scenario))

    def _make(self, scenario: Scenario, text: str) -> Chosen:
        names = [part.partition("=")[0].strip() for part in text.split()]
        racers = tuple(i for i, racer in enumerate(scenario.racers) if all(_has(scenario, racer, n) for n in names))
        if not racers and scenario.racers:
            place_of(scenario, scenario.racers[0], names[0])  # says what is wrong
        own = replace(scenario, racers=tuple(scenario.racers[i] for i in racers))
        sweep = Sweep(own, text.split())
        if len(sweep.axes) != 1:
            raise SweepError("curves have one axis, such as lr=1e-4..1/161")
        if not all(isinstance(value, (int, float)) for value in sweep.axes[0].values):
            raise SweepError(f"axis {sweep.axes[0].name}: curves need numbers")
        sweep = Sweep(_neutral(sweep), [readable(axis) for axis in sweep.axes])
        self._check(sweep)
        return Chosen(sweep, text, racers)

    # Computing

    def advance(self, seconds: float) -> bool:
        """Compute the shown sweep for a while; False if there was nothing to compute."""
        if self._now is None or self._now.complete or self._problem_of_data:
            return False
        try:
            self._now.advance(seconds)
        except DataError as error:
            self._problem_of_data = str(error)
        return True

    @property
    def version(self) -> int:
        """Grows whenever more of the shown sweep is known."""
        return 0 if self._now is None else self._now.version

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to compute."""
        return self._now is None or self._now.complete or bool(self._problem_of_data)

    def _computation(self, sweep: Sweep) -> Computation:
        found = self._computations.pop(sweep, None) or Computation(sweep, self._read)
        self._computations[sweep] = found  # in the order of use
        while len(self._computations) > _KEPT:
            del self._computations[next(iter(self._computations))]
        return found

    # The frame

    def frame(self, frame: Frame) -> SweepFrame:
        """The sweep of a race's frame, at its step."""
        try:
            chosen = self.chosen(frame.scenario)
        except ValueError as error:
            self._now = None
            return SweepFrame(self.view, note=str(error))
        self._now = now = self._computation(chosen.sweep)
        if self._problem_of_data:
            return SweepFrame(self.view, note=self._problem_of_data)
        step = now.step(frame.clock.step)
        values, diverged = now.values(self.view.quantity, step), now.diverged(step)
        racers = tuple(
            self._racer(chosen, frame, row, values[row], diverged[row])
            for row in range(len(chosen.racers))
            if chosen.racers[row] < len(frame.racers)
        )
        firsts = [float(racer.loss[0]) for racer in frame.racers if len(racer.loss) and math.isfinite(racer.loss[0])]
        return SweepFrame(
            self.view,
            sweep=chosen.sweep,
            text=chosen.text,
            racers=racers,
            log_axes=tuple(map(_is_log, chosen.sweep.places(0), chosen.sweep.axes)),
            step=step,
            share=now.share,
            keeps_steps=now.keeps_steps,
            first_loss=max(firsts, default=math.nan),
        )

    def _racer(self, chosen: Chosen, frame: Frame, row: int, values: np.ndarray, diverged: np.ndarray) -> SweepRacer:
        racer = frame.racers[chosen.racers[row]]
        edge = self._edge(chosen, frame, row)
        return SweepRacer(
            index=racer.index,
            slot=racer.slot,
            name=racer.name,
            hidden=racer.hidden,
            values=values,
            diverged=diverged,
            present=tuple(
                _present(frame.scenario, racer.spec, place, frame.start) for place in chosen.sweep.places(row)
            ),
            present_value=present_value(racer, self.view.quantity, frame.clock.step),
            limits=edge.places,
            limit_text=edge.text,
        )

    def _edge(self, chosen: Chosen, frame: Frame, row: int) -> Edge:
        spec = frame.scenario.racers[chosen.racers[row]]
        key = (spec, frame.scenario.problem, frame.start, chosen.sweep.axes)
        if key not in self._edges:
            if len(self._edges) > 256:
                self._edges.clear()
            self._edges[key] = edges(
                spec, frame.problem, frame.start, chosen.sweep.axes[0], chosen.sweep.places(row)[0]
            )
        return self._edges[key]


def curve_axes(scenario: Scenario) -> str:
    """The axis that curves begin with: the learning rate of all racers that have one."""
    if not scenario.racers:
        raise SweepError("no racer to sweep: a in the race adds one")
    having = [racer for racer in scenario.racers if _has(scenario, racer, "lr")]
    if not having:
        raise SweepError("no racer has a learning rate: choose another axis")
    hyper = next(hyper for hyper in having[0].hypers if hyper.name == "lr")
    return range_around(hyper, "lr", [racer.number("lr") for racer in having], CURVE_VALUES)


def taken(scenario: Scenario, chosen: Chosen, cell: Sequence[int]) -> Scenario:
    """The race with the values of a cell (row of the racer, number of a value on each axis)."""
    row, *numbers = cell
    index = chosen.racers[row]
    alone = replace(scenario, racers=(scenario.racers[index],))
    start = list(alone.start) if alone.start is not None else None
    for place, axis, number in zip(chosen.sweep.places(row), chosen.sweep.axes, numbers, strict=True):
        if place.kind == "start":
            start = start or list(chosen.sweep.scenario_at(cell).start or ())
            start["xy".index(place.name)] = float(axis.values[number])  # type: ignore[arg-type] # a number
        else:
            alone = with_value(alone, place, axis.values[number])
    racers = tuple(alone.racers[0] if i == index else racer for i, racer in enumerate(scenario.racers))
    return replace(alone, racers=racers, start=None if start is None else tuple(start))


def present_value(racer: RacerFrame, quantity: str, step: int) -> float:
    """The result of a racer as it races now, NaN where it has none."""
    if quantity == "hit":
        return math.nan if racer.to_target is None else float(racer.to_target)
    if racer.steps < step or not len(racer.loss):
        return math.nan
    if quantity == "best":
        return racer.best
    return float(racer.loss[-1]) if quantity == "final" else float(tail_mean(racer.loss))


def _has(scenario: Scenario, racer: RacerSpec, name: str) -> bool:
    try:
        place_of(scenario, racer, name)
    except SweepError:
        return False
    return True


def _is_log(place: Place, axis: Axis) -> bool:
    numbers = [float(value) for value in axis.values if isinstance(value, (int, float))]
    return place.hyper is not None and place.hyper.scale == "log" and min(numbers, default=0.0) > 0


def _present(scenario: Scenario, racer: RacerSpec, place: Place, start: tuple[float, ...]) -> float:
    """The value that a racer has now on an axis, NaN if that is no number."""
    value: Value | None
    match place.kind:
        case "racer":
            value = racer.get(place.name)
        case "schedule":
            value = racer.schedule.get(place.name)
        case "setting":
            value = scenario.setting(place.name)
        case "start":
            value = start["xy".index(place.name)]
        case _:
            value = scenario.problem.get(place.name)
    return float(value) if isinstance(value, (int, float)) else math.nan


def _neutral(sweep: Sweep) -> Scenario:
    """The scenario with the first values of the axes: what the axes replace does not make another sweep."""
    cells = [sweep.scenario_at((row, *(0 for _ in sweep.axes))) for row in range(len(sweep.scenario.racers))]
    return replace(cells[0], racers=tuple(cell.racers[0] for cell in cells))
