"""The inspection of one racer at one step: its last update line by line, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.inspection.anatomy import AnatomyLine, Terms, dissect
from core.inspection.convergence_rate import measured_rate, predicted_rate
from core.inspection.curvature import Curvature, curvature
from core.inspection.momentum_and_scale import MomentumAndScale, momentum_and_scale
from core.inspection.stability import Limit, stability_limit
from core.problems import Problem
from core.specs import RacerSpec

RATE_WINDOW = 60
"""Rows at the end of a path from which the convergence rate is measured."""


@frozen(eq=False)
class Inspection:
    """What update `update` of a racer did, and what theory says about the point that it led to; an immutable value.

    `update` is counted from 1; at 0, the start, there is no update: `terms`, `state`, `development` and `lines` are
    empty. `terms` are the update's named values, `state` the rule's state before it. `path` are the last rows up to
    this step. `next_lr` is the learning rate of the update that follows, which starts here. `development` are the
    named values of the last updates, (updates, dims) or (updates,), with `effective_lr` and `cosine`.
    """

    spec: RacerSpec
    problem: Problem
    update: int
    path: Array
    next_lr: float
    terms: Terms = field(default_factory=dict)
    state: Terms = field(default_factory=dict)
    development: Mapping[str, Array] = field(default_factory=dict)

    @property
    def point(self) -> tuple[float, ...]:
        """The parameters after the update."""
        return tuple(map(float, self.path[-1]))

    @cached_property
    def lines(self) -> tuple[AnatomyLine, ...]:
        """Each line of the update with its numbers."""
        if not self.update:
            return ()
        return dissect(self.spec, self.problem, self.update, self.terms, self.state, tuple(map(float, self.path[-2])))

    @cached_property
    def momentum_and_scale(self) -> MomentumAndScale:
        """Momentum and scale after the update."""
        return momentum_and_scale(self.spec, self.update, self.terms) if self.update else MomentumAndScale()

    @cached_property
    def curvature(self) -> Curvature | None:
        """The curvature here, None where there is no finite Hessian."""
        return curvature(self.problem, self.point)

    @cached_property
    def minimum_curvature(self) -> Curvature | None:
        """The curvature at the nearest known minimum."""
        minimum = self.problem.nearest_minimum(self.point)
        return None if minimum is None else curvature(self.problem, minimum.point)

    @cached_property
    def limit(self) -> Limit | None:
        """The largest stable learning rate here, where theory knows one."""
        return stability_limit(self.spec, self.problem, self.point, self.terms or None)

    @cached_property
    def rates(self) -> tuple[float, float | None] | None:
        """The convergence rates that theory predicts and that were measured, None where theory predicts none."""
        predicted, minimum = predicted_rate(self.spec, self.problem), self.problem.nearest_minimum(self.point)
        if predicted is None or minimum is None:
            return None
        errors = self.path[-RATE_WINDOW:] - np.array(minimum.point)
        return predicted, measured_rate(np.sqrt((errors * errors).sum(axis=1)))
