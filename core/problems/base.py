"""The base of all problems: the catalog entry, and the problem with the values of its hyperparameters."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from core.arrays import Array, ArrayLike, Indices
from core.formula import Node
from core.hyper import Hyper
from core.problems.tables import Reader, read_table
from core.values import Values

Point = tuple[float, ...]


@dataclass(frozen=True)
class Box:
    """A rectangle of the parameter plane, low < high, which a picture shows.

    With one parameter x is that parameter, and y the range of the loss.
    """

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def contains(self, point: Point) -> bool:
        """Whether a point of one or two parameters lies in it."""
        ends = ((self.x_low, self.x_high), (self.y_low, self.y_high))
        return all(low <= coordinate <= high for coordinate, (low, high) in zip(point, ends, strict=False))


@dataclass(frozen=True)
class Minimum:
    """A local or global minimum and the loss there; `found` where a search found it, so there may be lower ones."""

    point: Point
    value: float
    found: bool = False


Minima = tuple[tuple[Point, float | None], ...]


@dataclass(frozen=True)
class ProblemEntry:
    """A catalog entry; box, start, minima and saddles follow the parameters' values.

    `build` makes the problem from the entry, the values of its hyperparameters and a reader of data files. `formula` is
    in `variables` and the hyperparameters' names; None for a problem of data. Without `box` the view is searched for,
    without `start` the start follows from the data or the view. A minimum whose value is
    None gets that of the formula; `search` adds the local minima of the box. With one variable only the box's x
    counts. `sampled` is the loss of update t, over t too, of which `formula` is the mean: the rule sees its gradient.
    `bounds` hold every coordinate: an update that leaves them ends on them. `noise` is the standard deviation of the
    noise that belongs to the problem's gradient.
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
    variables: tuple[str, ...] = ("x", "y")
    sampled: str | None = None
    bounds: tuple[float, float] | None = None
    noise: str = ""  # the hyperparameter that gives it

    @property
    def dims(self) -> int:
        """How many parameters there are: 1 or 2."""
        return len(self.variables)

    @property
    def has_data(self) -> bool:
        """Whether the loss is that of a model on data."""
        return self.formula is None

    def bind(self, values: Values, read: Reader = read_table) -> Problem:
        """The problem that the values make; raises DataError where its file cannot be used."""
        return self.build(self, values, read)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points (n,), for a classifier each with its label 0 or 1; read-only.

    A regression's y is what the model answers at x, and `slope` and `intercept` are the line that the points were
    drawn around, or the best one. A classifier's x and y are both given, and `labels` (n,) is what it answers. `names`
    are those of θ's components, `columns` those of x and y.
    """

    x: Array
    y: Array
    slope: float
    intercept: float
    names: tuple[str, str] = ("slope", "intercept")
    labels: Array | None = None
    columns: tuple[str, str] = ("x", "y")


class Problem(ABC):
    """A problem with the values of its hyperparameters: all that races and pictures need.

    `best` is the global minimum's value f*, None where it is unknown or there is none. `loss` is the formula in
    `variables` with all parameters put in, None where the loss has no formula. `names` are those of the parameters.
    `scalar_value_gradient` gives (loss, ∂loss/∂θ₀, …) in plain floats, inf or NaN instead of an exception. `saddles`
    are the known saddle points in the box. `sampled`, `bounds` and `noise` are as in the entry.
    """

    entry: ProblemEntry
    box: Box
    start: Point
    minima: tuple[Minimum, ...]
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

    @property
    def dims(self) -> int:
        """How many parameters there are: 1 or 2."""
        return len(self.variables)

    @property
    def best(self) -> float | None:
        return min((minimum.value for minimum in self.minima if not minimum.found), default=None)

    def nearest_minimum(self, point: Point) -> Minimum | None:
        """The known minimum closest to a point."""
        return min(self.minima, key=lambda minimum: math.dist(minimum.point, point), default=None)

    @abstractmethod
    def values(self, points: ArrayLike) -> Array:
        """Losses (…) at points (dims, …)."""

    @abstractmethod
    def gradients(self, points: ArrayLike) -> Array:
        """Gradients (dims, …) at points (dims, …); at a kink the subgradient 0 of the part that bends."""

    @abstractmethod
    def hessian(self, point: ArrayLike) -> Array:
        """The (dims, dims) Hessian at one point; at a kink that of the smooth parts."""

    def sample(self, theta: tuple[float, ...], rows: Indices) -> tuple[float, Array]:
        """Loss and gradient (2,) at one point on some rows of the data; TypeError without data."""
        raise TypeError(f"{self.entry.name} has no data to sample")

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The model's answers at `x`, a classifier's boundary there; TypeError for a problem without data."""
        raise TypeError(f"{self.entry.name} has no data to predict")

    def boundary(self, theta: ArrayLike, box: Box) -> tuple[Point, Point] | None:
        """The ends of a classifier's decision boundary within a box of its data; None where there is none."""
        return None
