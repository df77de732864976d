"""Values with a hundred digits agree with those of floats, and tell apart what floats cannot."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from core.formula import array_function, parse, precise
from core.formula.nodes import FUNCTIONS

CALLS = {"min": "min(x, 1, 2)", "max": "max(x, 1, 2)", "mod": "mod(x, 3)", "clip": "clip(x, -1, 1)"}
CALLS |= {"where": "where(x > 1, x, 2) + where(x <= 1, 1, 0) + where(x == 0, 1, 3)"}
POINTS = (-700.5, -30.25, -3.0, -1.0, -0.1, 0.0, 0.3, 1.0, 2.75, 25.0, 1e6)


def value(text: str, x: float) -> Decimal:
    return precise(parse(text, ("x",)), {"x": Decimal(x)})


@pytest.mark.parametrize("text", [*(CALLS.get(name, f"{name}(x)") for name in FUNCTIONS), "x^3 - x/7 + -x", "2^x"])
@pytest.mark.parametrize("x", POINTS)
def test_it_agrees_with_numpy(text: str, x: float) -> None:
    (expected,) = array_function([parse(text, ("x",))], ("x",))(x)
    found = float(value(text, x))
    if math.isinf(expected):
        assert found == expected or abs(value(text, x)) > Decimal("1e308")
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-300)


def test_it_has_a_hundred_digits() -> None:
    assert abs(value("sin(x)^2 + cos(x)^2", 3.0) - 1) < Decimal("1e-97")
    assert abs(value("sin(2*x) - 2*sin(x)*cos(x)", 1000.1)) < Decimal("1e-90")
    assert abs(value("exp(log(x)) - x", 7.0)) < Decimal("1e-97")
    assert 0 < value("1 + tanh(x)", -40.0) < Decimal("1e-34")


def test_angles_of_more_digits_than_it_has_are_no_numbers() -> None:
    assert value("sin(x)", 1e200).is_nan()
    assert value("tan(x)", float("inf")).is_nan()


def test_what_has_no_value_is_no_number() -> None:
    for text in ("sqrt(x)", "log(x)", "x^0.5", "max(1, sqrt(x))", "where(sqrt(x) > 1, sqrt(x), sqrt(x))"):
        assert value(text, -1.0).is_nan()
