"""Statuses and their sentences: the stability limits are checked by runs just below and just above them."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from core.inspection.stability import stability_limit
from core.number_text import rounded
from core.optimizers import OPTIMIZERS
from core.problems import bind
from core.race import Race
from core.racer import Racer
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.sampling import sampled

KAPPA = 100.0
LIMITED = [name for name, entry in OPTIMIZERS.items() if entry.stability and not entry.roles({}).scale]


def race(problem: str, *racers: str, **extra: Any) -> Race:
    return Scenario(problem, racers, **extra).race()


def only(problem: str, racer: str, to: int, **extra: Any) -> Racer:
    return race(problem, racer, **extra).advance(to).racers[0]


def limit_of(racer: str, problem: str, point: tuple[float, float]) -> float:
    limit = stability_limit(RacerSpec.parse(racer), bind(ProblemSpec.parse(problem)), point)
    assert limit is not None
    return limit.value


# The limits


SETTINGS = (
    "sgd",
    "sgd momentum=0.9",
    "sgd momentum=0.5",
    "sgd momentum=0.99",
    "sgd momentum=0.9 dampening=0.5",
    "sgd momentum=0.9 dampening=0.99",
    "sgd momentum=0.9 nesterov",
    "sgd momentum=0.3 nesterov",
    "sgd momentum=0.9 dampening=0.7 nesterov",
    "momentum",
    "momentum momentum=0",
    "momentum momentum=0.3",
    "momentum ewma",
    "momentum momentum=0.5 ewma",
    "nesterov",
    "nesterov momentum=0",
    "nesterov momentum=0.5",
    "nesterov momentum=0.99",
    "heavy_ball",
    "heavy_ball momentum=0.5",
)


@pytest.mark.parametrize("racer", sampled(SETTINGS, 3))
@pytest.mark.parametrize(
    "decay", ["", " weight_decay=20", " weight_decay=20 decay=decoupled"], ids=["plain", "decay", "decoupled"]
)
def test_a_quadratic_converges_just_below_the_limit_and_not_above(racer: str, decay: str) -> None:
    """One coordinate of curvature 100, 3,000 steps: 0.999 of the limit shrinks, 1.001 of it grows."""
    problem = f"{KAPPA}*x^2/2 + y^2/2"
    claimed = stability_limit(RacerSpec.parse(racer + decay), bind(ProblemSpec.parse(problem)), (0.0, 0.0))
    if claimed is None:
        assert decay
        pytest.skip("gradient, memory and decay do not act at one place: no limit is claimed")
    limit = claimed.value
    below, above = (
        only(problem, f"{racer} lr={factor * limit!r}{decay}", 3000, start=(1.0, 0.0)) for factor in (0.999, 1.001)
    )
    assert np.abs(below.path[-100:, 0]).max() < 0.2 * np.abs(below.path[:100, 0]).max()
    assert above.diverged or np.abs(above.path[-100:, 0]).max() > 3 * np.abs(above.path[:100, 0]).max()


def test_every_optimizer_with_a_limit_is_checked() -> None:
    assert {setting.split()[0] for setting in SETTINGS} == set(LIMITED)


def test_known_limits() -> None:
    quadratic, origin = "quadratic kappa=100", (0.0, 0.0)
    assert limit_of("sgd", quadratic, origin) == pytest.approx(0.02)
    assert limit_of("sgd weight_decay=20", quadratic, origin) == pytest.approx(2 / 120)
    assert limit_of("sgd momentum=0.9", quadratic, origin) == pytest.approx(0.038)
    assert limit_of("momentum momentum=0.9 ewma", quadratic, origin) == pytest.approx(0.38)
    assert limit_of("nesterov momentum=0.9", quadratic, origin) == pytest.approx(0.038 / 2.8)
    assert limit_of("sgd", "rosenbrock", (1.0, 1.0)) == pytest.approx(0.0019968, abs=1e-7)


def test_theory_is_silent_where_it_knows_nothing() -> None:
    bowl = bind(ProblemSpec.parse("quadratic"))
    for racer in ("adam", "rprop", "sgd clip_norm=1", "sgd clip_value=1", "nesterov weight_decay=1"):
        assert stability_limit(RacerSpec.parse(racer), bowl, (0.0, 0.0)) is None
    downhill = bind(ProblemSpec.parse("-x^2 - y^2"))
    assert stability_limit(RacerSpec.parse("sgd"), downhill, (0.0, 0.0)) is None
    pole = bind(ProblemSpec.parse("1/x + y^2"))
    assert stability_limit(RacerSpec.parse("sgd"), pole, (0.0, 0.0)) is None


# Sentences


@pytest.mark.parametrize(
    ("racer", "sentence"),
    [
        ("sgd lr=0.0021", "lr = 0.0021 is above 2/λmax = 0.0019968 at the minimum"),
        ("sgd lr=0.004 momentum=0.9", "lr = 0.004 is above (2 + 2·β)/λmax = 0.0037939 at the minimum"),
        ("momentum lr=0.004", "lr = 0.004 is above (2 + 2·β)/λmax = 0.0037939 at the minimum"),
        ("nesterov lr=0.002", "lr = 0.002 is above (2 + 2·β)/(1 + 2·β)/λmax = 0.001355 at the minimum"),
        ("sgd lr=0.0021 weight_decay=1", "lr = 0.0021 is above 2/(λmax + 1) = 0.0019948 at the minimum"),
        (
            "sgd lr=0.0021 weight_decay=1 decay=decoupled",
            "lr = 0.0021 is above 2/(λmax + 1) = 0.0019948 at the minimum",
        ),
    ],
)
def test_a_divergence_names_the_limit_that_was_broken(racer: str, sentence: str) -> None:
    """On the bowl that Rosenbrock's valley is at its minimum, so that everything above the limit does diverge."""
    hessian = bind(ProblemSpec("rosenbrock")).hessian((1.0, 1.0))
    (a, b), (_, d) = hessian.tolist()
    bowl = f"{a / 2!r}*x^2 + {b!r}*x*y + {d / 2!r}*y^2"
    found = only(bowl, racer, 50_000, start=(0.3, 0.5))
    assert found.status.kind == "diverged"
    # a typed formula has no known minimum; Rosenbrock has
    assert re.sub(r"at the start .*", "at the minimum", found.status.sentence) == sentence
    assert found.status.step == found.steps + 1


