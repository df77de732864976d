"""The cross-entropy of a linear classifier of two or more classes: the mean of −log of the true class's probability."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.problems.mean_losses import MeanLoss


class CrossEntropy(MeanLoss):
    """The cross-entropy of scores θ_c @ design, c = 1 … classes − 1, plus θ·(penalty·θ)/2.

    The score of class 0 is 0, as only differences of scores matter; with two classes that is logistic regression. θ is
    (classes − 1, k) row by row, `design` (k, n), `labels` (n,) whole numbers, `penalty` (k,).
    """

    def __init__(self, design: Array, labels: Indices, classes: int, penalty: Array) -> None:
        self.design = design
        self.labels = labels
        self.scored = classes - 1
        self.penalty = np.tile(penalty, self.scored)
        self.is_penalised = bool(penalty.any())
        self.features, self.count = design.shape
        self.dims = self.scored * self.features
        self.own = labels == np.arange(classes)[:, None]
        """Which class is the true one, (classes, n)."""

    def taken(self, rows: Indices) -> CrossEntropy:
        """Some of the rows."""
        penalty = self.penalty[: self.features]
        return CrossEntropy(self.design.take(rows, axis=1), self.labels.take(rows), self.scored + 1, penalty)

    def value_gradient(self, theta: Array) -> tuple[float, Array]:
        """Loss and gradient (dims,) at θ (dims,); inf or NaN instead of an exception."""
        with np.errstate(all="ignore"):
            point = theta[:, None]
            margins = self._margins(point)
            return float(self._loss(margins, point)[0]), self._gradient(margins, point)[:, 0]

    def _losses(self, points: Array) -> Array:
        return self._loss(self._margins(points), points)

    def _gradients(self, points: Array) -> Array:
        return self._gradient(self._margins(points), points)

    def _margins(self, points: Array) -> Array:
        """By how much the score of each class exceeds that of the true one, (m, classes, n)."""
        weights = points.T.reshape(-1, self.scored, self.features)
        scores = np.zeros((len(weights), self.scored + 1, self.count))
        np.matmul(weights, self.design, out=scores[:, 1:])
        own = np.take_along_axis(scores, np.broadcast_to(self.labels, (len(weights), 1, self.count)), axis=1)
        return np.asarray(scores - own)

    def _loss(self, margins: Array, points: Array) -> Array:
        highest = margins.argmax(axis=1)[:, None]
        most = np.take_along_axis(margins, highest, axis=1)
        shares = np.exp(margins - most)
        np.put_along_axis(shares, highest, 0.0, axis=1)  # its 1 would hide small shares
        mean = (most[:, 0] + np.log1p(shares.sum(axis=1))).mean(axis=1)
        return np.asarray(mean + (self._pull(points) * points).sum(axis=0) / 2 if self.is_penalised else mean)

    def _pull(self, points: Array) -> Array:
        return self.penalty[:, None] * points

    def _shares(self, margins: Array) -> Array:
        """The probabilities of the classes, (m, classes, n)."""
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def _gradient(self, margins: Array, points: Array) -> Array:
        shares = self._shares(margins)
        errors = np.where(self.own, 0.0, shares)  # less 1 for the true class: minus the sum of the others
        errors = errors - np.where(self.own, errors.sum(axis=1, keepdims=True), 0.0)
        slopes = (errors[:, 1:] @ self.design.T / self.count).reshape(len(errors), self.dims).T
        return np.asarray(slopes + self._pull(points) if self.is_penalised else slopes)

    def margins(self, theta: Array) -> Array:
        """By how much the score of each class exceeds that of the true one, (classes, n)."""
        return np.asarray(self._margins(theta[:, None])[0])

    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian."""
        with np.errstate(all="ignore"):
            shares = self._shares(self._margins(np.asarray(point, np.float64)[:, None]))[0, 1:]
        found: Array = np.empty((self.scored, self.features, self.scored, self.features))
        for one in range(self.scored):
            for other in range(one + 1):
                rest = 1 - shares[one] if one == other else -shares[other]
                block = (shares[one] * rest * self.design) @ self.design.T / self.count
                found[one, :, other] = found[other, :, one] = block
        return np.asarray(found.reshape(self.dims, self.dims) + np.diag(self.penalty))

    def probabilities(self, theta: Array, rows: Array) -> Array:
        """The probabilities (classes, m) at rows (k, m) of a design."""
        scores = np.vstack([np.zeros(rows.shape[1]), theta.reshape(self.scored, self.features) @ rows])
        return np.asarray(self._shares(scores[None])[0])
