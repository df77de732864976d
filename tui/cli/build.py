"""Make the scenario of a command: the file first, then the flags, which override it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from core.external.entry import External
from core.external.registry import register, registered
from core.hyper import Hyper, Value, shown
from core.problems import check_data, same_data
from core.scenario import Scenario
from core.settings import SETTINGS, start_hyper
from core.specs import ProblemSpec, RacerSpec, SpecError, parse_racers
from core.suggestion import nearest
from tui.cli.commands import COMMANDS, ScenarioWords, UsageError
from tui.state.default_scenario import default_racers, default_scenario
from tui.state.files import FileError, read_scenario

T = TypeVar("T")


def scenario_to_race(words: ScenarioWords) -> Scenario:
    """Make the scenario of a race: without words the default one; a landscape alone gets the racers of its kind.

    Raises UsageError, as `build_scenario` does.
    """
    if words.silent:
        return default_scenario()
    scenario = build_scenario(words)
    if words.file is None and not words.racers:
        own = (RacerSpec(entry.name) for entry in registered())
        return replace(scenario, racers=(*default_racers(scenario.problem), *own))
    return scenario


def build_scenario(words: ScenarioWords) -> Scenario:
    """Make the scenario; raises UsageError, which names the wrong flag or file."""
    register_own_code(words.optimizers)
    base = _read_file(words.file) if words.file is not None else Scenario()
    problem = base.problem if words.problem is None else _read_flag("--problem", read_problem, words.problem)
    known = partial(parse_racers, rules=base.rules)  # a file's own rules can be named, too
    racers = tuple(racer for text in words.racers for racer in _read_flag("--racer", known, text))
    start = base.start if _same_landscape(problem, base.problem) else None
    if words.start is not None:
        hyper = start_hyper(problem.entry.dims)
        start = hyper.point(read_setting(hyper, words.start))
    base = base.with_problem(problem)
    given = dict(words.settings)
    changed = {hyper.name: read_setting(hyper, given[hyper.name]) for hyper in SETTINGS if hyper.name in given}
    try:
        return Scenario(problem, racers or base.racers, start, base.rules, **base.settings | changed)
    except ValueError as error:
        raise UsageError(str(error)) from None


def register_own_code(texts: Sequence[str]) -> None:
    """Import the optimizers of --optimizer, which racers can then name. Raises UsageError."""
    found: dict[str, External] = {}
    for text in texts:
        entry = _own_code(text)
        if entry.name in found:
            raise UsageError(f"--optimizer: {entry.name} is given twice")
        found[entry.name] = entry
    register(found.values())


def _own_code(text: str) -> External:
    from core.external.load import ExternalError, read_external

    try:
        return read_external(text)
    except (ExternalError, SpecError) as error:
        raise UsageError(f"--optimizer {shown(text)}: {error}") from None


def read_setting(hyper: Hyper, text: str) -> Value:
    """Read the value of the flag that is named after a hyperparameter; raises UsageError."""
    return _read_flag(f"--{hyper.name}", hyper.parse, text)


def read_number(hyper: Hyper, text: str) -> float:
    """Read the value of a flag that is a number; raises UsageError."""
    value = read_setting(hyper, text)
    assert isinstance(value, int | float)
    return value


def read_problem(text: str) -> ProblemSpec:
    """Read a problem and check that its data can be read; raises ValueError."""
    spec = ProblemSpec.parse(text)
    check_data(spec)
    return spec


def _same_landscape(one: ProblemSpec, other: ProblemSpec) -> bool:
    """Whether two problems differ in parameters only, not in data, so that they can share a start."""
    return (one.name, one.formula) == (other.name, other.formula) and same_data(one.values, other.values)


def _read_file(name: str) -> Scenario:
    try:
        return read_scenario(Path(name))
    except FileError as error:
        command = None if os.path.exists(name) else nearest(name, COMMANDS)
        raise UsageError(f"{error} (did you mean fallline {command}?)" if command else str(error)) from None


def _read_flag(flag: str, read: Callable[[str], T], text: str) -> T:
    """Read the text of a flag; the message of a UsageError names the flag."""
    try:
        return read(text)
    except ValueError as error:
        name, _, rest = str(error).partition(" ")
        message = str(error) if f"--{name}" != flag else rest
        raise UsageError(f"{flag} {message}" if f"--{name}" == flag else f"{flag}: {message}") from None
