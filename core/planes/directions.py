"""Two directions of a plane: principal axes of paths, random filter-normalised directions, coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.problems.groups import Group

TIED = 0.999
"""Components of an axis at least so large, of the largest, may decide its sign: the first of them does."""
SINGLE = 1e-14
"""Of the variance along the first principal axis: less along another one is taken for rounding."""


def coordinate_axes(dims: int, first: int, second: int) -> tuple[Array, Array]:
    """The directions of two coordinates."""
    return np.eye(1, dims, first)[0], np.eye(1, dims, second)[0]


def principal_axes(rows: Array) -> tuple[Array, Array]:
    """The first two principal axes of points (n, dims), zero where the points do not vary.

    The sign of an axis is such that its largest component is positive, so that it depends on the points alone.
    """
    dims = rows.shape[1]
    spread = deviations(rows)
    if not spread.any():
        return np.zeros(dims), np.zeros(dims)
    few = len(rows) < dims  # then the axes are combinations of the rows, which are the smaller problem
    values, vectors = np.linalg.eigh(spread @ spread.T if few else spread.T @ spread)
    found = spread.T @ vectors[:, -2:] if few else vectors[:, -2:]
    if not values[-2] > SINGLE * values[-1]:
        return _signed(_unit(found[:, 1])), np.zeros(dims)
    return _signed(_unit(found[:, 1])), _signed(_unit(found[:, 0]))


def random_directions(seed: int, theta: Array, groups: Sequence[Group] = ()) -> tuple[Array, Array]:
    """Two normally distributed directions, in each group of parameters as long as θ is there.

    Filter normalisation of Li et al. 2018, Visualizing the loss landscape of neural nets, section 4, with a group in
    place of a filter; without groups, or where θ is zero, the directions are as they were drawn.
    """
    drawn = np.random.default_rng([seed, theta.size]).standard_normal((2, theta.size))
    if groups and theta.any():
        for group in groups:
            part = slice(group.start, group.stop)
            lengths = np.linalg.norm(drawn[:, part], axis=1, keepdims=True)
            drawn[:, part] *= np.linalg.norm(theta[part]) / lengths
    return drawn[0], drawn[1]


def variance_share(rows: Array, directions: Array) -> float | None:
    """The share of the variance of points (n, dims) along orthonormal directions (2, dims); None if none varies."""
    spread = deviations(rows)
    total = float((spread * spread).sum())
    if not total > 0:
        return None
    held = spread @ directions.T
    return min(float((held * held).sum()) / total, 1.0)


def deviations(rows: Array) -> Array:
    """Points less their mean, divided by the largest deviation: squares of 1e200 would overflow."""
    if not len(rows):
        return rows
    size = float(np.abs(rows).max())
    if not 0 < size < np.inf:
        return np.zeros_like(rows)
    scaled = rows / size
    spread = scaled - scaled.mean(axis=0)
    largest = float(np.abs(spread).max())
    if not largest > len(rows) * np.finfo(np.float64).eps:
        return np.zeros_like(rows)  # the mean of equal points differs from them by rounding
    found: Array = spread / largest
    return found


def _unit(axis: Array) -> Array:
    found: Array = axis / np.linalg.norm(axis)
    return found


def _signed(axis: Array) -> Array:
    sizes = np.abs(axis)
    leading = int(np.argmax(sizes >= TIED * sizes.max()))
    found: Array = -axis if axis[leading] < 0 else axis
    return found
