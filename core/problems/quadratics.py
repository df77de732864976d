"""The minimum of a loss whose second derivatives are constant."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.formula import Call, Node
from core.formula.nodes import bottom_up
from core.problems.box import Point
from core.problems.calculus import Calculus

CURVED = 1e-12  # of the largest curvature: with a smaller one the minimum is not a single point


SMOOTH = frozenset({"add", "sub", "mul", "div", "neg", "pow"})
"""The operations of a quadratic: others, such as max, may have kinks between pieces that are quadratics."""


def _operations(loss: Node) -> Iterator[str]:
    return (item.op for item in bottom_up(loss) if isinstance(item, Call))


def quadratic_minimum(calculus: Calculus) -> Point | None:
    """The only minimum of a quadratic; None where it has none, and for any other loss."""
    if not calculus.is_quadratic or not SMOOTH.issuperset(_operations(calculus.loss)):
        return None
    origin = np.zeros(calculus.dims)
    hessian, slope = calculus.hessian(origin), calculus.gradients(origin)
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    if not curvatures[0] > CURVED * curvatures[-1]:
        return None
    return tuple(map(float, np.linalg.solve(hessian, -slope) + 0.0))
