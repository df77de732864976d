"""The spec of a learning-rate schedule."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from core.frozen import frozen
from core.schedules import SCHEDULES, Schedule
from core.spec_base import Spec
from core.spec_text import (
    canonical,
    parse_call,
    read_values,
    unknown,
    write_values,
)
from core.values import Overrides


@frozen
class ScheduleSpec(Spec):
    """A learning-rate schedule and its parameters; prints as `step(step_size=30,gamma=0.5)`."""

    name: str = "constant"
    overrides: Overrides = ()

    def __post_init__(self) -> None:
        if self.name not in SCHEDULES:
            raise unknown("schedule", self.name, list(SCHEDULES))
        self._normalize(overrides=canonical(self.name, self.hypers, self.overrides))

    @property
    def entry(self) -> Schedule:
        """The schedule of the catalog."""
        return SCHEDULES[self.name]

    def with_overrides(self, overrides: Overrides) -> Self:
        """The same schedule with these overrides instead of its own."""
        return replace(self, overrides=overrides)

    def __str__(self) -> str:
        words = write_values(self.hypers, self.overrides)
        return f"{self.name}({','.join(words)})" if words else self.name

    @classmethod
    def parse(cls, text: str) -> ScheduleSpec:
        """Read `cosine(total=200,eta_min=0.001)`; raises SpecError."""
        name, arguments = parse_call(text.strip())
        bare = cls(name)
        return cls(name, read_values(name, bare.hypers, arguments))
