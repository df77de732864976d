"""The regions of a unit's values, by the range of its activation or of what it predicts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.network import regions
from tui.plotting.network.output_map import target_range
from tui.plotting.viewport import Floats, Ints

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem


def unit_regions(problem: NetworkProblem, layer: int, values: Floats) -> Ints:
    """The regions of the values of a unit of a layer, counted from 0."""
    network = problem.network
    if layer == len(network.layers.all) - 1:
        return regions.of_logits(values) if problem.classifies else regions.of_numbers(values, *target_range(problem))
    if network.activation == "sigmoid":
        return regions.of_numbers(values, 0.0, 1.0)
    return regions.two_sided(values / (1.0 if network.activation == "tanh" else scale_of(values)))


def scale_of(values: Floats) -> float:
    """What gets the strongest colour: a power of two, so that it rarely changes while a network trains."""
    with np.errstate(all="ignore"):
        most = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return 2.0 ** math.ceil(math.log2(most)) if 0 < most < math.inf else 1.0
