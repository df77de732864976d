"""A sweep under way: it is computed in slices of time, coarse to fine, and keeps each run's losses for any step."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.problems import DataError, Reader, bind, read_table
from core.program.columns import TAIL
from core.program.fast import load_compiler
from core.sweep import Sweep, SweepResult
from core.sweep.parts import WIDTH, Part, cells_of, plan, problem_of, start_part
from tui.state.sweep_frame import QUANTITIES

if TYPE_CHECKING:
    from core.arrays import Array, Indices, Mask
    from core.program.columns import ColumnRun
    from core.sweep.single_runs import SingleRuns

MEMORY = 100_000_000
"""Bytes of losses that are kept; a sweep with more of them is shown at its end only."""
PART_MEMORY = 16_000_000
"""Bytes of losses of one part: to make room for more at once would let a key wait."""
_NARROWEST = 256
_PRODUCTS = 250_000
"""Points times parameters of the networks of one part: a block of their updates takes about as long as a slice."""
LEFT = 0.01
"""A run has arrived when this share of the way down from the start is left."""
_FIRST = 64
"""The first part of many cells is one cell of so many: those that are drawn first, spread over the whole."""
_MANY = 2_000


@frozen(eq=False)
class _Kept:
    """The losses (steps + 1, cells) of some cells, by their flat numbers."""

    cells: Indices
    losses: Array | None


class Computation:
    """The runs of one sweep. `advance` computes for a while; `values` are what is known at a step."""

    def __init__(self, sweep: Sweep, read: Reader = read_table) -> None:
        self.sweep = sweep
        self.result = SweepResult.empty(sweep)
        self.version = 0
        """Grows whenever more cells are known."""
        self._read = read
        self._running: tuple[Part, ColumnRun | SingleRuns, Array | None] | None = None
        self._kept: list[_Kept] = []
        self._computed = 0
        numbers = math.prod(sweep.shape) * (sweep.scenario.steps + 1)
        self._kind = np.float64 if 8 * numbers <= MEMORY else np.float32
        self.keeps_steps = self._kind().itemsize * numbers <= MEMORY
        """Whether the losses of all steps are kept."""
        rows = PART_MEMORY // (self._kind().itemsize * (sweep.scenario.steps + 1))
        width = min(max(rows, _NARROWEST), WIDTH) if self.keeps_steps else WIDTH
        self._waiting = deque(small_first(sweep, min(width, self._network_width())))

    def _network_width(self) -> int:
        """How many networks a slice has time for: their updates take longer than those of other problems."""
        spec = self.sweep.scenario.problem
        if not spec.layers:
            return WIDTH
        try:
            problem = bind(spec, self._read)
        except DataError:  # `advance` raises it
            return WIDTH
        return max(2, _PRODUCTS // ((problem.batch or problem.sample_size) * problem.dims))

    @property
    def memory(self) -> int:
        """Bytes of losses that it keeps when it is complete."""
        numbers = math.prod(self.sweep.shape) * (self.sweep.scenario.steps + 1)
        return self._kind().itemsize * numbers if self.keeps_steps else 0

    @property
    def complete(self) -> bool:
        """Whether all cells are known."""
        return self._running is None and not self._waiting

    @property
    def share(self) -> float:
        """The share of all cells that is known."""
        return self._computed / max(math.prod(self.sweep.shape), 1)

    def advance(self, seconds: float = math.inf) -> None:
        """Compute until time is up, at least one block of updates. Raises DataError."""
        end = time.monotonic() + seconds
        while not self.complete:
            if not load_compiler.cache_info().currsize:  # in a slice of its own
                load_compiler()
            elif self._running is None:
                self._start()
            elif not self._running[1].advance():
                self._finish(*self._running)
            if time.monotonic() >= end:
                return

    def _start(self) -> None:
        part = self._waiting.popleft()
        shape = (self.sweep.scenario.steps + 1, part.end - part.begin)
        losses = np.empty(shape, self._kind) if self.keeps_steps else None
        self._running = part, start_part(self.sweep, part, self._read, losses), losses

    def _finish(self, part: Part, run: ColumnRun | SingleRuns, losses: Array | None) -> None:
        self._running = None
        self.result.put(part, run.found, problem_of(self.sweep, part, self._read))
        self._kept.append(_Kept(cells_of(self.sweep, part), losses))
        self._computed += part.end - part.begin
        self.version += 1

    # What is known

    def step(self, step: int) -> int:
        """The step that can be shown in place of one: the last one if the losses of steps are not kept."""
        end = self.sweep.scenario.steps
        return min(max(step, 0), end) if self.keeps_steps else end

    def diverged(self, step: int) -> Mask:
        """Which runs are known to have diverged by a step."""
        return self.result.diverged & (self.result.last < self.step(step))

    def values(self, quantity: str, step: int) -> Array:
        """A quantity of all cells after `step` updates, NaN where it is unknown or the run has diverged."""
        step, result = self.step(step), self.result
        if quantity not in QUANTITIES:
            return np.full(self.sweep.shape, np.nan)
        if quantity == "hit":
            found = np.where((result.hit >= 0) & (result.hit <= step), result.hit, np.nan)
        elif step == self.sweep.scenario.steps:
            found = {"best": result.best, "final": result.loss, "tail": result.tail}[quantity].copy()
        else:
            found = np.full(self.sweep.shape, np.nan)
            for kept in self._kept:
                if kept.losses is not None:
                    found.reshape(-1)[kept.cells] = _at(kept.losses, quantity, step)
        found[self.diverged(step) | ~np.isfinite(found)] = np.nan
        return found

    def history(self) -> Array:
        """The losses (steps + 1, cells) of a finished computation, by the flat numbers of the cells."""
        cells = np.concatenate([kept.cells for kept in self._kept])
        losses = [kept.losses for kept in self._kept if kept.losses is not None]
        if len(losses) == 1 and (np.diff(cells) == 1).all():
            return losses[0]
        return np.concatenate(losses, axis=1)[:, np.argsort(cells)]

    def value(self, quantity: str, step: int, cell: tuple[int, ...]) -> float:
        """A quantity of one cell after `step` updates, NaN where it is unknown or the run has diverged."""
        step, result = self.step(step), self.result
        if not result.done[cell] or (result.diverged[cell] and result.last[cell] < step):
            return math.nan
        if quantity == "hit":
            return float(result.hit[cell]) if 0 <= result.hit[cell] <= step else math.nan
        if step == self.sweep.scenario.steps:
            return float({"best": result.best, "final": result.loss, "tail": result.tail}[quantity][cell])
        flat = int(np.ravel_multi_index(cell, self.sweep.shape))
        for kept in self._kept:
            place = np.flatnonzero(kept.cells == flat)
            if place.size and kept.losses is not None:
                return float(_at(kept.losses[:, place], quantity, step)[0])
        return math.nan

    def arrival(self, lowest: Array) -> Array:
        """The first step at which a cell has come all but a hundredth of the way to the minimum that it ends at.

        That is in the loss, of which `lowest` are the values at the minima. It is the last step where the loss stays
        above, or losses are not kept.
        """
        steps = self.sweep.scenario.steps
        found = np.full(self.sweep.shape, float(steps))
        for kept in self._kept:
            minimum = self.result.minimum.reshape(-1)[kept.cells]
            if kept.losses is not None:
                goal = lowest[minimum]
                with np.errstate(invalid="ignore"):
                    below = (kept.losses <= goal + LEFT * np.maximum(kept.losses[0] - goal, 0)) & (minimum >= 0)
                found.reshape(-1)[kept.cells] = np.where(below.any(axis=0), below.argmax(axis=0), steps)
        return found


def _at(losses: Array, quantity: str, step: int) -> Array:
    if quantity == "final":
        return np.asarray(losses[step], np.float64)
    if quantity == "best":
        return np.asarray(losses[: step + 1].min(axis=0), np.float64)
    return tail_mean(losses[: step + 1])


def tail_mean(losses: Array) -> Array:
    """The mean of the last tenth of losses (steps + 1, …)."""
    length = max(1, (len(losses) - 1) // TAIL)
    return np.asarray(losses[-length:].mean(axis=0), np.float64)


def small_first(sweep: Sweep, width: int = WIDTH) -> list[Part]:
    """The parts of a sweep, of which the first one of many cells is a small one: the first picture comes soon."""
    parts: list[Part] = []
    for part in plan(sweep, width):
        cut = math.prod(sweep.shape[1:]) // _FIRST
        if part.begin == 0 and part.end > max(_MANY, cut):
            parts += [replace(part, end=cut), replace(part, begin=cut)]
        else:
            parts.append(part)
    return sorted(parts, key=lambda part: part.begin)
