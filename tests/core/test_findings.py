"""Every kind of finding where it must appear and where it must not, and the rates that theory predicts."""

from __future__ import annotations

import numpy as np
import pytest

from core.diagnosis import Evidence, diagnose
from core.inspection.convergence_rate import measured_rate, predicted_rate
from core.inspection.curvature import curvature
from core.inspection.stability import stability_limit
from core.optimizers.own import own_optimizer
from core.problems import bind
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec


def evidence(problem: str, racer: str, start: tuple[float, ...] | None, steps: int) -> Evidence:
    race = Scenario(problem=problem, racers=(racer,), start=start, steps=max(steps, 1)).race().advance(steps)
    (one,) = race.racers
    lr = float(one.rates(one.steps + 1))
    return Evidence(one.spec, race.problem, one.path, one.loss, one.grad_norm, lr, lambda: one.terms(one.steps))


MUST = [
    ("other_minimum", "styblinski_tang", "sgd lr=0.01", (2.0, 2.0), 300, "in another minimum than the best one: (2.74"),
    ("saddle", "saddle", "sgd lr=0.1", (1.0, 1e-9), 40, "at a saddle: λmin = −2"),
    ("saddle", "himmelblau", "sgd lr=0.0001", (0.0867775, 2.8842547), 3, "at a saddle: λmin = −"),
    ("cycle", "abs", "sgd lr=0.01", (0.103, 0.057), 300, "settled into a cycle of 2 steps, 0.01 wide (lr = 0.01)"),
    ("cycle", "abs", "adam lr=0.01", (1.0, 0.5), 2000, "lr = 0.01"),
    (
        "oscillating",
        "quadratic kappa=100",
        "sgd lr=0.0195",
        (1.0, 1.0),
        40,
        "the steep axis: 19 of 19 moves",
    ),
    ("oscillating", "quadratic kappa=100", "sgd lr=0.0201", (1.0, 1.0), 200, "lr is 1.005 of 2/λmax"),
    ("oscillating", "quadratic kappa=100", "adam lr=0.3 beta1=0", None, 300, "of (2 + 2·β₁)/(1 − β₁)/λmax(P⁻¹H)"),
    ("plateau", "x^2/(1 + x^2) + y^2/(1 + y^2)", "sgd lr=50", (0.6, 0.6), 300, "stuck on a plateau"),
    ("plateau", "1 - exp(-x^2 - y^2)", "sgd lr=0.01", (3.0, 3.0), 300, "stuck on a plateau: ‖∇f‖ = 1.29"),
]


@pytest.mark.parametrize(("kind", "problem", "racer", "start", "steps", "says"), MUST)
def test_a_finding_appears_where_it_must(
    kind: str, problem: str, racer: str, start: tuple[float, ...] | None, steps: int, says: str
) -> None:
    found = diagnose(evidence(problem, racer, start, steps))
    assert found is not None
    assert found.kind == kind, found.sentence
    assert says in found.sentence


@pytest.mark.parametrize(
    ("kind", "problem", "racer", "start", "steps"),
    [
        ("other_minimum", "styblinski_tang", "sgd lr=0.01", (-2.0, -2.0), 300),
        ("other_minimum", "himmelblau", "sgd lr=0.01", (1.0, 1.0), 300),
        ("saddle", "saddle", "sgd lr=0.1", (1.0, 0.5), 5),
        ("saddle", "quadratic", "sgd lr=0.01", (1.0, 1.0), 500),
        ("cycle", "abs", "sgd lr=0.001", (1.0, 0.5), 200),
        ("cycle", "quadratic kappa=100", "sgd lr=0.0199", (1.0, 1.0), 300),
        ("cycle", "quadratic kappa=100", "sgd lr=0.0201", (1.0, 1.0), 300),
        ("plateau", "x^2 + 2*y^2", "sgd lr=0.1", (1.0, 1.0), 300),
        ("plateau", "x + y", "sgd lr=0.001", (0.0, 0.0), 300),
        ("oscillating", "quadratic kappa=100", "sgd lr=0.005", (1.0, 1.0), 40),
        ("oscillating", "rosenbrock", "adam lr=0.01", (-1.5, 2.0), 100),
        ("plateau", "rosenbrock", "sgd lr=0.0005", (-1.5, 2.0), 400),
        ("plateau", "quadratic", "sgd lr=0.01", (1.0, 1.0), 2000),
    ],
)
def test_and_does_not_where_it_must_not(
    kind: str, problem: str, racer: str, start: tuple[float, ...], steps: int
) -> None:
    found = diagnose(evidence(problem, racer, start, steps))
    assert found is None or found.kind != kind, found.sentence


