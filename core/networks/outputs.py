"""What a network answers: the values of its units and its outputs at any points, its hits, its dead units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Array, Indices
from core.networks.activations import ACTIVATIONS
from core.networks.backpropagation import Backpropagation, Network, Sample

COPIES = 32
"""The most θ's that go through the network at once."""
_VALUES = 2**17
"""The most values of units of the θ's that go through at once, if they are several: they fit into the cache."""


def unit_values(network: Network, theta: Array, inputs: Array, upto: int | None = None) -> list[Array]:
    """The values (…, units, n) of the layers at θ (…, P), of all or the first `upto`; inputs are (inputs, n)."""
    found = [inputs]
    for layer in network.layers.all[:upto]:
        z = layer.weights_in(theta) @ found[-1]
        z += layer.biases_in(theta)[..., None]
        if layer is not network.layers.all[-1]:
            for call in ACTIVATIONS[network.activation].apply(z):
                call()
        found.append(z)
    return found[1:]


def losses(network: Network, sample: Sample, thetas: Array) -> Array:
    """The losses (m,) at θ's (m, P)."""
    return _in_slices(network, sample, thetas, lambda pass_, some: pass_.losses(some), np.empty(len(thetas)))


def gradients(network: Network, sample: Sample, thetas: Array) -> Array:
    """The gradients (m, P) at θ's (m, P)."""
    return _in_slices(network, sample, thetas, lambda pass_, some: pass_.loss_gradient(some)[1], np.empty_like(thetas))


def _in_slices(
    network: Network,
    sample: Sample,
    thetas: Array,
    compute: Callable[[Backpropagation, Array], Array],
    found: Array,
) -> Array:
    through: Backpropagation | None = None
    copies = _copies(network, sample)
    with np.errstate(all="ignore"):
        for first in range(0, len(thetas), copies):
            some = thetas[first : first + copies]
            if through is None or len(some) < copies:
                through = Backpropagation(network, sample, len(some))
            found[first : first + copies] = compute(through, some)
    return found


def _copies(network: Network, sample: Sample) -> int:
    """How many θ's go through a network at once, with the points of a sample."""
    values = sum(layer.units for layer in network.layers.all) * sample.count
    return max(1, min(COPIES, _VALUES // max(values, 1)))


def hits(network: Network, sample: Sample, thetas: Array) -> Array:
    """The share (m,) of the points whose class the outputs tell, at θ's (m, P).

    One output tells it by its sign, several by the largest of them.
    """
    found = np.empty(len(thetas))
    copies = _copies(network, sample)
    with np.errstate(all="ignore"):
        for first in range(0, len(thetas), copies):
            told = unit_values(network, thetas[first : first + copies], sample.inputs)[-1]
            found[first : first + copies] = (_classes(told) == _classes(sample.targets)).mean(axis=-1)
    return found


def _classes(outputs: Array) -> Indices:
    """The classes (…, n) that outputs (…, k, n) tell."""
    return np.argmax(outputs, axis=-2) if outputs.shape[-2] > 1 else (outputs[..., 0, :] > 0).astype(np.intp)


def dead_units(network: Network, sample: Sample, theta: Array) -> tuple[Indices, ...]:
    """The hidden units of each layer whose ReLU is 0 at every point, so that no gradient reaches them, from 0.

    Other activations have none.
    """
    if network.activation != "relu":
        return tuple(np.empty(0, np.intp) for _ in network.layers.all[:-1])
    with np.errstate(all="ignore"):
        return tuple(
            np.flatnonzero((values <= 0).all(axis=-1)) for values in unit_values(network, theta, sample.inputs)[:-1]
        )