def test_rosenbrocks_divergence_names_its_minimum() -> None:
    status = only("rosenbrock", "sgd lr=0.01", 100).status
    assert status.sentence == "lr = 0.01 is above 2/λmax = 0.0019968 at the minimum"


def test_a_divergence_elsewhere_says_where() -> None:
    """Stable at the minimum, but not where it starts."""
    status = only("beale", "sgd lr=0.001", 100, start=(4.0, 4.0)).status
    limit = limit_of("sgd", "beale", (4.0, 4.0))
    assert status.sentence == f"lr = 0.001 is above 2/λmax = {limit:.5g} at the start (4, 4)".replace("e-0", "e−")


def test_a_decaying_rate_is_judged_by_its_largest() -> None:
    status = only("rosenbrock", "sgd lr=0.05 schedule=exponential(gamma=0.5)", 100, start=(3.0, 3.0)).status
    assert status.kind == "diverged"
    assert status.sentence.startswith("lr = 0.05 is above 2/λmax")


def test_without_a_theory_it_says_when_and_from_where() -> None:
    falls = only("saddle", "sgd lr=0.01", 100_000)
    assert falls.status.kind == "diverged"
    assert falls.status.step == falls.steps + 1
    assert re.fullmatch(
        rf"left the finite numbers at step {falls.steps + 1}, after f = −\d\.\d+e\d+", falls.status.sentence
    )
    adam = only("1/x + y^2", "adam lr=1", 100, start=(1.0, 1.0))
    assert adam.status.kind in ("running", "diverged")


# Freezing


def test_a_diverged_racer_stops_and_the_others_go_on() -> None:
    running = race("rosenbrock", "sgd lr=0.01", "adam", "momentum lr=1").advance(400)
    assert running.steps == 400
    assert [racer.steps == 400 for racer in running.racers] == [False, True, False]
    for racer in (running.racers[0], running.racers[2]):
        assert racer.path.shape == (racer.steps + 1, 2)
        assert np.isfinite(racer.path).all()
        assert np.isfinite(racer.loss).all()
        assert np.abs(racer.path).max() < 1e100
        assert racer.status.kind == racer.status_at(racer.steps + 1).kind == "diverged"
        assert racer.status_at(racer.steps).kind == "running"
        assert racer.status_at(0).kind == "running"
        assert racer.evaluations == racer.steps
    before = running.racers[0].path.copy()
    running.advance(500)
    assert np.array_equal(running.racers[0].path, before)


def test_a_race_of_diverged_racers_alone_still_advances() -> None:
    everyone = race("rosenbrock", "sgd lr=0.1", "sgd lr=0.2").advance(300)
    assert everyone.steps == 300


