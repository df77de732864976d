"""Linear regression on any number of columns: ŷ = intercept + w₁·x₁ + … + wₖ·xₖ, with the losses of `regression`."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, ArrayLike
from core.problems import linear_fits
from core.problems.base import ProblemEntry
from core.problems.box import box_around
from core.problems.data_hypers import DATA, SCALE, STANDARD, batch_size, chosen_columns
from core.problems.dataset import Dataset
from core.problems.features import Features, read_features
from core.problems.flat_minima import FlatMinima
from core.problems.mean_losses import LinearLoss
from core.problems.minimum import Minimum
from core.problems.row_model import RowModel
from core.problems.squares import Squares
from core.problems.standardise import as_it_is, standardised
from core.problems.tables import Reader
from core.values import Values


class LinearModel(RowModel):
    """A linear model's loss over its data. Where columns are linearly dependent, its minima are not single points."""

    data: Dataset

    def __init__(self, entry: ProblemEntry, values: Values, features: Features, data: Dataset) -> None:
        """Fit the answers `data.y` to features; `data.x` is the first of them."""
        self.entry = entry
        self.variables, self.names = entry.variables, features.parameters
        self.standard = values[SCALE.name] == STANDARD
        self.features, self.data = features, data
        self.up = (standardised if self.standard else as_it_is)(data.y)
        self.batch = batch_size(values, data.x.size)
        self._fit(values.text("loss"), values.number("delta"))

    @classmethod
    def of_file(cls, entry: ProblemEntry, values: Values, read: Reader) -> LinearModel:
        """The model of a file's columns; raises DataError."""
        chosen, answer = chosen_columns(values) or (values.text("x"),), values.text("y")
        table, left_out = read(values.text(DATA.name)).complete((*chosen, answer))
        features = read_features(table, chosen, answer, values)
        titles = features.names[0], table.column(answer)[0]
        x, y = table.numbers(chosen[0]), table.numbers(answer)
        return cls(entry, values, features, Dataset(x, y, math.nan, math.nan, columns=titles, left_out=left_out))

    def _fit(self, loss: str, delta: float) -> None:
        """Set the loss, its minima, the start and the box."""
        design, y = self.features.design, self.up.values
        basis = linear_fits.basis_of(design, intercept=self.features.intercept)
        self.rows = LinearLoss(design, y, loss, delta)
        if loss == "mae":
            best = linear_fits.least_absolute(basis, y)
        else:
            best = linear_fits.huber(basis, y, delta) if loss == "huber" else linear_fits.least_squares(basis, y)
        straight = loss in ("mae", "huber")
        self.whole = self.rows if straight else Squares(basis, y, best, loss)
        value, point = float(self.whole.losses(best)), tuple(map(float, best))
        self.minima, self.curves = (Minimum(point, value),), ()
        if not basis.is_unique:
            self.minima, self.curves = (), (FlatMinima(value, best, basis.free),)
            self.best_found, self.best_source = value, self.features.dependent(basis.free)
        self.start, spread = (0.0,) * self.dims, float(y.std()) or 1.0
        self.box = self.with_loss_range(box_around(self.start, point, tuple((spread * self.features.unit).tolist())))

    def outputs(self, theta: ArrayLike, points: ArrayLike) -> Array:
        """The predictions (m,) at points (columns, m) in the units of the data."""
        return self.up.back(np.asarray(theta, np.float64) @ self.features.rows(points))

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The predictions where the first column is `x`, and the others have their means."""
        rows = self.features.beside([np.asarray(x, np.float64)])
        return self.up.back(np.tensordot(np.asarray(theta, np.float64), rows, axes=1))

    def in_data_units(self, theta: ArrayLike) -> Array | None:
        if not self.standard:
            return None
        with np.errstate(all="ignore"):
            weights = self.features.in_data_units(np.asarray(theta, np.float64) * self.up.size)
            if self.features.intercept:
                weights[0] += self.up.middle
        return weights
