"""The results of a sweep, as arrays over racers and axes; they fill up part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Integers, Mask
from core.problems import Problem
from core.program.columns import Columns
from core.sweep.parts import Part, cells_of
from core.sweep.sweep import Sweep

NEAR = 0.01
"""A run that ends within this share of the view's diagonal of a known minimum has reached it."""
NOWHERE = -1
"""The number of the minimum of a run that ended near none."""


@dataclass(frozen=True)
class SweepResult:
    """The outcome of each cell, shaped like the sweep; `theta` and `answer` (…, dims) have one axis more.

    `loss` and `best` are the last and the lowest loss, `tail` the mean of the last tenth of the steps (infinite where a
    run ended before), `hit` the first step at the target (−1: none), `last` the last finite step, `diverged` whether
    the next one was not finite, `minimum` the number of the problem's minimum that the run ended at (−1: none). `done`
    says which cells have been run.
    """

    sweep: Sweep
    loss: Array
    best: Array
    tail: Array
    hit: Integers
    last: Integers
    diverged: Mask
    minimum: Integers
    theta: Array
    answer: Array
    done: Mask

    @classmethod
    def empty(cls, sweep: Sweep) -> SweepResult:
        """The results before anything has run."""
        shape, dims = sweep.shape, sweep.scenario.problem.entry.dims
        return cls(
            sweep,
            loss=np.full(shape, np.nan),
            best=np.full(shape, np.nan),
            tail=np.full(shape, np.nan),
            hit=np.full(shape, -1, dtype=np.int64),
            last=np.zeros(shape, dtype=np.int64),
            diverged=np.zeros(shape, dtype=bool),
            minimum=np.full(shape, NOWHERE, dtype=np.int64),
            theta=np.full((*shape, dims), np.nan),
            answer=np.full((*shape, dims), np.nan),
            done=np.zeros(shape, dtype=bool),
        )

    def put(self, part: Part, columns: Columns, problem: Problem) -> None:
        """Enter the cells of one part."""
        cells = cells_of(self.sweep, part)
        for name in ("loss", "best", "tail", "hit", "last", "diverged"):
            getattr(self, name).reshape(-1)[cells] = getattr(columns, name)
        for name in ("theta", "answer"):
            array = getattr(self, name)
            array.reshape(-1, array.shape[-1])[cells] = getattr(columns, name).T
        self.minimum.reshape(-1)[cells] = nearest_minima(problem, columns.answer)
        self.done.reshape(-1)[cells] = True


def nearest_minima(problem: Problem, points: Array) -> Integers:
    """The numbers of the minima that points (dims, n) have reached, −1 where they are near none."""
    found = np.full(points.shape[1], NOWHERE, dtype=np.int64)
    if not problem.minima:
        return found
    box = problem.box
    sides = np.array([box.x_high - box.x_low, box.y_high - box.y_low][: problem.dims])
    with np.errstate(all="ignore"):
        away = np.stack(
            [np.linalg.norm(points - np.array(minimum.point)[:, None], axis=0) for minimum in problem.minima]
        )
    away = np.where(np.isnan(away), np.inf, away)
    nearest = away.argmin(axis=0)
    close = away[nearest, np.arange(nearest.size)] <= NEAR * float(np.linalg.norm(sides))
    found[close] = nearest[close]
    return found
