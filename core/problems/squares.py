"""The mean square of a linear model's residuals, written around its minimum, so that nothing cancels there."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, ArrayLike
from core.problems.linear_fits import Basis
from core.problems.mean_losses import MeanLoss

SHARES = {"mse": 1.0, "half_mse": 0.5}


class Squares(MeanLoss):
    """`mse`, `half_mse` or `rmse` at θ: rest + ‖factor @ (θ − best)‖², half of it, or its root.

    `factor` (r, dims) has as many rows as the columns have independent ones, however many rows of data there are.
    """

    def __init__(self, basis: Basis, y: Array, best: Array, loss: str) -> None:
        self.count = self.dims = len(basis.design)
        self.loss = loss
        self.best = best
        self.factor = basis.rows @ basis.design.T / math.sqrt(y.size)
        residuals = best @ basis.design - y
        self.rest = float(residuals @ residuals) / y.size
        self._share = SHARES.get(loss, 1.0)

    def value_gradient(self, theta: Array) -> tuple[float, Array]:
        """Loss and gradient (dims,) at θ (dims,); inf or NaN instead of an exception."""
        with np.errstate(all="ignore"):
            away = self.factor @ (theta - self.best)
            square, slope = self.rest + float(away @ away), away @ self.factor
            if self.loss != "rmse":
                return self._share * square, 2 * self._share * slope
            root = math.sqrt(square)
            return (root, slope / root) if root else (0.0, np.zeros(self.dims))

    def _losses(self, points: Array) -> Array:
        away = self.factor @ (points - self.best[:, None])
        squares = self.rest + (away * away).sum(axis=0)
        return np.asarray(np.sqrt(squares) if self.loss == "rmse" else self._share * squares)

    def _gradients(self, points: Array) -> Array:
        away = self.factor @ (points - self.best[:, None])
        slopes = self.factor.T @ away
        if self.loss != "rmse":
            return np.asarray(2 * self._share * slopes)
        roots = np.sqrt(self.rest + (away * away).sum(axis=0))
        return np.where(roots == 0, 0.0, slopes / roots)

    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian; 0 at the kink of rmse where the fit is perfect."""
        square = self.factor.T @ self.factor
        if self.loss != "rmse":
            return np.asarray(2 * self._share * square)
        root, slope = self.value_gradient(np.asarray(point, dtype=np.float64))
        return np.asarray((square - np.outer(slope, slope)) / root) if root else np.zeros_like(square)
