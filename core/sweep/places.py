"""Where the name of an axis stands in a scenario, and the scenario with one of its values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from core.frozen import frozen
from core.hyper import Hyper, Value, real
from core.optimizers import OPTIMIZERS
from core.problems.landscape_hypers import N
from core.rates_per_group import PREFIX, is_group_rate, rate_hyper
from core.recipes import SCHEDULE
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.settings import MAX_COORDINATE, SETTINGS
from core.specs import ProblemSpec, RacerSpec, SpecError
from core.suggestion import hint
from core.sweep.axis import Axis, SweepError, check_values, number_axis, split_axis, text_axis

PROBLEM = "problem"
PROBLEM_HYPER = "problem."
"""What stands before the name of a problem's hyperparameter."""
COORDINATES = ("x", "y")
"""The names of one or two coordinates of the start, whatever the problem calls them."""
FIXED = ("steps", "measured_at", "plane")
"""Settings that are the same for all runs."""

Kind = Literal["racer", "rate", "schedule", "start", "setting", "problem", "problem_hyper"]


@frozen
class Place:
    """Where an axis stands. `by_column` says that its values may differ by column of one program."""

    kind: Kind
    name: str
    hyper: Hyper | None
    by_column: bool


def coordinates(scenario: Scenario) -> tuple[str, ...]:
    """The names of the coordinates of the start as axes."""
    names = scenario.problem.entry.variables
    return COORDINATES[: len(names)] if len(names) <= len(COORDINATES) else names


def place_of(scenario: Scenario, racer: RacerSpec, name: str) -> Place:
    """The place of an axis for one racer; raises SweepError."""
    if name in coordinates(scenario):
        return Place("start", name, _COORDINATE, True)
    if name == PROBLEM:
        return Place("problem", name, None, False)
    for hyper in SETTINGS:
        if hyper.name == name and name not in FIXED:
            return Place("setting", name, hyper, name == "seed")
    groups = [group.name for group in scenario.problem.groups]
    if name.removeprefix(PREFIX) in groups and is_group_rate(name):
        return Place("rate", name.removeprefix(PREFIX), _rate(racer, name), True)
    families: tuple[tuple[Kind, str, tuple[Hyper, ...]], ...] = (
        ("schedule", SCHEDULE, racer.schedule.hypers),
        ("problem_hyper", PROBLEM_HYPER, scenario.problem.hypers),
        ("racer", "", racer.hypers),
    )
    for kind, prefix, hypers in families:
        for hyper in hypers:
            if name == prefix + hyper.name and hyper.role != "dims":
                return Place(kind, hyper.name, hyper, kind != "problem_hyper" and _is_open(hyper))
    settings = (hyper.name for hyper in SETTINGS if hyper.name not in FIXED)
    known = [*(h.name for h in racer.hypers), *coordinates(scenario), *settings, PROBLEM]
    known += [prefix + hyper.name for _, prefix, hypers in families[:2] for hyper in hypers if hyper.role != "dims"]
    if name == PROBLEM_HYPER + N.name and scenario.problem.entry.family is not None:
        raise SweepError(f"axis {name}: all runs of a sweep have the same number of parameters")
    if is_group_rate(name):
        known = [PREFIX + group for group in groups]
    raise SweepError(f'axis {name}: {racer.optimizer} has no "{name}"{hint(name, known)}')


def _rate(racer: RacerSpec, name: str) -> Hyper:
    try:
        return rate_hyper(racer.entry, name.removeprefix(PREFIX))
    except SpecError as error:
        raise SweepError(f"axis {name}: {error}") from error


def axis_names() -> tuple[str, ...]:
    """The names that an axis of some racer of the catalog on some problem may have, without those of problems."""
    settings = (hyper.name for hyper in SETTINGS if hyper.name not in FIXED)
    racers = (hyper.name for entry in OPTIMIZERS.values() for hyper in entry.hypers)
    schedules = (SCHEDULE + hyper.name for entry in SCHEDULES.values() for hyper in entry.hypers)
    return tuple(dict.fromkeys((*settings, *COORDINATES, PROBLEM, *racers, *schedules)))


_COORDINATE = real("coordinate", "θ₀", 0.0, "A coordinate of the start.", -MAX_COORDINATE, MAX_COORDINATE)


def _is_open(hyper: Hyper) -> bool:
    """Whether a rule or a schedule reads a value as a plain number."""
    return hyper.kind == "real" and not hyper.role


def read_axis(scenario: Scenario, text: str) -> Axis:
    """Read an axis that all racers of a scenario have; raises SweepError."""
    name, rest = split_axis(text)
    places = [place_of(scenario, racer, name) for racer in scenario.racers]
    hyper = places[0].hyper
    if hyper is None:
        return text_axis(name, rest, lambda item: _check_problem(scenario, ProblemSpec.parse(item), name))
    axis = number_axis(hyper, name, rest)
    for other in {place.hyper for place in places if place.hyper is not None} - {hyper}:
        check_values(other, name, axis.values)
    if places[0].kind == "problem_hyper":
        for value in axis.values:
            _check_problem(scenario, _problem_with(scenario.problem, places[0].name, value, name), name)
    return axis


def _problem_with(problem: ProblemSpec, hyper: str, value: Value, axis: str) -> ProblemSpec:
    """The problem with another value; raises SweepError where it does not go together with the others."""
    try:
        return problem.with_value(hyper, value)
    except ValueError as error:
        raise SweepError(f"axis {axis}: {error}") from error


def _check_problem(scenario: Scenario, other: ProblemSpec, axis: str) -> None:
    """Raise SweepError for a problem that has more or fewer parameters, or lacks groups that racers have rates for."""
    one = scenario.problem
    dims, others = one.entry.dims, other.entry.dims
    if dims != others:
        raise SweepError(f"axis {axis}: {other} has {_parameters(others)}, and {one} has {_parameters(dims)}")
    if why := next(filter(None, (racer.why_unfit(other) for racer in scenario.racers)), ""):
        raise SweepError(f"axis {axis}: {why}")


def _parameters(count: int) -> str:
    return f"{count} parameter{'' if count == 1 else 's'}"


def with_value(scenario: Scenario, place: Place, value: Value) -> Scenario:
    """The scenario of one racer with another value at a place; raises ValueError."""
    (racer,) = scenario.racers
    match place.kind:
        case "racer":
            return replace(scenario, racers=(racer.with_value(place.name, value),))
        case "rate":
            rates = {**dict(racer.group_rates), place.name: float(str(value))}
            return replace(scenario, racers=(replace(racer, group_rates=tuple(rates.items())),))
        case "schedule":
            return replace(scenario, racers=(replace(racer, schedule=racer.schedule.with_value(place.name, value)),))
        case "setting":
            return replace(scenario, **dict[str, Any]({place.name: value}))
        case "problem_hyper":
            return replace(scenario, problem=scenario.problem.with_value(place.name, value), start=scenario.start)
        case "problem":
            return replace(scenario, problem=ProblemSpec.parse(str(value)), start=None)
        case "start":
            raise AssertionError("the start is made of all its axes")
