"""The results of a sweep, as arrays over racers and axes; they fill up part by part."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Integers, Mask
from core.frozen import frozen
from core.problems import Problem
from core.program.outcomes import PER_RUN, POINTS, Outcomes, no_outcomes
from core.sweep.parts import Part, cells_of
from core.sweep.sweep import Sweep

NEAR = 0.01
"""A run that ends within this share of the view's diagonal of a known minimum has reached it."""
NOWHERE = -1
"""The number of the minimum of a run that ended near none."""


@frozen
class SweepResult(Outcomes):
    """The outcome of each cell, shaped like the sweep; `theta` and `answer` (…, dims) have one axis more.

    `tail` is NaN in cells that have not been run, `minimum` the number of the problem's minimum that the run ended at,
    −1 where there is none, and `done` says which cells have been run.
    """

    sweep: Sweep
    minimum: Integers
    done: Mask

    @classmethod
    def empty(cls, sweep: Sweep) -> SweepResult:
        """The results before anything has run."""
        shape, flat = sweep.shape, no_outcomes(sweep.scenario.problem.entry.dims, sweep.cells)
        flat.tail[:] = np.nan
        return cls(
            **{name: getattr(flat, name).reshape(shape) for name in PER_RUN},
            **{name: np.ascontiguousarray(getattr(flat, name).T).reshape(*shape, -1) for name in POINTS},
            sweep=sweep,
            minimum=np.full(shape, NOWHERE, dtype=np.int64),
            done=np.zeros(shape, dtype=bool),
        )

    def put(self, part: Part, columns: Outcomes, problem: Problem) -> None:
        """Enter the cells of one part."""
        cells = cells_of(self.sweep, part)
        for name in PER_RUN:
            getattr(self, name).reshape(-1)[cells] = getattr(columns, name)
        for name in POINTS:
            array = getattr(self, name)
            array.reshape(-1, array.shape[-1])[cells] = getattr(columns, name).T
        self.minimum.reshape(-1)[cells] = nearest_minima(problem, columns.answer)
        self.done.reshape(-1)[cells] = True


def nearest_minima(problem: Problem, points: Array) -> Integers:
    """The numbers of the minima that points (dims, n) have reached, −1 where they are near none."""
    found = np.full(points.shape[1], NOWHERE, dtype=np.int64)
    if not problem.minima:
        return found
    sides = np.array([high - low for low, high in problem.sides])
    with np.errstate(all="ignore"):
        away = np.stack(
            [np.linalg.norm(points - np.array(minimum.point)[:, None], axis=0) for minimum in problem.minima]
        )
    away = np.where(np.isnan(away), np.inf, away)
    nearest = away.argmin(axis=0)
    close = away[nearest, np.arange(nearest.size)] <= NEAR * float(np.linalg.norm(sides))
    found[close] = nearest[close]
    return found
