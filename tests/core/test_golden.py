"""Trajectories that torch.optim and optax computed themselves, against ours, in both back ends.

The rule is the file's own: a point whose rounding spread is at most 1e-10 agrees at 1e-11 + 1e-9·|θ|; the others are
chaotic. Scheduled runs come without a spread and are compared at every point.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.objectives import objective_of
from core.optimizers import OPTIMIZERS
from core.problems import bind
from core.program.assemble import assemble
from core.racer import Racer
from core.recipes import recipe_of
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.specs import ProblemSpec, RacerSpec
from tests.columns import histories
from tests.sampling import sampled

Record = Mapping[str, Any]

STEADY = 1e-10
STEPS = 200

# Their names for our hyperparameters; a pair is split.
RENAMED: Mapping[str, tuple[str, ...]] = {
    "learning_rate": ("lr",),
    "b1": ("beta1",),
    "b2": ("beta2",),
    "b3": ("beta3",),
    "betas": ("beta1", "beta2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
    "decay": ("alpha",),
}
# How they write what is ours by definition, or off.
GIVEN: Mapping[str, tuple[object, ...]] = {
    "maximize": (False,),
    "decoupled_weight_decay": (False, True),  # adamw's is decoupled
    "nesterov": (False, True),  # optax's nadam is its adam with nesterov
    "eps_in_sqrt": (True,),
    "initial_scale": (0.0,),
    "bias_correction": (False,),
    "bias_correction_mu": (True,),
    "bias_correction_nu": (True,),
    "threshold": (5.0,),
    "eps_root": (0.0,),
    "exponent": (1.0,),
    "anneal_strategy": ("cos",),
    "three_phase": (False,),
    "transition_begin": (0,),
}
# Their schedule → ours, with their names of its hyperparameters.
SCHEDULE_NAMES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "step_lr": ("step", {}),
    "cosine_annealing_warm_restarts": ("warm_restarts", {}),
    "one_cycle_lr": ("one_cycle", {"total_steps": "total"}),
    "exponential_decay": ("exponential", {"decay_rate": "gamma"}),
    "warmup_cosine_decay": ("warmup_cosine", {"decay_steps": "total"}),
    "cosine_onecycle": ("one_cycle variant=optax", {"transition_steps": "total"}),
    "polynomial": ("polynomial", {"transition_steps": "total"}),
}
BASE_RATES = ("peak_value", "optimizer_lr", "init_value", "max_lr")
AUXILIARY = {"asgd": "ax", "schedule_free_adamw": "x", "schedule_free_sgd": "x", "prodigy": "d", "dadapt_adamw": "d"}


class Case(NamedTuple):
    """A record and the racer that repeats it."""

    record: Record
    racer: RacerSpec

    def __str__(self) -> str:
        return "-".join(str(self.record[key]) for key in ("optimizer", "setting", "problem"))


@cache
def records() -> tuple[Record, ...]:
    text = Path(__file__).with_name("golden.json").read_text(encoding="utf-8")
    return tuple(record for record in json.loads(text)["records"] if "theta" in record)


def catalog_name(record: Record) -> str | None:
    """The entry that a record is about: names are an entry's, with the setting behind it."""
    known = [name for name in OPTIMIZERS if f"{record['optimizer']}_".startswith(f"{name}_")]
    return max(known, key=len, default=None)


def translated(given: Mapping[str, object], known: set[str]) -> dict[str, object]:
    """Values by our names; whatever we have no name for must be what GIVEN allows."""
    found: dict[str, object] = {}
    for name, value in given.items():
        ours = RENAMED.get(name, (name,))
        if set(ours) <= known:
            values = value if len(ours) > 1 else (value,)
            assert isinstance(values, (tuple, list))
            found |= {n: v for n, v in zip(ours, values, strict=True) if v is not None}
        else:
            assert value is None or value in GIVEN[name], name
    return found


def schedule_text(schedule: str, given: Mapping[str, object]) -> str:
    """Their schedule as a spec of ours; whatever we have no name for is the base rate or must be what GIVEN allows."""
    ours, renamed = SCHEDULE_NAMES[schedule]
    name, *pairs = ours.split()
    known = {hyper.name for hyper in SCHEDULES[name].hypers}
    for key, value in given.items():
        if renamed.get(key, key) in known:
            pairs.append(f"{renamed.get(key, key)}={value!r}")
        else:
            assert key in BASE_RATES or value in GIVEN[key], key
    return f"{name}({','.join(pairs)})"


def case(record: Record) -> Case | None:
    """The racer of a record; None where the catalog does not have the optimizer."""
    name = catalog_name(record)
    if name is None:
        return None
    racer = RacerSpec(name)
    known = {hyper.name for hyper in racer.hypers}
    values = translated(record["hyperparameters"], known)
    if record["optimizer"].endswith("_optax") and "variant" in known:
        values["variant"] = "optax"
    if "schedule" in record:
        given = {key: value for key, value in record["schedule_hyperparameters"].items() if value is not None}
        values["lr"] = next(given[key] for key in BASE_RATES if key in given)
        racer = RacerSpec.parse(f"{name} schedule={schedule_text(record['schedule'], given)}")
    for key, value in values.items():
        racer = racer.with_value(key, value)
    return Case(record, racer)


CASES = [found for record in records() if (found := case(record)) is not None]
ALL = pytest.mark.parametrize("found", CASES, ids=str)


def points(record: Record) -> list[tuple[int, int]]:
    """(index, step) of the points that are to agree."""
    spread = record.get("rounding_spread") or [0.0] * len(record["steps"])
    return [(i, step) for i, step in enumerate(record["steps"]) if spread[i] <= STEADY]


def raced(found: Case) -> Racer:
    scenario = Scenario(
        found.record["problem"], (found.racer,), found.record["start"], steps=STEPS, measured_at="theta"
    )
    return scenario.race().advance(STEPS).racers[0]


@ALL
def test_scalar_code_repeats_the_record(found: Case) -> None:
    path = raced(found).path
    for i, step in points(found.record):
        np.testing.assert_allclose(path[step], found.record["theta"][i], rtol=1e-9, atol=1e-11, err_msg=str(step))


@pytest.mark.parametrize("found", sampled(CASES, 3), ids=str)
def test_array_code_repeats_the_record(found: Case) -> None:
    problem = bind(ProblemSpec.parse(found.record["problem"]))
    program = assemble(recipe_of(found.racer, total=STEPS))
    start = np.array(found.record["start"])
    runs = histories(program, objective_of(problem), np.stack([start + 0.1, start, start * 0.5], axis=1), STEPS)
    for i, step in points(found.record):
        theta = runs.path[step, :, 1]
        np.testing.assert_allclose(theta, found.record["theta"][i], rtol=1e-9, atol=1e-11, err_msg=str(step))


@pytest.mark.parametrize("found", [found for found in CASES if "aux" in found.record], ids=str)
def test_named_values_repeat_the_auxiliary_data(found: Case) -> None:
    racer = raced(found)
    (expected,) = found.record["aux"].values()
    for i, step in points(found.record):
        value = racer.terms(step)[AUXILIARY[found.racer.optimizer]]
        np.testing.assert_allclose(value, expected[i], rtol=1e-9, atol=1e-11, err_msg=str(step))


def test_every_record_with_an_entry_is_compared() -> None:
    assert len(CASES) == len(records()) == 186
    compared = sum(len(points(found.record)) for found in CASES)
    assert compared / sum(len(found.record["steps"]) for found in CASES) > 0.97
    assert sum("aux" in found.record for found in CASES) == 20
