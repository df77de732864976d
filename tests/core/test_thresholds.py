"""Findings on made-up histories just within and just beyond each threshold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.diagnosis import Evidence, diagnose
from core.diagnosis.plateau import AROUND
from core.diagnosis.stationary_points import stationary_near, view_size
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


def going_round(rows: int = 121, width: float = 1.0, drift: float = 0.0, change: float = 0.0) -> Evidence:
    """A circle of no whole period; its last 30 rows scaled by `width`, moved by `drift` and higher by `change`."""
    steps = np.arange(rows, dtype=np.float64)
    path = np.column_stack([np.cos(steps), np.sin(steps)])
    loss = 1 + 0.5 * np.sin(steps)
    path[-30:] = path[-30:] * width + [drift, 0.0]
    loss[-30:] += change
    return evidence(path + FAR, loss)


def shrinking(share: float) -> Evidence:
    """A spiral whose width falls by a share in 90 rows."""
    steps = np.arange(121.0)
    radius = 1 - share * steps / 90
    return evidence(np.column_stack([np.cos(steps), np.sin(steps)]) * radius[:, None] + FAR, 1 + 0.5 * np.sin(steps))


@pytest.mark.parametrize(
    ("history", "goes_round"),
    [
        (going_round(), True),
        (going_round(rows=120), False),
        (going_round(width=0.84), True),
        (going_round(width=0.76), False),
        (going_round(drift=0.25), True),
        (going_round(drift=0.5), False),
        (going_round(change=0.15), True),
        (going_round(change=0.45), False),
        (shrinking(0.008), True),
        (shrinking(0.02), False),
    ],
    ids=[
        "steady",
        "too short",
        "shrinks little",
        "shrinks",
        "drifts little",
        "drifts",
        "level",
        "rises",
        "hardly a spiral",
        "spiral",
    ],
)
def test_going_round(history: Evidence, goes_round: bool) -> None:
    assert kind(history) == ("cycle" if goes_round else "")


@pytest.mark.parametrize(("slows", "settles"), [(0.7, True), (0.8, False)])
def test_a_cycle_settles_only_where_its_drift_dies_out(slows: float, settles: bool) -> None:
    steps = np.arange(61.0)
    drift = 1e-4 * slows ** (steps / 30)
    path = np.column_stack([np.cos(math.pi * steps) + drift, np.zeros(61)])
    found = diagnose(evidence(path + FAR, np.arange(61.0)))
    assert (found is not None and "settled into a cycle" in found.sentence) == settles


@pytest.mark.parametrize(("noise", "same"), [(0.9, True), (1.2, False)])
@pytest.mark.parametrize("period", [2, 8])
def test_a_cycle_comes_back_to_the_same_points(period: int, noise: float, same: bool) -> None:
    angles = 2 * math.pi / period * np.arange(61)
    path = np.column_stack([np.cos(angles), np.sin(angles) + 0.3 * np.cos(angles)])
    size = float(np.ptp(path[:, 0]))
    path[-20, 0] += noise * 1e-3 * size
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


def growing(
    factor: float,
    rows: int = 21,
    amount: float = 0.0,
    noisy: bool = False,
    before: float = 0.0,
    width: float = 10.0,
    racer: str = "sgd lr=0.02",
) -> Evidence:
    """Turns along y whose amplitude grows by a factor and an amount a step, after a first loss `before`.

    The rate of sgd, 0.02, is above its limit, 0.01; for rprop none is known.
    """
    steps = np.arange(rows)
    amplitude = width * (factor**steps + amount * steps)
    path = np.column_stack([np.zeros(rows), amplitude * (-1.0) ** steps])
    loss = amplitude**2
    loss[0] = max(loss[0], before)
    return replace(evidence(path, loss), spec=RacerSpec.parse(racer), lr=0.02, noisy=noisy)


@pytest.mark.parametrize(
    ("history", "grows"),
    [
        (growing(1.1), True),
        (growing(1.1, rows=20), False),
        (growing(1.07), False),
        (growing(1.001, rows=61), True),
        (growing(1.0, rows=61), False),
        (growing(1.0, rows=61, amount=0.01), True),
        (growing(1.1, rows=41, before=1e6), True),
        (growing(1.1, racer="rprop"), False),
        (growing(1.001, rows=61, racer="rprop"), False),
        (growing(1.001, rows=122, racer="rprop"), True),
        (growing(1.001, rows=62, before=1e6, racer="rprop"), False),
        (growing(1.001, rows=61, width=1.0, racer="rprop"), False),
        (growing(1.1, noisy=True), False),
        (growing(1.2, noisy=True), True),
    ],
    ids=[
        "grows",
        "too short",
        "too little for few steps",
        "little in many steps",
        "turns",
        "by an amount",
        "from below its first loss",
        "no limit and too short",
        "no limit and near the start",
        "no limit",
        "no limit and below its first loss",
        "no limit and within the view",
        "may be noise",
        "grows with noise",
    ],
)
def test_growing(history: Evidence, grows: bool) -> None:
    assert (kind(history) == "growing") == grows


@pytest.mark.parametrize(
    ("problem", "history", "stuck"),
    [
        ("plain", {}, True),
        ("plain", {"rows": 100}, False),
        ("plain", {"gained": 0.9e-3}, True),
        ("plain", {"gained": 1.1e-3}, False),
        ("gentle", {}, True),
        ("steep", {}, False),
    ],
    ids=["nothing changes", "too short", "falls little", "falls", "gentle slope", "slope"],
)
def test_a_plateau(problem: str, history: dict[str, float], stuck: bool) -> None:
    """A plain of loss 1 around (3, 3), far from a well of depth 1 at the origin, with a slope or none."""
    slope = {"plain": 0.0, "gentle": 0.008, "steep": 0.013}[problem]
    radius = AROUND * view_size(bind(ProblemSpec.parse("1 - exp(-20*(x^2 + y^2))")))
    landscape = bind(ProblemSpec.parse(f"1 - exp(-20*(x^2 + y^2)) + {slope / radius!r}*(x - 3)"))
    rows = int(history.get("rows", 101))
    loss = np.full(rows, 1.0)
    loss[:-100] += history.get("gained", 0.0)
    path = np.column_stack([np.linspace(2.9, 3, rows), np.full(rows, 3.0)])
    assert (kind(evidence(path, loss, landscape)) == "plateau") == stuck


@pytest.mark.parametrize(
    ("share", "gradient", "near"),
    [(0.019, 1e-3, True), (0.021, 1e-3, False), (0.9e-3, 1.0, True), (1.1e-3, 1.0, False)],
)
def test_a_saddle_is_near(share: float, gradient: float, near: bool) -> None:
    saddle = np.array(SADDLE.saddles[0])
    path = saddle + np.array([[share * view_size(SADDLE), 0.0]] * 2)
    assert kind(evidence(path, np.ones(2), SADDLE, gradient)) == ("saddle" if near else "")


@pytest.mark.parametrize(("share", "stays"), [(0.019, True), (0.021, False)])
def test_a_racer_that_passes_a_saddle_is_not_at_it(share: float, stays: bool) -> None:
    path = np.array(SADDLE.saddles[0]) + np.array([[share * view_size(SADDLE), 0.0], [0.0, 0.0]])
    assert kind(evidence(path, np.ones(2), SADDLE, 1e-3)) == ("saddle" if stays else "")


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_gradient_is_small_beside_its_largest(share: float) -> None:
    history = replace(going_round(), grad_norm=np.array([1.0, share * 1e-3]))
    assert history.gradient_is_small == (share < 1)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_point_is_at_a_minimum_within_a_thousandth_of_the_view(share: float) -> None:
    problem = bind(ProblemSpec("rosenbrock"))
    away = 1 + share * 1e-3 * view_size(problem), 1.0
    found = stationary_near(problem, away, view_size(problem), problem.nearest_minimum(away))
    # beyond that Newton's method looks, and finds the minimum with its curvature
    assert found is not None
    assert math.isnan(found.high) == (share < 1)
