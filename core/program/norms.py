"""Euclidean norms of gradients, without overflow in the squares."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.program.position import Vector

SAFE = 1e-140, 1e140
"""Norms whose squares neither overflow nor lose digits."""


def norm(values: Vector) -> float:
    """√(a² + b² + …)."""
    return math.hypot(*values)


def norms(rows: Array) -> Array:
    """The norm of each row (n, dims)."""
    found = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    for i in np.flatnonzero(~((found > SAFE[0]) & (found < SAFE[1])) & rows.any(axis=1)):
        found[i] = math.hypot(*rows[i].tolist())
    return np.asarray(found)
