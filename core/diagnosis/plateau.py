"""Plateaus: all around the racer the loss is level, and it is far above its lowest."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.diagnosis.evidence import Evidence, Finding
from core.diagnosis.stationary_points import view_size
from core.number_text import rounded
from core.problems import Problem
from core.problems.minimum import lengths

WINDOW = 100
"""Updates without progress that make a plateau."""
AROUND = 0.05
"""The loss is level within this share of the view around the racer."""
LEVEL_SHARE = 0.01
"""Level, the loss varies at most by this share of what is left to fall."""
NO_PROGRESS = 1e-3
"""On a plateau the loss changes by at most this share of what is left to fall."""
DIRECTIONS = 16
MOST_AXES = 200
"""Parameters along which the loss is looked at; of more than these random directions must tell."""
MESH = 33
"""Grid points per side when estimating the lowest loss."""
MOST_COORDINATES = 2**17
"""Of random points and axes: with thousands of parameters there are fewer, as each of them takes milliseconds."""


def plateau(e: Evidence) -> Finding | None:
    """The loss has stood still for a while, and within a good distance all around it is nearly the same."""
    if len(e.loss) <= WINDOW:
        return None
    best = _lowest(e.problem) if e.problem.best is None else e.problem.best
    left = float(e.loss[-1]) - best
    gained = float(e.loss[-WINDOW - 1] - e.loss[-1])
    radius = AROUND * view_size(e.problem)
    if not left > 0 or abs(gained) > NO_PROGRESS * left:
        return None
    varies = variation(e.problem, e.point, radius)
    if not varies <= LEVEL_SHARE * left:
        return None
    norm, moved = float(e.grad_norm[-1]), "rose" if gained < 0 else "fell"
    told = (
        f"on a plateau: ‖∇f‖ = {rounded(norm)}, f {moved} by {rounded(abs(gained))} in {WINDOW} steps, "
        f"and varies by {rounded(varies, 3)} within {rounded(radius, 3)} around"
    )
    return Finding("plateau", told, {"grad_norm": norm, "fall": gained, "varies": varies, "radius": radius})


def variation(problem: Problem, point: tuple[float, ...], radius: float) -> float:
    """How far the loss differs from that at a point, within a radius around it."""
    around = np.array(point) + radius * np.concatenate([share * _directions(problem.dims) for share in (0.5, 1.0)])
    with np.errstate(all="ignore"):
        values = problem.values(around.T)
        return float(np.abs(values - problem.values(np.array(point))).max())


def _directions(dims: int) -> Array:
    """Unit vectors (n, dims): with more than two parameters both ways along MOST_AXES of them, and random ones."""
    if dims == 1:
        return np.array([[-1.0], [1.0]])
    if dims > 2:
        random = np.random.default_rng(0).standard_normal((2 * DIRECTIONS, dims))
        axes = np.eye(min(dims, MOST_AXES, max(1, MOST_COORDINATES // dims)), dims)
        return np.concatenate([axes, -axes, random / lengths(random)[:, None]])
    angles = 2 * math.pi / DIRECTIONS * np.arange(DIRECTIONS)
    return np.column_stack([np.cos(angles), np.sin(angles)])


@lru_cache(maxsize=64)
def _lowest(problem: Problem) -> float:
    """Estimate the lowest loss at points of the view, on a grid if that is small, where no minimum is known."""
    if problem.dims > 2:
        low, high = np.array(problem.sides).T[:, :, None]
        count = min(MESH * MESH, max(DIRECTIONS, MOST_COORDINATES // problem.dims))
        points = low + (high - low) * np.random.default_rng(0).random((problem.dims, count))
    else:
        points = np.stack(np.meshgrid(*(np.linspace(*side, MESH) for side in problem.sides), indexing="ij"))
    with np.errstate(all="ignore"):
        values = problem.values(points)
    return float(np.min(values, initial=math.inf, where=np.isfinite(values)))