@pytest.mark.parametrize("kind", ["other_minimum", "saddle", "cycle", "oscillating", "plateau"])
def test_every_kind_is_proven(kind: str) -> None:
    assert kind in {row[0] for row in MUST}


def test_curvature_at_rosenbrocks_minimum() -> None:
    found = curvature(bind(ProblemSpec("rosenbrock")), (1.0, 1.0))
    assert found is not None
    assert found.low == pytest.approx(0.399361, abs=1e-6)
    assert found.high == pytest.approx(1001.600639, abs=1e-6)
    assert found.kappa == pytest.approx(2508.01, abs=0.01)


@pytest.mark.parametrize(
    ("racer", "rate"),
    [
        ("sgd lr=0.0198019801980198", 99 / 101),
        ("heavy_ball lr=0.03305785123966942 momentum=0.6694214876033058", 9 / 11),
        ("momentum lr=0.03305785123966942 momentum=0.6694214876033058", 9 / 11),
        ("sgd lr=0.01", 0.99),
        ("momentum lr=0.01 momentum=0.9", np.sqrt(0.9)),
    ],
)
def test_predicted_rates_are_the_textbooks_and_come_true(racer: str, rate: float) -> None:
    scenario = Scenario(problem="quadratic kappa=100", racers=(racer,), start=(1.0, 1.0), steps=400)
    predicted = predicted_rate(scenario.racers[0], scenario.race().problem)
    # the best heavy ball has a defective matrix, whose eigenvalues are known to half the digits only
    assert predicted == pytest.approx(rate, abs=1e-6)
    path = scenario.race().advance(400).racers[0].path
    measured = measured_rate(np.hypot(*path.T[:2])[:200], over=100)
    assert measured == pytest.approx(rate, abs=0.02)


@pytest.mark.parametrize("racer", ["adam", "sign_sgd", "prodigy", "sgd lr=0.01 schedule=cosine", "sgd clip_norm=1"])
def test_theory_is_silent_where_the_rule_is_not_linear(racer: str) -> None:
    assert predicted_rate(RacerSpec.parse(racer), bind(ProblemSpec("quadratic"))) is None


def test_theory_is_silent_where_the_problem_is_no_quadratic() -> None:
    assert predicted_rate(RacerSpec.parse("sgd"), bind(ProblemSpec("rosenbrock"))) is None


def test_theory_reads_a_users_own_linear_rule() -> None:
    own = own_optimizer("own", "theta = theta - lr*g", "lr=0.01")
    assert predicted_rate(RacerSpec("own", own=own), bind(ProblemSpec("quadratic"))) == pytest.approx(0.99)


def test_adams_limit_is_that_of_the_scaled_hessian() -> None:
    race = Scenario(problem="quadratic kappa=100", racers=("adam",), start=(1.0, 1.0)).race().advance(20)
    racer = race.racers[0]
    terms = racer.terms(20)
    limit = stability_limit(racer.spec, race.problem, (0.5, 0.5), terms)
    assert limit is not None
    scale = np.sqrt(np.asarray(terms["v_hat"])) + 1e-8
    assert limit.value == pytest.approx((2 + 2 * 0.9) / (1 - 0.9) / np.max(np.array([1.0, 100.0]) / scale))
    assert "λmax(P⁻¹H)" in limit.text
    assert stability_limit(racer.spec, race.problem, (0.5, 0.5)) is None
