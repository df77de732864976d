"""Made data of two inputs: the shapes of TensorFlow Playground at 0.4 of their size, and the two moons of scikit-learn.

The points of class 0 come first. Noise is N(0, σ²): on both inputs of points with classes, on the number to predict
elsewhere; a point has its class before the noise moves it. Everything is drawn from one generator, the points first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from core.arrays import Array
from core.frozen import frozen

RADIUS = 2.0
"""How far the points lie from the origin, about; those of a rectangle lie in ±RADIUS."""
TURNS = 1.75
"""How often a spiral turns around."""
BUMPS = ((-1.6, 1.0, 1.0), (0.0, 1.0, -1.0), (1.6, 1.0, 1.0), (-1.6, -1.0, -1.0), (0.0, -1.0, 1.0), (1.6, -1.0, -1.0))
"""Centres and heights of the bumps of `gauss`."""
WIDTH = 0.8
"""How far a bump reaches."""


@frozen
class Shape:
    """A data set by name: `draw` returns inputs (2, n) and labels 0, 1, … or, without `classes`, numbers (n,).

    `classes` is the largest number of classes that it can have, 0 where it has numbers to predict.
    """

    title: str
    draw: Callable[[np.random.Generator, int, int], tuple[Array, Array]]
    classes: int


def _labels(n: int, classes: int) -> Array:
    """As many points of each class, in order."""
    return np.asarray(np.arange(n) * classes // n, dtype=np.float64)


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)])


def _square(rng: np.random.Generator, n: int) -> Array:
    return rng.uniform(-RADIUS, RADIUS, (2, n))


def _moons(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Half circles of radius 1 around (0, 0) and (1, 0.5), about the origin."""
    labels, angle = _labels(n, 2), rng.uniform(0, np.pi, n)
    side = 1 - 2 * labels
    inputs = np.stack([side * np.cos(angle) + labels, side * np.sin(angle) + labels / 2])
    return inputs - np.array([[0.5], [0.25]]), labels


def _circles(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """A disk of half the radius for the last class, and rings around it."""
    labels = _labels(n, classes)
    outer = (classes - labels) / classes * RADIUS
    thickness = np.where(labels == classes - 1, outer, 0.6 * RADIUS / classes)
    return _polar(outer - thickness * rng.random(n), rng.uniform(0, 2 * np.pi, n)), labels


def _xor(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """A square; the class says whether both inputs have the same sign."""
    inputs = _square(rng, n)
    inputs = inputs[:, np.argsort(inputs[0] * inputs[1] >= 0, kind="stable")]
    return inputs, np.asarray(inputs[0] * inputs[1] >= 0, dtype=np.float64)


def _gaussians(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Clouds of standard deviation 0.4 around points on a circle."""
    labels = _labels(n, classes)
    centres = _polar(np.full(n, 1.1), 2 * np.pi * labels / classes + np.pi / 4)
    return centres + 0.4 * rng.standard_normal((2, n)), labels


def _spirals(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Arms from the origin, each TURNS times around it."""
    labels, along = _labels(n, classes), rng.random(n)
    return _polar(RADIUS * along, 2 * np.pi * (TURNS * along + labels / classes)), labels


def _plane(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """(x + y)/4, from −1 to 1 in the square."""
    inputs = _square(rng, n)
    return inputs, inputs.sum(axis=0) / 4


def _gauss(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Six cones: each falls from 1 or −1 to 0, and where two reach a point the higher one counts."""
    inputs, found = _square(rng, n), np.zeros(n)
    for x, y, height in BUMPS:
        cone = height * np.maximum(0.0, 1 - np.hypot(inputs[0] - x, inputs[1] - y) / WIDTH)
        found = np.where(np.abs(cone) > np.abs(found), cone, found)
    return inputs, found


SHAPES: Mapping[str, Shape] = {
    "moons": Shape("two half moons", _moons, 2),
    "circles": Shape("a disk and rings around it", _circles, 10),
    "xor": Shape("a square, whose class is that of x·y", _xor, 2),
    "gaussians": Shape("clouds", _gaussians, 10),
    "spirals": Shape("spirals", _spirals, 10),
    "plane": Shape("a plane to predict", _plane, 0),
    "gauss": Shape("six bumps to predict", _gauss, 0),
}


def made(name: str, *, n: int, noise: float, seed: int, classes: int) -> tuple[Array, Array]:
    """Inputs (2, n) and labels or numbers (n,) of a shape; the same arguments draw the same data."""
    shape, rng = SHAPES[name], np.random.default_rng(seed)
    inputs, targets = shape.draw(rng, n, classes)
    if shape.classes:
        return inputs + noise * rng.standard_normal((2, n)), targets
    return inputs, targets + noise * rng.standard_normal(n)
