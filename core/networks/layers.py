"""The layers of a network, and where the weights and biases of each stand in θ.

θ holds layer after layer, of each the weights row by row, a row for each unit, and then the biases: the order of
`torch.nn.Sequential(...).parameters()`. `w1[3,2]` is the weight from input 2 to unit 3 of layer 1, `b1[3]` the bias of
that unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.arrays import Array, Indices
from core.frozen import frozen

OUTPUT = "output"


@frozen
class Layer:
    """One layer, its number from 1; its weights and biases are θ[start : biases] and θ[biases : stop]."""

    number: int
    name: str
    inputs: int
    units: int
    start: int

    @property
    def biases(self) -> int:
        """Where the biases begin."""
        return self.start + self.inputs * self.units

    @property
    def stop(self) -> int:
        """Where the next layer begins."""
        return self.biases + self.units

    @property
    def names(self) -> Iterator[str]:
        """The names of its parameters."""
        for unit in range(1, self.units + 1):
            for feature in range(1, self.inputs + 1):
                yield f"w{self.number}[{unit},{feature}]"
        for unit in range(1, self.units + 1):
            yield f"b{self.number}[{unit}]"

    def weights_in(self, theta: Array) -> Array:
        """The view (…, units, inputs) of its weights in parameters (…, P)."""
        return theta[..., self.start : self.biases].reshape(*theta.shape[:-1], self.units, self.inputs)

    def biases_in(self, theta: Array) -> Array:
        """The view (…, units) of its biases in parameters (…, P)."""
        return theta[..., self.biases : self.stop]

    def matrix_in(self, ordered: Array) -> Array:
        """The view (…, units, inputs + 1) of its matrix in parameters (…, P) in the `matrix_order`."""
        return ordered[..., self.start : self.stop].reshape(*ordered.shape[:-1], self.units, self.inputs + 1)


@frozen
class Layers:
    """The layers of a network with `sizes` = inputs, hidden units of each layer, outputs."""

    sizes: tuple[int, ...]

    @cached_property
    def all(self) -> tuple[Layer, ...]:
        """The hidden layers and the output layer."""
        found: list[Layer] = []
        for number, (inputs, units) in enumerate(pairwise(self.sizes), 1):
            name = OUTPUT if number == len(self.sizes) - 1 else f"hidden{number}"
            found.append(Layer(number, name, inputs, units, found[-1].stop if found else 0))
        return tuple(found)

    @property
    def count(self) -> int:
        """P, the number of parameters."""
        return self.all[-1].stop

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parameters, in the order of θ."""
        return tuple(name for layer in self.all for name in layer.names)

    @cached_property
    def matrix_order(self) -> Indices:
        """Where in θ the rows of the layers' matrices stand, (P,): the weights of a unit, and behind them its bias."""
        places = np.arange(self.count, dtype=np.float64)
        rows = (np.column_stack([layer.weights_in(places), layer.biases_in(places)]) for layer in self.all)
        return np.concatenate([matrix.reshape(-1) for matrix in rows]).astype(np.intp)

    @cached_property
    def is_weight(self) -> Array:
        """1 for each weight and 0 for each bias, (P,)."""
        found = np.zeros(self.count)
        for layer in self.all:
            found[layer.start : layer.biases] = 1.0
        return found


def parameter_count(sizes: tuple[int, ...]) -> int:
    """P, the number of parameters, without making the layers."""
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))