def test_theta_beyond_a_googol_is_divergence_though_finite() -> None:
    racer = only("-x + 0*y", "sgd lr=1e99", 100)
    assert racer.diverged
    assert 1e99 < np.abs(racer.path).max() < 1e100


def test_a_gradient_that_is_no_number_freezes_too() -> None:
    racer = only("sqrt(x) + y^2", "sgd lr=0.3", 100, start=(0.5, 1.0))
    assert racer.diverged
    assert racer.path[-1, 0] >= 0
    assert np.isfinite(racer.loss).all()


def test_a_start_without_a_finite_loss() -> None:
    for problem, start, loss in (
        ("log(x) + y^2", (-1.0, 1.0), "nan"),
        ("1/x^2 + y^2", (0.0, 1.0), "∞"),
        ("exp(x^2) + y", (1e3, 1e3), "∞"),
        ("log(x^2) + y", (0.0, 0.0), "−∞"),
    ):
        running = race(problem, "sgd", "adam", "nesterov", "prodigy", start=start).advance(20)
        assert running.steps == 20
        for racer in running.racers:
            assert racer.steps == 0
            assert racer.path.tolist() == [list(start)]
            assert (racer.status.kind, racer.status.step) == ("diverged", 0)
            assert racer.status_at(0) == racer.status_at(7) == racer.status
            assert racer.status.sentence == f"the loss at the start is {loss}"


def test_huge_gradients_warn_of_nothing() -> None:
    """Warnings are errors in these tests."""
    for name in OPTIMIZERS:
        race("1e300*x^4 + y^2", name, f"{name} lr=1e10", start=(1e10, 1.0)).advance(5)
        race("x^2 + y^2", f"{name} lr=1e308", start=(1.0, 1e99)).advance(5)


# Arriving


def test_target_converged_and_their_steps() -> None:
    racer = only("booth", "sgd lr=0.1", 400)
    best = 0.0
    below = int(np.flatnonzero(racer.loss - best <= 1e-6)[0])
    flat = int(np.flatnonzero(racer.grad_norm <= 1e-8)[0])
    assert 0 < below < flat < 400
    assert racer.first_below() == below
    assert racer.status_at(below - 1).kind == "running"
    reached = racer.status_at(below)
    assert (reached.kind, reached.step) == ("target", below)
    assert reached.sentence.startswith(f"f − f* ≤ 1e−6, first at step {below}; oscillating along the steep axis")
    before = racer.status_at(flat - 1)
    assert (before.kind, before.step) == ("target", below)
    assert before.sentence.startswith(f"f − f* ≤ 1e−6, first at step {below}")
    converged = racer.status
    assert (converged.kind, converged.step) == ("converged", flat)
    assert re.fullmatch(r"‖∇f‖ = \S+ at the minimum \(1, 3\)", converged.sentence)
    assert racer.steps == 400  # it goes on


def test_the_target_is_a_gap_to_the_best_minimum() -> None:
    racer = only("styblinski_tang", "sgd lr=0.01", 300, start=(-3.0, -3.0), target=0.5)
    step = racer.first_below()
    assert step is not None
    assert racer.loss[step] <= -78.33233140754282 + 0.5 < racer.loss[step - 1] if step else True
    other = only("styblinski_tang", "sgd lr=0.01", 300, start=(3.0, 3.0), target=0.5)
    assert other.first_below() is None
    assert other.status.kind == "local_minimum"
    assert re.search(r"in a local minimum at \(2\.7468, 2\.7468\)", other.status.sentence)


def test_the_target_of_a_typed_formula_counts_from_the_lowest_loss_that_is_found() -> None:
    racer = only("x^2 + y^2 + 1", "sgd lr=0.1", 200, start=(3.0, 0.0), target=0.5)
    step = racer.first_below()
    assert step is not None
    assert racer.loss[step] <= 1.5 < racer.loss[step - 1]
    assert (
        racer.status_at(20).sentence == f"f − f* ≤ 0.5, first at step {step}; f* = 1, found by search in [−100, 100]²"
    )
    assert racer.status.kind == "converged"
    assert re.fullmatch(r"‖∇f‖ = \S+ at (the minimum )?\(\S+, 0\)", racer.status.sentence)


@pytest.mark.parametrize("problem", ["x^2 - y^2", "3*x + 0*y", "saddle"])
def test_a_loss_that_falls_without_end_has_no_target(problem: str) -> None:
    racer = only(problem, "adam lr=0.3", 300, start=(1.0, 0.5), target=1e-6)
    assert racer.loss[-1] < -1
    assert racer.first_below() is None
    assert racer.status.kind == "running"
    assert not [milestone for milestone in racer.milestones() if milestone.kind == "target"]


