"""The first weights and biases of a network, from `numpy.random.default_rng(init_seed)`, layer after layer.

`glorot` is U(±√(6/(inputs + units))) (Glorot & Bengio 2010, eq. 16), `he` N(0, 2/inputs) (He et al. 2015, eq. 10),
`lecun` N(0, 1/inputs) (LeCun et al. 1998, section 4.6), `normal` N(0, 1); their biases are 0, and with `zeros`
everything is. `torch` is U(±1/√inputs) for weights and biases, as `torch.nn.Linear` has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from core.arrays import Array
from core.networks.layers import Layer, Layers

Draw: TypeAlias = "Callable[[np.random.Generator, Layer], Array]"


def _normal(variance: Callable[[Layer], float]) -> Draw:
    return lambda rng, layer: math.sqrt(variance(layer)) * rng.standard_normal((layer.units, layer.inputs))


def _uniform(limit: Callable[[Layer], float]) -> Draw:
    return lambda rng, layer: rng.uniform(-limit(layer), limit(layer), (layer.units, layer.inputs))


WEIGHTS: Mapping[str, Draw] = {
    "glorot": _uniform(lambda layer: math.sqrt(6 / (layer.inputs + layer.units))),
    "he": _normal(lambda layer: 2 / layer.inputs),
    "lecun": _normal(lambda layer: 1 / layer.inputs),
    "torch": _uniform(lambda layer: 1 / math.sqrt(layer.inputs)),
    "normal": _normal(lambda layer: 1.0),
    "zeros": lambda rng, layer: np.zeros((layer.units, layer.inputs)),
}


def first_weights(layers: Layers, init: str, seed: int) -> Array:
    """θ (P,) at the start; the same arguments draw the same."""
    rng, theta = np.random.default_rng(seed), np.zeros(layers.count)
    for layer in layers.all:
        layer.weights_in(theta)[...] = WEIGHTS[init](rng, layer)
        if init == "torch":
            layer.biases_in(theta)[...] = rng.uniform(-1, 1, layer.units) / math.sqrt(layer.inputs)
    return theta
