"""The values of an update that depend on the step alone, such as a scheduled rate or a bias correction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.formula.compile import scalar_function
from core.formula.nodes import Node
from core.program.lower import Constant, Depends, Lowered


class StepTable:
    """One row an update, one column for each value of `numbers`; plain floats compute them, as in a single run."""

    def __init__(self, lowered: Lowered, inputs: Sequence[str]) -> None:
        values = lowered.values
        self.numbers = tuple(
            number
            for number in lowered.order
            if values[number].depends in Depends.STEP and not isinstance(values[number], Constant)
        )
        self._function = _compiled(tuple(lowered.formulas[number] for number in self.numbers), tuple(inputs))

    def rows(self, begin: int, noise: Array) -> Array:
        """The rows of the updates begin + 1, …, one for each row of `noise`: (updates, dims), or (updates, 0)."""
        rows = [self._function(begin + i + 1.0, *draws) for i, draws in enumerate(noise.tolist())]
        return np.array(rows).reshape(len(noise), len(self.numbers))


@lru_cache(maxsize=64)
def _compiled(nodes: tuple[Node, ...], inputs: tuple[str, ...]) -> Callable[..., tuple[float, ...]]:
    return scalar_function(nodes, inputs)
