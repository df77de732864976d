"""Experiments with known outcomes: the classics of the field, and the table of the chapter that the project began with.

Numbers were recomputed in float64 from the constants given; sources are named where they are papers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.problems import bind
from core.racer import Racer
from core.scenario import Scenario
from core.specs import ProblemSpec


def run(problem: str, racer: str, to: int, **extra: Any) -> Racer:
    return Scenario(problem, (racer,), steps=to, **extra).race().advance(to).racers[0]


def steps_to(racer: Racer, share: float) -> int:
    """The first step at which the distance to the origin is at most `share` of the first."""
    distance = np.hypot(*racer.path.T)
    return int(np.flatnonzero(distance <= share * distance[0])[0])


ONE = "50*x^2 + 0*y"  # λ = 100
TWO = "(x^2 + 100*y^2)/2"


def test_gradient_descents_stability_limit() -> None:
    """f = λx²/2, λ = 100: the factor of a step is 1 − ηλ."""
    limit = 2 / 100
    below, at, above = (run(ONE, f"sgd lr={c * limit!r}", 100, start=(1.0, 0.0)).path[:, 0] for c in (0.99, 1, 1.01))
    assert abs(below[-1]) < 0.14
    np.testing.assert_allclose(np.abs(at), 1.0, rtol=1e-12)
    assert at[1] == pytest.approx(-1)
    assert abs(above[-1]) == pytest.approx(1.02**100, rel=1e-9)
    assert abs(above[-1]) == pytest.approx(7.245, abs=1e-3)


def test_gradient_descents_best_rate() -> None:
    best = run(TWO, f"sgd lr={2 / 101!r}", 800, start=(1.0, 1.0))
    assert steps_to(best, 1e-6) == 691
    distance = np.hypot(*best.path.T)
    np.testing.assert_allclose(distance[1:500] / distance[:499], 99 / 101, rtol=1e-9)
    assert steps_to(run(TWO, "sgd lr=0.01", 1500, start=(1.0, 1.0)), 1e-6) == 1341


def test_heavy_balls_best_rate() -> None:
    """Polyak 1964: (√κ − 1)/(√κ + 1) = 9/11."""
    racer = run(TWO, f"momentum lr={(2 / 11) ** 2!r} momentum={(9 / 11) ** 2!r}", 200, start=(1.0, 1.0))
    assert steps_to(racer, 1e-6) == 93
    distance = np.hypot(*racer.path.T)
    assert (distance[150] / distance[100]) ** (1 / 50) == pytest.approx(9 / 11, abs=0.01)


@pytest.mark.parametrize("name", ["momentum", "sgd"])
def test_momentums_stability(name: str) -> None:
    """Stable iff ηλ < 2 + 2β, and √β a step where the roots are complex."""
    below, above = (run(ONE, f"{name} lr={c * 0.038!r} momentum=0.9", 3000, start=(1.0, 0.0)) for c in (0.999, 1.001))
    assert 1e-68 < abs(below.path[-1, 0]) < 1e-66
    assert 1e39 < abs(above.path[-1, 0]) < 1e40
    middle = np.abs(run(ONE, f"{name} lr=0.01 momentum=0.9", 1000, start=(1.0, 0.0)).path[:, 0])
    late, early = middle[900:].max(), middle[100:200].max()
    assert (late / early) ** (1 / 800) == pytest.approx(math.sqrt(0.9), abs=1e-4)


def test_a_heavy_ball_that_never_converges_on_a_convex_function() -> None:
    """Lessard, Recht & Packard 2016, arXiv 1408.3595, section 4.6: a cycle of three."""
    loss = "where(x < 1, 12.5*x^2, where(x < 2, x^2/2 + 24*x - 12, 12.5*x^2 - 24*x + 36)) + 0*y"
    ball = run(loss, f"momentum lr={1 / 9!r} momentum={4 / 9!r}", 3000, start=(3.3, 0.0))
    cycle = sorted(ball.path[-3:, 0])
    np.testing.assert_allclose(cycle, sorted([792 / 1225, -2208 / 1225, 2592 / 1225]), rtol=1e-9)
    descent = run(loss, f"sgd lr={2 / 26!r}", 3000, start=(3.3, 0.0))
    assert abs(descent.path[-1, 0]) < 1e-9


@pytest.mark.parametrize("g", [1e-4, 1.0, 1e4])
def test_adams_first_steps(g: float) -> None:
    """Kingma & Ba 2015: with bias correction every step is η under a constant gradient."""
    lr = 0.01
    corrected = -np.diff(run(f"{g!r}*(x + y)", f"adam lr={lr} eps=0", 3, start=(0.0, 0.0)).path[:, 0])
    np.testing.assert_allclose(corrected, lr, rtol=1e-9)
    plain = run(f"{g!r}*(x + y)", f"adam lr={lr} eps=0 bias_correction=false", 3, start=(0.0, 0.0))
    np.testing.assert_allclose(-np.diff(plain.path[:, 0]) / lr, [3.16228, 4.24959, 4.95024], atol=1e-5)


def test_l2_is_not_weight_decay() -> None:
    """Loshchilov & Hutter 2019: without a loss, AdamW shrinks by its decay, Adam's L2 is normalised away."""
    for decay, shrunk in ((0.1, 0.904792), (0.01, 0.990049), (0.001, 0.999000)):
        settings: dict[str, Any] = {"start": (1.0, 0.0)}
        adamw = run("0*x + 0*y", f"adamw lr=0.01 weight_decay={decay}", 100, **settings)
        assert adamw.path[-1, 0] == pytest.approx(shrunk, abs=1e-6)
        coupled = run("0*x + 0*y", f"adam lr=0.01 weight_decay={decay}", 100, **settings)
        assert coupled.path[-1, 0] == pytest.approx(0.2244, abs=5e-4)
        both = [
            run("0*x + 0*y", f"sgd lr=0.01 weight_decay={decay} decay={how}", 100, **settings)
            for how in ("coupled", "decoupled")
        ]
        np.testing.assert_allclose(both[0].path, both[1].path, rtol=1e-12)


