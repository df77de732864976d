"""Directions at a racer's position: steepest descent, the last step, and how the two compare."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.problems import Box, Problem

MAX_EXPONENT, MIN_EXPONENT = 1, -24
"""The width of a close-up, as a power of 2 of the width of the problem's box."""


def steepest_descent(problem: Problem, point: Array) -> Array:
    """−∇f at a point (dims,); with one parameter the way down the curve in the plane of x and f, 0 where it is flat."""
    with np.errstate(all="ignore"):
        gradient = np.asarray(problem.gradients(np.asarray(point, np.float64)), np.float64).ravel()
    if problem.dims > 1:
        return -gradient
    slope = float(gradient[0])
    if not math.isfinite(slope) or slope == 0:
        return np.zeros(2)
    direction = -math.copysign(1.0, slope)
    return np.array([direction, direction * slope])


def last_step(path: Array) -> Array:
    """The last step of a path (n, dims), n > 0, as a vector of two components; 0 before the first update."""
    before = path[-2] if len(path) > 1 else path[-1]
    with np.errstate(all="ignore"):
        step: Array = path[-1] - before
    return step if len(step) > 1 else np.array([float(step[0]), 0.0])


def effective_rates(problem: Problem, path: Array, g: Array) -> dict[str, Array]:
    """Compare each update with the gradient, given the path (updates + 1, dims).

    `effective_lr` is −Δθ/g for each coordinate, with the gradients `g` (updates, dims) that the rule reads; `cosine` is
    that of the angle between Δθ and −∇f, the full, noiseless gradient where the update begins.
    """
    steps = np.diff(path, axis=0)
    with np.errstate(all="ignore"):
        slopes = np.asarray(problem.gradients(path[:-1].T), np.float64).T
        lengths = np.sqrt((steps * steps).sum(axis=1) * (slopes * slopes).sum(axis=1))
        return {"effective_lr": -steps / g, "cosine": -(steps * slopes).sum(axis=1) / lengths}


def close_up_box(problem: Problem, path: Array, steps: float) -> Box | None:
    """A box around the end of a path, about `steps` of its last steps wide; None where floats are too coarse for it.

    Its size changes by powers of two and it moves by quarters of its size, so it stays the same for many updates.
    """
    if problem.dims != 2:
        return None
    own, head = problem.box, path[-1]
    wide, high = own.x_high - own.x_low, own.y_high - own.y_low
    moves = np.abs(np.diff(path[-9:], axis=0)) / (wide, high)
    longest = float(moves.max()) if len(moves) else 0.0
    if not np.isfinite(longest) or not np.isfinite(head).all():
        return None
    exponent = np.ceil(np.log2(max(longest * steps, 1e-9)))
    share = float(2.0 ** np.clip(exponent, MIN_EXPONENT, MAX_EXPONENT))
    width, height = wide * share, high * share
    if not np.abs(head).max() < 1e6 * max(width, height):
        return None
    x = round(float(head[0]) / (width / 4)) * width / 4
    y = round(float(head[1]) / (height / 4)) * height / 4
    return Box(x - width / 2, x + width / 2, y - height / 2, y + height / 2)
