"""Linear regression: the loss of a line ŷ = slope·x + intercept over random data or
over two columns of a file.

Random data are y = slope·x + intercept + U(0, data_noise) with x ~ U(−1, 1), x drawn first, from
`numpy.random.default_rng(data_seed)`; θ = (slope, intercept). mse is the mean square (no ½), half_mse half of it, rmse
its root, mae the mean absolute residual, huber PyTorch's: half the square up to `delta`, linear beyond.

Standardised, θ is the line of the standardised columns, and so are the residuals; `in_data_units` tells the line of
the columns themselves.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.formula import Node, parse, substitute
from core.hyper import choice, integer, real
from core.problems import line_fits
from core.problems.base import Problem, ProblemEntry
from core.problems.box import Point, box_around
from core.problems.calculus import Calculus
from core.problems.csv_files import MAX_ROWS
from core.problems.data_hypers import (
    BATCH,
    COLUMNS,
    DATA,
    FIT_INTERCEPT,
    MADE,
    SCALE,
    STANDARD,
    batch_size,
    chosen_columns,
    column,
    columns_without_file,
    weight_names,
)
from core.problems.dataset import Dataset
from core.problems.mean_losses import LineLoss
from core.problems.minimum import Minimum
from core.problems.standardise import as_it_is, standardised
from core.problems.tables import Reader
from core.values import Values

START: Point = (-10.0, -20.0)

LOSSES = ("mse", "half_mse", "rmse", "mae", "huber")

# Around the least-squares line every term is a square, so nothing cancels: the mean square is the remaining one
# plus (Δintercept + mean·Δslope)² plus variance·Δslope².
_MEAN_SQUARE = "rest + (y - intercept + mean*(x - slope))^2 + variance*(x - slope)^2"
_FORMULAS = {"mse": _MEAN_SQUARE, "half_mse": f"({_MEAN_SQUARE})/2", "rmse": f"sqrt({_MEAN_SQUARE})"}


def _aim(values: Values) -> Point:
    """The expected slope and intercept of made points, half of the noise included."""
    return values.number("slope"), values.number("intercept") + values.number("data_noise") / 2


def load(values: Values, read: Reader) -> Dataset:
    """The data of a regression from its file; raises DataError."""
    chosen = (values.text("x"), values.text("y"))
    table, left_out = read(values.text("data")).complete(chosen)
    x, y = table.varying_numbers(chosen[0], "no line is best"), table.numbers(chosen[1])
    slope, intercept = line_fits.least_squares(x, y)
    names = (table.column(chosen[0])[0], table.column(chosen[1])[0])
    return Dataset(x, y, slope, intercept, columns=names, left_out=left_out)


def draw(values: Values) -> Dataset:
    """The data of a regression, read-only; the same values draw the same data."""
    slope, intercept = values.number("slope"), values.number("intercept")
    count, noise = values.integer("n"), values.number("data_noise")
    rng = np.random.default_rng(values.integer("data_seed"))
    x = rng.uniform(-1.0, 1.0, count)
    y = slope * x + intercept + rng.uniform(0.0, noise, count)
    x.flags.writeable = y.flags.writeable = False
    return Dataset(x, y, slope, intercept)


class Regression(Problem):
    """The line's loss over its data. Those of squares are formulas; mae and huber walk over the rows."""

    names = ("slope", "intercept")
    data: Dataset

    def __init__(self, entry: ProblemEntry, values: Values, read: Reader) -> None:
        self.entry = entry
        self.kind = values.text("loss")
        self.delta = values.number("delta")
        made = values["data"] == MADE
        self.data = draw(values) if made else load(values, read)
        self.standard = values[SCALE.name] == STANDARD
        read_as = standardised if self.standard else as_it_is
        self.columns = read_as(self.data.x), read_as(self.data.y)
        self.x, self.y = (column.values for column in self.columns)
        if made and not self.standard:
            self.start, self.box = START, box_around(START, _aim(values), (15.0, 15.0))
        else:
            self.start = (0.0, 0.0)
            self.box = box_around(self.start, line_fits.least_squares(self.x, self.y), self._unit())
        self.batch = batch_size(values, self.x.size)
        self.rows = LineLoss(np.stack([self.x, np.ones_like(self.x)]), self.y, self.kind, self.delta)
        self.loss = self._formula()
        self.calculus = Calculus(self.loss, self.variables) if self.loss else None
        self.scalar_value_gradient = self.calculus.scalar if self.calculus else self.rows.at
        best = self._best_line()
        self.minima = (Minimum(best, self.scalar_value_gradient(*best)[0]),)

    def _unit(self) -> Point:
        """The changes of slope and intercept that move the line by the standard deviation of y."""
        x, y = self.x, self.y
        tilt = float(y.std() / x.std()) or 1.0
        return tilt, float(y.std() + abs(x.mean()) * tilt)

    def _formula(self) -> Node | None:
        if self.kind not in _FORMULAS:
            return None
        slope, intercept = line_fits.least_squares(self.x, self.y)
        residuals = slope * self.x + intercept - self.y
        numbers = {
            "slope": slope,
            "intercept": intercept,
            "mean": float(self.x.mean()),
            "variance": float(self.x.var()),
            "rest": float(residuals @ residuals) / self.x.size,
        }
        text = _FORMULAS[self.kind]
        if self.kind == "rmse" and numbers["rest"] == 0:
            text = f"where({_MEAN_SQUARE} > 0, {text}, 0)"  # a perfect fit: the root's slope would be 0/0 there
        return substitute(parse(text, ("x", "y", *numbers)), dict(numbers))

    def _best_line(self) -> Point:
        x, y = self.x, self.y
        if self.kind == "mae":
            return line_fits.least_absolute(x, y)
        return line_fits.huber(x, y, self.delta) if self.kind == "huber" else line_fits.least_squares(x, y)

    def values(self, points: ArrayLike) -> Array:
        if self.calculus is None:
            return self.rows.losses(points)
        return self.calculus.values(points)

    def gradients(self, points: ArrayLike) -> Array:
        if self.calculus is None:
            return self.rows.gradients(points)
        return self.calculus.gradients(points)

    def hessian(self, point: ArrayLike) -> Array:
        return self.rows.hessian(point) if self.calculus is None else self.calculus.hessian(point)

    def sample(self, theta: tuple[float, ...], rows: Indices) -> tuple[float, Array]:
        loss, *gradient = self.rows.taken(rows).at(*theta)
        return loss, np.array(gradient)

    def sample_columns(self, points: Array, rows: Indices) -> tuple[Array, Array]:
        taken = self.rows.taken(rows)
        return taken.losses(points), taken.gradients(points)

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        across, up = self.columns
        slope, intercept = np.asarray(theta, dtype=np.float64)
        return np.asarray(up.back(slope * across.to(np.asarray(x, dtype=np.float64)) + intercept))

    def in_data_units(self, theta: ArrayLike) -> Array | None:
        if not self.standard:
            return None
        across, up = self.columns
        slope, intercept = np.asarray(theta, dtype=np.float64)
        with np.errstate(all="ignore"):
            tilt = slope * up.size / across.size
            return np.array([tilt, up.back(intercept) - tilt * across.middle])


