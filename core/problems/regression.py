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
from core.problems.calculus import Calculus
from core.problems.rows import Loss, Rows
from core.specs import ProblemSpec

MOST_ROWS = 10_000
START: Point = (-10.0, -20.0)

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
        batch = cast("int", values["batch"])
        self.batch = batch if batch < self.data.x.size else 0
        self.rows = Rows(
            np.stack([self.data.x, np.ones_like(self.data.x)]), self.data.y, cast("Loss", self.kind), self.delta
        )
        self.loss = self._formula()
        self.calculus = Calculus(self.loss, self.variables) if self.loss else None
        self.scalar_value_gradient = self.calculus.scalar if self.calculus else self.rows.at
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

    def values(self, points: npt.ArrayLike) -> Array:
        if self.calculus is None:
            return self.rows.losses(points)
        return self.calculus.values(points)

    def gradients(self, points: npt.ArrayLike) -> Array:
        if self.calculus is None:
            return self.rows.gradients(points)
        return self.calculus.gradients(points)

    def hessian(self, point: npt.ArrayLike) -> Array:
        return self.rows.hessian(point) if self.calculus is None else self.calculus.hessian(point)

    def sample(self, theta: tuple[float, ...], rows: npt.NDArray[np.intp]) -> tuple[float, Array]:
        loss, *gradient = self.rows.taken(rows).at(*theta)
        return loss, np.array(gradient)

    def predict(self, theta: npt.ArrayLike, x: npt.ArrayLike) -> Array:
        slope, intercept = np.asarray(theta, dtype=np.float64)
        return np.asarray(slope * np.asarray(x, dtype=np.float64) + intercept)
