"""Schedules against PyTorch's and optax's own values, and the properties that every one has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.formula import scalar_function
from core.learning_rates import rate_node, rates
from core.schedules import SCHEDULES
from core.specs import RacerSpec, ScheduleSpec, parse_racers

RECORDS: list[dict[str, Any]] = [
    record
    for record in json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))["records"]
    if record["family"] == "schedules"
]

# the reference's name → our schedule, and their names of what we call otherwise
TRANSLATED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "constant": ("constant", {}),
    "constant_lr": ("slow_start", {}),
    "step_lr": ("step", {}),
    "multistep_lr": ("multistep", {}),
    "exponential_lr": ("exponential", {}),
    "exponential_decay": ("exponential", {"decay_rate": "gamma"}),
    "cosine_annealing_lr": ("cosine", {"T_max": "total"}),
    "cosine_decay": ("cosine variant=optax", {"decay_steps": "total"}),
    "warmup_cosine_decay": ("warmup_cosine", {"decay_steps": "total"}),
    "warmup_constant": ("warmup", {}),
    "warmup_exponential_decay": ("warmup_exponential", {}),
    "cosine_annealing_warm_restarts": ("warm_restarts", {}),
    "one_cycle_lr": ("one_cycle", {"total_steps": "total"}),
    "cosine_onecycle": ("one_cycle variant=optax", {"transition_steps": "total"}),
    "linear_onecycle": ("linear_one_cycle", {"transition_steps": "total"}),
    "polynomial_lr": ("polynomial", {"total_iters": "total"}),
    "polynomial": ("polynomial", {"transition_steps": "total"}),
    "linear_lr": ("linear", {"total_iters": "total"}),
    "linear": ("linear", {"transition_steps": "total"}),
    "cyclic_lr": ("cyclic", {}),
    "sgdr": ("sgdr", {}),
}
# what is ours by definition
MEANT: Mapping[str, object] = {
    "optimizer_lr": 0.1,
    "value": 0.1,
    "init_value": 0.1,
    "peak_value": 0.1,
    "max_lr": 0.1,
    "alpha": 0.0,
    "exponent": 1.0,
    "transition_begin": 0,
    "epochs": None,
    "steps_per_epoch": None,
    "anneal_strategy": "cos",
    "three_phase": False,
    "end_value": None,
    "step_size_down": None,
}


def translated(record: dict[str, Any]) -> ScheduleSpec:
    (name, *pairs), renamed = TRANSLATED[record["schedule"]][0].split(), TRANSLATED[record["schedule"]][1]
    given = dict(record["hyperparameters"])
    if name == "sgdr":
        cycles = given.pop("cosine_kwargs")
        given["peak_factors"] = [cycle["peak_value"] / 0.1 for cycle in cycles]
        given |= {key: [cycle[key] for cycle in cycles] for key in ("decay_steps", "warmup_steps")}
        assert all(cycle["init_value"] == cycle["end_value"] == 0 for cycle in cycles)
    if record["schedule"] == "linear":
        given = {**given, "start_factor": 1, "end_factor": given["end_value"] / 0.1}
        del given["end_value"]
    spec = ScheduleSpec.parse(f"{name}({','.join(pairs)})" if pairs else name)
    ours = {hyper.name for hyper in spec.hypers}
    for key, value in given.items():
        if renamed.get(key, key) in ours and value is not None:
            spec = spec.with_value(renamed.get(key, key), value)
        else:
            assert MEANT[key] == value, key
    return spec


def test_every_schedule_has_a_reference() -> None:
    assert {record["schedule"] for record in RECORDS} == TRANSLATED.keys()
    assert {translated(record).name for record in RECORDS} | {"inverse_sqrt"} == SCHEDULES.keys()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["source"])
def test_rates_are_those_of_the_reference(record: dict[str, Any]) -> None:
    spec = translated(record)
    assert ScheduleSpec.parse(str(spec)) == spec
    found = rates(spec, np.array(record["steps"]), total=77, lr=0.1)
    np.testing.assert_allclose(found, record["lr"], rtol=1e-12, atol=1e-14)
    scalar = scalar_function([rate_node(spec, total=77, lr=0.1)], ("k",))
    found = np.array([scalar(float(k))[0] for k in record["steps"]])
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


def test_the_inverse_square_root() -> None:
    t = np.arange(1, 50)
    np.testing.assert_allclose(
        rates(ScheduleSpec("inverse_sqrt"), t - 1, total=9, lr=0.3), 0.3 / np.sqrt(t), rtol=1e-15
    )
    warm = rates(ScheduleSpec.parse("inverse_sqrt(warmup_steps=16)"), t - 1, total=9, lr=0.3)
    np.testing.assert_allclose(warm, np.where(t < 16, 0.3 * t / 16, 0.3 * 4 / np.sqrt(t)), rtol=1e-14)


@pytest.mark.parametrize(("first", "times"), [(1, 2), (3, 2), (7, 3), (10, 10), (2, 100), (1, 1), (50, 1)])
def test_restarts_come_at_their_very_step(first: int, times: int) -> None:
    """PyTorch counts: the cycle is over when as many updates as it is long have been made."""
    lengths, since, length = [], [], first
    count = 0
    for _ in range(120_000):
        since.append(count)
        lengths.append(length)
        count += 1
        if count == length:
            count, length = 0, length * times
    expected = 0.1 * (1 + np.cos(np.pi * np.array(since) / np.array(lengths))) / 2
    spec = ScheduleSpec.parse(f"warm_restarts(T_0={first},T_mult={times})")
    found = rates(spec, np.arange(120_000), total=1, lr=0.1)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-16)


def test_cycles_may_shrink_and_lean() -> None:
    k = np.arange(0, 60)
    high = rates(ScheduleSpec.parse("cyclic(step_size_up=4,step_size_down=6,mode=triangular2)"), k, total=1, lr=0.8)
    np.testing.assert_allclose(high[[0, 4, 10, 14, 24, 7]], [0, 0.8, 0, 0.4, 0.2, 0.4], atol=1e-15)
    fading = rates(ScheduleSpec.parse("cyclic(step_size_up=4,mode=exp_range,gamma=0.5)"), k, total=1, lr=0.8)
    np.testing.assert_allclose(fading[[4, 12]], [0.8 / 16, 0.8 / 4096], rtol=1e-14)


def test_stairs_and_floors() -> None:
    stairs = ScheduleSpec.parse(
        "exponential(gamma=0.5,transition_steps=10,transition_begin=5,staircase,end_value=0.02)"
    )
    found = rates(stairs, [0, 14, 15, 24, 25, 99], total=1, lr=0.1)
    np.testing.assert_allclose(found, [0.1, 0.1, 0.05, 0.05, 0.025, 0.02], rtol=1e-15)


@pytest.mark.parametrize(
    "text",
    ["multistep(milestones=[])", "multistep(milestones=[5])", "sgdr(decay_steps=[],warmup_steps=[],peak_factors=[])"],
)
def test_short_lists_are_schedules_too(text: str) -> None:
    found = rates(ScheduleSpec.parse(text), np.arange(20), total=20, lr=0.1)
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(0.1, rel=1e-9)


def test_the_longest_lists_compile() -> None:
    many = ",".join(str(10 * i) for i in range(1, 65))
    multistep = ScheduleSpec.parse(f"multistep(milestones=[{many}],gamma=0.5)")
    expected = 0.1 * 0.5 ** (np.arange(700) // 10).clip(0, 64)
    np.testing.assert_allclose(rates(multistep, np.arange(700), total=1, lr=0.1), expected, rtol=1e-12)
    sgdr = ScheduleSpec.parse(f"sgdr(decay_steps=[{','.join(['10'] * 64)}],warmup_steps=[{many}])")
    node = rate_node(sgdr, total=1, lr=0.1)
    assert np.isfinite(scalar_function([node], ("k",))(630.0)).all()


def test_a_racer_with_a_list_in_its_schedule_is_one_racer() -> None:
    text = "adam lr=0.1 schedule=multistep(milestones=[50,100],gamma=0.2)"
    (spec,) = parse_racers(text)
    assert str(spec) == text
    assert RacerSpec.parse(text) == spec
    several = parse_racers("adam lr=[0.1,1] schedule=multistep(milestones=[[50],[50,100]],gamma=[0.2,0.3])")
    assert len(several) == 8
    assert str(several[-1]) == "adam lr=1 schedule=multistep(milestones=[50,100],gamma=0.3)"


def test_numbers_come_as_numbers() -> None:
    spec = ScheduleSpec.parse("step(step_size=30)")
    assert spec.number("step_size") == 30.0
    with pytest.raises(TypeError, match="milestones is not a number"):
        ScheduleSpec.parse("multistep").number("milestones")
