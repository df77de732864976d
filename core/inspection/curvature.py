"""The Hessian at a point: its extreme eigenvalues, the steepest direction, the condition number."""

from __future__ import annotations

import numpy as np

from core.frozen import frozen
from core.problems import Problem


@frozen
class Curvature:
    """The Hessian's extreme eigenvalues at a point, and the direction of the larger one."""

    low: float
    high: float
    steepest: tuple[float, ...]

    @property
    def kappa(self) -> float | None:
        """The condition number λmax/λmin, None where the loss is not strictly convex."""
        return self.high / self.low if self.low > 0 else None


def curvature(problem: Problem, point: tuple[float, ...]) -> Curvature | None:
    """Curvature at a point, None where there is no finite Hessian."""
    hessian = problem.finite_hessian(point)
    if hessian is None:
        return None
    values, vectors = np.linalg.eigh(hessian)
    return Curvature(float(values[0]), float(values[-1]), tuple(map(float, vectors[:, -1])))
