"""The race that the peers draw: gradient descent with momentum from four starts, without any library."""

from __future__ import annotations

import math

RATES = (0.0002, 0.0004, 0.0006, 0.0008)


class Race:
    """Four paths over Rosenbrock's valley, and the logarithms of their losses."""

    def __init__(self) -> None:
        self.xs = [[-1.5] for _ in RATES]
        self.ys = [[2.0] for _ in RATES]
        self.losses = [[self._loss(-1.5, 2.0)] for _ in RATES]
        self._speed = [[0.0, 0.0] for _ in RATES]

    def step(self) -> None:
        """One step of each."""
        for k, rate in enumerate(RATES):
            x, y = self.xs[k][-1], self.ys[k][-1]
            slope = (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))
            self._speed[k] = [0.9 * v - rate * g for v, g in zip(self._speed[k], slope, strict=True)]
            self.xs[k].append(x + self._speed[k][0])
            self.ys[k].append(y + self._speed[k][1])
            self.losses[k].append(self._loss(self.xs[k][-1], self.ys[k][-1]))

    @staticmethod
    def _loss(x: float, y: float) -> float:
        return math.log10((1 - x) ** 2 + 100 * (y - x * x) ** 2 + 1e-12)
