"""Every rule of the catalog on both back ends of sweeps: a column is its run, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from core.optimizers import OPTIMIZERS
from core.program import fast, tape
from tests.columns import RATES, assert_same_bits, rates, single

EXACT = ["rosenbrock", "beale", "quadratic kappa=20", "himmelblau"]
"""Losses of + − · alone."""
NOT_LINEAR = {"asgd": "its rate is a power of lr, which numpy rounds in its own way"}


@pytest.mark.parametrize("problem", [EXACT[0], *(pytest.param(name, marks=pytest.mark.system) for name in EXACT[1:])])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_column_is_its_run(name: str, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [single(f"{name} lr={rate!r}", problem) for rate in RATES.tolist()]
    for compiled in (False, True) if fast.available() else (False,):
        monkeypatch.setattr(tape, "available", lambda compiled=compiled: compiled)
        found = rates(name, problem, RATES)
        for column, run in enumerate(runs):
            if compiled or name not in NOT_LINEAR:
                assert_same_bits(found, column, run)
                continue
            assert found.found.last[column] == run.steps
            early = min(20, run.steps)  # before chaos
            np.testing.assert_allclose(found.loss[:early, column], run.loss()[:early], rtol=1e-9)
