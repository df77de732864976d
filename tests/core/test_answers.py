"""The answer of a method that averages: the state that it returns, and what is measured there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.formula.errors import FormulaError
from core.formula.rule import equations, parse_rule, rule_text
from core.measures import MEASURES
from core.optimizers import OPTIMIZERS
from core.optimizers.own import RuleError, own_optimizer
from core.racer import Racer
from core.scenario import Scenario
from core.standings import ranking

AVERAGING = [name for name, entry in OPTIMIZERS.items() if entry.rule.answer]
MEAN = "x: theta\nanswer: x\ntheta = theta - lr*g\nx = x + (theta - x)/(t + 1)  # mean of all iterates\n"


def raced(problem: str, racer: str, steps: int = 60, measured_at: str = "answer", **settings: Any) -> Racer:
    scenario = Scenario(problem, (racer,), steps=steps, measured_at=measured_at, **settings)
    return scenario.race().advance(steps).racers[0]


def test_the_catalog_names_the_answers() -> None:
    assert set(AVERAGING) == {"asgd", "lookahead", "schedule_free_adamw", "schedule_free_sgd"}


@pytest.mark.parametrize("problem", ["rosenbrock", "parabola", "regression n=20 batch=6", "abs"])
@pytest.mark.parametrize("name", AVERAGING)
def test_path_and_loss_are_those_of_the_answer(name: str, problem: str) -> None:
    racer = raced(problem, name, noise=0.1)
    answer = OPTIMIZERS[name].rule.answer
    assert answer
    for update in (1, 2, 7, 60):
        assert np.array_equal(np.broadcast_to(racer.terms(update)[answer], racer.path.shape[1:]), racer.path[update])
    assert racer.iterates is not None
    assert np.array_equal(racer.path[0], racer.iterates[0][0])
    loss = racer.problem.values(racer.path.T)
    np.testing.assert_allclose(racer.loss, loss, rtol=1e-13, atol=1e-300)
    lengths = np.sqrt((racer.problem.gradients(racer.path.T) ** 2).sum(axis=0))
    np.testing.assert_allclose(racer.grad_norm, lengths, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("name", AVERAGING)
def test_at_theta_it_is_the_same_run(name: str) -> None:
    answer, theta = raced("rosenbrock", name), raced("rosenbrock", name, measured_at="theta")
    assert answer.iterates is not None
    assert theta.iterates is None
    assert answer.outcome == theta.outcome
    for mine, yours in zip(answer.iterates, (theta.path, theta.loss, theta.grad_norm), strict=True):
        assert np.array_equal(mine, yours)


def test_a_method_that_does_not_average_has_no_other_answer() -> None:
    racer = raced("rosenbrock", "adam")
    assert racer.iterates is None
    assert not Scenario(racers="adam").averages
    assert Scenario(racers=("adam", "asgd")).averages


def test_the_average_is_calmer_than_the_iterate() -> None:
    """On a noisy bowl the iterate keeps bouncing; the mean of 20 seeds tells them apart."""
    at = {
        where: np.mean(
            [
                raced("noisy_bowl sigma=1", "schedule_free_sgd lr=0.1", 2000, where, seed=seed).loss[-1]
                for seed in range(20)
            ]
        )
        for where in ("theta", "answer")
    }
    assert at["answer"] < at["theta"] / 2


def test_rank_and_target_are_those_of_the_answer() -> None:
    """Two that bounce for ever around the minimum: the one that averages arrives."""
    racers = ("sgd lr=1.99", "mean lr=1.99")
    rules = (own_optimizer("mean", MEAN),)
    for measured_at, reached in (("answer", True), ("theta", False)):
        scenario = Scenario(
            "parabola curvature=1", racers, (1.0,), rules, steps=60, target=1e-3, measured_at=measured_at
        )
        plain, mean = scenario.race().advance(60).racers
        assert (mean.first_below() is not None) == reached
        assert (ranking((plain, mean))[0] is mean) == reached


def test_the_mean_of_a_typed_rule_is_the_mean() -> None:
    scenario = Scenario("booth", ("mean lr=0.01",), rules=(own_optimizer("mean", MEAN),), steps=50)
    racer = scenario.race().advance(50).racers[0]
    assert racer.iterates is not None
    counts = np.arange(1, 52)[:, None]
    np.testing.assert_allclose(racer.path, np.cumsum(racer.iterates[0], axis=0) / counts, rtol=1e-12)


def test_the_first_averages_of_asgd_are_inside_the_race() -> None:
    racer = raced("noisy_bowl", "asgd lr=0.1", 300)
    assert racer.iterates is not None
    apart = np.flatnonzero((racer.path != racer.iterates[0]).any(axis=1))
    assert apart[0] == 103, "as in PyTorch: the weight after update t is 1/max(1, t − t₀), and the next update uses it"


def test_the_text_of_a_rule_keeps_its_answer() -> None:
    rule = parse_rule(MEAN)
    assert rule.answer == "x"
    assert parse_rule(rule_text(rule)) == parse_rule(rule_text(parse_rule(rule_text(rule))))
    assert parse_rule(rule_text(rule)).answer == "x"
    assert "answer: x" in equations(rule)


def test_binding_keeps_lines_that_only_the_answer_needs() -> None:
    rule = parse_rule(
        "x: theta\nanswer: x\ntheta = theta - lr*g\nx = where(slow, x/2 + theta/2, theta)", flags=("slow",)
    )
    assert [statement.name for statement in rule.bind({"slow": 1.0}).body] == ["theta", "x"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "answer: y\ntheta = theta - g",
            "column 8: 'y' cannot be the answer; expected the name of a state .*: theta",
        ),
        ("s: 0\nx: theta\nanswer: s\ntheta = theta - g", "line 3, .*'s' cannot be the answer; expected .*: theta, x"),
        ("x: theta\nanswer: x\nanswer: x\ntheta = theta - g", "line 3.*stands twice"),
        ("answer = 3\ntheta = theta - g", "'answer' cannot be set"),
    ],
)
def test_a_wrong_answer_is_told(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse_rule(text)


def test_theta_may_be_named_as_the_answer() -> None:
    assert parse_rule("answer: theta\ntheta = theta - lr*g").answer is None


def test_no_setting_is_called_answer() -> None:
    with pytest.raises(RuleError, match="answer"):
        own_optimizer("mine", "theta = theta - lr*g", "answer=3")


def test_polyak_knows_the_lowest_loss_unless_it_is_given() -> None:
    """On styblinski_tang the lowest loss is −78.33…: with it the first step is (f − f*)/‖g‖² long, up to the cap."""
    known, given = raced("styblinski_tang", "polyak"), raced("styblinski_tang", "polyak f_min=0")
    best = known.problem.best
    assert best is not None
    f, square = known.loss[0], known.grad_norm[0] ** 2
    assert known.terms(1)["rate"] == pytest.approx(min((f - best) / square, 1), rel=1e-12)
    assert given.terms(1)["rate"] == pytest.approx(min(f / square, 1), rel=1e-12)
    assert str(known.spec) == "polyak"
    assert known.inspect(1).lines[1].numbers == ("9.281 − (−78.33)",)


@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if entry.rule.rate])
def test_the_learning_rate_shown_is_the_rules_own(name: str) -> None:
    racer = raced("rosenbrock", f"{name} schedule=cosine")
    shown = MEASURES["lr"].values(racer, slice(0, 61))
    assert np.isnan(shown[0])
    rate = OPTIMIZERS[name].rule.rate
    assert rate
    assert shown[1:].tolist() == [racer.terms(update)[rate] for update in range(1, 61)]


def test_the_learning_rate_of_other_rules_is_the_schedules() -> None:
    racer = raced("rosenbrock", "adam schedule=cosine")
    assert MEASURES["lr"].values(racer, slice(1, 61)).tolist() == racer.rates(np.arange(1, 61)).tolist()


def test_a_typed_rule_says_which_rate_is_its_own() -> None:
    rule = own_optimizer("mine", "lr: eta\neta = lr/t\ntheta = theta - eta*g\n")
    racer = Scenario("booth", ("mine lr=0.1",), rules=(rule,), steps=5).race().advance(5).racers[0]
    assert MEASURES["lr"].values(racer, slice(1, 6)).tolist() == pytest.approx([0.1, 0.05, 0.1 / 3, 0.025, 0.02])
    with pytest.raises(FormulaError, match="'d' cannot be the lr; expected the name of one number: lr, eta"):
        parse_rule("lr: d\neta = lr/t\nd = eta*g\ntheta = theta - d")
