"""A lesson: a title, a text, scenarios, and claims about what happens in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

from core.formula import Node
from core.frozen import frozen
from core.number_text import rounded
from core.scenario import Scenario

Measured: TypeAlias = float | str
"""The value of a claim: a number (NaN if undefined, infinity for never), or a racer's status."""

How = Literal["last", "first", "max", "min", "mean", "step", "until"]
Across = Literal["mean", "min", "max", "spread"]

NEVER = "never"
STATUS = "status"


class LessonError(ValueError):
    """A lesson file that cannot be read; the message names line, key and what is allowed."""


@frozen
class Take:
    """How a history becomes one number: `step` reads one step, `until` is the first step at which `test` holds.

    `window` is the first and the last step that are read, None for all.
    """

    how: How = "last"
    step: int = 0
    test: Node | None = None
    window: tuple[int, int] | None = None


@frozen
class Quantity:
    """One number about one racer: a formula of its history, and how the values become one number.

    `measure` is None for the racer's status, or for the step itself. `across` combines the variants of the scenario.
    """

    scenario: str
    racer: int
    measure: Node | None
    take: Take
    across: Across | None = None
    axes: tuple[str, ...] = ()
    """The axes of a sweep of the racer; then `measure` reads what the sweep says of it, not a history."""

    @property
    def counts_steps(self) -> bool:
        """Whether it is the number of steps until its test holds."""
        return self.take.how == "until"

    @property
    def is_status(self) -> bool:
        """Whether it is the racer's status, not a number."""
        return self.measure is None and not self.counts_steps


@frozen
class Near:
    """A number with an absolute or relative tolerance."""

    value: float
    tolerance: float = 0.0
    relative: bool = False

    def holds(self, measured: Measured) -> bool:
        """Whether a measured value meets the expectation."""
        if isinstance(measured, str) or math.isnan(measured):
            return False
        if not math.isfinite(self.value):
            return measured == self.value
        allowed = self.tolerance * abs(self.value) if self.relative else self.tolerance
        return abs(measured - self.value) <= allowed

    @property
    def tolerance_text(self) -> str:
        """The tolerance as a lesson writes it: `0.01` or `5%`."""
        return f"{rounded(100 * self.tolerance, 6)}%" if self.relative else number_text(self.tolerance)

    def __str__(self) -> str:
        return number_text(self.value) + (f" ± {self.tolerance_text}" if self.tolerance else "")


@frozen
class Between:
    """A range; either end may be open."""

    low: float = -math.inf
    high: float = math.inf

    def holds(self, measured: Measured) -> bool:
        """Whether a measured value meets the expectation."""
        return not isinstance(measured, str) and self.low <= measured <= self.high

    def __str__(self) -> str:
        if math.isinf(self.low):
            return f"≤ {number_text(self.high)}"
        if math.isinf(self.high):
            return f"≥ {number_text(self.low)}"
        return f"{number_text(self.low)} … {number_text(self.high)}"


@frozen
class Word:
    """The status of a racer."""

    kind: str

    def holds(self, measured: Measured) -> bool:
        """Whether a measured value meets the expectation."""
        return measured == self.kind

    def __str__(self) -> str:
        return self.kind


Expectation: TypeAlias = Near | Between | Word


@frozen
class Claim:
    """One sentence, and the measurement that decides whether it holds.

    `formula` combines the `quantities` by name; None means the only quantity. `ask` is the question that is answered
    before the rest is shown, if there is one.
    """

    says: str
    quantities: Mapping[str, Quantity]
    formula: Node | None
    expected: Expectation
    source: str = ""
    ask: str = ""


@frozen
class Lesson:
    """A lesson. Each name stands for one scenario, or for its variants, such as one for each draw of the data."""

    title: str
    text: str
    scenarios: Mapping[str, tuple[Scenario, ...]]
    claims: tuple[Claim, ...]
    course: str = ""
    show: tuple[str, ...] = ()  # names that the user interface knows; empty for its default

    @property
    def steps(self) -> int:
        """The number of updates that it takes to measure all claims."""
        used = {q.scenario for claim in self.claims for q in claim.quantities.values()}
        return sum(s.steps * len(s.racers) for name in used for s in self.scenarios[name])


def number_text(value: float) -> str:
    """A measured number for people: six digits, and words for infinity (it never happened) and nan."""
    if math.isnan(value):
        return "nothing"
    return NEVER if value == math.inf else rounded(value, 6)


def measured_text(value: Measured) -> str:
    """What was measured, for people."""
    return value if isinstance(value, str) else number_text(value)
