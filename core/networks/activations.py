"""Activation functions as bound numpy calls: in place forward, and backward from their own values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from core.arrays import Array
from core.frozen import frozen

Call = Callable[[], object]
"""A numpy function with its arrays bound; it writes into one of them."""


def number(value: float) -> Array:
    """A number as numpy's calls read it most quickly."""
    return np.array(value)


def _nothing(*arrays: Array) -> tuple[Call, ...]:
    return ()


def _tanh(z: Array) -> tuple[Call, ...]:
    return (partial(np.tanh, z, z),)


def _tanh_backward(a: Array, delta: Array, spare: Array) -> tuple[Call, ...]:
    return (
        partial(np.multiply, a, a, spare),
        partial(np.subtract, number(1.0), spare, spare),
        partial(np.multiply, delta, spare, delta),
    )


def _sigmoid(z: Array) -> tuple[Call, ...]:
    """(1 + tanh(z/2))/2, which cannot overflow."""
    return (
        partial(np.multiply, z, number(0.5), z),
        partial(np.tanh, z, z),
        partial(np.multiply, z, number(0.5), z),
        partial(np.add, z, number(0.5), z),
    )


def _sigmoid_backward(a: Array, delta: Array, spare: Array) -> tuple[Call, ...]:
    return (
        partial(np.subtract, number(1.0), a, spare),
        partial(np.multiply, spare, a, spare),
        partial(np.multiply, delta, spare, delta),
    )


def _relu(z: Array) -> tuple[Call, ...]:
    return (partial(np.maximum, z, number(0.0), out=z),)


def _relu_backward(a: Array, delta: Array, spare: Array) -> tuple[Call, ...]:
    """The sign of a value max(z, 0) is the slope there, 0 at the kink."""
    return (partial(np.sign, a, spare), partial(np.multiply, delta, spare, delta))


@frozen
class Activation:
    """`apply(z)` turns z into its values a; `backward(a, delta, spare)` multiplies delta by the slope at z."""

    apply: Callable[[Array], tuple[Call, ...]]
    backward: Callable[[Array, Array, Array], tuple[Call, ...]]


ACTIVATIONS: Mapping[str, Activation] = {
    "tanh": Activation(_tanh, _tanh_backward),
    "relu": Activation(_relu, _relu_backward),
    "sigmoid": Activation(_sigmoid, _sigmoid_backward),
    "linear": Activation(_nothing, _nothing),
}
