"""The best linear model of any number of columns: least squares, least absolute residuals, Huber's loss.

A fit is made in a basis of the columns, in which their scales and their dependencies play no part. Where columns are
linearly dependent, many weights are equally good; the shortest are given.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems.line_fits import huber_from

DEPENDENT = 1e-14  # of the largest singular value of columns of length 1: a smaller one counts as 0
REFINEMENTS = 2
PIVOTS = 20_000
BREAKS_TIES = 1e-9  # of the answers' spread
DUAL = 1e-9  # beyond 1: a multiplier of a least absolute fit that still promises a descent
SEED = 0


@frozen(eq=False)
class Basis:
    """Orthonormal rows `rows` (r, n) that span those of a design (k, n), r ≤ k.

    Weights (r,) of the rows are `back` @ them, (k,), in weights of the design; `free` (k, k − r) are orthonormal
    directions in which the weights of the design change nothing.
    """

    design: Array
    rows: Array
    back: Array
    free: Array

    def weights(self, coefficients: Array) -> Array:
        """The shortest weights (k,) of the design for coefficients (r,) of the rows."""
        weights = self.shortest(np.asarray(self.back @ coefficients))
        for _ in range(REFINEMENTS):  # what is left of large weights in a direction that changes nothing
            left = coefficients - self.rows @ (weights @ self.design)
            weights = weights + self.shortest(np.asarray(self.back @ left))
        return weights

    def shortest(self, weights: Array) -> Array:
        """The shortest weights (k,) that are as good."""
        return np.asarray(weights - self.free @ (self.free.T @ weights))

    @cached_property
    def is_unique(self) -> bool:
        """Whether other weights predict something else."""
        return not self.free.size


def basis_of(design: Array, *, intercept: bool) -> Basis:
    """The basis of a design (k, n); with an intercept its first row is all ones."""
    scales = np.linalg.norm(design, axis=1)
    if intercept:  # without their means the other rows are orthogonal to it
        centred = design - design.mean(axis=1, keepdims=True)
        lengths = np.linalg.norm(centred, axis=1)
        scales = np.where(lengths > DEPENDENT * scales, lengths, 0.0)
        centred[0], scales[0] = design[0], np.sqrt(design.shape[1])
        centred[scales == 0] = 0.0
    else:
        centred = design
    scales = np.where(scales > 0, scales, 1.0)
    left, sizes, rows = np.linalg.svd(centred / scales[:, None], full_matrices=False)
    rank = int((sizes > DEPENDENT * sizes.max(initial=0.0)).sum())
    every, _ = np.linalg.qr(left[:, :rank], mode="complete")
    to_weights, free = left[:, :rank] / sizes[:rank] / scales[:, None], every[:, rank:] / scales[:, None]
    if intercept:
        means = design.mean(axis=1)
        means[0] = 0.0
        to_weights[0] -= means @ to_weights
        free[0] -= means @ free
    return Basis(design, rows[:rank], to_weights, np.linalg.qr(free)[0])


def least_squares(basis: Basis, y: Array) -> Array:
    """The weights (k,) of the smallest mean square; refined, so that they are right to rounding."""
    weights = basis.weights(basis.rows @ y)
    for _ in range(2):
        weights = weights + basis.weights(basis.rows @ (y - weights @ basis.design))
    return np.asarray(basis.shortest(weights))


def least_absolute(basis: Basis, y: Array) -> Array:
    """The weights (k,) of the smallest mean absolute residual, exactly.

    The simplex method of Barrodale and Roberts 1973: a best fit passes through as many points as it has coefficients.
    From one such fit, let go of one of its points, so that the loss falls fastest, up to the weighted median of the
    other points on the way; where no multiplier exceeds 1, none helps. Answers moved by a little break ties.
    """
    rows = basis.rows
    if not rows.size:
        return np.zeros(len(basis.design))
    spread = float(np.ptp(y)) or 1.0
    moved = y + BREAKS_TIES * spread * np.random.default_rng(SEED).uniform(-1.0, 1.0, y.size)
    through = _first_points(rows, moved - (rows @ moved) @ rows)
    for _ in range(PIVOTS):
        inverse = np.linalg.inv(rows[:, through])  # (points, coefficients)
        fit = moved[through] @ inverse
        residuals = fit @ rows - moved
        residuals[through] = 0.0
        multipliers = inverse @ (rows @ np.sign(residuals))
        leaving = int(np.argmax(np.abs(multipliers)))
        if not abs(multipliers[leaving]) > 1 + DUAL:
            break
        change = inverse[leaving] @ rows * -np.sign(multipliers[leaving])
        change[np.delete(through, leaving)] = 0.0
        through[leaving] = _entering(residuals, change, through)
    return _polished(basis, y, through)


def _first_points(rows: Array, residuals: Array) -> Array:
    """As many points as there are rows, with small residuals, that determine a fit."""
    chosen: list[int] = []
    left = rows.copy()
    nearness = 1 / (np.abs(residuals) + 1e-3 * float(np.abs(residuals).max()) + 1e-300)
    for _ in range(len(rows)):
        sizes = np.sqrt((left * left).sum(axis=0))
        index = int(np.argmax(sizes * np.where(sizes > 1e-3 * sizes.max(), nearness, 0.0)))
        chosen.append(index)
        axis = left[:, index] / sizes[index]
        left = left - np.outer(axis, axis @ left)
    return np.array(chosen, dtype=np.intp)


def _entering(residuals: Array, change: Array, through: Array) -> int:
    """The point at which the sum of |residuals + t·change| is lowest for t > 0: a weighted median."""
    others = np.ones(residuals.size, dtype=bool)
    others[through] = False
    slope = float(np.abs(change[through]).sum() + (np.sign(residuals) * change)[others].sum())
    crossed = np.flatnonzero(others & (residuals * change < 0))
    times = -residuals[crossed] / change[crossed]
    order = crossed[np.argsort(times, kind="stable")]
    reached = slope + np.cumsum(2 * np.abs(change[order]))
    return int(order[min(int(np.searchsorted(reached, 0.0)), len(order) - 1)])


def _polished(basis: Basis, y: Array, through: Array) -> Array:
    """The weights of the fit through some points, right to rounding."""
    square = basis.rows[:, through]
    weights = basis.weights(np.linalg.solve(square.T, y[through]))
    off = y[through] - weights @ basis.design[:, through]
    return basis.shortest(weights + basis.weights(np.linalg.solve(square.T, off)))


def huber(basis: Basis, y: Array, delta: float) -> Array:
    """The weights (k,) of the smallest mean Huber loss."""
    rows, size = basis.rows, np.sqrt(y.size)
    if not rows.size:
        return np.zeros(len(basis.design))
    fits = (least_squares(basis, y), least_absolute(basis, y))
    near = [basis.rows @ (basis.design.T @ fit) / size for fit in fits]
    return basis.weights(huber_from(near, rows * size, y, delta) * size)
