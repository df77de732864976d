"""The spec of a racer: an optimizer with values for its hyperparameters, a schedule, a label and rates per group."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import field, replace
from typing import Self

from core.external.registry import registered, registered_as
from core.frozen import frozen
from core.hyper import Hyper, HyperError, shown
from core.optimizers import OPTIMIZERS, Optimizer
from core.optimizers.own import is_name
from core.rates_per_group import (
    GroupRates,
    checked_rates,
    is_group_rate,
    rate_hyper,
    read_rates,
    why_unknown,
    write_rates,
)
from core.schedules import SCHEDULES
from core.settings import LABEL
from core.spec_base import Spec
from core.spec_text import (
    MAX_RACERS,
    SpecError,
    canonical,
    expand_lists,
    read_values,
    tokenize,
    unknown,
    write_values,
)
from core.specs.problem import ProblemSpec
from core.specs.schedule import ScheduleSpec
from core.values import Overrides


@frozen
class RacerSpec(Spec):
    """An optimizer, its hyperparameters, its schedule and perhaps a label; prints as `fast: adam lr=0.3`."""

    optimizer: str
    overrides: Overrides = ()
    schedule: ScheduleSpec = field(default_factory=ScheduleSpec)
    label: str = ""
    own: Optimizer | None = None
    """The user's own rule or code; None where the optimizer is in the catalog."""
    group_rates: GroupRates = ()
    """The learning rates of groups of parameters that have another one than `lr`."""

    def __post_init__(self) -> None:
        if self.own is None and self.optimizer not in OPTIMIZERS:
            self._normalize(own=registered_as(self.optimizer))
        if self.own is not None and self.own.name != self.optimizer:
            raise SpecError(f"optimizer must be {self.own.name}, as its rule is called (got {self.optimizer})")
        if self.own is None and self.optimizer not in OPTIMIZERS:
            raise _unknown_optimizer(self.optimizer)
        self._normalize(
            overrides=canonical(self.optimizer, self.hypers, self.overrides),
            label=_checked_label(self.label),
            group_rates=checked_rates(self.entry, self.group_rates),
        )
        if self.schedule != ScheduleSpec() and all(hyper.name != "lr" for hyper in self.hypers):
            raise SpecError(f"{self.optimizer} takes no schedule: it has no learning rate")

    @property
    def entry(self) -> Optimizer:
        """The user's own rule or code, or the entry of the catalog."""
        return self.own or OPTIMIZERS[self.optimizer]

    def with_overrides(self, overrides: Overrides) -> Self:
        """The same racer with these overrides instead of its own."""
        return replace(self, overrides=overrides)

    def __str__(self) -> str:
        words = [self.optimizer, *write_values(self.hypers, self.overrides)]
        words += write_rates(self.entry, self.group_rates)
        if self.schedule != ScheduleSpec():
            words.append(f"schedule={self.schedule}")
        return f"{self.label}: {' '.join(words)}" if self.label else " ".join(words)

    def rate_of(self, group: str) -> float:
        """The learning rate of a group of parameters."""
        return dict(self.group_rates).get(group, self.number("lr"))

    def with_rate(self, group: str, rate: object) -> Self:
        """The same racer with another rate of a group, which is `lr` where it has none of its own."""
        checked = float(str(rate_hyper(self.entry, group).check(rate)))
        others = tuple((name, each) for name, each in self.group_rates if name != group)
        own = () if checked == self.number("lr") else ((group, checked),)
        return replace(self, group_rates=(*others, *own))

    def why_unfit(self, problem: ProblemSpec) -> str:
        """Why the racer cannot race on a problem, which lacks a group that it has a rate for; empty if it can."""
        if not self.group_rates:
            return ""
        names = (group.name for group in problem.groups)
        return why_unknown(self.entry, self.group_rates, _named(problem), names)

    @classmethod
    def parse(cls, text: str, rules: Iterable[Optimizer] = ()) -> RacerSpec:
        """Read one racer, such as `fast: adam lr=0.3 nesterov`; `rules` extends the catalog.

        Raises SpecError.
        """
        label, (name, *pairs) = _racer_words(text)
        own = _own(name, rules)
        bare = cls(name, own=own)
        schedules = [pair for pair in pairs if _is_schedule(pair)]
        rates = [pair for pair in pairs if is_group_rate(pair)]
        values = read_values(name, bare.hypers, (pair for pair in pairs if pair not in {*schedules, *rates}))
        if len(schedules) > 1:
            raise SpecError(f"{name}: schedule is given twice")
        schedule = ScheduleSpec.parse(schedules[0].partition("=")[2]) if schedules else ScheduleSpec()
        return cls(name, values, schedule, label, own, read_rates(bare.entry, rates))