def test_where_decay_lets_them_stop() -> None:
    """f = h(x − 1)²/2 with λ = 0.5: L2 stops at h/(h + λ), decoupled decay nearer to 1 the steeper f is for Adam."""
    for h, stop in ((1.0, 0.666667), (100.0, 0.995025)):
        loss = f"{h!r}*(x - 1)^2/2 + 0*y"
        for racer in (f"sgd lr={0.5 / h!r} weight_decay=0.5", "adam lr=0.01 weight_decay=0.5"):
            found = run(loss, f"{racer} schedule=cosine", 8000, start=(0.0, 0.0)).path[-1, 0]
            assert found == pytest.approx(stop, abs=1e-4)
    adamw = run("100*(x - 1)^2/2 + 0*y", "adamw lr=0.01 weight_decay=0.5", 8000, start=(0.0, 0.0)).path[-1, 0]
    assert adamw == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("racer", "steps"),
    [
        ("sgd lr=0.01", 698),
        ("momentum lr=0.01 momentum=0.9", 140),
        ("adam lr=0.01", 77),
        ("rmsprop lr=0.01 alpha=0.99", 17),
    ],
)
def test_leaving_a_saddle(racer: str, steps: int) -> None:
    path = run("saddle", racer, 1000, start=(1.0, 1e-6)).path
    assert int(np.flatnonzero(np.abs(path[:, 1]) >= 1)[0]) == steps
    stuck = run("saddle", racer, 1000, start=(1.0, 0.0)).path
    assert (stuck[:, 1] == 0).all()


@pytest.mark.parametrize(("angle", "adam"), [(0.0, 4.1e-8), (22.5, 0.173), (45.0, 0.159)])
def test_adaptive_methods_see_the_axes(angle: float, adam: float) -> None:
    turn = math.radians(angle)
    start = (math.cos(turn) - math.sin(turn), math.sin(turn) + math.cos(turn))  # (1, 1) in the bowl's own axes
    problem = f"quadratic kappa=100 angle={angle}"
    assert run(problem, f"sgd lr={2 / 101!r}", 200, start=start).loss[-1] == pytest.approx(0.016936, abs=1e-6)
    assert run(problem, "adam lr=0.05", 200, start=start).loss[-1] == pytest.approx(adam, rel=0.01)


def test_adam_ignores_the_scale_of_the_loss() -> None:
    rosenbrock = "((1 - x)^2 + 100*(y - x^2)^2)"
    one, thousand = (run(f"{c}*{rosenbrock}", "adam lr=0.05", 100, start=(-1.5, 2.0)).path for c in (1, 1000))
    np.testing.assert_allclose(thousand[-1], one[-1], rtol=1e-5)
    exact = [run(f"{c}*{rosenbrock}", "adam lr=0.05 eps=0", 100, start=(-1.5, 2.0)).path for c in (1e-6, 1, 1e9)]
    np.testing.assert_allclose(exact[0], exact[1], rtol=1e-9)
    np.testing.assert_allclose(exact[2], exact[1], rtol=1e-9)


