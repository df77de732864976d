"""What a finding is, and the evidence that findings are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.inspection.anatomy import Terms
from core.inspection.curvature import Curvature, curvature
from core.problems import Minimum, Problem
from core.specs import RacerSpec

Kind = Literal[
    "growing", "local_minimum", "saddle", "cycle", "cloud", "oscillating", "at_rest", "plateau", "slow", "minimum"
]

SMALL_GRADIENT = 1e-3
"""A gradient of at most this share of its largest so far counts as small."""


@frozen
class Finding:
    """What a racer is doing, as a sentence, with the numbers that the sentence is made from."""

    kind: Kind
    sentence: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@frozen
class Evidence:
    """What findings are made from: a racer's history up to a step, and the learning rate of its next update.

    `remaining` are the steps that the race has left, `target` is the gap f − f* to reach, `noisy` says that updates use
    random gradients.
    """

    spec: RacerSpec
    problem: Problem
    path: Array
    loss: Array
    grad_norm: Array
    lr: float
    terms: Callable[[], Terms | None] = lambda: None
    """The named values of the last update; computed on demand, as that replays updates."""
    remaining: int = 0
    target: float = 1e-6
    noisy: bool = False

    @property
    def point(self) -> tuple[float, ...]:
        """Where the racer is."""
        return tuple(map(float, self.path[-1]))

    @cached_property
    def gradient_is_small(self) -> bool:
        """Whether the gradient is small beside its largest so far."""
        return bool(self.grad_norm[-1] <= SMALL_GRADIENT * self.grad_norm.max())

    @cached_property
    def curvature(self) -> Curvature | None:
        """The curvature where the racer is, None where there is no finite Hessian."""
        return curvature(self.problem, self.point)

    @cached_property
    def nearest(self) -> Minimum | None:
        """The known minimum nearest to the racer; on a curve of minima that takes a search."""
        return self.problem.nearest_minimum(self.point)

    def moves(self, count: int) -> Array:
        """The last moves, (count, dims); fewer at the start."""
        return np.diff(self.path[-count - 1 :], axis=0)


def extent(points: Array) -> float:
    """The longer side of the box around points (n, dims)."""
    return float((points.max(axis=0) - points.min(axis=0)).max())