def _named(problem: ProblemSpec) -> str:
    return "the formula" if problem.formula else problem.name


def _own(name: str, rules: Iterable[Optimizer]) -> Optimizer | None:
    """The own rule of that name, None for any other optimizer; raises SpecError for a name that none has."""
    own = {rule.name: rule for rule in rules}
    if name not in _names(own.values()):
        raise _unknown_optimizer(name, own.values())
    return own.get(name)


def _names(rules: Iterable[Optimizer] = ()) -> list[str]:
    """The names of own rules, own code and the catalog."""
    return [*(rule.name for rule in rules), *(entry.name for entry in registered()), *OPTIMIZERS]


def _unknown_optimizer(name: str, rules: Iterable[Optimizer] = ()) -> SpecError:
    """The error for an optimizer that nobody has: a suggestion, and the flag that names own code."""
    told = unknown("optimizer", name, _names(rules))
    if not is_name(name):
        return told
    code = f"ode of your own needs --optimizer {name}=MODULE:NAME"
    return SpecError(f"{told} C{code}" if str(told).endswith("?") else f"{told}; c{code}")


def parse_racers(text: str, rules: Iterable[Optimizer] = ()) -> tuple[RacerSpec, ...]:
    """Read one racer or, where values are lists, their product: `adam lr=[0.01,0.1,1]` is three racers.

    Raises SpecError, also if there would be more than 64.
    """
    label, (name, *pairs) = _racer_words(text)
    rules = tuple(rules)
    hypers = RacerSpec(name, own=_own(name, rules)).hypers
    options = [expand_lists(pair, hypers, _arguments_of) for pair in pairs]
    if math.prod(map(len, options)) > MAX_RACERS:
        raise SpecError(f"'{shown(text)}' is {math.prod(map(len, options))} racers: at most {MAX_RACERS} are allowed")
    start = f"{label}: {name}" if label else name
    return tuple(RacerSpec.parse(" ".join([start, *chosen]), rules) for chosen in itertools.product(*options))


def _arguments_of(schedule: str) -> tuple[Hyper, ...]:
    """The hyperparameters of a schedule; none if there is no such schedule."""
    return SCHEDULES[schedule].hypers if schedule in SCHEDULES else ()


def _is_schedule(pair: str) -> bool:
    return pair.partition("=")[0] == "schedule"


def _racer_words(text: str) -> tuple[str, list[str]]:
    """Split a racer into its label, perhaps empty, and its words, the optimizer's name first."""
    before, colon, after = text.partition(":")
    label, rest = (before.strip(), after) if colon else ("", text)
    if colon and not label:
        raise SpecError(f"'{shown(text)}' has no name before its ':'")
    words = tokenize(rest)
    if not words:
        raise SpecError("a racer must name its optimizer, as in 'adam lr=0.1'")
    if "schedule" in words:
        raise SpecError(f"{words[0]}: schedule needs a value, as in schedule=cosine(total=200)")
    return label, words


def _checked_label(label: str) -> str:
    try:
        return str(LABEL.check(label))
    except HyperError as error:
        raise SpecError(f"a racer's {error}") from error
