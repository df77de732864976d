"""Spec strings: one line for a problem, a schedule or a racer, the same in forms, flags, files and tests.

`rosenbrock a=1 b=100` · `cosine(total=200)` · `fast: adam lr=0.1 schedule=cosine(total=200)`. Each parses to
a frozen value and prints losslessly. It holds only overrides of the defaults, in the order of the declaration.
"""

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
from core.problems import PROBLEMS, ProblemEntry
from core.problems.data_hypers import data_file
from core.problems.declare import numbers_of, of_dims, typed, with_variables
from core.problems.groups import Group, coordinates
from core.problems.landscape_hypers import BOUNDS, N
from core.rates_per_group import (
    GroupRates,
    checked_rates,
    is_group_rate,
    rate_hyper,
    read_rates,
    why_unknown,
    write_rates,
)
from core.schedules import SCHEDULES, Schedule
from core.settings import LABEL
from core.spec_base import Spec
from core.spec_text import (
    MAX_LENGTH,
    MAX_RACERS,
    SpecError,
    canonical,
    expand_lists,
    parse_call,
    read_values,
    tokenize,
    unknown,
    write_values,
)
from core.suggestion import nearest
from core.typed_formula import check_formula, checked_options, checked_parameters, is_formula, split_formula, with_named
from core.values import Overrides

__all__ = ["ProblemSpec", "RacerSpec", "ScheduleSpec", "SpecError", "parse_racers"]

FORMULA = "formula"


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


@frozen
class ProblemSpec(Spec):
    """A problem of the catalog, or a typed formula, and its parameters."""

    name: str
    formula: str = ""
    overrides: Overrides = ()

    def __post_init__(self) -> None:
        if self.name == FORMULA:
            formula = self.formula.strip()
            parameters = checked_parameters(with_named(formula, self.overrides))
            check_formula(formula, numbers_of(parameters))
            options = checked_options(formula, (*self.overrides, *parameters))
            self._normalize(formula=formula, overrides=(*parameters, *options))
            return
        if self.name not in PROBLEMS:
            raise unknown("problem", self.name, list(PROBLEMS))
        if self.formula:
            raise SpecError(f"{self.name} brings its own formula: a typed one needs the name '{FORMULA}'")
        self._normalize(overrides=canonical(self.name, self.hypers, self.overrides))
        if refused := self._declared.refuses(self.values):
            raise SpecError(f"{self.name}: {refused}")

    @property
    def entry(self) -> ProblemEntry:
        """The problem of the catalog, with the variables that its values ask for, or the typed formula as one."""
        entry = self._declared
        if self.formula:
            return entry
        if entry.family:
            n = self.values.integer(N.name)
            return of_dims(entry, n) if n > 2 else entry
        variables = entry.variables_for(self.values)
        return entry if variables is None else with_variables(entry, variables, entry.described_for(self.values))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of parameters that racers may have rates for: the layers, or else each parameter."""
        return self.layers or coordinates(self.entry.variables)

    @property
    def layers(self) -> tuple[Group, ...]:
        """The layers that the problem's parameters are divided into; none of most problems."""
        return self._declared.groups_for(self.values)

    @property
    def _declared(self) -> ProblemEntry:
        return typed(self.formula, self.overrides) if self.formula else PROBLEMS[self.name]

    @property
    def hypers(self) -> tuple[Hyper, ...]:
        """The declarations of all its hyperparameters; any landscape can have bounds."""
        entry = self._declared
        own = entry.hypers
        bounded = entry.has_data or any(hyper.name == BOUNDS.name for hyper in own)
        return own if bounded else (*own, BOUNDS)

    @property
    def shown_hypers(self) -> tuple[Hyper, ...]:
        """The hyperparameters that forms and pages show.

        Bounds only where the entry or the user gives some; n only from three on, and what chooses any number of columns
        only of a file.
        """
        shown = self.hypers if self.values.get(BOUNDS.name) else self.entry.hypers
        many = self.entry.dims > 2 or data_file(self.values) is not None
        return tuple(hyper for hyper in shown if hyper.role != "dims" or many)

    def with_overrides(self, overrides: Overrides) -> Self:
        """The same problem with these overrides instead of its own."""
        return replace(self, overrides=overrides)

    def __str__(self) -> str:
        return " ".join([self.formula or self.name, *write_values(self.hypers, self.overrides)])

    @classmethod
    def parse(cls, text: str) -> ProblemSpec:
        """Read `rosenbrock b=10` or `a*x^2 + y^2 a=3`; raises SpecError."""
        text = text.strip()
        if not text:
            raise SpecError("a problem must be a name, such as rosenbrock, or a formula in x and y")
        if len(text) > MAX_LENGTH:
            raise SpecError(f"a problem of {len(text)} characters is too long: at most {MAX_LENGTH} are allowed")
        if is_formula(text):
            return cls._parse_formula(text)
        name, *pairs = tokenize(text)
        if name == FORMULA:
            raise SpecError("type the formula itself, such as x^2 + 2*y^2")
        return cls(name, "", read_values(name, cls(name).hypers, pairs))

    @classmethod
    def _parse_formula(cls, text: str) -> ProblemSpec:
        try:
            return cls(FORMULA, *split_formula(text))
        except SpecError:
            known = list(PROBLEMS)
            if text.replace("-", "").isalpha() and nearest(text, known):  # styblinski-tang also reads as a difference
                raise unknown("problem", text, known) from None
            raise