def _variables(values: Values) -> tuple[str, ...] | None:
    """The variables of a linear model of chosen columns or without intercept; None for a line."""
    columns = chosen_columns(values)
    return None if not columns and values[FIT_INTERCEPT.name] else weight_names(columns or ("x",), values)


def _described(values: Values) -> tuple[str, str]:
    """Title and purpose of a model of chosen columns, or without intercept."""
    return (
        "Linear regression",
        "A weighted sum of columns fitted to an answer: columns that are alike make a long valley.",
    )


def _build(entry: ProblemEntry, values: Values, read: Reader) -> Problem:
    if _variables(values) is None:
        return Regression(entry, values, read)
    from core.problems.features import features_of  # noqa: PLC0415 - a line needs neither
    from core.problems.linear_model import LinearModel  # noqa: PLC0415

    if values[DATA.name] != MADE:
        return LinearModel.of_file(entry, values, read)
    data = draw(values)
    return LinearModel(entry, values, features_of({"slope": data.x}, values), data)


REGRESSION = ProblemEntry(
    name="regression",
    title="Linear regression",
    purpose="A line fitted to noisy points: the smallest real training problem, in which the weights have a meaning.",
    citation="Legendre 1805; the scenario of dzlab 2019, Optimizers Visualisation",
    hypers=(
        choice("loss", "L", "rmse", "How residuals are summed up; half_mse is half the mean square.", LOSSES),
        real("delta", "δ", 1, "Where huber turns from square to straight.", 1e-6, 1e6, scale="log"),
        integer("n", "n", 100, "Points that are made up.", 2, MAX_ROWS, scale="log", role="rows"),
        real("slope", "a", 5, "The true slope.", -1000, 1000),
        real("intercept", "b", 3, "The true intercept.", -1000, 1000),
        real("data_noise", "ν", 1, "Noise added to every point, uniform from 0 to this.", 0, 1000, scale="log"),
        integer("data_seed", "s", 0, "Which random points.", 0, 2**32 - 1),
        DATA,
        column("x", 1, "what the answer depends on"),
        column("y", 2, "the answer"),
        COLUMNS,
        FIT_INTERCEPT,
        SCALE,
        BATCH,
    ),
    formula=None,
    build=_build,
    variables_for=_variables,
    described_for=_described,
    refuses=columns_without_file,
)
