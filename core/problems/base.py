"""What every problem is: a catalog entry, and the problem bound to its parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.formula import Node
from core.hyper import Hyper, Value
from core.specs import ProblemSpec

Array = npt.NDArray[np.float64]
Point = tuple[float, float]
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Box:
    """A rectangle of the parameter plane, low < high."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def contains(self, point: tuple[float, ...]) -> bool:
        return self.x_low <= point[0] <= self.x_high and self.y_low <= point[1] <= self.y_high


@dataclass(frozen=True)
class Minimum:
    """A local or global minimum and the loss there."""

    point: Point
    value: float


@dataclass(frozen=True)
class ProblemEntry:
    """A catalog entry; box, start and minima follow the parameters' values.

    `formula` is in x, y and the hyperparameters' names; None for a problem of data. A minimum whose value is None
    gets that of the formula.
    """

    name: str
    title: str
    purpose: str
    citation: str
    hypers: tuple[Hyper, ...]
    formula: str | None
    box: Callable[[Values], Box]
    start: Callable[[Values], Point]
    minima: Callable[[Values], tuple[tuple[Point, float | None], ...]]
    formula_for: Callable[[Values], str] | None = None  # a simpler text where the values allow one


@dataclass(frozen=True, eq=False)
class RegressionData:
    """Data (n,) and the line that they were drawn around; `names` are those of θ's components."""

    x: Array
    y: Array
    slope: float
    intercept: float
    names: tuple[str, str] = ("slope", "intercept")


class Problem(ABC):
    """A problem bound to its parameters: everything that a race or a picture asks of it.

    `best` is the global minimum's value f*, None where it is unknown or there is none. `loss` is the formula in x, y
    with all parameters put in, None where the loss has no formula. `names` are those of the two parameters.
    `scalar_value_gradient` gives (loss, ∂loss/∂θ₀, ∂loss/∂θ₁) in plain floats, inf or NaN instead of an exception.
    """

    spec: ProblemSpec
    entry: ProblemEntry
    box: Box
    start: Point
    minima: tuple[Minimum, ...]
    loss: Node | None
    scalar_value_gradient: Callable[[float, float], tuple[float, ...]]
    dims = 2
    names: tuple[str, str] = ("x", "y")
    data: RegressionData | None = None
    batch = 0  # rows of a mini-batch; 0 means all

    @property
    def best(self) -> float | None:
        return min((minimum.value for minimum in self.minima), default=None)

    @abstractmethod
    def values(self, points: npt.ArrayLike) -> Array:
        """Losses (…) at points (2, …)."""

    @abstractmethod
    def gradients(self, points: npt.ArrayLike) -> Array:
        """Gradients (2, …) at points (2, …); at a kink the subgradient 0 of the part that bends."""

    @abstractmethod
    def hessian(self, point: npt.ArrayLike) -> Array:
        """The (2, 2) Hessian at one point; at a kink that of the smooth parts."""

    def sample(self, theta: tuple[float, ...], rows: npt.NDArray[np.intp]) -> tuple[float, Array]:
        """Loss and gradient (2,) at one point on some rows of the data; TypeError without data."""
        raise TypeError(f"{self.entry.name} has no data to sample")

    def predict(self, theta: npt.ArrayLike, x: npt.ArrayLike) -> Array:
        """The model's answers at `x`; TypeError for a problem without data."""
        raise TypeError(f"{self.entry.name} has no data to predict")
