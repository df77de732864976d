"""Of a racer that goes round it is said around which minimum, and how far that is above the best."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.diagnosis import Finding
from core.scenario import Scenario

QUARTIC = "x^4 - 3*x^2 + x"
"""Its minima are where 4x³ − 6x + 1 vanishes: the roots are −1.300840, 0.169938 (a maximum) and 1.130901."""
ABOVE = float(np.polyval([1, 0, -3, 1, 0], 1.1309011226)) - float(np.polyval([1, 0, -3, 1, 0], -1.3008395660))


def finding(problem: str, racer: str, start: tuple[float, ...], noise: float = 0.0, steps: int = 400) -> Finding:
    race = Scenario(problem, (racer,), start, steps=steps, noise=noise, seed=1).race().advance(steps)
    found = race.racers[0].finding(steps)
    assert found is not None
    return found


def test_noise_around_a_local_minimum() -> None:
    found = finding(f"{QUARTIC} + y^2", "sgd lr=0.05", (1.2, 0.5), noise=1.0)
    assert found.kind == "cloud"
    assert found.sentence.endswith("around the local minimum at (1.1309, 0), 2.4437 above the best")
    assert found.numbers["above"] == pytest.approx(ABOVE, abs=1e-8)


@pytest.mark.parametrize(
    ("problem", "racer", "start", "told"),
    [
        (
            "abs(x - 1)*(x + 2)^2 + x + y^2",
            "sgd lr=0.02",
            (1.2, 0.1),
            "around the local minimum at (1, 0), 3.0792 above",
        ),
        ("abs(x) + abs(y - 1/3)", "sgd lr=0.1", (1.0, 1.0), "around the minimum at (0, 0.33333)"),
        ("abs", "rmsprop lr=0.1", (1.0, 1.0), "around the minimum at (0, 0)"),
    ],
)
def test_bouncing_at_a_minimum(problem: str, racer: str, start: tuple[float, ...], told: str) -> None:
    found = finding(problem, racer, start, steps=600)
    assert found.kind == "cycle"
    assert told in found.sentence


def test_the_minimum_need_not_be_listed() -> None:
    """sin x has no listed minimum beyond the view; it goes round one of them, at 41.5π."""
    found = finding("sin(x) + y^2 box=[-2,2,-2,2]", "sign_sgd lr=0.3", (41.3 * math.pi, 0.05))
    assert found.kind == "cycle"
    assert found.numbers["theta0"] == pytest.approx(41.5 * math.pi, abs=1e-9)


def test_amid_several_minima_none_is_named() -> None:
    found = finding("cos(6*x)/50 + abs(x)/9 + y^2", "sign_sgd lr=1.31", (2.0, 0.0))
    assert found.kind == "cycle"
    assert "around" not in found.sentence
