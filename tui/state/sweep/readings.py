"""What is read off a sweep: the best cell, where runs diverge, and the numbers of single cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.number_text import write_number
from tui.state.sweep.computation import tail_mean
from tui.state.sweep_frame import QUANTITIES, CellReading

if TYPE_CHECKING:
    from core.arrays import Array, Mask
    from core.sweep import Axis
    from tui.state.frame import Frame, RacerFrame
    from tui.state.sweep.computation import Computation
    from tui.state.sweep_frame import SweepFrame

DIVERGED, UNDER_WAY, AT_TARGET = "diverged", "under way", "at the target"


def best_cell(values: Array) -> tuple[int, ...] | None:
    """The cell with the lowest result; None if no result is known."""
    if not np.isfinite(values).any():
        return None
    return tuple(int(place) for place in np.unravel_index(int(np.nanargmin(values)), values.shape))


def diverges_from(axis: Axis, diverged: Mask) -> int | None:
    """The number of the first value at which runs diverge; None if none does."""
    places = np.flatnonzero(diverged)
    return int(places[0]) if places.size else None


def present_value(racer: RacerFrame, quantity: str, step: int) -> float:
    """The result of a racer as it races now, NaN where it has none."""
    if quantity == "hit":
        return math.nan if racer.to_target is None else float(racer.to_target)
    if racer.steps < step or not len(racer.loss) or quantity not in QUANTITIES:
        return math.nan
    if quantity == "best":
        return racer.best
    return float(racer.loss[-1]) if quantity == "final" else float(tail_mean(racer.loss))


def cell_readings(computation: Computation, sweep: SweepFrame, frame: Frame) -> tuple[CellReading, ...]:
    """The readings of a map's only racer: as it races, at its best cell, and under the cursor."""
    (racer,) = sweep.racers
    found = [_race(sweep, frame)]
    if (best := best_cell(racer.values)) is not None:
        found.append(_cell(computation, sweep, "best", best))
    if sweep.view.cursor is not None:
        found.append(_cell(computation, sweep, "cursor", sweep.view.cursor))
    return tuple(found)


def _cell(computation: Computation, sweep: SweepFrame, name: str, cell: tuple[int, ...]) -> CellReading:
    whole = (0, *cell)
    results = {quantity: computation.value(quantity, sweep.step, whole) for quantity in QUANTITIES}
    known = computation.result.done[whole]
    return CellReading(
        name=name,
        at=tuple(axis.format(number) for axis, number in zip(sweep.axes, cell, strict=True)),
        results=results,
        state="" if not known else _state(bool(sweep.racers[0].diverged[cell]), math.isfinite(results["hit"])),
    )


def _race(sweep: SweepFrame, frame: Frame) -> CellReading:
    (racer,) = sweep.racers
    own, step = frame.racers[racer.index], frame.clock.step
    return CellReading(
        name="race",
        at=tuple("–" if math.isnan(value) else write_number(value) for value in racer.present),
        results={quantity: present_value(own, quantity, step) for quantity in QUANTITIES},
        state=_state(own.steps < step, own.to_target is not None),
    )


def _state(diverged: bool, arrived: bool) -> str:
    return DIVERGED if diverged else AT_TARGET if arrived else UNDER_WAY
