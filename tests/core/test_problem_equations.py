"""Gradient and Hessian as equations: for every landscape with a formula, and right."""

from __future__ import annotations

import pytest

from core.problems import PROBLEMS
from core.problems.declare import typed
from core.problems.equations import derivatives


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_landscape_with_a_formula_has_its_equations(name: str) -> None:
    entry = PROBLEMS[name]
    found = derivatives(entry)
    if entry.formula is None:
        assert found is None
        return
    assert found is not None
    count = len(entry.variables)
    assert found.value.startswith(f"f({', '.join(entry.variables)}) = ")
    assert len(found.gradient) == count
    assert len(found.hessian) == count * (count + 1) // 2


def test_a_typed_formula_keeps_its_parameters_as_letters() -> None:
    found = derivatives(typed("a*x^2 + x*y - kappa*y^2", (("a", 1.0), ("kappa", 1.0))))
    assert found is not None
    assert found.value == "f(x, y) = a·x² + x·y − κ·y²"
    assert found.gradient == ("∂f/∂x = 2·x·a + y", "∂f/∂y = x − 2·y·κ")
    assert found.hessian == ("∂²f/∂x² = 2·a", "∂²f/∂x∂y = 1", "∂²f/∂y² = −2·κ")
