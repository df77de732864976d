"""The items of the catalog screen, every optimizer, problem and schedule, and a search in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from core.external.entry import External
from core.external.registry import registered
from core.frozen import frozen
from core.hyper import Hyper
from core.optimizers import OPTIMIZERS, Optimizer
from core.problems import PROBLEMS, TYPED, ProblemEntry
from core.scenario import Scenario
from core.schedules import SCHEDULES, Schedule
from core.specs import FORMULA, ProblemSpec, RacerSpec, ScheduleSpec, SpecError
from tui.state.rule_draft import Draft, copy_of, draft_of

Kind = Literal["optimizers", "problems", "schedules"]
KINDS: tuple[Kind, ...] = ("optimizers", "problems", "schedules")

Chosen = RacerSpec | ProblemSpec | ScheduleSpec | Draft


@frozen
class Item:
    """One entry of a catalog, and the spec that it adds to a race."""

    kind: Kind
    label: str
    entry: Optimizer | ProblemEntry | Schedule
    spec: RacerSpec | ProblemSpec | ScheduleSpec

    @property
    def key(self) -> str:
        """A unique name: `optimizers:adam`."""
        return f"{self.kind}:{self.label}"

    @property
    def hypers(self) -> tuple[Hyper, ...]:
        """Its hyperparameters."""
        return self.spec.shown_hypers if isinstance(self.spec, ProblemSpec) else self.spec.hypers

    @property
    def title(self) -> str:
        """Its title."""
        return "A landscape of your own" if self.is_typed else self.entry.title

    @property
    def is_typed(self) -> bool:
        """Whether it is the formula that the user typed."""
        return isinstance(self.spec, ProblemSpec) and self.spec.name == FORMULA

    def matches(self, words: Sequence[str]) -> bool:
        """Whether all words occur in its kind, names, purpose, citation or the names of its settings."""
        entry = self.entry
        settings = " ".join(hyper.name for hyper in self.hypers)
        text = f"{self.kind} {self.label} {entry.title} {entry.purpose} {entry.citation} {settings}".lower()
        return all(word in text for word in words)

    def copied(self, racer: RacerSpec | None, taken: tuple[str, ...]) -> Draft | ProblemSpec | None:
        """A copy to edit, with the settings of `racer` if it uses this optimizer; None for entries without a text."""
        if isinstance(self.spec, RacerSpec):
            if isinstance(self.spec.own, External):
                return None  # code has no lines to copy
            if self.spec.own is not None:
                return draft_of(self.spec.own)
            return copy_of(racer if racer is not None and racer.optimizer == self.label else self.spec, taken)
        if not isinstance(self.spec, ProblemSpec) or self.is_typed:
            return None
        entry = self.entry
        assert isinstance(entry, ProblemEntry)
        if entry.formula is None or entry.variables != TYPED.variables:
            return None
        try:
            return ProblemSpec(FORMULA, entry.formula, tuple(self.spec.values.items()))
        except (SpecError, ValueError):
            return None


def items(scenario: Scenario) -> tuple[Item, ...]:
    """All items by kind; those that the scenario itself or the command line defines come first."""
    rules = (*scenario.rules, *registered())
    own = [Item("optimizers", rule.name, rule, RacerSpec(rule.name, own=rule)) for rule in rules]
    typed = [Item("problems", scenario.problem.formula, TYPED, scenario.problem)] if scenario.problem.formula else []
    return (
        *own,
        *(Item("optimizers", name, entry, RacerSpec(name)) for name, entry in OPTIMIZERS.items()),
        *typed,
        *(Item("problems", name, problem, ProblemSpec(name)) for name, problem in PROBLEMS.items()),
        *(Item("schedules", name, schedule, ScheduleSpec(name)) for name, schedule in SCHEDULES.items()),
    )


def search(everything: Sequence[Item], text: str) -> list[Item]:
    """Find the items that contain all words of a text; sorted by kind, then matches of the name first."""
    words = text.lower().split()
    whole = "_".join(words)
    hits = [item for item in everything if item.matches(words)]

    def rank(item: Item) -> tuple[int, bool, bool, bool]:
        label = item.label
        return KINDS.index(item.kind), label != whole, not label.startswith(whole), whole not in label

    return sorted(hits, key=rank)
