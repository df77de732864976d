"""A scenario: everything that a race depends on, as one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core import scenario_toml
from core.external.entry import External
from core.frozen import frozen
from core.hyper import Value
from core.optimizers.entry import Optimizer
from core.planes.choice import PLANE, check_coordinates, has_coordinates
from core.problems import Reader, read_table
from core.race_setup import MAX_RULES, RaceSetup, ScenarioError, check_count
from core.settings import DEFAULT_PROBLEM, SETTINGS, checked_settings, start_hyper
from core.spec_text import MAX_RACERS
from core.specs import ProblemSpec, RacerSpec, parse_racers

if TYPE_CHECKING:
    from core.race import Race


@frozen
class Scenario(RaceSetup):
    """Problem, racers, start, and the race's settings. Equal scenarios race equally, to the last bit.

    Specs may be given as text, a racer's with lists that make several (`adam lr=[0.01,0.1,1]`); `start=None` is the
    problem's own. Anything that is not allowed raises a ValueError here; data are read by `race`.
    """

    def __init__(
        self,
        problem: str | ProblemSpec = DEFAULT_PROBLEM,
        racers: Iterable[str | RacerSpec] = (),
        start: Iterable[float] | None = None,
        rules: Iterable[Optimizer] = (),
        **settings: Value,
    ) -> None:
        spec = ProblemSpec.parse(problem) if isinstance(problem, str) else problem
        rules = tuple(rules)
        entered = _racers(racers, rules)
        _check_rates(entered, spec)
        fields: dict[str, Any] = {
            "problem": spec,
            "racers": entered,
            "start": None if start is None else start_hyper(spec.entry.dims).point(start),
            "rules": _all_rules(rules, entered),
            **checked_settings(settings),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        if self.needs_plane and (spec.entry.is_network or not spec.entry.has_data):  # else a file names the parameters
            check_coordinates(self.plane, spec.entry.variables)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"Scenario({str(self.problem)!r}, {tuple(map(str, self.racers))!r}, {self.start!r}, {given})"

    def race(self, read: Reader = read_table) -> Race:
        """The race of this scenario, at step 0; `read` reads the file of a problem's data. Raises DataError."""
        from core.race import Race  # noqa: PLC0415 - forms are shown before a race is made

        return Race(self, read=read)

    def with_problem(self, problem: ProblemSpec, start: tuple[float, ...] | None = None) -> Scenario:
        """The scenario on another problem, without what names parameters that it does not have.

        A plane of these gives way to the default, and racers lose the rates of such groups.
        """
        old, new = self.problem.entry, problem.entry
        by_column = new.name == old.name and new.has_data and not has_coordinates(self.plane, old.variables)
        kept = new.dims <= 2 or by_column or has_coordinates(self.plane, new.variables)
        plane = self.plane if kept else str(PLANE.default)
        groups = {group.name for group in problem.groups}
        racers = tuple(_with_rates_of(groups, racer) for racer in self.racers)
        return replace(self, problem=problem, start=start, plane=plane, racers=racers)

    def with_rule(self, rule: Optimizer) -> Scenario:
        """Add an own rule, or replace the one of that name in all racers.

        Racers keep the values of hyperparameters that the new rule has too. Raises ValueError.
        """
        rules = tuple(old for old in self.rules if old.name != rule.name)
        racers = tuple(_following(racer, rule) if racer.optimizer == rule.name else racer for racer in self.racers)
        return replace(self, rules=(*rules, rule), racers=racers)

    def to_toml(self, folder: str = "") -> str:
        """The text of a scenario file in `folder`; `from_toml` reads exactly the same scenario back."""
        return scenario_toml.write(self, folder)

    @classmethod
    def from_toml(cls, text: str, folder: str = "") -> Scenario:
        """Read a scenario file; ScenarioError names line, key and what is allowed. Nothing in it is executed.

        The names of data files are relative to `folder`, where the scenario file is.
        """
        try:
            return cls(**scenario_toml.read(text, folder))
        except ScenarioError:
            raise
        except ValueError as error:
            raise ScenarioError(str(error)) from error

    @property
    def code_flags(self) -> tuple[str, ...]:
        """The flags of `fallline` that name the racers' own code: files don't."""
        flags = dict.fromkeys(racer.own.flag for racer in self.racers if isinstance(racer.own, External))
        return tuple(word for flag in flags for word in ("--optimizer", flag))

    def command(self) -> tuple[str, ...]:
        """The arguments of `fallline` that make this scenario, without defaults."""
        words: list[str] = []
        if self.problem != ProblemSpec(DEFAULT_PROBLEM):
            words += ["--problem", str(self.problem)]
        words += self.code_flags
        for racer in self.racers:
            words += ["--racer", str(racer)]
        if self.start is not None:
            words += ["--start", start_hyper(len(self.start)).format(self.start).replace(" ", "")]
        for hyper in SETTINGS:
            value = self.setting(hyper.name)
            if value != hyper.default:
                words += [f"--{hyper.name}", hyper.format(value)]
        return tuple(words)


def _with_rates_of(groups: set[str], racer: RacerSpec) -> RacerSpec:
    kept = tuple((name, rate) for name, rate in racer.group_rates if name in groups)
    return racer if kept == racer.group_rates else replace(racer, group_rates=kept)


def _following(racer: RacerSpec, rule: Optimizer) -> RacerSpec:
    known = {hyper.name: hyper for hyper in rule.hypers}
    kept = tuple((name, value) for name, value in racer.overrides if name in known)
    try:
        return replace(racer, overrides=kept, own=rule)
    except ValueError:  # a namesake of another kind
        return replace(racer, overrides=(), own=rule, group_rates=())


def _check_rates(racers: tuple[RacerSpec, ...], problem: ProblemSpec) -> None:
    """Raise ScenarioError for a rate of a group that the problem does not have."""
    for racer in racers:
        if why := racer.why_unfit(problem):
            raise ScenarioError(f"racers: {why}")


def _all_rules(rules: tuple[Optimizer, ...], racers: tuple[RacerSpec, ...]) -> tuple[Optimizer, ...]:
    """Collect the given rules and those of the racers; raises ScenarioError where two share a name."""
    found: dict[str, Optimizer] = {}
    own = (racer.own for racer in racers if racer.own is not None and not isinstance(racer.own, External))
    for rule in (*rules, *own):
        if found.setdefault(rule.name, rule) != rule:
            raise ScenarioError(f"rules: '{rule.name}' means two different rules")
    check_count("rules", len(found), MAX_RULES)
    return tuple(found.values())


def _racers(given: Iterable[str | RacerSpec], rules: tuple[Optimizer, ...]) -> tuple[RacerSpec, ...]:
    if isinstance(given, str):
        given = (given,)
    found: list[RacerSpec] = []
    for racer in given:
        found += parse_racers(racer, rules) if isinstance(racer, str) else (racer,)
        check_count("racers", len(found), MAX_RACERS)
    return tuple(found)
