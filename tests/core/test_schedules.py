"""Schedules against PyTorch's and optax's own values, and the properties that every one has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.schedules import SCHEDULES, factors, rates
from core.specs import ScheduleSpec

RECORDS: list[dict[str, Any]] = [
    record
    for record in json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))["records"]
    if record["family"] == "schedules"
]

# the reference's name → our spec, from the reference's hyperparameters
TRANSLATED: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "constant": lambda h: "constant",
    "step_lr": lambda h: f"step(step_size={h['step_size']},gamma={h['gamma']})",
    "exponential_lr": lambda h: f"exponential(gamma={h['gamma']})",
    "exponential_decay": lambda h: f"exponential(gamma={h['decay_rate'] ** (1 / h['transition_steps'])!r})",
    "cosine_annealing_lr": lambda h: f"cosine(total={h['T_max']},eta_min={h['eta_min']})",
    "warmup_cosine_decay": lambda h: (
        f"warmup_cosine(warmup_steps={h['warmup_steps']},total={h['decay_steps']},"
        f"init_value={h['init_value']},end_value={h['end_value']})"
    ),
}
KNOWN = [record for record in RECORDS if record["schedule"] in TRANSLATED]


def test_every_schedule_has_a_reference() -> None:
    seen = {ScheduleSpec.parse(TRANSLATED[r["schedule"]](r["hyperparameters"])).name for r in KNOWN}
    assert seen == SCHEDULES.keys()


@pytest.mark.parametrize("record", KNOWN, ids=lambda record: record["source"])
def test_rates_are_those_of_the_reference(record: dict[str, Any]) -> None:
    spec = ScheduleSpec.parse(TRANSLATED[record["schedule"]](record["hyperparameters"]))
    found = rates(spec, np.array(record["steps"]), total=77, lr=0.1)
    np.testing.assert_allclose(found, record["lr"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_entry_is_complete(name: str) -> None:
    entry = SCHEDULES[name]
    assert entry.name == name
    assert entry.title
    assert entry.citation
    assert entry.purpose.endswith(".")
    assert entry.equation.startswith("ηₖ = ")
    assert all(hyper.sentence.endswith(".") and hyper.symbol for hyper in entry.hypers)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize(("total", "lr"), [(1, 0.1), (500, 0.1), (500, 0.0), (1_000_000, 10.0)])
def test_rates_are_finite_at_every_step(name: str, total: int, lr: float) -> None:
    k = np.unique(np.concatenate([np.arange(200), np.linspace(0, 2 * total, 500).astype(int)]))
    found = rates(ScheduleSpec(name), k, total=total, lr=lr)
    assert found.shape == k.shape
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= lr).all()


@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_times_the_base_rate_are_the_rates(name: str) -> None:
    spec = ScheduleSpec(name)
    k = np.arange(300)
    np.testing.assert_allclose(
        factors(spec, k, total=200, lr=0.3) * 0.3, rates(spec, k, total=200, lr=0.3), rtol=1e-15, atol=0
    )
    assert (factors(spec, k, total=200, lr=0.0) == 1).all()


def test_the_scenarios_length_is_the_default_total() -> None:
    k = np.arange(300)
    given = rates(ScheduleSpec.parse("cosine(total=200)"), k, total=500, lr=0.1)
    assert (rates(ScheduleSpec("cosine"), k, total=200, lr=0.1) == given).all()
    assert given[0] == 0.1
    assert given[200] == pytest.approx(0, abs=1e-17)


def test_ends_are_absolute_rates() -> None:
    cosine = rates(ScheduleSpec.parse("cosine(total=10,eta_min=0.02)"), [0, 10], total=1, lr=0.1)
    np.testing.assert_allclose(cosine, [0.1, 0.02], rtol=1e-15)
    warm = ScheduleSpec.parse("warmup_cosine(warmup_steps=4,total=10,init_value=0.01,end_value=0.002)")
    found = rates(warm, [0, 2, 4, 10, 99], total=1, lr=0.1)
    np.testing.assert_allclose(found, [0.01, 0.055, 0.1, 0.002, 0.002], rtol=1e-15)


def test_a_warm_up_longer_than_the_whole_stays_finite() -> None:
    found = rates(ScheduleSpec.parse("warmup_cosine(warmup_steps=20,total=10)"), np.arange(40), total=1, lr=0.1)
    assert all(map(isfinite, found))
    assert found[20] == 0.1
    assert found[21] == 0
