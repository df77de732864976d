"""A problem's loss and gradient as programs call them: formulas, or functions of one θ or of many columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from core.arrays import Array, Indices
from core.noise import batch_rows
from core.problems import Problem
from core.problems.groups import parts_of
from core.program.objective import Objective, formula_objective, sampled_formula

MOST_SPREAD = 8
"""The most parameters of a run whose lines are spread to one formula a coordinate, which takes long to compile."""


def objective_of(problem: Problem, *seeds: int, columns: bool = False) -> Objective:
    """A problem's loss and gradient for a program; `seeds` draw the mini-batches, of a run the first one.

    Of many parameters they are functions of the whole θ; for many `columns` formulas stay, as machine code is faster.
    """
    if problem.groups or (problem.dims > MOST_SPREAD and not (columns and problem.loss is not None)):
        return whole_objective(problem, *seeds)
    if problem.loss is not None:
        objective = formula_objective(problem.loss, problem.variables, problem.sampled)
    else:
        objective = Objective(problem.variables, scalar=problem.scalar_value_gradient, array=partial(_over, problem))
    if not problem.batch:
        return objective
    return replace(
        objective, sample=_mini_batches(problem, seeds[0]), array_sample=_MiniBatchesOfColumns(problem, seeds)
    )


def whole_objective(problem: Problem, *seeds: int) -> Objective:
    """A problem's loss and gradient as functions of the whole θ."""
    objective = Objective(
        problem.variables,
        array=partial(_over, problem),
        vector=problem.value_gradient(),
        parts=parts_of(problem.groups),
    )
    if problem.sampled is not None:
        return sampled_formula(objective, problem.sampled)
    if not problem.batch:
        return objective
    sample = problem.sampled_value_gradient()
    return replace(
        objective,
        vector_sample=lambda theta, t: sample(theta, _rows_of_update(problem, seeds[0], t)),
        array_sample=_MiniBatchesOfColumns(problem, seeds),
    )


def _over(problem: Problem, points: Array) -> tuple[Array, Array]:
    return problem.values(points), problem.gradients(points)


def _rows_of_update(problem: Problem, seed: int, t: float) -> Indices:
    return batch_rows(seed, int(t) - 1, problem.sample_size, problem.batch)


def _mini_batches(problem: Problem, seed: int) -> Callable[..., tuple[float, ...]]:
    """Loss and gradient (t, *theta) → (f, *g) on the rows of update t."""

    def sample(t: float, *theta: float) -> tuple[float, ...]:
        value, gradient = problem.sample(theta, _rows_of_update(problem, seed, t))
        return (float(value), *map(float, gradient))

    return sample


class _MiniBatchesOfColumns:
    """Losses (columns,) and gradients (dims, columns) on the mini-batches of update t, each column's by its seed."""

    def __init__(self, problem: Problem, seeds: Sequence[int]) -> None:
        self._problem = problem
        self._seeds = seeds
        self._which: Indices | None = None
        self._columns: list[Indices] = []

    def __call__(self, points: Array, t: float, which: Indices | None) -> tuple[Array, Array]:
        problem, seeds = self._problem, self._seeds
        if which is None or len(seeds) == 1:
            return problem.sample_columns(points, _rows_of_update(problem, seeds[0], t))
        if which is not self._which:
            self._which, self._columns = which, [np.flatnonzero(which == i) for i in range(len(seeds))]
        losses, gradients = np.empty(points.shape[1]), np.empty_like(points)
        for seed, columns in zip(seeds, self._columns, strict=True):
            if columns.size:
                rows = _rows_of_update(problem, seed, t)
                losses[columns], gradients[:, columns] = problem.sample_columns(points[:, columns], rows)
        return losses, gradients


def noise_of(problem: Problem, sigma: float) -> float:
    """The standard deviation of a scenario's gradient noise and the problem's own together."""
    return math.hypot(sigma, problem.noise)  # variances of independent draws add up
