"""The fields of a scenario, as races and scenario files read them."""

from __future__ import annotations

from functools import cached_property

from core.display_names import display_names
from core.frozen import frozen
from core.optimizers.entry import Optimizer
from core.settings import Settings
from core.specs import ProblemSpec, RacerSpec

MAX_RULES = 32


class ScenarioError(ValueError):
    """A scenario that is not allowed; the message names the field and what is allowed."""


def check_count(field: str, count: int, most: int) -> None:
    """Raise ScenarioError for a field with more than `most` items."""
    if count > most:
        raise ScenarioError(f"{field}: at most {most} are allowed")


@frozen
class RaceSetup(Settings):
    """The fields of a `Scenario`, which alone constructs and checks them."""

    problem: ProblemSpec
    racers: tuple[RacerSpec, ...]
    start: tuple[float, ...] | None
    """None is the problem's default start."""
    rules: tuple[Optimizer, ...]
    """The user's own optimizers, whether a racer uses them or not."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The racers' display names, all different."""
        return display_names(self.racers)

    @property
    def averages(self) -> bool:
        """Whether a racer's answer is not θ itself but, for example, an average of the iterates."""
        return any(racer.entry.rule.answer is not None for racer in self.racers)

    @property
    def needs_plane(self) -> bool:
        """Whether the problem has more parameters than a picture has dimensions, and is drawn on a plane of them."""
        return self.problem.entry.dims > 2
