"""Mean losses over rows of data, at one point or at many: squares, rmse, mae and huber of a linear model, and the
log-loss."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self

import numpy as np

from core.arrays import Array, ArrayLike, Indices

SAFE = 1e150  # with both parameters below this no square of a residual overflows
HALVED = ("half_mse", "huber")  # the losses of which a square is half
CACHE = 32_768  # residuals worked on at a time: more than twice as fast as what leaves the processor's cache


class MeanLoss(ABC):
    """The mean loss of `dims` parameters over rows of data; subclasses compute it at points (dims, m)."""

    count: int
    dims: int

    @abstractmethod
    def _losses(self, points: Array) -> Array: ...

    @abstractmethod
    def _gradients(self, points: Array) -> Array: ...

    def losses(self, points: ArrayLike) -> Array:
        """Losses (…) at points (dims, …)."""
        return self._in_pieces(points, self._losses, ())

    def gradients(self, points: ArrayLike) -> Array:
        """Gradients (dims, …) at points (dims, …)."""
        return self._in_pieces(points, self._gradients, (self.dims,))

    def _in_pieces(self, points: ArrayLike, function: Callable[[Array], Array], shape: tuple[int, ...]) -> Array:
        given = np.asarray(points, dtype=np.float64)
        flat = given.reshape(self.dims, -1)
        found = np.empty((*shape, flat.shape[1]))
        size = max(1, CACHE // self.count)
        with np.errstate(all="ignore"):
            for start in range(0, flat.shape[1], size):
                found[..., start : start + size] = function(flat[:, start : start + size])
        return found.reshape((*shape, *given.shape[1:]))


class LinearLoss(MeanLoss):
    """The loss of a linear model θ @ design over rows (n,); each row of `design` (dims, n) is a feature, or ones.

    The loss mae is the mean of pull·residual, half_mse and huber that of pull·(residual − pull/2), and the gradient is
    that of pull·feature, where the pull is the residual's sign (mae; 0 at 0), the residual itself (half_mse) or the
    residual clipped to ±delta (huber). mse is twice half_mse, and rmse its root, with the subgradient 0 where it is 0.
    """

    def __init__(self, design: Array, y: Array, loss: str, delta: float = 1.0) -> None:
        self.design = design
        self.dims, self.count = design.shape
        self.y = y
        self.loss = loss
        self.delta = delta

    def taken(self, rows: Indices) -> Self:
        """Some of the rows."""
        return type(self)(self.design.take(rows, axis=1), self.y.take(rows), self.loss, self.delta)

    def _pull(self, residuals: Array) -> Array:
        if self.loss == "mae":
            return np.sign(residuals)
        return residuals.clip(-self.delta, self.delta) if self.loss == "huber" else residuals

    def value_gradient(self, theta: Array) -> tuple[float, Array]:
        """Loss and gradient (dims,) at θ (dims,); inf or NaN instead of an exception."""
        with np.errstate(all="ignore"):
            total, pulls = self._sums(theta @ self.design)
            if self.loss == "rmse":
                root = math.sqrt(total / self.count)
                return (root, pulls / self.count / root) if root else (0.0, np.zeros(self.dims))
            return total / self.count, pulls * self._share

    def _sums(self, predictions: Array) -> tuple[float, Array]:
        """The sums over the rows of which loss and gradient are made; `predictions` are overwritten."""
        residuals = predictions
        residuals -= self.y
        pull = self._pull(residuals)
        total = float(pull.dot(residuals - pull / 2 if self.loss in HALVED else residuals))
        return total, self.design.dot(pull)

    @property
    def _share(self) -> float:
        """What makes the gradient of the sums, except for rmse."""
        return 2 / self.count if self.loss == "mse" else 1 / self.count

    def _losses(self, points: Array) -> Array:
        residuals = points.T @ self.design - self.y
        pull = self._pull(residuals)
        if self.loss in HALVED:
            residuals = residuals - pull / 2  # not in place: the pull may be the residuals
        residuals *= pull
        found: Array = residuals.mean(axis=1)
        return np.asarray(np.sqrt(found)) if self.loss == "rmse" else found

    def _gradients(self, points: Array) -> Array:
        residuals = points.T @ self.design - self.y
        found: Array = self.design @ self._pull(residuals).T / self.count
        if self.loss == "rmse":
            root = np.sqrt((residuals * residuals).mean(axis=1))
            return np.where(root == 0, 0.0, found / root)
        return 2 * found if self.loss == "mse" else found

    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian where the loss is mae (flat between its kinks) or huber."""
        if self.loss == "mae":
            return np.zeros((self.dims, self.dims))
        with np.errstate(all="ignore"):
            residuals = self._predictions(np.asarray(point, dtype=np.float64)) - self.y
        inside = self.design[:, np.abs(residuals) <= self.delta]
        return np.asarray(inside @ inside.T / self.count)

    def _predictions(self, theta: Array) -> Array:
        return np.asarray(theta @ self.design)


