"""The sweep of a race: its computation, and the frame of a step."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.hyper import Value
from core.problems import DataError, Reader, read_table
from core.sweep import Sweep, SweepResult
from core.sweep.places import Place, coordinates
from tui.state.sweep.axes import Chosen
from tui.state.sweep.chooser import Chooser
from tui.state.sweep.comparison import Comparing
from tui.state.sweep.computation import Computation
from tui.state.sweep.limits import Edge, boundary, edges
from tui.state.sweep.outcomes import basins, states
from tui.state.sweep.readings import cell_readings, present_value
from tui.state.sweep.repeats import spread
from tui.state.sweep_frame import BASIN, STATE, SweepFrame, SweepRacer

if TYPE_CHECKING:
    from core.arrays import Array, Mask
    from core.scenario import Scenario
    from core.specs import RacerSpec
    from tui.state.frame import Frame

_KEPT = 6
"""Computations that are kept: coming back to one finds its results."""
_MEMORY = 200_000_000
"""Bytes of losses that all of them keep."""
_EDGES = 256


class Sweeper(Chooser):
    """Computes the sweep that is chosen in slices, and makes its frames."""

    def __init__(self, read: Reader = read_table, check: Callable[[Sweep], None] = lambda _: None) -> None:
        super().__init__(check)
        self._read = read
        self._computations: dict[object, Computation] = {}
        self._now: Computation | None = None
        self._problem_of_data = ""
        self._edges: dict[object, Edge] = {}
        self._unknown: dict[object, Callable[[], Edge]] = {}  # edges that the shown sweep lacks
        self._comparisons: WeakKeyDictionary[Computation, Comparing] = WeakKeyDictionary()
        self._worked = 0

    # Computing

    @property
    def result(self) -> SweepResult | None:
        """The results of the shown sweep so far."""
        return None if self._now is None else self._now.result

    def advance(self, seconds: float) -> bool:
        """Compute the shown sweep for a while; False if there was nothing to compute."""
        if self.complete or self._now is None:
            return False
        try:
            if self._unknown:
                self._find_edges(time.monotonic() + seconds)
            elif self._now.complete:
                self._comparing(self._now).advance(seconds)
                self._worked += 1
            else:
                self._now.advance(seconds)
        except DataError as error:
            self._problem_of_data = str(error)
        return True

    @property
    def version(self) -> int:
        """Grows whenever more of the shown sweep is known."""
        return 0 if self._now is None else self._now.version + self._worked

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to compute."""
        if self._now is None or self._problem_of_data:
            return True
        done = self._now.complete and not self._unknown
        return done and (self.view.kind != "comparison" or self._comparing(self._now).complete)

    def _find_edges(self, end: float) -> None:
        """Find unknown edges until time is up, at least one: first of all, as that takes a moment."""
        while self._unknown:
            key, find = self._unknown.popitem()
            self._edges[key] = find()
            self._worked += 1
            if time.monotonic() >= end:
                return

    def _comparing(self, now: Computation) -> Comparing:
        if now not in self._comparisons:
            self._comparisons[now] = Comparing(now.result, self._read)
        return self._comparisons[now]

    def _computation(self, sweep: Sweep) -> Computation:
        found = self._computations.pop(sweep, None) or Computation(sweep, self._read)
        self._computations[sweep] = found  # in the order of use
        while len(self._computations) > 1 and (len(self._computations) > _KEPT or self._memory > _MEMORY):
            del self._computations[next(iter(self._computations))]
        return found

    @property
    def _memory(self) -> int:
        return sum(computation.memory for computation in self._computations.values())

    # The frame

    def frame(self, frame: Frame) -> SweepFrame:
        """The sweep of a race's frame, at its step."""
        self._now = None
        self._unknown.clear()
        if self.view.kind in ("map", "basins") and 0 in self.size:
            return SweepFrame(self.view)
        try:
            chosen = self.chosen(frame)
        except ValueError as error:
            return SweepFrame(self.view, note=str(error))
        self._now = now = self._computation(chosen.sweep)
        if self._problem_of_data:
            return SweepFrame(self.view, note=self._problem_of_data)
        step = now.step(frame.clock.step) if self.view.kind != "comparison" else frame.scenario.steps
        firsts = [float(racer.loss[0]) for racer in frame.racers if len(racer.loss) and math.isfinite(racer.loss[0])]
        found = SweepFrame(
            self.view,
            sweep=chosen.sweep,
            axes=chosen.axes,
            text=chosen.text,
            racers=self._racers(chosen, frame, now, step),
            log_axes=chosen.log,
            step=step,
            share=now.share,
            keeps_steps=now.keeps_steps,
            first_loss=max(firsts, default=math.nan),
            known=now.result.done[0],
        )
        if self.view.kind == "comparison":
            return replace(found, comparison=self._comparing(now).comparison) if now.complete else found
        return found if self.view.kind == "curves" else self._map(found, now, frame)

    def _map(self, found: SweepFrame, now: Computation, frame: Frame) -> SweepFrame:
        """The frame of a map with what became of its cells, and the numbers of some."""
        if self.view.quantity == STATE:
            found = replace(found, categories=states(now, found.step))
        elif self.view.quantity == BASIN:
            categories, arrival = basins(now, found.step, frame.problem)
            (racer,) = found.racers
            found = replace(found, categories=categories, racers=(replace(racer, values=arrival),))
        return replace(found, cells=cell_readings(now, found, frame))

    def _racers(self, chosen: Chosen, frame: Frame, now: Computation, step: int) -> tuple[SweepRacer, ...]:
        rows = range(len(chosen.racers))
        values, diverged = now.values(self.view.quantity, step), now.diverged(step)
        if chosen.shown == len(chosen.sweep.axes):
            return tuple(self._racer(chosen, frame, row, values[row], diverged[row]) for row in rows)
        found = spread(values, diverged, now.result.done)
        racers = (self._racer(chosen, frame, row, found.median[row], found.diverged[row]) for row in rows)
        return tuple(
            replace(racer, low=low, high=high) for racer, low, high in zip(racers, found.low, found.high, strict=True)
        )

    def _racer(self, chosen: Chosen, frame: Frame, row: int, values: Array, diverged: Mask) -> SweepRacer:
        racer = frame.racers[chosen.racers[row]]
        edge = self._edge(chosen, frame, row)
        places = chosen.sweep.places(row)[: chosen.shown]
        return SweepRacer(
            index=racer.index,
            slot=racer.slot,
            name=racer.name,
            hidden=racer.hidden,
            values=values,
            diverged=diverged,
            present=tuple(_present(frame.scenario, racer.spec, place, frame.start) for place in places),
            present_value=present_value(racer, self.view.quantity, frame.clock.step),
            limits=edge.places,
            limit_text=edge.text,
            boundary=edge.line,
        )

    def _edge(self, chosen: Chosen, frame: Frame, row: int) -> Edge:
        """The edge of stability of a racer, if it has been found."""
        spec = frame.scenario.racers[chosen.racers[row]]
        if self.view.kind == "comparison":
            return Edge()
        key = (spec, frame.scenario.problem, frame.start, chosen.axes)
        if key not in self._edges:
            if len(self._edges) > _EDGES:
                self._edges.clear()
            axes, places = chosen.axes, chosen.sweep.places(row)[: chosen.shown]
            find = edges if len(axes) == 1 else boundary
            self._unknown[key] = partial(find, spec, frame.problem, frame.start, axes, places)
        return self._edges.get(key, Edge())


def _present(scenario: Scenario, racer: RacerSpec, place: Place, start: tuple[float, ...]) -> float:
    """The value that a racer has now on an axis, NaN if that is no number."""
    value: Value | None
    match place.kind:
        case "racer":
            value = racer.get(place.name)
        case "rate":
            value = racer.rate_of(place.name)
        case "schedule":
            value = racer.schedule.get(place.name)
        case "setting":
            value = scenario.setting(place.name)
        case "start":
            value = start[coordinates(scenario).index(place.name)]
        case "problem":
            value = None
        case "problem_hyper":
            value = scenario.problem.get(place.name)
    return float(value) if isinstance(value, (int, float)) else math.nan
