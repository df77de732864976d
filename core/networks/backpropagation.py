"""Backpropagation: the loss of a network and its gradient by θ, as a list of bound numpy calls over arrays made once.

A point is a column: inputs are (inputs, n), the values of a layer (units, n). With `copies` θ's at once every array of
parameters and layers has that axis in front.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.arrays import Array, Indices
from core.frozen import frozen
from core.networks.activations import ACTIVATIONS, Call, number
from core.networks.layers import Layers
from core.networks.losses import LOSSES, Outputs


@frozen
class Network:
    """A network and its loss: names of ACTIVATIONS and LOSSES, and the strength of the penalty l2·‖w‖²/2.

    The penalty is on the weights, not on the biases.
    """

    layers: Layers
    activation: str
    loss: str
    l2: float = 0.0


@frozen(eq=False)
class Sample:
    """Points: inputs (inputs, n), and targets (outputs, n) as the loss reads them."""

    inputs: Array
    targets: Array

    @property
    def count(self) -> int:
        """n, the number of points."""
        return int(self.inputs.shape[1])

    def taken(self, rows: Indices) -> Sample:
        """Some of the points."""
        return Sample(self.inputs.take(rows, axis=1), self.targets.take(rows, axis=1))


class Backpropagation:
    """Loss and gradient of one network on points of one number; what it returns is overwritten by the next call.

    The values of a layer have a row of ones below, and its weights a column of biases beside: one product has both.
    """

    def __init__(self, network: Network, sample: Sample, copies: int | None = None) -> None:
        front = () if copies is None else (copies,)
        self._order, self._back = network.layers.matrix_order, np.argsort(network.layers.matrix_order)
        self._theta = np.empty((*front, network.layers.count))  # in the order of the matrices, as is `_slopes`
        self._slopes, self._gradient = np.empty_like(self._theta), np.empty_like(self._theta)
        self._value = np.empty(front)
        self._inputs, self._targets = np.ones((len(sample.inputs) + 1, sample.count)), sample.targets.copy()
        self._inputs[:-1] = sample.inputs
        values, forward = self._layers_forward(network)
        delta = np.empty_like(values[-1])
        loss, slope = LOSSES[network.loss](Outputs(values[-1], self._targets, self._value, delta))
        penalty, pull = self._penalty(network)
        self._forward = (*forward, *loss, *penalty)
        self._backward = (*slope, *self._layers_backward(network, values, delta), *pull)

    def _layers_forward(self, network: Network) -> tuple[list[Array], list[Call]]:
        """The inputs and the values of each layer, and the calls that compute these."""
        values, calls = [self._inputs], list[Call]()
        *front, _ = self._theta.shape
        for layer in network.layers.all:
            last = layer is network.layers.all[-1]
            found = np.ones((*front, layer.units + (not last), self._inputs.shape[1]))
            z = found if last else found[..., :-1, :]
            calls.append(partial(np.matmul, layer.matrix_in(self._theta), values[-1], z))
            calls += () if last else ACTIVATIONS[network.activation].apply(z)
            values.append(found)
        return values, calls

    def _layers_backward(self, network: Network, values: list[Array], delta: Array) -> list[Call]:
        found: list[Call] = []
        for layer in reversed(network.layers.all):
            below = values[layer.number - 1]
            found.append(partial(np.matmul, delta, below.swapaxes(-1, -2), layer.matrix_in(self._slopes)))
            if layer.number > 1:
                units = below[..., :-1, :]
                before, spare = np.empty_like(units), np.empty_like(units)
                weights = layer.matrix_in(self._theta)[..., :-1].swapaxes(-1, -2)
                found.append(partial(np.matmul, weights, delta, before))
                found += ACTIVATIONS[network.activation].backward(units, before, spare)
                delta = before
        return found

    def _penalty(self, network: Network) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
        if not network.l2:
            return (), ()
        strength = network.l2 * network.layers.is_weight[self._order]
        pull, products, total = np.empty_like(self._theta), np.empty_like(self._theta), np.empty_like(self._value)
        forward = (
            partial(np.multiply, self._theta, strength, pull),
            partial(np.multiply, pull, self._theta, products),
            partial(np.add.reduce, products, axis=-1, out=total),
            partial(np.multiply, total, number(0.5), total),
            partial(np.add, self._value, total, self._value),
        )
        return forward, (partial(np.add, self._slopes, pull, self._slopes),)

    def take(self, sample: Sample, rows: Indices) -> None:
        """Replace the points by some of another sample, as many as there are here."""
        sample.inputs.take(rows, axis=1, out=self._inputs[:-1], mode="clip")
        sample.targets.take(rows, axis=1, out=self._targets, mode="clip")

    def losses(self, theta: Array) -> Array:
        """The loss at θ (P,), or the losses (copies,) at θ (copies, P)."""
        theta.take(self._order, axis=-1, out=self._theta, mode="clip")
        for call in self._forward:
            call()
        return self._value

    def loss_gradient(self, theta: Array) -> tuple[Array, Array]:
        """Loss and gradient at θ, in the shapes of `losses` and θ."""
        theta.take(self._order, axis=-1, out=self._theta, mode="clip")
        for call in self._forward:
            call()
        for call in self._backward:
            call()
        self._slopes.take(self._back, axis=-1, out=self._gradient, mode="clip")
        return self._value, self._gradient
