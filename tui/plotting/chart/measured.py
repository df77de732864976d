"""The values of measures for curves; those that need the network or the path again are computed once, and in part.

Of a long history a costly measure is computed at evenly spaced steps, more of them than a plot has columns; a single
step, as a cursor reads it, is exact.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.measures import MEASURES, row_numbers
from tui.plotting.history.gradual import Gradual
from tui.plotting.viewport import Floats, Ints

if TYPE_CHECKING:
    from core.measures import Measure
    from tui.plotting.history.block_bounds import At, Values
    from tui.state.frame import RacerFrame

_MOST = 4096
"""Steps at which a costly measure is computed for a curve."""
_SINGLE = 2
_PORTION = 32
"""Steps of a history whose values are computed at a time: about as many as one replay of updates finds."""


class _Known:
    """The values of one history that have been computed."""

    def __init__(self) -> None:
        self.first: dict[int, int] = {}  # how many first steps are known, if computed so many steps apart
        self._values = np.empty(0)
        self._known = np.empty(0, np.bool_)

    def at(self, racer: RacerFrame, measure: Measure, steps: Ints) -> Floats:
        """The values at some steps, of which the new ones are computed."""
        if not steps.size:
            return np.empty(0)
        if (needed := int(steps.max()) + 1) > len(self._values):
            more = max(needed, 2 * len(self._values)) - len(self._values)
            self._values = np.concatenate((self._values, np.full(more, np.nan)))
            self._known = np.concatenate((self._known, np.zeros(more, np.bool_)))
        missing = np.unique(steps[~self._known[steps]])
        if missing.size:
            self._values[missing] = measure.values(racer, missing)
            self._known[missing] = True
        found: Floats = self._values[steps]
        return found


@lru_cache(maxsize=64)
def _known(measure: str, outcome: Hashable, answer: bool) -> _Known:
    """What is known of a measure of a history; its rows never change."""
    return _Known()


class _Measured(Gradual):
    """The values of a costly measure of a racer; reading others than the known ones computes them at once."""

    def __init__(self, racer: RacerFrame, measure: Measure) -> None:
        self._racer, self._measure = racer, measure
        self._computed = _known(measure.name, racer.outcome, racer.iterates is None)
        self._count = len(racer.loss)
        self._apart = -(-self._count // _MOST)

    def __call__(self, at: At) -> Floats:
        steps = np.asarray(row_numbers(at, self._count), np.int64)
        return self._at(steps) if steps.size <= _SINGLE else self._at(self._sample(steps))

    @property
    def known(self) -> int:
        return min(self._computed.first.get(self._apart, 0), self._count)

    def advance(self) -> None:
        first = self.known
        stop = min(first + _PORTION, self._count)
        self._at(np.unique(self._sample(np.arange(first, stop))))
        self._computed.first[self._apart] = stop

    def _at(self, steps: Ints) -> Floats:
        return self._computed.at(self._racer, self._measure, steps)

    def _sample(self, steps: Ints) -> Ints:
        return steps // self._apart * self._apart


def measured(racer: RacerFrame, measure: Measure) -> Values:
    """The values of a measure at any steps of a racer's history; those of a costly one come gradually."""
    if measure.name in MEASURES:
        return lambda at: measure.values(racer, at)
    return _Measured(racer, measure)
