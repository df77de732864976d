"""The minimum of a quadratic."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from core.arrays import Array
from core.formula import Call, Name, Node, Num
from core.formula.nodes import bottom_up
from core.frozen import frozen
from core.problems.box import Point
from core.problems.calculus import Calculus

CURVED = 1e-12  # of the largest curvature: with a smaller one the minimum is not a single point
OTHER = 3
"""The degree of what is no polynomial up to the second degree."""


@frozen(eq=False)
class Quadratic:
    """A quadratic loss ½ θᵀHθ + gᵀθ + c: its Hessian H, its gradient g and its value c at the origin."""

    hessian: Array
    slope: Array
    constant: float

    def minimum(self) -> Point | None:
        """The only minimum; None where there is none."""
        return None if self._flat() else tuple(map(float, np.linalg.solve(self.hessian, -self.slope) + 0.0))

    def without_rounding(self, calculus: Calculus, point: Array, loss: float) -> float:
        """The loss at a lowest point, or along a valley that at the nearest point to the origin, which is more exact.

        A search finds the lowest of many losses along the valley, hence one that is too low by rounding.
        """
        if not self._flat():
            return loss
        nearest = np.asarray(np.linalg.lstsq(self.hessian, -self.slope, rcond=CURVED)[0], np.float64)
        value = float(calculus.values(nearest))
        sure, unsure = self._rounding(nearest), self._rounding(point)
        if not value - sure - unsure <= loss < value - sure:
            return loss
        return 0.0 if abs(value) <= sure else value

    def _flat(self) -> bool:
        """Whether there is a direction without curvature, or with a negative one."""
        curvatures = np.linalg.eigvalsh(self.hessian)
        return not curvatures[0] > CURVED * curvatures[-1]

    def _rounding(self, point: Array) -> float:
        """By how much the loss at a point may be wrong as the sum of its terms in floats."""
        away = np.abs(point)
        size = away @ np.abs(self.hessian) @ away / 2 + np.abs(self.slope) @ away + abs(self.constant)
        return float(size * (len(point) + 1) ** 2 * np.finfo(np.float64).eps)


def quadratic_of(calculus: Calculus) -> Quadratic | None:
    """A loss as a quadratic; None for any other."""
    if _degree(calculus.loss, calculus.variables) > 2:
        return None
    origin = np.zeros(calculus.dims)
    hessian, slope = calculus.hessian(origin), calculus.gradients(origin)
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        return None
    return Quadratic(hessian, slope, float(calculus.values(origin)))


def _degree(loss: Node, variables: Collection[str]) -> int:
    """The degree of a polynomial as it is written, OTHER for anything else."""
    degrees: dict[int, int] = {}
    for item in bottom_up(loss):
        if isinstance(item, Call):
            degrees[id(item)] = _degree_of_call(item, degrees)
        else:
            degrees[id(item)] = int(isinstance(item, Name) and item.id in variables)
    return degrees[id(loss)]


def _degree_of_call(item: Call, degrees: Mapping[int, int]) -> int:
    first, *others = (degrees[id(arg)] for arg in item.args)
    if not (first or any(others)):
        return 0  # a constant, whatever it is made of
    if item.op in ("add", "sub"):
        return max(first, *others)
    if item.op == "neg":
        return first
    if item.op == "mul":
        return min(OTHER, first + others[0])
    if item.op == "div" and not others[0]:
        return first
    exponent = item.args[-1]
    whole = item.op == "pow" and isinstance(exponent, Num) and exponent.value in (1.0, 2.0)
    return min(OTHER, first * int(exponent.value)) if whole and isinstance(exponent, Num) else OTHER
