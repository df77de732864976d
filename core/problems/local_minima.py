"""Tell local minima among the points where descents ended: the loss is higher all around them, creases included."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Mask
from core.problems.calculus import Calculus

RADII = (1e-4, 1e-3)  # of the view's size: where the loss is looked at
ANGLES = 32
CURVED = 1e-6  # of the trace squared: the determinant of a Hessian that tells
OFFSET = 0.1  # of the first angle: none lies along an axis
LEVEL = 1e-12  # of a loss: what a slope changes over a point's size, where it is none
DIRECTIONS = 4  # of a ring: its lowest ones are searched between the angles
SECTIONS = tuple(share / 5 for share in range(-5, 6))  # of the angle to both sides of one of them
ROUNDS = 22  # each with a fifth of the angle before
EQUAL = 2e-15  # of a loss: a difference that is rounding


def are_minima(
    calculus: Calculus,
    points: Array,
    losses: Array,
    size: float,
    bounds: tuple[float, float] | None,
    radii: tuple[float, ...] = RADII,
) -> Mask:
    """At which points (n, dims) with these losses (n,) there is a local minimum, as far as the bounds allow.

    In a crease, or where it hardly curves, it must be higher in the lowest direction as well, to the last digits.
    """
    found: Mask = np.isfinite(losses)
    rough = ~_are_round(calculus, points, losses)
    angles = np.arange(ANGLES, dtype=np.float64) * (2 * np.pi / ANGLES) + OFFSET
    for radius in [share * size for share in radii]:
        rings = _rings(calculus, points, np.broadcast_to(angles, (len(points), ANGLES)), radius, bounds)
        found &= (rings > losses[:, None]).all(axis=1)
        if points.shape[1] > 1 and (sloping := found & rough).any():
            lowest = _lowest(calculus, points[sloping], rings[sloping], angles, radius, bounds)
            found[sloping] &= lowest > losses[sloping] + EQUAL * np.abs(losses[sloping])
    return found


def _are_round(calculus: Calculus, points: Array, losses: Array) -> Mask:
    """At which points the gradient vanishes and the loss curves up in all directions."""
    gradient, curvature = calculus.derivatives(points.T)
    with np.errstate(all="ignore"):  # a curvature may be beyond floats
        slopes = np.abs(gradient).max(axis=0) * (1 + np.abs(points).max(axis=1))
        level: Mask = slopes <= LEVEL * (1 + np.abs(losses))
        if points.shape[1] == 1:
            found: Mask = level & (curvature[0] > 0)
        else:
            xx, xy, _, yy = curvature
            found = level & (xx > 0) & (xx * yy - xy * xy > CURVED * (xx + yy) ** 2)
        return found


def _rings(
    calculus: Calculus, points: Array, angles: Array, radius: float, bounds: tuple[float, float] | None
) -> Array:
    """The losses (n, k) around points (n, dims) at angles (n, k); ∞ where the bounds leave no way to go."""
    moves = radius * np.stack([np.cos(angles), np.sin(angles)])[: points.shape[1]]
    places = points.T[:, :, None] + moves
    if bounds is None:
        return calculus.values(places)
    places = places.clip(*bounds)
    moved = np.abs(places - points.T[:, :, None]).max(axis=0) > radius / 10
    return np.where(moved, calculus.values(places), np.inf)


def _lowest(
    calculus: Calculus,
    points: Array,
    rings: Array,
    angles: Array,
    radius: float,
    bounds: tuple[float, float] | None,
) -> Array:
    """The lowest losses (n,) on circles around points (n, 2), searched beside the lowest of their rings."""
    around = np.minimum(np.roll(rings, 1, axis=1), np.roll(rings, -1, axis=1))
    order = np.argsort(np.where(rings <= around, rings, np.inf), axis=1)[:, :DIRECTIONS]
    middle, half = angles[order].ravel(), 2 * np.pi / ANGLES
    center = np.repeat(points, DIRECTIONS, axis=0)
    for _ in range(ROUNDS):
        tried = middle[:, None] + half * np.array(SECTIONS)
        losses = _rings(calculus, center, tried, radius, bounds)
        middle, half = tried[np.arange(len(middle)), losses.argmin(axis=1)], half * (SECTIONS[1] - SECTIONS[0])
    found: Array = losses.min(axis=1).reshape(-1, DIRECTIONS).min(axis=1)
    return found
