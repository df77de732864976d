"""The minimum of a quadratic."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from core.formula import Call, Name, Node, Num
from core.formula.nodes import bottom_up
from core.problems.box import Point
from core.problems.calculus import Calculus

CURVED = 1e-12  # of the largest curvature: with a smaller one the minimum is not a single point
OTHER = 3
"""The degree of what is no polynomial up to the second degree."""


def quadratic_minimum(calculus: Calculus) -> Point | None:
    """The only minimum of a quadratic; None where it has none, and for any other loss."""
    if _degree(calculus.loss, calculus.variables) > 2:
        return None
    origin = np.zeros(calculus.dims)
    hessian, slope = calculus.hessian(origin), calculus.gradients(origin)
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    if not curvatures[0] > CURVED * curvatures[-1]:
        return None
    return tuple(map(float, np.linalg.solve(hessian, -slope) + 0.0))


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