def test_rosenbrocks_valley() -> None:
    problem = bind(ProblemSpec("rosenbrock"))
    low, high = np.linalg.eigvalsh(problem.hessian((1.0, 1.0)))
    assert (low, high) == (pytest.approx(0.399361, abs=1e-6), pytest.approx(1001.600639, abs=1e-6))
    assert high / low == pytest.approx(2508.01, abs=0.01)
    assert 2 / high == pytest.approx(0.0019968, abs=1e-7)
    converges = run("rosenbrock", "sgd lr=0.0019", 50_000, start=(-1.2, 1.0))
    assert math.dist(converges.path[-1], (1, 1)) < 1e-6
    restless = run("rosenbrock", "sgd lr=0.002", 50_000, start=(-1.2, 1.0))
    assert not restless.diverged
    assert np.hypot(*(restless.path[-1000:] - 1).T).max() > 1e-3


def test_adam_cannot_settle_on_a_kink() -> None:
    path = run("abs(x) + 0*y", "adam lr=0.01", 20_000, start=(1.0, 0.0)).path
    assert np.abs(path[-1000:, 0]).max() == pytest.approx(0.0048, abs=2e-4)
    settled = run("abs(x) + 0*y", "adam lr=0.01 schedule=cosine", 20_000, start=(1.0, 0.0)).path
    assert abs(settled[-1, 0]) < 1e-5


def test_the_edge_of_stability() -> None:
    """Zhu et al. 2023: the sharpness where it settles is just under 2/η."""
    problem = "(1 - x^2*y^2)^2/4"
    racer = run(problem, "sgd lr=0.2", 20_000, start=(2.5, 0.6))
    sharpness = np.linalg.eigvalsh(bind(ProblemSpec.parse(problem)).hessian(racer.path[-1]))[-1]
    assert sharpness == pytest.approx(9.927, abs=0.01)


# The chapter: a line fitted to 100 points by RMSE, 99 updates from (−10, −20)


SEEDS = 20

# racer → mean at η = 0.1, its spread over data seeds, mean at η = 1 and the range there; decay before the update.
CHAPTER = {
    "sgd lr={lr}": (16.19, 0.47, 0.50, (0.4, 0.6)),
    "sgd lr={lr} weight_decay=0.1 decay=decoupled": (6.71, 0.19, 0.50, (0.4, 0.75)),
    "momentum lr={lr} weight_decay=0.1 decay=decoupled": (0.290, 0.012, 0.40, (0.25, 0.95)),
    "momentum lr={lr} ewma weight_decay=0.1 decay=decoupled": (6.96, 0.21, 0.51, (0.4, 0.75)),
    "adam lr={lr} beta2=0.99 eps=1e-6 weight_decay=0.1 decay=decoupled": (4.82, 0.13, 0.29, (0.24, 0.34)),
    "adam lr={lr} beta2=0.99 eps=1e-6": (13.95, 0.3, 0.29, (0.24, 0.34)),
}


def rmse(racer: str) -> list[float]:
    return [float(run(f"regression data_seed={seed}", racer, 99).loss[-1]) for seed in range(SEEDS)]


@pytest.mark.parametrize("racer", CHAPTER)
def test_the_chapters_table(racer: str) -> None:
    mean, spread, fast, (low, high) = CHAPTER[racer]
    found = rmse(racer.format(lr=0.1))
    assert np.mean(found) == pytest.approx(mean, abs=spread)
    assert all(abs(value - mean) < 4 * spread for value in found)
    found = rmse(racer.format(lr=1))
    assert np.mean(found) == pytest.approx(fast, abs=0.03)
    assert all(low < value < high for value in found)


def test_the_chapters_momentum_with_decay_inside_the_gradient() -> None:
    assert np.mean(rmse("momentum lr=0.1 weight_decay=0.1")) == pytest.approx(0.50, abs=0.02)


def test_lamb_does_not_take_a_high_rate_smoothly() -> None:
    """The chapter draws Adam and calls it LAMB."""
    slow, fast = (rmse(f"lamb lr={lr} beta2=0.99 weight_decay=0.1") for lr in (0.1, 1))
    assert np.mean(slow) < 0.6
    assert np.mean(fast) > 1.5
