"""The base of models on any number of columns: what they answer about their loss, of all rows and of mini-batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.problems.base import Problem, SampledValueGradient, ValueGradient
from core.problems.box import Point

if TYPE_CHECKING:
    from core.problems.cross_entropy import CrossEntropy
    from core.problems.mean_losses import LinearLoss
    from core.problems.squares import Squares


class RowModel(Problem):
    """A model whose mean loss is `whole`; `rows` is the same loss written over the rows, for mini-batches."""

    loss = None
    whole: LinearLoss | Squares | CrossEntropy
    rows: LinearLoss | CrossEntropy

    def scalar_value_gradient(self, *theta: float) -> tuple[float, ...]:
        loss, gradient = self.whole.value_gradient(np.array(theta))
        return loss, *gradient.tolist()

    def value_gradient(self) -> ValueGradient:
        return self.whole.value_gradient

    def sampled_value_gradient(self) -> SampledValueGradient:
        return lambda theta, rows: self.rows.taken(rows).value_gradient(theta)

    def values(self, points: ArrayLike) -> Array:
        return self.whole.losses(points)

    def gradients(self, points: ArrayLike) -> Array:
        return self.whole.gradients(points)

    def hessian(self, point: ArrayLike) -> Array:
        return self.whole.hessian(point)

    def sample(self, theta: Point, rows: Indices) -> tuple[float, Array]:
        return self.rows.taken(rows).value_gradient(np.array(theta))

    def sample_columns(self, points: Array, rows: Indices) -> tuple[Array, Array]:
        taken = self.rows.taken(rows)
        return taken.losses(points), taken.gradients(points)
