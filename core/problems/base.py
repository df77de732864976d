"""The base of all problems: the catalog entry, and the problem with the values of its hyperparameters."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.formula import Node
from core.frozen import frozen
from core.hyper import Hyper
from core.number_text import rounded
from core.problems.box import REACH, Box, Point
from core.problems.coordinate_names import MAX_DIMS
from core.problems.csv_files import read_table
from core.problems.dataset import Dataset
from core.problems.groups import Group
from core.problems.metrics import Metric
from core.problems.minimum import APART, Minima, Minimum, MinimumCurve, lengths
from core.problems.tables import Reader
from core.values import Values

ValueGradient = Callable[[Array], tuple[float, Array]]
"""Loss and gradient (dims,) at θ (dims,); the next call may overwrite the gradient."""
SampledValueGradient = Callable[[Array, Indices], tuple[float, Array]]
"""The same on some rows of the data."""
SAMPLES = 1001  # points of a curve from which the y range of its picture follows


@frozen
class Family:
    """How a problem of two parameters goes on with n of them: its formula in x1 … xn, and its lowest minimum.

    All coordinates of the minimum are `coordinate`, None where it is not known; its loss is `value`, None for that of
    the formula. There are at most `most` variables.
    """

    formula: Callable[[int, Values], str]
    coordinate: Callable[[Values], float | None]
    value: float | None = 0.0
    most: int = MAX_DIMS


@frozen
class ProblemEntry:
    """A catalog entry. Its box, start and minima may depend on the values of its hyperparameters.

    `build` makes the problem from the entry, the values and a reader of data files. `formula` reads `variables` and
    the hyperparameters; it is None for a problem with data. Without a `box` the problem searches for a view, and
    without a `start` it takes one from the data or the view. A minimum with the value None takes the value of the
    formula; `search` adds the local minima in the box, `curves` the curves of minima. With one variable only the x
    range of the box counts. `sampled` is the loss whose gradient update t uses, a formula of t too; `formula` is its
    mean over t. An update is projected onto `bounds` in each coordinate. `noise` names the hyperparameter for the
    standard deviation of the gradient noise. With a `family` the hyperparameter n chooses how many variables there are,
    and `variables_for` gives those that follow from the values; None where they are `variables`. `described_for` gives
    the title and the purpose with such variables, None where they are the entry's own. `refuses` says why
    values that are allowed each cannot be together, or is empty. `metrics` are what else the problem can tell of any θ.
    `groups_for` gives the layers that follow from the values. `is_network`: its model is a network of two inputs.
    """

    name: str
    title: str
    purpose: str
    citation: str
    hypers: tuple[Hyper, ...]
    formula: str | None
    build: Callable[[ProblemEntry, Values, Reader], Problem]
    box: Callable[[Values], Box] | None = None
    start: Callable[[Values], Point] | None = None
    minima: Callable[[Values], Minima] = lambda values: ()
    formula_for: Callable[[Values], str] | None = None  # a simpler text where the values allow one
    saddles: tuple[Point, ...] = ()
    search: bool = False
    curves: bool = False
    variables: tuple[str, ...] = ("x", "y")
    sampled: str | None = None
    bounds: tuple[float, float] | None = None
    noise: str = ""
    family: Family | None = None
    variables_for: Callable[[Values], tuple[str, ...] | None] = lambda values: None
    described_for: Callable[[Values], tuple[str, str] | None] = lambda values: None
    groups_for: Callable[[Values], tuple[Group, ...]] = lambda values: ()
    is_network: bool = False
    refuses: Callable[[Values], str] = lambda values: ""
    metrics: tuple[Metric, ...] = ()

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return len(self.variables)

    @property
    def has_data(self) -> bool:
        """Whether the loss is that of a model on data."""
        return self.formula is None

    def bind(self, values: Values, read: Reader = read_table) -> Problem:
        """The problem with these values; raises DataError for a data file that cannot be used."""
        return self.build(self, values, read)


class Problem(ABC):
    """A problem with the values of its hyperparameters: all that races and pictures need.

    `best` is f*, the lowest loss, or, where `best_is_limit`, the one that the loss approaches far away; None where it
    falls without end.
    `best_source` says where f* comes from, or why there is none; it is empty where the catalog knows. `minima` are
    single points, `curves` whole curves of minima, of which `minima` may hold some points. `loss` is the formula in
    `variables` with all values substituted, None where the loss has no formula. `names` are those of the parameters.
    `scalar_value_gradient` returns (loss, ∂loss/∂θ₀, …) as plain floats, inf or NaN instead of raising. `saddles` are
    the known saddle points in the box. `sampled` is as in the entry, an update is projected onto `bounds` in each
    coordinate, `noise` is the standard deviation. `groups` divide θ into layers, where it has some.
    Without `has_hessian` there is no Hessian, and `hessian` raises TypeError.
    """

    entry: ProblemEntry
    box: Box
    start: Point
    minima: tuple[Minimum, ...]
    curves: tuple[MinimumCurve, ...] = ()
    best_source = ""
    best_found: float | None = None  # f*, where `best_source` is not empty
    best_is_limit = False
    loss: Node | None
    scalar_value_gradient: Callable[..., tuple[float, ...]]
    variables: tuple[str, ...] = ("x", "y")
    names: tuple[str, ...] = ("x", "y")
    saddles: tuple[Point, ...] = ()
    sampled: Node | None = None
    bounds: tuple[float, float] | None = None
    noise = 0.0
    data: Dataset | None = None
    batch = 0  # rows of a mini-batch; 0 means all
    groups: tuple[Group, ...] = ()
    has_hessian = True

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return len(self.variables)

    @property
    def sides(self) -> tuple[tuple[float, float], ...]:
        """The range of each parameter in the box."""
        return self.box.sides[: self.dims]

    @property
    def best(self) -> float | None:
        if self.best_source:
            return self.best_found
        return min((minimum.value for minimum in self.minima if not minimum.found), default=None)

    @property
    def about_best(self) -> str:
        """What is known about f*, as a sentence; empty where the catalog knows it."""
        known = "" if self.best is None or not self.best_source else f"f* = {rounded(self.best)}, "
        return f"{known}{self.best_source}"

    def view_with(self, start: Point) -> Box:
        """The box, grown to hold a start that lies outside, unless that is more than REACH boxes away."""
        sides = [self.box.x_low, self.box.x_high, self.box.y_low, self.box.y_high]
        for axis, coordinate in enumerate(start[:2]):
            low, high = sides[2 * axis : 2 * axis + 2]
            if low - REACH * (high - low) <= coordinate <= high + REACH * (high - low):
                margin = 0.05 * max(high, coordinate) - 0.05 * min(low, coordinate)
                sides[2 * axis] = low if low <= coordinate else coordinate - margin
                sides[2 * axis + 1] = high if coordinate <= high else coordinate + margin
        view = Box(*sides, more=self.box.more)
        return view if view == self.box else self.with_loss_range(view)

    def with_loss_range(self, box: Box) -> Box:
        """The box; for one variable, y is the range of the loss and a margin of a twentieth."""
        if self.dims > 1:
            return box
        values = self.values(np.linspace(box.x_low, box.x_high, SAMPLES)[None])
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        margin = (high - low or 1.0) / 20
        return replace(box, y_low=low - margin, y_high=high + margin)

    def nearest_minimum(self, point: Point) -> Minimum | None:
        """The known minimum closest to a point; on a curve of minima, the curve's own nearest point."""
        place = np.array([point])
        near = [(float(curve.roughly(place)[0]), curve) for curve in self.curves]
        distances = [math.dist(minimum.point, point) for minimum in self.minima]
        least = min([*distances, *(away for away, _ in near)], default=0.0)
        on_curves = (
            Minimum(tuple(map(float, curve.nearest(place)[0])), curve.value, True, curve=True)
            for away, curve in near
            if away <= least + APART * curve.cell
        )
        return min((*self.minima, *on_curves), key=lambda minimum: math.dist(minimum.point, point), default=None)

    def distances(self, points: Array) -> Array:
        """Distances (n,) of points (n, dims) to the nearest known minimum, NaN where none is known."""
        if not len(points) or not (self.minima or self.curves):
            return np.full(len(points), np.nan)
        with np.errstate(all="ignore"):
            near = [curve.roughly(points) for curve in self.curves]
            found = np.minimum.reduce([*(lengths(points - np.asarray(m.point)) for m in self.minima), *near])
            least = found.copy()
            for curve, away in zip(self.curves, near, strict=True):
                rows = away <= least + APART * curve.cell
                found[rows] = np.minimum(found[rows], lengths(points[rows] - curve.nearest(points[rows])))
            return np.asarray(found)

    @abstractmethod
    def values(self, points: ArrayLike) -> Array:
        """Losses (…) at points (dims, …)."""

    @abstractmethod
    def gradients(self, points: ArrayLike) -> Array:
        """Gradients (dims, …) at points (dims, …); a term at its kink contributes the subgradient 0."""

    @abstractmethod
    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian at one point; a term at its kink contributes 0."""

    def finite_hessian(self, point: ArrayLike) -> Array | None:
        """The Hessian at one point; None where it is not finite, or the problem has none."""
        if not self.has_hessian:
            return None
        found = np.asarray(self.hessian(point))
        return found if np.isfinite(found).all() else None

    def falls_beside(self, point: Point) -> bool:
        """Whether the loss falls from a point by less than floats can tell, as tanh(x) does at −25."""
        return False

    def sample(self, theta: tuple[float, ...], rows: Indices) -> tuple[float, Array]:
        """Loss and gradient (2,) at one point on some rows of the data; TypeError without data."""
        raise TypeError(f"{self.entry.name} has no data to sample")

    def sample_columns(self, points: Array, rows: Indices) -> tuple[Array, Array]:
        """Losses (m,) and gradients (dims, m) at points (dims, m) on some rows of the data; TypeError without data."""
        raise TypeError(f"{self.entry.name} has no data to sample")

    @property
    def sample_size(self) -> int:
        """The rows that mini-batches are drawn from."""
        return 0 if self.data is None else self.data.x.size

    def value_gradient(self) -> ValueGradient:
        """A new function of θ (dims,), with arrays of its own, for runs of many parameters."""
        scalar = self.scalar_value_gradient

        def call(theta: Array) -> tuple[float, Array]:
            loss, *gradient = scalar(*theta.tolist())
            return loss, np.array(gradient)

        return call

    def sampled_value_gradient(self) -> SampledValueGradient:
        """A new function of θ (dims,) and rows of the data, with arrays of its own."""
        return lambda theta, rows: self.sample(tuple(theta.tolist()), rows)

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The model's predictions at `x`, or a classifier's decision boundary; TypeError without data."""
        raise TypeError(f"{self.entry.name} has no data to predict")

    def in_data_units(self, theta: ArrayLike) -> Array | None:
        """θ for the columns as they are, where the loss reads standardised ones; None where it reads them so."""
        return None

    def boundary(self, theta: ArrayLike, box: Box) -> tuple[Point, Point] | None:
        """The ends of a classifier's decision boundary within a box of its data; None where there is none."""
        return None


def data_units_text(problem: Problem, theta: ArrayLike) -> str:
    """`slope 5.03, intercept 3.49 in the units of the data`; empty where the loss reads the columns as they are."""
    found = problem.in_data_units(theta)
    if found is None:
        return ""
    parts = (f"{name} {rounded(value, 4)}" for name, value in zip(problem.names, found.tolist(), strict=True))
    return f"{', '.join(parts)} in the units of the data"
