"""The losses of a race under other seeds, as a band behind each curve: their median, and 10 to 90 % of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.problems import DataError, Reader, read_table
from core.sweep import Sweep
from core.sweep.order_statistics import quantile
from tui.state.frame import Band
from tui.state.sweep.computation import Computation

if TYPE_CHECKING:
    from core.arrays import Array
    from core.scenario import Scenario
    from tui.state.frame import Frame

SEEDS = 32
_LAST_SEED = 2**32 - 1
_SHARES = (0.1, 0.5, 0.9)
_ROWS = 8_000
"""Steps whose quantiles are computed at a time."""
_KEPT = 64
"""Racers whose bands are kept: after an edit, those that did not change are there."""


class _OfRacer:
    """The band of one racer, as far as it is computed."""

    def __init__(self, sweep: Sweep, read: Reader) -> None:
        self._runs = Computation(sweep, read)
        self._found: list[Array] = []
        self._rows = 0

    @property
    def complete(self) -> bool:
        """Whether the quantiles of all steps are known, or never will be."""
        return self._runs.complete and (not self._runs.keeps_steps or self._rows > self._runs.sweep.scenario.steps)

    def advance(self, seconds: float) -> None:
        """Compute for a while. Raises DataError."""
        if not self._runs.complete:
            self._runs.advance(seconds)
        elif not self.complete:
            rows = self._runs.history()[self._rows : self._rows + _ROWS]
            self._found.append(np.stack([quantile(rows, share) for share in _SHARES]))
            self._rows += len(rows)

    def band(self, slot: int) -> Band | None:
        """The band, once it is known."""
        if not self.complete or not self._found:
            return None
        if len(self._found) > 1:
            self._found = [np.concatenate(self._found, axis=1)]
        return Band(slot, *self._found[0])


class Bands:
    """The bands of the racers that are shown; they are computed in slices."""

    def __init__(self, read: Reader = read_table) -> None:
        self._read = read
        self._known: dict[Sweep, _OfRacer] = {}
        self._wanted: list[_OfRacer] = []
        self._made_for: tuple[Scenario, frozenset[int], tuple[int, ...]] | None = None
        self._slots: list[int] = []

    def of(self, frame: Frame) -> tuple[Band, ...]:
        """The bands of a frame's racers, as far as they are known."""
        key = frame.scenario, frame.view.hidden, frame.view.slots
        if self._made_for != key:
            self._made_for = key
            self._slots = [slot for slot in frame.view.slots if slot not in frame.view.hidden]
            self._wanted = [
                self._of_racer(_over_seeds(frame.scenario, index))
                for index, slot in enumerate(frame.view.slots)
                if slot not in frame.view.hidden
            ]
        found = (racer.band(slot) for racer, slot in zip(self._wanted, self._slots, strict=True))
        return tuple(band for band in found if band is not None)

    def _of_racer(self, sweep: Sweep) -> _OfRacer:
        found = self._known.pop(sweep, None) or _OfRacer(sweep, self._read)
        self._known[sweep] = found
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        return found

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to compute."""
        return all(racer.complete for racer in self._wanted)

    def advance(self, seconds: float) -> bool:
        """Compute for a while; whether another band is known now."""
        waiting = next((racer for racer in self._wanted if not racer.complete), None)
        if waiting is None:
            return False
        try:
            waiting.advance(seconds)
        except DataError:
            self._wanted.remove(waiting)
            return False
        return waiting.complete


def _over_seeds(scenario: Scenario, index: int) -> Sweep:
    first = min(scenario.seed, _LAST_SEED - SEEDS + 1)
    alone = replace(scenario, racers=(scenario.racers[index],), seed=first)
    return Sweep(alone, [f"seed={first}..{first + SEEDS - 1}"])
