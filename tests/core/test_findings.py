"""Every kind of finding where it must appear and where it must not, and the rates that theory predicts."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from core.diagnosis import Finding
from core.diagnosis.evidence import Kind
from core.inspection.convergence_rate import measured_rate, predicted_rate
from core.inspection.curvature import curvature
from core.inspection.stability import stability_limit
from core.optimizers.own import own_optimizer
from core.problems import bind
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec


def found_at(problem: str, racer: str, start: tuple[float, ...] | None, steps: int) -> Finding | None:
    """The finding at the last step of a race."""
    race = Scenario(problem=problem, racers=(racer,), start=start, steps=max(steps, 1)).race().advance(steps)
    (one,) = race.racers
    return one.finding(one.steps)


@pytest.mark.parametrize(
    ("problem", "start"),
    [
        *(("tanh(x) + y^2", (-25.0, 0.0)), ("tanh(x) + y^2", (30.0, 1.0)), ("tanh(x)", (-19.0,))),
        *(("1 + exp(-x^2) + y^2", (7.0, 0.5)), ("tanh(x) + tanh(y)", (-19.03, -19.03))),
    ],
)
def test_a_slope_too_small_for_floats_is_no_minimum(problem: str, start: tuple[float, ...]) -> None:
    """There the gradient is 0 in floats, and the loss the same all along a line."""
    found = found_at(problem, "sgd lr=0.1", start, 300)
    assert found is None or found.kind in ("at_rest", "plateau", "slow")


@pytest.mark.parametrize("problem", ["max(0, 1 - x) + y^2", "(y - tanh(x))^2", "(x - y/3)^2"])
def test_a_plain_or_a_curve_of_minima_is_one(problem: str) -> None:
    status = Scenario(problem=problem, racers=("sgd lr=0.1",), start=(30.0, 1.0), steps=900).race().advance(900)
    assert status.racers[0].status.kind == "converged"


def test_a_loss_that_rises_on_a_plateau_does_not_fall_by_less_than_nothing() -> None:
    found = found_at("network data=moons activation=relu", "sgd lr=1e10", None, 300)
    assert found is not None
    assert "f rose by 1.1921e−6 in 100 steps" in found.sentence


@pytest.mark.parametrize("steps", [558, 600])
def test_a_cycle_whose_one_coordinate_leaves_zero_has_not_settled(steps: int) -> None:
    """There x is about 1e−48, and at step 730 it is 0.27."""
    found = found_at("plateau", "rmsprop lr=0.0952", (1.7868957746747287, 0.8644478799034241), steps)
    assert found is None or "settled" not in found.sentence


@pytest.mark.parametrize(
    ("problem", "racer", "start", "steps"),
    [
        ("bowl", "asgd lr=0.00239", (-0.258334281912878, 1.2257034967956395), 86),  # its answer becomes a mean
        ("booth", "fromage lr=0.00172", (-7.859467973304721, -2.073267149435207), 60),  # its steps do not shrink
        ("himmelblau", "sam lr=3.27e-5", (3.2, 2.2), 600),  # it stops above the minimum
    ],
)
def test_a_method_that_will_not_go_on_alike_is_promised_no_steps(
    problem: str, racer: str, start: tuple[float, ...], steps: int
) -> None:
    found = found_at(problem, racer, start, steps)
    assert found is None or "steps" not in found.numbers or "at_least" in found.numbers


MUST = [
    (
        "local_minimum",
        "styblinski_tang",
        "sgd lr=0.01",
        (2.0, 2.0),
        300,
        "in a local minimum at (2.7468, 2.7468), 28",
    ),
    (
        "local_minimum",
        "eggholder",
        "nesterov lr=0.088",
        None,
        160,
        "minimum at (150.23, 301.31), 465.68 above the",
    ),
    ("local_minimum", "drop_wave", "sgd lr=0.001", None, 2000, "on a curve of local minima at (0.82212, 0.63943)"),
    ("saddle", "saddle", "sgd lr=0.1", (1.0, 1e-9), 40, "at a saddle (0, 0): λmin = −2"),
    ("saddle", "himmelblau", "sgd lr=0.0001", (0.0867775, 2.8842547), 3, "at a saddle (0.086678, 2.8843): λmin = −31"),
    ("saddle", "monkey_saddle", "sgd lr=0.1", (0.1, 0.0), 2000, "at a saddle (0, 0): λmin = 0"),
    ("saddle", "-x^2 - y^2", "sgd lr=0.1", (0.0, 0.0), 30, "at a maximum (0, 0): λmin = −2"),
    ("cycle", "abs", "sgd lr=0.01", (0.103, 0.057), 300, "settled into a cycle of 2 steps, 0.01 wide (lr = 0.01)"),
    ("cycle", "abs", "adam lr=0.01", (1.0, 0.5), 2000, "lr = 0.01"),
    ("cycle", "abs", "rmsprop lr=0.1", (1.0, 1.0), 500, "the last 120 steps stay within 0.20215 (lr = 0.1)"),
    ("cloud", "noisy_bowl", "sgd lr=0.1", (0.5, 0.5), 400, "noise keeps it moving without progress"),
    ("growing", "booth", "momentum lr=0.3", None, 70, "10.37-fold a step: lr = 0.3 is above (2 + 2·β)/λmax = 0.21111"),
    ("growing", "quadratic kappa=20", "sgd lr=0.15", (-2.0, 1.0), 40, "4-fold a step: lr = 0.15 is above 2/λmax = 0.1"),
    ("growing", "quadratic kappa=20", "sgd lr=0.105", (-2.0, 1.0), 70, "1.21-fold a step: lr = 0.105 is above 2/λmax"),
    ("growing", "quadratic kappa=20", "sgd lr=0.3", (-2.0, 1.0), 25, "25-fold a step: lr = 0.3 is above 2/λmax = 0.1"),
    ("growing", "quadratic kappa=10 angle=45", "sgd lr=0.25", (1.0, 1.0), 78, "2.25-fold a step: lr = 0.25 is above"),
    (
        "growing",
        "quadratic kappa=100",
        "sgd lr=0.0201",
        (1.0, 1.0),
        200,
        "by 2.01 % a step: lr = 0.0201 is above",
    ),
    ("growing", "quadratic kappa=100", "sam lr=0.02", (1.0, 1.0), 3000, "growing by 0.067 % a step"),
    ("oscillating", "quadratic kappa=100", "sgd lr=0.0195", (1.0, 1.0), 40, "the steep axis: 19 of 19 moves"),
    ("oscillating", "edge_of_stability", "sgd lr=0.2", (2.5, 0.6), 344, "λmax = 9.9597, lr is 0.99597 of 2/λmax"),
    ("oscillating", "quadratic kappa=100", "adam lr=0.3 beta1=0", None, 300, "of (2 + 2·β₁)/(1 − β₁)/λmax(P⁻¹H)"),
    ("oscillating", "bowl", "sgd lr=0.95", (1.0, 0.5), 30, "oscillating: 19 of 19 moves turn back, λmax = 2"),
    ("plateau", "x^2/(1 + x^2) + y^2/(1 + y^2)", "sgd lr=50", (0.6, 0.6), 300, "on a plateau"),
    ("plateau", "1 - exp(-x^2 - y^2)", "sgd lr=0.01", (3.0, 3.0), 300, "on a plateau: ‖∇f‖ = 1.29"),
    ("at_rest", "booth", "sgd lr=0.01 weight_decay=1", None, 3000, "weight decay (λ = 1) balances the gradient"),
    ("at_rest", "booth", "adamw lr=0.1 weight_decay=1", None, 3000, "weight decay (λ = 1) balances the gradient"),
    ("at_rest", "amsgrad_trap", "sgd lr=-0", None, 100, "at rest: lr = 0, ‖∇f‖ = 0.33333"),
    (
        "slow",
        "booth",
        "sign_sgd lr=1e-6",
        None,
        100,
        "moves at most lr = 1e−6 a step, the minimum (1, 3) is 6 away: 6e6",
    ),
    (
        "slow",
        "booth",
        "adam lr=1e-6",
        None,
        100,
        "moves at most lr = 1e−6 a step, the minimum (1, 3) is 6 away: 6e6",
    ),
    (
        "slow",
        "quadratic kappa=1e6",
        "sgd lr=1e-6",
        None,
        500,
        "about 8e6 more steps to the target, falling as in the last 100, as lr·λmin =",
    ),
    ("slow", "x^4 + y^4", "sgd lr=0.01", None, 300, "more than 1000 more steps to the target, falling ever more"),
    ("slow", "himmelblau", "adagrad lr=0.00854", None, 300, "slow: 2.1 % nearer to f* in the last 100 steps"),
    ("slow", "rosenbrock", "sgd lr=0.0005", None, 300, "slow: 2.4 % nearer to f* in the last 100 steps"),
    ("minimum", "noisy_bowl sigma=1e-4", "sgd lr=0.01", (1e-3, 1e-3), 30, "from a minimum at (0, 0)"),
]


@pytest.mark.parametrize(("kind", "problem", "racer", "start", "steps", "says"), MUST)
def test_a_finding_appears_where_it_must(
    kind: str, problem: str, racer: str, start: tuple[float, ...] | None, steps: int, says: str
) -> None:
    found = found_at(problem, racer, start, steps)
    assert found is not None
    assert found.kind == kind, found.sentence
    assert says in found.sentence


@pytest.mark.parametrize(
    ("kind", "problem", "racer", "start", "steps"),
    [
        ("local_minimum", "styblinski_tang", "sgd lr=0.01", (-2.0, -2.0), 300),
        ("local_minimum", "himmelblau", "sgd lr=0.01", (1.0, 1.0), 300),
        ("local_minimum", "two_layers", "sgd lr=0.1", None, 500),
        ("saddle", "saddle", "sgd lr=0.1", (1.0, 0.5), 5),
        ("saddle", "quadratic", "sgd lr=0.01", (1.0, 1.0), 500),
        ("cycle", "abs", "sgd lr=0.001", (1.0, 0.5), 200),
        ("cycle", "quadratic kappa=100", "sgd lr=0.0199", (1.0, 1.0), 300),
        ("cycle", "quadratic kappa=100", "sgd lr=0.0201", (1.0, 1.0), 300),
        ("cycle", "quadratic kappa=100", "sgd lr=0.019999", (1.0, 1.0), 300),
        ("cycle", "quadratic kappa=100", "heavy_ball lr=0.001 momentum=0.999", (1.0, 1.0), 500),
        ("growing", "quadratic kappa=100", "heavy_ball lr=1e-5 momentum=0.999", (1.0, 1.0), 130),
        ("growing", "noisy_bowl", "sgd lr=0.01", (0.0, 0.0), 61),
        ("growing", "abs", "sgd lr=0.1 schedule=warmup(warmup_steps=200)", (1.0, 0.5), 100),
        ("plateau", "x^2 + 2*y^2", "sgd lr=0.1", (1.0, 1.0), 300),
        ("plateau", "x + y", "sgd lr=0.001", (0.0, 0.0), 300),
        ("oscillating", "quadratic kappa=100", "sgd lr=0.005", (1.0, 1.0), 40),
        ("oscillating", "rosenbrock", "adam lr=0.01", (-1.5, 2.0), 100),
        ("plateau", "rosenbrock", "sgd lr=0.0005", (-1.5, 2.0), 400),
        ("plateau", "quadratic", "sgd lr=0.01", (1.0, 1.0), 2000),
        ("cycle", "mccormick", "nesterov lr=1.13", (3.9855887315657856, -0.28876395164648816), 453),  # held by bounds
        ("growing", "max(x^2, 2 - x) + y^2", "heavy_ball lr=0.966", (1.2409504874834534, -1.4730359039879728), 60),
        ("at_rest", "himmelblau", "dadapt_adamw lr=0.000277 weight_decay=0.14", None, 23),  # it has not begun to move
        ("oscillating", "levy", "dadapt_adamw lr=20.4 weight_decay=0.0214", None, 29),  # it is at 1e84
    ],
)
def test_and_does_not_where_it_must_not(
    kind: str, problem: str, racer: str, start: tuple[float, ...] | None, steps: int
) -> None:
    found = found_at(problem, racer, start, steps)
    assert found is None or found.kind != kind, found.sentence


@pytest.mark.parametrize("kind", get_args(Kind))
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


def test_data_that_are_not_scaled_are_slow_to_fit(tmp_path: Path) -> None:
    """Sizes in the thousands beside a column of ones: the intercept hardly moves."""
    sizes = np.linspace(1000, 3000, 40)
    rows = "".join(f"{size!r},{100 * size + 20_000!r}\n" for size in sizes.tolist())
    (tmp_path / "houses.csv").write_text(f"size,price\n{rows}")
    problem = f"regression loss=mse data={tmp_path / 'houses.csv'} x=size y=price"
    found = found_at(problem, "sgd lr=1e-7", None, 500)
    assert found is not None
    assert found.kind == "slow"
    hessian = 2 * np.array([[np.mean(sizes**2), np.mean(sizes)], [np.mean(sizes), 1.0]])
    low, high = np.linalg.eigvalsh(hessian)
    assert found.numbers["kappa"] == pytest.approx(high / low, rel=1e-3)
    assert found.numbers["lr_lambda_min"] == pytest.approx(1e-7 * low, rel=1e-3)
    # the loss falls by the factor (1 − lr·λmin)² a step
    assert found.numbers["rate"] == pytest.approx(2e-7 * low, rel=0.01)
    assert found.numbers["steps"] == pytest.approx(np.log(found.numbers["gap"] / 1e-6) / (2e-7 * low), rel=0.01)
    assert found.sentence.endswith("; scale the columns of the data or use an adaptive method")


@pytest.mark.parametrize(("decay", "is_slow"), [(0.0, True), (0.00154, False), (1e-9, True)])
def test_no_steps_are_promised_to_a_target_that_weight_decay_keeps_away(decay: float, is_slow: bool) -> None:
    """With the decay of 0.00154 the gap ends at 5.04e−5, as 750 more steps show."""
    start, racer = (-2.56, 0.91), f"sgd lr=0.25 weight_decay={decay}"
    race = Scenario("logistic", (racer,), start, steps=150).race().advance(900)
    found = race.racers[0].finding(150)
    assert (found is not None and found.kind == "slow") is is_slow
    best = race.problem.best
    assert best is not None
    assert (race.racers[0].loss[-1] - best <= 1e-6) is np.bool_(is_slow)
