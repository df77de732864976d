"""Networks: feed-forward networks of any depth that classify points, or predict numbers, by two inputs.

θ holds the weights and biases of all layers (`core/networks/layers.py`), and starts at random first weights. The loss
is that of the points that train, penalty included; the others test. f* is not known.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.networks import outputs as answers
from core.networks.backpropagation import Backpropagation, Network, Sample
from core.networks.first_weights import first_weights
from core.problems.base import Problem, ProblemEntry, SampledValueGradient, ValueGradient
from core.problems.box import Box, Point
from core.problems.data_hypers import batch_size
from core.problems.dataset import Dataset
from core.problems.network_data import data_of
from core.problems.network_hypers import groups_for, layers_of
from core.problems.tables import Reader
from core.values import Values

MOST_WITH_HESSIAN = 20
"""Parameters of a network whose Hessian is computed, by differences of gradients."""
STEP = 1e-3
"""Of these differences; their error is of its fourth power."""


class NetworkProblem(Problem):
    """The loss of a network over the points that train it."""

    loss = None
    data: Dataset
    best_source = "f* of a network is not known"

    def __init__(self, entry: ProblemEntry, values: Values, read: Reader) -> None:
        self.entry = entry
        self.points = data_of(values, read)
        layers = layers_of(values)
        self.network = Network(layers, values.text("activation"), values.text("loss"), values.number("l2"))
        self.variables = self.names = layers.names
        self.groups = groups_for(values)
        self.train = self.points.sample(self.points.train, self.network.loss)
        self.test = self.points.sample(self.points.test, self.network.loss) if self.points.test.targets.size else None
        self.classifies = bool(self.points.train.classes)
        self.batch = batch_size(values, self.train.count)
        self.start = tuple(map(float, first_weights(layers, values.text("init"), values.integer("init_seed"))))
        reach = max(2.0, float(math.ceil(max(map(abs, self.start)))))
        side = (-reach, reach)
        self.box = Box(*side, *side, more=(side,) * (self.dims - 2))
        self.minima = ()
        self.has_hessian = self.dims <= MOST_WITH_HESSIAN and self.network.activation != "relu"
        self.data = self._shown()

    def _shown(self) -> Dataset:
        """The points that train, as pictures of data show them: a class by two inputs, or a number by one."""
        train, names = self.points.train, (self.names[0], self.names[1])
        second = min(1, len(train.inputs) - 1)
        if not self.classifies:
            shown, columns = (train.inputs[0], train.targets), (train.columns[0], train.columns[-1])
            return Dataset(*shown, math.nan, math.nan, names, columns=columns, left_out=train.left_out)
        across, columns = (train.inputs[0], train.inputs[second]), (train.columns[0], train.columns[second])
        return Dataset(*across, math.nan, math.nan, names, train.targets, columns, train.classes, train.left_out)

    # The loss

    @cached_property
    def _one(self) -> ValueGradient:
        return self.value_gradient()

    def value_gradient(self) -> ValueGradient:
        through = Backpropagation(self.network, self.train)

        def call(theta: Array) -> tuple[float, Array]:
            value, gradient = through.loss_gradient(theta)
            return float(value), gradient

        return call

    def sampled_value_gradient(self) -> SampledValueGradient:
        ways: dict[int, Backpropagation] = {}  # the last mini-batch of an epoch may be smaller

        def call(theta: Array, rows: Indices) -> tuple[float, Array]:
            through = ways.get(rows.size)
            if through is None:
                through = ways[rows.size] = Backpropagation(self.network, self.train.taken(rows))
            through.take(self.train, rows)
            value, gradient = through.loss_gradient(theta)
            return float(value), gradient

        return call

    def scalar_value_gradient(self, *theta: float) -> tuple[float, ...]:
        with np.errstate(all="ignore"):
            value, gradient = self._one(np.array(theta))
        return value, *gradient.tolist()

    @property
    def sample_size(self) -> int:
        return self.train.count

    def values(self, points: ArrayLike) -> Array:
        thetas, shape = self._thetas(points)
        return answers.losses(self.network, self.train, thetas).reshape(shape)

    def gradients(self, points: ArrayLike) -> Array:
        thetas, shape = self._thetas(points)
        return answers.gradients(self.network, self.train, thetas).T.reshape(self.dims, *shape)

    def _thetas(self, points: ArrayLike) -> tuple[Array, tuple[int, ...]]:
        """Points (dims, …) as rows (m, dims), and the shape of what they answer."""
        found = np.asarray(points, dtype=np.float64)
        return found.reshape(self.dims, -1).T, found.shape[1:]

    def hessian(self, point: ArrayLike) -> Array:
        """The Hessian by five-point differences of exact gradients, of a network for which `has_hessian` is true."""
        if not self.has_hessian:
            raise TypeError(f"{self.entry.name} has no Hessian here: see has_hessian")
        theta = np.asarray(point, dtype=np.float64)[:, None, None]
        steps = STEP * np.array([-2.0, -1.0, 1.0, 2.0])
        moved = self.gradients(theta + np.eye(self.dims)[:, :, None] * steps)
        found = moved @ np.array([1.0, -8.0, 8.0, -1.0]) / (12 * STEP)
        return np.asarray((found + found.T) / 2)

    def falls_beside(self, point: Point) -> bool:
        """It may: the slope of a unit that is saturated cannot be told from 0."""
        return bool(self.network.layers.all[1:])

    def sample(self, theta: Point, rows: Indices) -> tuple[float, Array]:
        value, gradient = self.sample_columns(np.array(theta)[:, None], rows)
        return float(value[0]), gradient[:, 0]

    def sample_columns(self, points: Array, rows: Indices) -> tuple[Array, Array]:
        taken = self.train.taken(rows)
        thetas = points.T
        return answers.losses(self.network, taken, thetas), answers.gradients(self.network, taken, thetas).T

    # What it answers

    def outputs(self, theta: ArrayLike, points: ArrayLike) -> Array:
        """The outputs at points (inputs, …) in the data's units: (…), or (classes, …) of softmax, before the loss."""
        found = self.unit_outputs(theta, points, len(self.network.layers.all))
        return found[0] if len(found) == 1 else found

    def unit_outputs(self, theta: ArrayLike, points: ArrayLike, layer: int) -> Array:
        """The values (units, …) of a layer, counted from 1, at points (inputs, …) in the units of the data."""
        places = np.asarray(points, dtype=np.float64)
        with np.errstate(all="ignore"):
            values = answers.unit_values(
                self.network, np.asarray(theta, dtype=np.float64), self.points.inputs(places), upto=layer
            )
        return values[-1].reshape(-1, *places.shape[1:])

    def dead_units(self, theta: ArrayLike) -> tuple[Indices, ...]:
        """The units of each hidden layer, from 0, whose ReLU is 0 at every point that trains."""
        return answers.dead_units(self.network, self.train, np.asarray(theta, dtype=np.float64))

    def data_losses(self, sample: Sample, path: Array) -> Array:
        """The losses (m,) of other points at θ's (m, dims), without the penalty."""
        plain = Network(self.network.layers, self.network.activation, self.network.loss)
        return answers.losses(plain, sample, path)

    def accuracies(self, sample: Sample, path: Array) -> Array:
        """The shares (m,) of the points whose class is told at θ's (m, dims)."""
        return answers.hits(self.network, sample, path)
