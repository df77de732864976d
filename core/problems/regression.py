"""Linear regression: the loss of a line ŷ = slope·x + intercept over random data, as in the chapter on optimizers.

y = slope·x + intercept + U(0, data_noise) with x ~ U(−1, 1), x drawn first, from
`numpy.random.default_rng(data_seed)`; θ = (slope, intercept). mse is the mean square (no ½), rmse its root,
mae the mean absolute residual, huber PyTorch's: half the square up to `delta`, linear beyond.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import numpy.typing as npt

from core.formula import Node, parse, substitute
from core.hyper import choice, integer, real
from core.problems import lines
from core.problems.base import Array, Box, Minimum, Point, Problem, ProblemEntry, RegressionData, Values
from core.problems.surface import Calculus
from core.specs import ProblemSpec

MOST_ROWS = 10_000
START: Point = (-10.0, -20.0)
SAFE = 1e150  # with both parameters below this no product of a residual overflows

# Around the least-squares line every term is a square, so nothing cancels: the mean square is the remaining one
# plus (Δintercept + mean·Δslope)² plus variance·Δslope².
_MEAN_SQUARE = "rest + (y - intercept + mean*(x - slope))^2 + variance*(x - slope)^2"
_LOSSES = {"mse": _MEAN_SQUARE, "rmse": f"sqrt({_MEAN_SQUARE})"}


def _box(values: Values) -> Box:
    """Start and the line that was drawn around, with a third of their distance on every side."""
    noise = cast("float", values["data_noise"])
    target = (cast("float", values["slope"]), cast("float", values["intercept"]) + noise / 2)
    sides = []
    for begin, end in zip(START, target, strict=True):
        margin = max(abs(end - begin) / 3, 5.0)
        sides += [math.floor(min(begin, end) - margin), math.ceil(max(begin, end) + margin)]
    return Box(*map(float, sides))


REGRESSION = ProblemEntry(
    name="regression",
    title="Linear regression",
    purpose="A line fitted to noisy points: the smallest real training problem, in which the weights have a meaning.",
    citation="Legendre 1805; the scenario of dzlab 2019, Optimizers Visualisation",
    hypers=(
        choice("loss", "L", "rmse", "How residuals are summed up.", ("mse", "rmse", "mae", "huber")),
        real("delta", "δ", 1, "Where huber turns from square to straight.", 1e-6, 1e6, scale="log"),
        integer("n", "n", 100, "Points.", 2, MOST_ROWS, scale="log"),
        real("slope", "a", 5, "The true slope.", -1000, 1000),
        real("intercept", "b", 3, "The true intercept.", -1000, 1000),
        real("data_noise", "ν", 1, "Noise added to every point, uniform from 0 to this.", 0, 1000, scale="log"),
        integer("data_seed", "s", 0, "Which random points.", 0, 2**32 - 1),
        integer(
            "batch",
            "m",
            0,
            "Points that each gradient sees; n or more are all of them.",
            1,
            MOST_ROWS,
            scale="log",
            word=("full", 0),
        ),
    ),
    formula=None,
    box=_box,
    start=lambda values: START,
    minima=lambda values: (),  # they follow the data
)


def draw(values: Values) -> RegressionData:
    """The data of a regression, read-only; the same values draw the same data."""
    slope, intercept = cast("float", values["slope"]), cast("float", values["intercept"])
    count, noise = cast("int", values["n"]), cast("float", values["data_noise"])
    rng = np.random.default_rng(cast("int", values["data_seed"]))
    x = rng.uniform(-1.0, 1.0, count)
    y = slope * x + intercept + rng.uniform(0.0, noise, count)
    x.flags.writeable = y.flags.writeable = False
    return RegressionData(x, y, slope, intercept)


class Regression(Problem):
    """The line's loss over its data. mse and rmse are formulas; mae and huber walk over the rows."""

    names = ("slope", "intercept")
    data: RegressionData

    def __init__(self, spec: ProblemSpec, entry: ProblemEntry = REGRESSION) -> None:
        values = {hyper.name: spec.get(hyper.name) for hyper in entry.hypers}
        self.spec = spec
        self.entry = entry
        self.kind = cast("str", values["loss"])
        self.delta = cast("float", values["delta"])
        self.data = draw(values)
        self.box = entry.box(values)
        self.start = entry.start(values)
        rows = self.data.x.size
        batch = cast("int", values["batch"])
        self.batch = batch if batch < rows else 0
        self._design = np.stack([self.data.x, np.ones(rows)])
        self.loss = self._formula()
        self.calculus = Calculus(self.loss) if self.loss else None
        self.scalar_value_gradient = self.calculus.scalar if self.calculus else self._walk
        best = self._best_line()
        self.minima = (Minimum(best, self.scalar_value_gradient(*best)[0]),)

    def _formula(self) -> Node | None:
        if self.kind not in _LOSSES:
            return None
        slope, intercept = lines.least_squares(self.data.x, self.data.y)
        residuals = slope * self.data.x + intercept - self.data.y
        numbers = {
            "slope": slope,
            "intercept": intercept,
            "mean": float(self.data.x.mean()),
            "variance": float(self.data.x.var()),
            "rest": float(residuals @ residuals) / self.data.x.size,
        }
        text = _LOSSES[self.kind]
        if self.kind == "rmse" and numbers["rest"] == 0:
            text = f"where({_MEAN_SQUARE} > 0, {text}, 0)"  # a perfect fit: the root's slope would be 0/0 there
        return substitute(parse(text, ("x", "y", *numbers)), dict(numbers))

    def _best_line(self) -> Point:
        x, y = self.data.x, self.data.y
        if self.kind == "mae":
            return lines.least_absolute(x, y)
        return lines.huber(x, y, self.delta) if self.kind == "huber" else lines.least_squares(x, y)

    # Rows, where there is no formula

    def predict(self, theta: npt.ArrayLike, x: npt.ArrayLike) -> Array:
        slope, intercept = np.asarray(theta, dtype=np.float64)
        return np.asarray(slope * np.asarray(x, dtype=np.float64) + intercept)

    def _pull(self, residuals: Array) -> Array:
        """The derivative of a residual's share of the loss (of rmse: before the division by the loss)."""
        if self.kind == "mae":
            return np.sign(residuals)
        return np.clip(residuals, -self.delta, self.delta) if self.kind == "huber" else 2 * residuals

    def _share(self, residuals: Array) -> Array:
        size = np.abs(residuals)
        if self.kind == "mae":
            return size
        if self.kind == "huber":
            return np.where(size <= self.delta, residuals * residuals / 2, self.delta * (size - self.delta / 2))
        return residuals * residuals

    def _walk(self, theta0: float, theta1: float) -> tuple[float, float, float]:
        if not (-SAFE < theta0 < SAFE and -SAFE < theta1 < SAFE):
            with np.errstate(all="ignore"):
                return self._walked(theta0, theta1)
        return self._walked(theta0, theta1)  # entering errstate costs a tenth of the whole

    def _walked(self, theta0: float, theta1: float) -> tuple[float, float, float]:
        rows = self.data.x.size
        residuals = theta0 * self.data.x
        residuals += theta1
        residuals -= self.data.y
        pull = self._pull(residuals)
        slope, intercept = self._design.dot(pull).tolist()
        # |r| is pull·r; Huber's r²/2 inside and δ(|r| − δ/2) outside are both pull·(r − pull/2)
        loss = float(pull.dot(residuals if self.kind == "mae" else residuals - pull / 2))
        return loss / rows, slope / rows, intercept / rows

    def _over_points(self, points: npt.ArrayLike, rows: npt.NDArray[np.intp] | slice) -> tuple[Array, Array]:
        """Losses (…) and gradients (2, …) of some rows at points (2, …), whatever the loss."""
        slope, intercept = np.asarray(points, dtype=np.float64)
        x, y = self.data.x[rows], self.data.y[rows]
        with np.errstate(all="ignore"):
            residuals = slope[..., None] * x + intercept[..., None] - y
            losses = self._share(residuals).mean(axis=-1)
            pull = self._pull(residuals)
            gradients = np.stack([(pull * x).mean(axis=-1), pull.mean(axis=-1)])
            if self.kind == "rmse":
                losses = np.sqrt(losses)
                gradients = np.where(losses == 0, 0.0, gradients / (2 * losses))
        return losses, gradients

    def sample(self, theta: tuple[float, ...], rows: npt.NDArray[np.intp]) -> tuple[float, Array]:
        loss, gradient = self._over_points(theta, rows)
        return float(loss), gradient

    # What every problem answers

    def values(self, points: npt.ArrayLike) -> Array:
        if self.calculus is None:
            return self._chunked(points)[0]
        return self.calculus.values(*np.asarray(points, dtype=np.float64))[0]

    def gradients(self, points: npt.ArrayLike) -> Array:
        if self.calculus is None:
            return self._chunked(points)[1]
        return np.stack(self.calculus.gradients(*np.asarray(points, dtype=np.float64)))

    def _chunked(self, points: npt.ArrayLike) -> tuple[Array, Array]:
        """`_over_points` in pieces of about 10⁶ numbers: a fine picture of 10⁴ rows would fill the memory."""
        given = np.asarray(points, dtype=np.float64)
        flat = given.reshape(2, -1)
        size = max(1, 1_000_000 // self.data.x.size)
        pieces = [self._over_points(flat[:, i : i + size], slice(None)) for i in range(0, flat.shape[1], size)]
        if not pieces:
            return np.zeros(given.shape[1:]), np.zeros(given.shape)
        losses = np.concatenate([piece[0] for piece in pieces])
        gradients = np.concatenate([piece[1] for piece in pieces], axis=1)
        return losses.reshape(given.shape[1:]), gradients.reshape(given.shape)

    def hessian(self, point: npt.ArrayLike) -> Array:
        if self.calculus is not None:
            return self.calculus.hessian(point)
        if self.kind == "mae":
            return np.zeros((2, 2))  # flat between its kinks
        with np.errstate(all="ignore"):
            residuals = self.predict(point, self.data.x) - self.data.y
        inside = self._design[:, np.abs(residuals) <= self.delta]
        return np.asarray(inside @ inside.T / self.data.x.size)
