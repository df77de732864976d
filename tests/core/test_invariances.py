"""What methods claim not to care about: the scale of the loss, the size of gradients, the turn of the axes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.optimizers import OPTIMIZERS
from core.scenario import Scenario
from tests.sampling import sampled

STEPS = 60
# Powers of two change no mantissa, so that what is invariant is so to the last bit.
SCALES = st.integers(-20, 20).map(lambda exponent: 2.0**exponent)
STARTS = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).filter(lambda p: min(map(abs, p)) > 0.05)

SCALE_FREE = (
    "adam eps=0",
    "adamw eps=0 weight_decay=0",
    "amsgrad eps=0",
    "adamax eps=0",
    "nadam eps=0",
    "rmsprop eps=0",
    "adagrad eps=0",
    "lamb eps=0",
    "lion",
    "sign_sgd",
    "rprop",
    "fromage min_norm=1e-300",
    "qhadam eps=0",
    "ademamix eps=0",
    "polyak max_learning_rate=1e300",
)
# Polyak's step size is one too, but it hops about a minimum so wildly that rounding decides where.
ROTATION_FREE = (
    "sgd",
    "sgd momentum=0.9",
    "momentum",
    "nesterov",
    "heavy_ball",
    "qhm",
    "optimistic_gd",
    "lookahead",
)


def path(problem: str, racer: str, start: tuple[float, float], steps: int = STEPS) -> np.ndarray:
    return Scenario(problem=problem, racers=(racer,), start=start, steps=steps).race().advance(steps).racers[0].path


@pytest.mark.parametrize("racer", sampled(SCALE_FREE, 3))
@given(scale=SCALES, start=STARTS)
@settings(max_examples=6)
def test_the_scale_of_the_loss_does_not_matter(racer: str, scale: float, start: tuple[float, float]) -> None:
    plain = path("x^2 + 3*y^2 + x*y", racer, start)
    scaled = path("c*(x^2 + 3*y^2 + x*y) c=" + repr(scale), racer, start)
    count = min(len(plain), len(scaled))
    np.testing.assert_allclose(scaled[:count], plain[:count], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("racer", ["sgd lr=0.01", "momentum lr=0.01"])
def test_the_scale_of_the_loss_matters_to_gradient_descent(racer: str) -> None:
    assert not np.allclose(path("x^2 + y^2", racer, (1.0, 1.0)), path("2*(x^2 + y^2)", racer, (1.0, 1.0)))


@pytest.mark.parametrize("racer", ["sign_sgd", "rprop", "lion beta1=0"])
@given(start=STARTS)
@settings(max_examples=6)
def test_sign_methods_see_no_more_of_a_gradient_than_its_sign(racer: str, start: tuple[float, float]) -> None:
    """x² and x⁴ have slopes of the same sign everywhere."""
    np.testing.assert_array_equal(path("x^2 + y^2", racer, start, 20), path("x^4 + y^4", racer, start, 20))


@pytest.mark.parametrize("racer", ROTATION_FREE)
@given(angle=st.floats(0, 180), start=STARTS)
@settings(max_examples=6)
def test_turning_the_axes_turns_the_path(racer: str, angle: float, start: tuple[float, float]) -> None:
    turn = math.radians(angle)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    straight = path("quadratic kappa=20", racer, start)
    x, y = rotation @ np.array(start)
    turned = path(f"quadratic kappa=20 angle={angle!r}", racer, (float(x), float(y)))
    np.testing.assert_allclose(turned, straight @ rotation.T, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("racer", ["adam", "rmsprop", "adagrad"])
def test_adaptive_methods_see_the_axes(racer: str) -> None:
    """Experiment: κ = 100 turned by 45° is another problem to Adam."""
    straight = path("quadratic kappa=100", racer, (1.0, 1.0))
    turned = path("quadratic kappa=100 angle=45", racer, (0.0, math.sqrt(2)))
    lengths = np.hypot(*straight.T), np.hypot(*turned.T)
    assert not np.allclose(*lengths, rtol=1e-2)


def test_the_lists_name_catalog_entries() -> None:
    assert {racer.split()[0] for racer in (*SCALE_FREE, *ROTATION_FREE)} <= OPTIMIZERS.keys()
