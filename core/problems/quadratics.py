"""The minimum of a loss whose second derivatives are constant."""

from __future__ import annotations

import numpy as np

from core.formula import free_names
from core.problems.base import Point
from core.problems.calculus import Calculus

CURVED = 1e-12  # of the largest curvature: with a smaller one the minimum is not a single point


def quadratic_minimum(calculus: Calculus) -> Point | None:
    """The only minimum of a quadratic; None where it has none, and for any other loss."""
    if any(free_names(node) & set(calculus.variables) for node in calculus.hessian_nodes):
        return None
    origin = np.zeros(calculus.dims)
    hessian, slope = calculus.hessian(origin), calculus.gradients(origin)
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    if not curvatures[0] > CURVED * curvatures[-1]:
        return None
    return tuple(map(float, np.linalg.solve(hessian, -slope) + 0.0))
