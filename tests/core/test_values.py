"""The values of an entry: all of them by name, read with the type that they have."""

from __future__ import annotations

import pytest

from core.hyper import choice, flag, integer, numbers, real, text
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.schedules import SCHEDULES
from core.spec_base import Spec
from core.specs import FORMULA, ProblemSpec, RacerSpec, ScheduleSpec
from core.values import Values

HYPERS = (
    real("rate", "", 0.5, ""),
    integer("count", "", 3, ""),
    flag("on", "", True, ""),
    choice("kind", "", "one", "", ("one", "two")),
    text("file", "", "made", ""),
    numbers("at", "", (1.0, 2.0), ""),
)

SPECS: tuple[Spec, ...] = (
    *map(RacerSpec, OPTIMIZERS),
    *map(ScheduleSpec, SCHEDULES),
    *map(ProblemSpec, PROBLEMS),
    ProblemSpec(FORMULA, "a*x^2 + y^2", (("a", 3.0),)),
)


def test_what_is_not_given_is_the_default() -> None:
    values = Values(HYPERS, (("count", 5), ("kind", "two")))
    assert dict(values) == {"rate": 0.5, "count": 5, "on": True, "kind": "two", "file": "made", "at": (1.0, 2.0)}
    assert values.numbers == {"rate": 0.5, "count": 5.0, "on": 1.0}


def test_a_value_is_read_with_its_type() -> None:
    values = Values(HYPERS)
    assert (values.number("rate"), values.number("count"), values.number("on")) == (0.5, 3.0, 1.0)
    assert (values.integer("count"), values.text("kind"), values.text("file"), values.list("at")) == (
        *(3, "one", "made"),
        (1.0, 2.0),
    )


@pytest.mark.parametrize(
    ("read", "name"), [("number", "kind"), ("number", "at"), ("integer", "rate"), ("text", "count"), ("list", "rate")]
)
def test_a_value_is_not_read_as_what_it_is_not(read: str, name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name} is not an? {read}"):
        getattr(Values(HYPERS), read)(name)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_spec_has_a_value_for_each_hyperparameter_of_its_entry(spec: Spec) -> None:
    assert list(spec.values) == [hyper.name for hyper in spec.hypers]
    assert dict(spec.overrides).items() <= dict(spec.values).items()
    assert spec.with_overrides(tuple(spec.values.items())) == spec
