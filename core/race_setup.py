"""What a race is made from: the fields of a scenario, checked."""

from __future__ import annotations

from dataclasses import dataclass

from core.names import display_names
from core.optimizers.entry import Optimizer
from core.settings import Settings
from core.specs import ProblemSpec, RacerSpec


class ScenarioError(ValueError):
    """A scenario that is not allowed; the message names the field and what is allowed."""


@dataclass(frozen=True, init=False, repr=False)
class RaceSetup(Settings):
    """The fields of a `Scenario`, which makes and checks them; races and files need no more."""

    problem: ProblemSpec
    racers: tuple[RacerSpec, ...]
    start: tuple[float, ...] | None
    """None means the problem's own."""
    rules: tuple[Optimizer, ...]
    """The user's own optimizers, whether a racer uses them or not."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the racers are called, each differently: by label or optimizer, and by what tells them apart."""
        return display_names(self.racers)
