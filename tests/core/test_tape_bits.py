"""Every rule of the catalog on both back ends of sweeps: a column is its run, bit for bit."""

from __future__ import annotations

import pytest

from core.optimizers import OPTIMIZERS
from core.program import fast, tape
from tests.columns import RATES, assert_same_bits, rates, single
from tests.sampling import sampled

EXACT = ["rosenbrock", "beale", "quadratic kappa=20", "himmelblau"]
"""Losses of + − · alone."""


@pytest.mark.parametrize("problem", [EXACT[0], *(pytest.param(name, marks=pytest.mark.system) for name in EXACT[1:])])
@pytest.mark.parametrize("name", sampled(OPTIMIZERS, 3))
def test_a_column_is_its_run(name: str, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [single(f"{name} lr={rate!r}", problem) for rate in RATES.tolist()]
    for compiled in (False, True) if fast.available() else (False,):
        monkeypatch.setattr(tape, "available", lambda compiled=compiled: compiled)
        found = rates(name, problem, RATES)
        for column, run in enumerate(runs):
            assert_same_bits(found, column, run)
