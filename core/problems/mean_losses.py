"""Mean losses over rows of data, at one point or at many: squares, rmse, mae and huber of a line, and the log-loss."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np

from core.arrays import Array, ArrayLike, Indices

SAFE = 1e150  # with both parameters below this no square of a residual overflows
HALVED = ("half_mse", "huber")  # the losses of which a square is half
CACHE = 32_768  # residuals worked on at a time: more than twice as fast as what leaves the processor's cache


class MeanLoss(ABC):
    """The mean loss of two parameters over rows of data; subclasses compute it at points (2, m)."""

    count: int

    @abstractmethod
    def _losses(self, points: Array) -> Array: ...

    @abstractmethod
    def _gradients(self, points: Array) -> Array: ...

    def losses(self, points: ArrayLike) -> Array:
        """Losses (…) at points (2, …)."""
        return self._in_pieces(points, self._losses, ())

    def gradients(self, points: ArrayLike) -> Array:
        """Gradients (2, …) at points (2, …)."""
        return self._in_pieces(points, self._gradients, (2,))

    def _in_pieces(self, points: ArrayLike, function: Callable[[Array], Array], shape: tuple[int, ...]) -> Array:
        given = np.asarray(points, dtype=np.float64)
        flat = given.reshape(2, -1)
        found = np.empty((*shape, flat.shape[1]))
        size = max(1, CACHE // self.count)
        with np.errstate(all="ignore"):
            for start in range(0, flat.shape[1], size):
                found[..., start : start + size] = function(flat[:, start : start + size])
        return found.reshape((*shape, *given.shape[1:]))


class LineLoss(MeanLoss):
    """The loss of slope·x + intercept over rows (n,); `design` (2, n) is x and ones.

    The loss mae is the mean of pull·residual, half_mse and huber that of pull·(residual − pull/2), and the gradient is
    that of pull·(x, 1), where the pull is the residual's sign (mae; 0 at 0), the residual itself (half_mse) or the
    residual clipped to ±delta (huber). mse is twice half_mse, and rmse its root, with the subgradient 0 where it is 0.
    """

    def __init__(self, design: Array, y: Array, loss: str, delta: float = 1.0) -> None:
        self.design = design
        self.x = design[0]
        self.count = self.x.size
        self.y = y
        self.loss = loss
        self.delta = delta

    def taken(self, rows: Indices) -> LineLoss:
        """Some of the rows."""
        return LineLoss(self.design.take(rows, axis=1), self.y.take(rows), self.loss, self.delta)

    def _pull(self, residuals: Array) -> Array:
        if self.loss == "mae":
            return np.sign(residuals)
        return residuals.clip(-self.delta, self.delta) if self.loss == "huber" else residuals

    def at(self, slope: float, intercept: float) -> tuple[float, float, float]:
        """Loss and gradient at one point in plain floats; inf or NaN instead of an exception."""
        if -SAFE < slope < SAFE and -SAFE < intercept < SAFE:
            return self._at(slope, intercept)  # entering errstate would cost a tenth of the whole
        with np.errstate(all="ignore"):
            return self._at(slope, intercept)

    def _at(self, slope: float, intercept: float) -> tuple[float, float, float]:
        count = self.x.size
        residuals = slope * self.x
        residuals += intercept
        residuals -= self.y
        pull = self._pull(residuals)
        total = float(pull.dot(residuals - pull / 2 if self.loss in HALVED else residuals))
        along, across = self.design.dot(pull).tolist()
        if self.loss == "rmse":
            root = math.sqrt(total / count)
            return (root, along / count / root, across / count / root) if root else (0.0, 0.0, 0.0)
        share = 2 / count if self.loss == "mse" else 1 / count
        return total / count, along * share, across * share

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
        found: Array = self.design @ self._pull(residuals).T / self.x.size
        if self.loss == "rmse":
            root = np.sqrt((residuals * residuals).mean(axis=1))
            return np.where(root == 0, 0.0, found / root)
        return 2 * found if self.loss == "mse" else found

    def hessian(self, point: ArrayLike) -> Array:
        """The (2, 2) Hessian where the loss is mae (flat between its kinks) or huber."""
        if self.loss == "mae":
            return np.zeros((2, 2))
        slope, intercept = np.asarray(point, dtype=np.float64)
        with np.errstate(all="ignore"):
            residuals = slope * self.x + intercept - self.y
        inside = self.design[:, np.abs(residuals) <= self.delta]
        return np.asarray(inside @ inside.T / self.x.size)


class LogLoss(MeanLoss):
    """The log-loss of a classifier without intercept: the mean of log(1 + exp(−m)), plus l2·‖w‖²/2.

    `design` (2, n) holds each row's features times its sign, +1 or −1, so that m = w·column is the margin.
    """

    def __init__(self, design: Array, l2: float) -> None:
        self.design = design
        self.l2 = l2
        self.count = design.shape[1]

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
