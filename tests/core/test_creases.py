"""Minima in creases, as of |u| and max(a, b): found to the last digits, and no others claimed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.problems import Problem, bind
from core.specs import ProblemSpec


def problem(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


@pytest.mark.parametrize(
    ("text", "minimum"),
    [
        ("10*abs(y - x^2) + (x - 1/3)^2", (1 / 3, 1 / 9)),
        ("abs(x*y - 1) + (x - 1/3)^2", (1 / 3, 3)),
        ("abs(sin(x) - y) + (x - 1)^2/10", (1, math.sin(1))),
        ("abs(x + 2*y - 1) + (x - 1/7)^2", (1 / 7, 3 / 7)),
        ("abs(x) - x + abs(y - exp(x)/3) + (x - 1/3)^2", (1 / 3, math.exp(1 / 3) / 3)),
        ("100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)", (-10, 1)),
        ("max(x^2 + y^2, (x - 2)^2 + y^2)", (1, 0)),
        ("max(abs(x - 1/3), abs(y + 1/7)) + 2", (1 / 3, -1 / 7)),
        ("abs(x - 1/3) + 5*abs(x + y - 1/7)", (1 / 3, 1 / 7 - 1 / 3)),
        ("where(x > 1/3, 2*(x - 1/3), 1/3 - x) + (y - x)^2", (1 / 3, 1 / 3)),
        ("clip(x, 1/3, 2)^2 + (x - y)^2 + abs(x - 0.1)", (0.1, 0.1)),
        ("max(x^2, 2 - x)", (1,)),
        ("abs(exp(x) - 2)", (math.log(2),)),
    ],
)
def test_the_one_minimum_is_found_to_twelve_digits(text: str, minimum: tuple[float, ...]) -> None:
    found = problem(text)
    (only,) = found.minima
    assert only.point == pytest.approx(minimum, abs=1e-12)
    assert found.best == pytest.approx(float(found.values(np.array(minimum))), abs=1e-12)
    assert only.value == pytest.approx(found.best, abs=1e-12)


def test_two_minima_on_a_round_crease() -> None:
    """On the circle the angles of the minima are those where a derivative vanishes, found here by bisection."""

    def slope(angle: float) -> float:
        sine, cosine = math.sin(angle), math.cos(angle)
        return -2 / 3 * (cosine - sine) * (sine + cosine) - sine / 5

    def zero(low: float, high: float) -> tuple[float, float]:
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) < 0 else (low, middle)
        return math.cos(low), math.sin(low)

    found = problem("abs(x^2 + y^2 - 1) + (x - y)^2/3 + x/5")
    assert len(found.minima) == 2
    for point in (zero(0.5, 1.2), zero(-2.8, -2.2)):
        assert min(math.dist(point, minimum.point) for minimum in found.minima) < 1e-12


@pytest.mark.parametrize(
    "text",
    [
        "tanh(x - y) + abs(sin(x) - y)",  # falls along y = sin x for ever, and ceases to in floats
        "x + 10*abs(y - x^3) + abs(x*y - 2) + x^2 + tanh(x - y)",
        "sqrt(1 + x^2) + (x*y - 1)^2 + sqrt(abs(x - y))",  # at the origin two of its kinds of slope vanish
        "log(1 + x^2*y^2) + 100*(y - x^2)^2 + x^4/4 + (x*y - 1)^2",  # a saddle there, of a narrow fall
        "exp(-x^2 - y^2) + y + sqrt(abs(x - y)) + x^4/4 + 0.1*(x^2 + y^2)",
        "max(x, y) + abs(x - 0.7) + 10*abs(y - x^3) + x",
    ],
)
def test_no_point_that_is_marked_lies_on_a_slope(text: str) -> None:
    """Two hundred thousand points around each are no lower, as far as rounding tells."""
    found = problem(text)
    angles = np.linspace(0, 2 * np.pi, 200_001)
    for minimum in found.minima:
        for radius in (1e-4, 1e-3):
            ring = radius * (found.box.x_high - found.box.x_low) * np.stack([np.cos(angles), np.sin(angles)])
            around = found.values(np.array(minimum.point)[:, None] + ring)
            assert around.min() > minimum.value - 1e-13 * (1 + abs(minimum.value))


@pytest.mark.parametrize("text", ["abs(x - y)*3 + x + y bounds=[-1,2]", "abs(x - y)*3 + x + y box=[-1,2,-1,2]"])
def test_a_crease_is_followed_within_the_region_alone(text: str) -> None:
    found = problem(text)
    if "bounds" in text:
        assert found.best == pytest.approx(-2, abs=1e-9)
        assert [minimum.point for minimum in found.minima] == [pytest.approx((-1, -1), abs=1e-9)]
    else:
        assert found.best is None
        assert found.best_source.startswith("f is lowest at the edge")
