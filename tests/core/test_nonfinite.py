"""A racer that diverged names the line of its rule that made the first value that is not finite."""

from __future__ import annotations

import pytest

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from core.status import Status


def status_of(
    rule: str, problem: str = "x^2 + y^2", start: tuple[float, float] = (1.0, 1.0), steps: int = 400
) -> Status:
    own = own_optimizer("mine", rule, "lr=0.1")
    scenario = Scenario(problem, (RacerSpec("mine", own=own),), start, steps=steps)
    return scenario.race().advance(steps).racers[0].status


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("v: 2\n# a comment\nv = v**2  # grows\ntheta = theta - lr*g*v*0", "line 3: v = v**2 became ∞ at step 10"),
        ("theta = theta - lr*g/(t - 3)", "line 1: theta = theta - lr*g/(t - 3) became −∞ at step 3"),
        ("d = log(4 - t)*g\ntheta = theta - lr*d", "line 1: d = log(4 - t)*g became −∞ at step 4"),
        ("m: 1/(g - g)\nm = 0.9*m + g\ntheta = theta - lr*m", "line 1: m: 1/(g - g) is ∞ at the start"),
        # v is beyond the numbers long before theta, which divides by it until it multiplies
        (
            "v: 1e100\nv = v*1e10\ntheta = theta - lr*where(t < 100, g/v, g*v)",
            "line 2: v = v*1e10 became ∞ at step 21",
        ),
        ("theta = theta - lr*g*(1 + 0" + "*1" * 40 + ")/(t - 1)", "line 1: theta = theta - lr*g*(1 + 0*1*1*1*"),
    ],
)
def test_the_line_is_named(rule: str, sentence: str) -> None:
    status = status_of(rule)
    assert status.kind == "diverged"
    assert status.sentence.startswith(sentence)
    assert ", after f = " in status.sentence


def test_a_gradient_that_the_landscape_does_not_have() -> None:
    status = status_of("theta = theta - 1e9*lr*g", "where(x < 0, 1e308*sin(1e5*x), x^2) + y^2", (1e-12, 1.0))
    assert status.sentence.startswith("the gradient became"), status.sentence


def test_going_too_far_is_the_fault_of_ones_own_rule_but_not_of_a_known_one() -> None:
    own = status_of("d = 10*g\ntheta = theta + d  # uphill").sentence
    assert own.startswith("line 2: theta = theta + d went beyond 1e100 at step ")
    race = Scenario("x^2 - y^4", ("sgd lr=1",), (1.0, 1.0), steps=50).race().advance(50)
    assert race.racers[0].status.sentence.startswith("left the finite numbers at step ")


def test_a_catalog_entry_is_quoted_as_its_equation() -> None:
    race = Scenario("sqrt(x) + y^2", ("adam lr=0.1 eps=0",), (1.0, 0.0), steps=50).race().advance(50)
    sentence = race.racers[0].status.sentence
    assert sentence.startswith("θ ← θ − η·m̂ / (√v̂ + ε) became nan at step 1")
