"""Findings on made-up histories just within and just beyond each threshold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.diagnosis import Evidence, diagnose
from core.diagnosis.stationary_points import minimum_at, view_size
from core.problems import Problem, bind
from core.specs import ProblemSpec, RacerSpec

BOWL = bind(ProblemSpec.parse("x^2 + 100*y^2"))
SADDLE = bind(ProblemSpec("saddle"))
FAR = np.array([3.0, 3.0])


def evidence(path: np.ndarray, loss: np.ndarray, problem: Problem = BOWL, gradient: float = 1.0) -> Evidence:
    """A history whose gradient was 1 and is `gradient` at last."""
    norms = np.ones(len(path))
    norms[-1] = gradient
    return Evidence(RacerSpec.parse("sgd lr=0.01"), problem, path, loss, norms, 0.01)


def kind(found: Evidence) -> str:
    finding = diagnose(found)
    return "" if finding is None else finding.kind


def going_round(rows: int = 61, width: float = 1.0, drift: float = 0.0, change: float = 0.0) -> Evidence:
    """A circle of no whole period; its last 30 rows scaled by `width`, moved by `drift` and higher by `change`."""
    steps = np.arange(rows, dtype=np.float64)
    path = np.column_stack([np.cos(steps), np.sin(steps)])
    loss = 1 + 0.5 * np.sin(steps)
    path[-30:] = path[-30:] * width + [drift, 0.0]
    loss[-30:] += change
    return evidence(path + FAR, loss)


@pytest.mark.parametrize(
    ("history", "goes_round"),
    [
        (going_round(), True),
        (going_round(rows=60), False),
        (going_round(width=0.84), True),
        (going_round(width=0.76), False),
        (going_round(drift=0.25), True),
        (going_round(drift=0.5), False),
        (going_round(change=0.15), True),
        (going_round(change=0.45), False),
    ],
    ids=["steady", "too short", "shrinks little", "shrinks", "drifts little", "drifts", "level", "rises"],
)
def test_going_round(history: Evidence, goes_round: bool) -> None:
    assert kind(history) == ("cycle" if goes_round else "")


@pytest.mark.parametrize(("noise", "same"), [(0.9, True), (1.2, False)])
@pytest.mark.parametrize("period", [2, 8])
def test_a_cycle_comes_back_to_the_same_points(period: int, noise: float, same: bool) -> None:
    angles = 2 * math.pi / period * np.arange(61)
    path = np.column_stack([np.cos(angles), np.sin(angles) + 0.3 * np.cos(angles)])
    size = float(np.ptp(path[:, 0]))
    path[-1, 0] += noise * 1e-3 * size
    found = diagnose(evidence(path + FAR, np.arange(61.0)))
    assert (found is not None and "settled into a cycle" in found.sentence) == same


def oscillating(turning: int = 19, beside: float = 0.0, rows: int = 21) -> Evidence:
    """Unit moves along the steep axis y, of which so many turn back, with `beside` along x as well."""
    signs = np.cumprod([1.0] + [-1.0] * turning + [1.0] * (rows - 2 - turning))
    moves = np.column_stack([np.full(rows - 1, beside), signs])
    path = np.vstack([np.zeros(2), np.cumsum(moves, axis=0)])
    return evidence(path + FAR, np.linspace(9, 1, rows))


@pytest.mark.parametrize(
    ("history", "oscillates"),
    [
        (oscillating(), True),
        (oscillating(rows=20, turning=18), False),
        (oscillating(turning=16), True),
        (oscillating(turning=15), False),
        (oscillating(beside=0.98), True),
        (oscillating(beside=1.02), False),
    ],
    ids=["turns", "too short", "turns mostly", "turns less", "moves beside less", "moves beside more"],
)
def test_oscillating(history: Evidence, oscillates: bool) -> None:
    assert kind(history) == ("oscillating" if oscillates else "")


LEVEL = 0.01 * 10 / view_size(BOWL)
"""The gradient at which the view would gain a hundredth of a loss of 10."""


def plateau(gained: float = 0.0, rows: int = 101, gradient: float = 1e-4, last: float = 10.0) -> Evidence:
    """A loss that fell from 20 to `last`, by `gained` in the last 100 updates."""
    loss = np.full(rows, last)
    loss[: rows - 100] = last + gained
    loss[0] = 20.0 if rows > 101 else last
    path = np.column_stack([np.linspace(3, 4, rows), np.linspace(3, 4, rows) ** 2])
    return evidence(path, loss, gradient=gradient)


@pytest.mark.parametrize(
    ("history", "stuck"),
    [
        (plateau(), True),
        (plateau(rows=100), False),
        (plateau(rows=150, gained=0.009), True),
        (plateau(rows=150, gained=0.011), False),
        (plateau(gradient=0.9e-3, rows=150), True),
        (plateau(gradient=1.1e-3, rows=150, last=0.5), False),
        (plateau(rows=150, last=0.021), True),
        (plateau(rows=150, last=0.019), False),
        (plateau(gradient=0.9 * LEVEL, rows=150), True),
        (plateau(gradient=1.1 * LEVEL, rows=150), False),
    ],
    ids=[
        "nothing changes",
        "too short",
        "falls little",
        "falls",
        "small gradient",
        "gradient",
        "much is left",
        "nearly there",
        "level",
        "steep",
    ],
)
def test_a_plateau(history: Evidence, stuck: bool) -> None:
    assert kind(history) == ("plateau" if stuck else "")


@pytest.mark.parametrize(
    ("share", "gradient", "near"),
    [(0.019, 1e-3, True), (0.021, 1e-3, False), (0.9e-3, 1.0, True), (1.1e-3, 1.0, False)],
)
def test_a_saddle_is_near(share: float, gradient: float, near: bool) -> None:
    saddle = np.array(SADDLE.saddles[0])
    path = saddle + np.array([[0.5, 0.0], [share * view_size(SADDLE), 0.0]])
    assert kind(evidence(path, np.ones(2), SADDLE, gradient)) == ("saddle" if near else "")


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_gradient_is_small_beside_its_largest(share: float) -> None:
    history = replace(going_round(), grad_norm=np.array([1.0, share * 1e-3]))
    assert history.gradient_is_small == (share < 1)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_point_is_at_a_minimum_within_a_thousandth_of_the_view(share: float) -> None:
    problem = bind(ProblemSpec("rosenbrock"))
    away = 1 + share * 1e-3 * view_size(problem), 1.0
    assert (minimum_at(problem, away) is not None) == (share < 1)
