"""Run a lesson's races and measure its claims, in slices of some milliseconds."""

from __future__ import annotations

import time
from collections.abc import Iterator

from core.frozen import frozen
from core.lessons.lesson import Claim, Lesson, Measured
from core.lessons.measuring import claim_value, combined, measure, why_unmeasured
from core.lessons.sweeping import measured
from core.race import Race
from core.scenario import Scenario


@frozen
class Outcome:
    """The measured value of a claim; `note` names a racer that diverged, or says what is not known."""

    claim: Claim
    measured: Measured
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the claim holds."""
        return self.claim.expected.holds(self.measured)


class Examination:
    """Measures the claims of a lesson, one race after the other."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.outcomes: list[Outcome | None] = [None] * len(lesson.claims)
        self._values: list[dict[str, list[Measured]]] = [
            {name: [] for name in claim.quantities} for claim in lesson.claims
        ]
        self._notes: list[str] = [""] * len(lesson.claims)
        self._all = lesson.steps
        self._finished = 0  # updates of races that are over
        self._race: Race | None = None
        self._work = self._pieces()
        self.done = not lesson.claims

    @property
    def progress(self) -> float:
        """The share of computed updates, from 0 to 1."""
        if self.done or not self._all:
            return float(self.done)
        running = 0 if self._race is None else self._race.steps * len(self._race.racers)
        return min((self._finished + running) / self._all, 1.0)

    @property
    def passed(self) -> bool:
        """Whether all claims were measured and hold."""
        return self.done and all(outcome is not None and outcome.passed for outcome in self.outcomes)

    def work(self, seconds: float) -> bool:
        """Compute for about `seconds`; return whether every claim has its outcome."""
        deadline = time.monotonic() + seconds
        while not self.done:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            if self._race is not None and self._race.steps < self._race.scenario.steps:
                self._race.advance(self._race.scenario.steps, seconds=left)
            elif next(self._work, None) is None:
                self.done = True
        return self.done

    def complete(self) -> list[Outcome]:
        """Measure all claims."""
        while not self.work(1.0):
            pass
        return [outcome for outcome in self.outcomes if outcome is not None]

    def _pieces(self) -> Iterator[bool]:
        """Make each race and, once it was run, measure the quantities of its claims; yield after each piece of work."""
        for name in self.lesson.scenarios:
            wanted = [
                (index, key)
                for index, claim in enumerate(self.lesson.claims)
                for key, quantity in claim.quantities.items()
                if quantity.scenario == name
            ]
            for scenario in self.lesson.scenarios[name] if wanted else ():
                self._race = scenario.race()
                yield True
                for index, key in wanted:
                    yield from self._take(index, key, self._race, scenario)
                self._finished += scenario.steps * len(scenario.racers)
                self._race = None  # frees the history, which may be long
            for index in dict.fromkeys(index for index, _ in wanted):
                self._conclude(index)
            yield True

    def _take(self, index: int, key: str, race: Race, scenario: Scenario) -> Iterator[bool]:
        quantity = self.lesson.claims[index].quantities[key]
        if quantity.axes:
            for value in measured(quantity, scenario):
                if value is not None:
                    self._values[index][key].append(value)
                yield True
            return
        self._values[index][key].append(measure(quantity, race))
        racer = race.racers[quantity.racer]
        note = why_unmeasured(quantity, race)
        if racer.diverged and not note:
            note = f"{racer.name} left the finite numbers at step {racer.steps + 1}"
        self._notes[index] = self._notes[index] or note
        yield True

    def _conclude(self, index: int) -> None:
        claim = self.lesson.claims[index]
        values = self._values[index]
        complete = all(
            len(values[key]) == len(self.lesson.scenarios[q.scenario]) for key, q in claim.quantities.items()
        )
        if complete:
            found = {key: combined(quantity, values[key]) for key, quantity in claim.quantities.items()}
            self.outcomes[index] = Outcome(claim, claim_value(claim, found), self._notes[index])
