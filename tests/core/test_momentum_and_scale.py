"""Momentum and scale: found in the rule itself, and pushing and holding back as they are got to."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula.nodes import free_names
from core.formula.text import ascii_text
from core.inspection.momentum_and_scale import momentum_and_scale, roles
from core.optimizers import OPTIMIZERS
from core.optimizers.own import copied, own_optimizer
from core.racer import Racer
from core.scenario import Scenario
from core.specs import RacerSpec

OTHERS = {"momentum": (0, 0.9), "variant": ("optax",), "nesterov": ("true",), "centered": ("true",)}
"""Settings that decide which lines of a rule there are."""
RACERS = [
    name + setting
    for name, entry in OPTIMIZERS.items()
    for setting in [
        "",
        *(f" {hyper.name}={value}" for hyper in entry.rule_hypers for value in OTHERS.get(hyper.name, ())),
    ]
]
SLOPE = "3*x + 0.5*y"


def racer_of(spec: str, problem: str = "rosenbrock", steps: int = 40) -> Racer:
    return Scenario(problem, (spec,), steps=steps, start=(-1.5, 2.0)).race().advance(steps).racers[0]


@pytest.mark.parametrize("spec", RACERS)
def test_the_names_are_values_of_the_rule_one_a_coordinate(spec: str) -> None:
    racer = racer_of(spec)
    found, terms = roles(racer.spec), racer.terms(racer.steps)
    rule = racer.spec.entry.bind({h.name: racer.spec.get(h.name) for h in racer.spec.hypers})
    got = momentum_and_scale(racer.spec, racer.steps, terms)
    for node, vector in ((found.momentum, got.momentum), (found.scale, got.scale)):
        assert (node is None) == (vector is None)
        if node is None or vector is None:
            continue
        values = free_names(node) & terms.keys()
        assert values & rule.vectors
        assert vector.values.shape == (2,)
        assert vector.text


@pytest.mark.parametrize("spec", RACERS)
def test_on_a_slope_momentum_pushes_down_and_scale_is_larger_where_it_is_steeper(spec: str) -> None:
    racer = racer_of(spec, SLOPE)
    got = racer.inspect(racer.steps).momentum_and_scale
    if got.momentum is not None:
        assert (got.momentum.values < 0).all()
    if got.scale is not None:
        assert got.scale.values[0] > got.scale.values[1] > 0


@pytest.mark.parametrize(
    ("spec", "momentum", "scale"),
    [
        ("adam", "-m_hat", "sqrt(v_hat) + eps"),
        ("adam bias_correction=false", "-m", "sqrt(v_hat) + eps"),
        ("adam variant=optax", "-m_hat", "sqrt(v_hat + eps_root) + eps"),
        ("adamax", "-m_hat", "u"),
        ("nadam", "-m", "sqrt(v_hat) + eps"),
        ("sgd", None, None),
        ("sgd momentum=0.9", "-b", None),
        ("momentum momentum=0", None, None),
        ("heavy_ball", "move", None),
        ("heavy_ball momentum=0", None, None),
        ("lion", "-m", None),
        ("rmsprop", None, "sqrt(s) + eps"),
        ("rmsprop centered", None, "sqrt(s) + eps"),
        ("rmsprop momentum=0.9", "-b", "sqrt(s) + eps"),
        ("adagrad", None, "sqrt(v) + eps"),
        ("adadelta", None, "sqrt(v + eps)"),
        ("adopt", "-m", "max(sqrt(v), eps)"),
        ("novograd", "-m", None),
        ("sign_sgd", None, None),
        ("rprop", None, None),
        ("schedule_free_sgd", None, None),
    ],
)
def test_what_is_momentum_and_scale(spec: str, momentum: str | None, scale: str | None) -> None:
    found = roles(RacerSpec.parse(spec))
    assert (found.momentum and ascii_text(found.momentum)) == momentum
    assert (found.scale and ascii_text(found.scale)) == scale


@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if not entry.momentum])
def test_an_own_copy_of_a_rule_has_the_same_roles(name: str) -> None:
    entry = OPTIMIZERS[name]
    rule, settings = copied(entry, entry.numbers({}))
    own = RacerSpec("mine", own=own_optimizer("mine", rule, settings))
    assert roles(own) == roles(RacerSpec.parse(name))


@pytest.mark.parametrize(
    ("rule", "momentum", "scale"),
    [
        ("vel: 0\nvel = 0.9*vel - lr*g\ntheta = theta + vel", "vel", None),
        ("w: 0\nq: 0\nw = 0.8*w + 0.2*g\nq = max(0.9*q, abs(g))\ntheta = theta - lr*w/(q + 1e-9)", "-w", "q + 1e-9"),
        ("v: 0\nv = 0.9*v + 0.1*dot(g, g)\ntheta = theta - lr*g/sqrt(v + 1e-8)", None, None),
        ("old: theta\nnew = theta - lr*g\ntheta = 2*new - old\nold = new", None, None),
        ("m: 0\nm = 0.9*m + g\ntheta = theta - lr*g", None, None),  # remembered, and never used
        ("theta = theta - lr*log(g)", None, None),
    ],
)
def test_a_rule_that_was_just_typed(rule: str, momentum: str | None, scale: str | None) -> None:
    found = roles(RacerSpec("mine", own=own_optimizer("mine", rule)))
    assert (found.momentum and ascii_text(found.momentum)) == momentum
    assert (found.scale and ascii_text(found.scale)) == scale


def test_adams_momentum_and_scale_are_its_terms() -> None:
    racer = racer_of("adam")
    got, terms = racer.inspect(12).momentum_and_scale, racer.terms(12)
    assert got.momentum is not None
    assert got.scale is not None
    assert (got.momentum.text, got.scale.text) == ("−m̂", "√v̂")
    np.testing.assert_array_equal(got.momentum.values, -np.asarray(terms["m_hat"]))
    np.testing.assert_array_equal(got.scale.values, np.sqrt(terms["v_hat"]) + 1e-8)
    np.testing.assert_allclose(np.diff(racer.path[11:13], axis=0)[0], 0.05 * got.momentum.values / got.scale.values)
