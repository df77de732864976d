"""Where a run stands: all that its next update reads."""

from __future__ import annotations

from typing import TypeAlias

from core.arrays import Array
from core.formula.compile import Floats
from core.frozen import frozen

Vector: TypeAlias = "Floats | Array"
"""One number a coordinate: a tuple, or an array (dims,) in a run of many parameters."""


@frozen
class Position:
    """Everything that an update reads: the step, theta, the full loss and gradient there, and the rule's state."""

    step: int
    theta: Vector
    f: float
    g: Vector
    state: tuple[float | Array, ...]
