"""Logistic regression on any number of columns, for two classes or more: softmax regression.

θ has one weight a column and, first, an intercept, for each class but the first, whose weights are 0, as only
differences between classes matter. The penalty l2·‖w‖²/2 leaves the intercepts out.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, ArrayLike
from core.problems.base import ProblemEntry
from core.problems.box import Box, Point, box_around
from core.problems.cross_entropy import CrossEntropy
from core.problems.data_hypers import DATA, SCALE, STANDARD, batch_size, chosen_columns
from core.problems.dataset import Dataset
from core.problems.decision_line import line_in_box
from core.problems.features import Features, read_features
from core.problems.flat_minima import FlatMinima
from core.problems.linear_fits import Basis, basis_of
from core.problems.minimum import APPROACHED, Minimum
from core.problems.row_model import RowModel
from core.problems.separable import lowest
from core.problems.tables import Reader
from core.values import Values

MANY_UNITS = 3.0  # of each weight: where the view ends if weights grow for ever
NOT_FOUND = "f* is not known: Newton's method does not end"


class Softmax(RowModel):
    """The cross-entropy of a linear classifier. Where classes can be divided there is no minimum: weights grow on."""

    data: Dataset
    rows: CrossEntropy

    def __init__(self, entry: ProblemEntry, values: Values, read: Reader) -> None:
        self.entry = entry
        self.variables = entry.variables
        chosen, label = chosen_columns(values) or (values.text("x"), values.text("y")), values.text("label")
        table, left_out = read(values.text(DATA.name)).complete(chosen, (label,))
        labels, classes = table.labels(label, values.integer("classes"))
        self.features = read_features(table, chosen, label, values)
        self.standard = values[SCALE.name] == STANDARD
        self.names = _names(self.features, classes)
        x, y = (*map(table.numbers, chosen[:2]), labels)[:2]
        across, up = (*self.features.names[:2], table.column(label)[0])[:2]
        self.data = Dataset(
            x, y, math.nan, math.nan, labels=labels, columns=(across, up), classes=classes, left_out=left_out
        )
        self.batch = batch_size(values, labels.size)
        penalty = np.full(len(self.features.parameters), values.number("l2"))
        if self.features.intercept:
            penalty[0] = 0.0
        self.rows = self.whole = CrossEntropy(self.features.design, labels.astype(np.intp), len(classes), penalty)
        self._find_lowest(penalty)

    def _find_lowest(self, penalty: Array) -> None:
        """Set f*, the minima, the start and the box."""
        design, scored = self.features.design, self.rows.scored
        basis = basis_of(design, intercept=self.features.intercept)
        back = self.features.from_standard if penalty.any() else basis.back * math.sqrt(self.rows.count)
        seen = CrossEntropy(back.T @ design, self.rows.labels, scored + 1, np.zeros(back.shape[1]))
        pull = np.asarray(np.kron(np.eye(scored), back.T @ np.diag(penalty) @ back), np.float64)
        found = lowest(seen, pull)
        rows, size = found.point.reshape(scored, -1), math.sqrt(self.rows.count)
        each = [row @ back.T if penalty.any() else basis.weights(row * size) for row in rows]
        theta = np.concatenate(each)
        unit = np.tile(self.features.unit, scored)
        self.minima, target = (), MANY_UNITS * unit
        if found.kind == "minimum":
            target = theta = self._set_minimum(theta, basis if not penalty.any() else None)
        elif found.kind == "limit":
            self.best_found, self.best_source, self.best_is_limit = found.value, APPROACHED, True
        else:
            self.best_source = NOT_FOUND
        self.start = (0.0,) * self.dims
        self.box = self.with_loss_range(box_around(self.start, tuple(target.tolist()), tuple(unit.tolist())))

    def _set_minimum(self, theta: Array, basis: Basis | None) -> Array:
        """Set the minimum, or all of them where columns without penalty are linearly dependent; the shortest one."""
        if basis is None or basis.is_unique:
            self.minima = (Minimum(tuple(theta.tolist()), float(self.rows.losses(theta))),)
            return theta
        free = np.asarray(np.kron(np.eye(self.rows.scored), basis.free), np.float64)
        shortest = np.asarray(theta - free @ (free.T @ theta))
        value = float(self.rows.losses(shortest))
        self.minima, self.curves = (), (FlatMinima(value, shortest, free),)
        self.best_found, self.best_source = value, self.features.dependent(basis.free)
        return shortest

    def outputs(self, theta: ArrayLike, points: ArrayLike) -> Array:
        """The probabilities (classes, m) at points (columns, m) in the units of the data."""
        return self.rows.probabilities(np.asarray(theta, np.float64), self.features.rows(points))

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The second feature on the decision boundary of two classes at `x`; NaN with more, or where it has none."""
        weights, through = self._line(theta)
        with np.errstate(all="ignore"):
            return np.asarray(through[1] - weights[0] * (np.asarray(x, np.float64) - through[0]) / weights[1])

    def boundary(self, theta: ArrayLike, box: Box) -> tuple[Point, Point] | None:
        """The ends in a box of the line between two classes where the features after the second have their means."""
        weights, through = self._line(theta)
        return line_in_box(weights, through, box) if np.isfinite(through).all() else None

    def _line(self, theta: ArrayLike) -> tuple[Array, Array]:
        """The weights of the first two features, and a point on the line between two classes; NaN with more."""
        if self.rows.scored > 1:
            return np.full(2, np.nan), np.full(2, np.nan)
        own = self.features.in_data_units(np.asarray(theta, np.float64))[int(self.features.intercept) :]
        weights, means = np.append(own, 0.0)[:2], np.append(self.features.means, 0.0)[:2]
        score = float(np.asarray(theta, np.float64) @ self.features.rows(self.features.means[:, None])[:, 0])
        with np.errstate(all="ignore"):
            return weights, np.asarray(means - score * weights / (weights @ weights))

    def in_data_units(self, theta: ArrayLike) -> Array | None:
        if not self.standard:
            return None
        with np.errstate(all="ignore"):
            rows = np.asarray(theta, np.float64).reshape(self.rows.scored, -1)
            return self.features.in_data_units(rows).ravel()


def _names(features: Features, classes: tuple[str, ...]) -> tuple[str, ...]:
    """The names of θ; with more than two classes each with its class."""
    if len(classes) == 2:
        return features.parameters
    return tuple(f"{name}[{label}]" for label in classes[1:] for name in features.parameters)