class LineLoss(LinearLoss):
    """The loss of slope·x + intercept over rows (n,); `design` (2, n) is x and ones."""

    def at(self, slope: float, intercept: float) -> tuple[float, float, float]:
        """Loss and gradient at one point in plain floats; inf or NaN instead of an exception."""
        if -SAFE < slope < SAFE and -SAFE < intercept < SAFE:
            return self._at(slope, intercept)  # entering errstate would cost a tenth of the whole
        with np.errstate(all="ignore"):
            return self._at(slope, intercept)

    def _at(self, slope: float, intercept: float) -> tuple[float, float, float]:
        residuals = slope * self.design[0]
        residuals += intercept
        total, pulls = self._sums(residuals)
        along, across = pulls.tolist()
        if self.loss == "rmse":
            root, count = math.sqrt(total / self.count), self.count
            return (root, along / count / root, across / count / root) if root else (0.0, 0.0, 0.0)
        return total / self.count, along * self._share, across * self._share

    def _predictions(self, theta: Array) -> Array:
        slope, intercept = theta
        return np.asarray(slope * self.design[0] + intercept)


class LogLoss(MeanLoss):
    """The log-loss of a classifier without intercept: the mean of log(1 + exp(−m)), plus l2·‖w‖²/2.

    `design` (2, n) holds each row's features times its sign, +1 or −1, so that m = w·column is the margin.
    """

    def __init__(self, design: Array, l2: float) -> None:
        self.design = design
        self.l2 = l2
        self.dims, self.count = design.shape

    def taken(self, rows: Indices) -> LogLoss:
        """Some of the rows."""
        return LogLoss(self.design.take(rows, axis=1), self.l2)

    def at(self, first: float, second: float) -> tuple[float, float, float]:
        """Loss and gradient at one point in plain floats; inf or NaN instead of an exception."""
        with np.errstate(all="ignore"):
            point = np.array([[first], [second]])
            along, across = self._gradients(point)[:, 0].tolist()
            return float(self._losses(point)[0]), along, across

    def _losses(self, points: Array) -> Array:
        mean = np.logaddexp(0.0, -(points.T @ self.design)).mean(axis=1)
        return np.asarray(mean + self._pull(points * points).sum(axis=0) / 2)

    def _gradients(self, points: Array) -> Array:
        return np.asarray(-self.design @ _logistic_of_minus(points.T @ self.design).T / self.count + self._pull(points))

    def _pull(self, points: Array) -> Array:
        return self.l2 * points if self.l2 else np.zeros_like(points)  # 0 times inf is NaN

    def hessian(self, point: ArrayLike) -> Array:
        """The (2, 2) Hessian."""
        with np.errstate(all="ignore"):
            share = _logistic_of_minus(np.asarray(point, dtype=np.float64) @ self.design)
            weights = share * (1 - share)
            return np.asarray(weights * self.design @ self.design.T / self.count + self.l2 * np.eye(2))


def _logistic_of_minus(margins: Array) -> Array:
    """The logistic function of −m, 1/(1 + exp(m)), without overflow."""
    return np.asarray((1 - np.tanh(margins / 2)) / 2)