def test_a_saddle_is_no_minimum() -> None:
    status = only("saddle", "sgd lr=0.1", 300, start=(1.0, 0.0)).status
    assert status.kind == "saddle"
    assert "at a saddle (0, 0): λmin = −2" in status.sentence


def test_at_rest_from_the_start() -> None:
    racer = only("booth", "adam", 50, start=(1.0, 3.0))
    assert (racer.status.kind, racer.status.step) == ("converged", 0)
    assert racer.status_at(0).kind == "converged"
    assert np.array_equal(racer.path, np.tile((1.0, 3.0), (51, 1)))
    assert math.isclose(racer.loss[-1], 0.0)


# The present


def test_a_target_that_was_left_is_a_fact_about_the_past() -> None:
    racer = only("abs", "rmsprop lr=0.1", 500, start=(1.0, 1.0))
    assert racer.first_below() == 1
    assert racer.status_at(1).kind == "target"
    status = racer.status
    assert status.kind == "circling"
    assert status.sentence.startswith("goes round without progress: the last 120 steps stay within 0.202")
    assert status.sentence.endswith("; f − f* ≤ 1e−6 first at step 1, now f − f* = 0.20065")


def test_a_target_left_for_no_known_reason_is_told_too() -> None:
    racer = only("abs", "sgd lr=0.1", 12, start=(1.0, 1.0 + 1e-7))
    assert racer.status_at(10).kind == "target"
    status = racer.status_at(11)
    assert (status.kind, status.step) == ("left_target", 10)
    assert status.sentence == "f − f* ≤ 1e−6 first at step 10, now f − f* = 0.2"


def test_a_target_that_is_kept_is_told_with_what_goes_on() -> None:
    racer = only("booth", "sgd lr=0.1", 45)
    assert racer.status.kind == "target"
    assert re.match(r"f − f\* ≤ 1e−6, first at step \d+; oscillating along the steep axis", racer.status.sentence)


def test_at_a_saddle_nobody_has_arrived() -> None:
    """Its loss, 0, is within the target, as the lowest loss is said to be 0."""
    for start in ((1.0, 0.0), (1e-3, 1e-9), (0.0, 0.0)):
        racer = only("x^2 - y^2 f_min=0", "sgd lr=0.1", 60, start=start)
        assert racer.first_below() is not None
        assert racer.status.kind == "saddle"


@pytest.mark.parametrize("racer", ["sgd lr=0.1 weight_decay=0.1", "adamw lr=0.1", "sgd lr=0.1"])
def test_only_who_stays_has_converged(racer: str) -> None:
    """At (1, 3) the gradient of booth vanishes, but weight decay moves on."""
    moved = only("booth", racer, 100, start=(1.0, 3.0))
    stays = racer == "sgd lr=0.1"
    assert [moved.status_at(step).kind == "converged" for step in (0, 1, 100)] == [stays] * 3


def test_who_glides_over_a_plain_has_not_converged() -> None:
    racer = only("easom", "sign_sgd lr=0.05", 20, start=(-2.0, -2.0))
    assert racer.grad_norm[:10].max() <= 1e-8
    assert {racer.status_at(step).kind for step in range(1, 10)} == {"running"}


def test_who_is_stuck_on_a_plain_has_not_converged() -> None:
    status = only("easom", "sgd lr=0.1", 20, start=(-2.0, -2.0)).status
    assert status.kind == "stalled"
    assert re.fullmatch(r"‖∇f‖ = \d\S+e−\d+ at \(−2, −2\), 1 above the best", status.sentence)


@pytest.mark.parametrize("problem", ["rosenbrock", "noisy_bowl", "saddle", "easom", "x^2 + y^4"])
@pytest.mark.parametrize("racer", ["sgd lr=1e-4", "adam", "sgd lr=0", "momentum lr=0.3"])
def test_at_the_end_of_a_race_nobody_is_running(problem: str, racer: str) -> None:
    (one,) = Scenario(problem, (racer,), steps=30).race().advance(30).racers
    assert one.status.kind != "running"
    assert one.status.sentence


def test_the_end_of_a_race_says_how_far_it_is_to_the_target() -> None:
    (racer,) = Scenario("rosenbrock", ("sgd lr=1e-4",), steps=30).race().advance(30).racers
    assert racer.status_at(29).kind == "running"
    assert racer.status.kind == "not_reached"
    assert racer.status.sentence.endswith(f"f − f* = {rounded(float(racer.loss[-1]))}")
