"""From the words of a command to a `Scenario`: the file first, then the flags over it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from core.hyper import Hyper, Value, read_number
from core.problems import readable
from core.scenario import Scenario
from core.specs import ProblemSpec, parse_racers
from tui.cli.arguments import ScenarioWords, UsageError
from tui.state.files import FileError, read_scenario

T = TypeVar("T")


def build_scenario(words: ScenarioWords) -> Scenario:
    """The scenario that the words describe. Raises UsageError, naming the flag or the file at fault."""
    base = _read_file(words.file) if words.file is not None else Scenario()
    problem = base.problem if words.problem is None else _told("--problem", read_problem, words.problem)
    known = partial(parse_racers, rules=base.rules)  # a file's own rules can be named, too
    racers = tuple(racer for text in words.racers for racer in _told("--racer", known, text))
    start = base.start if _same_landscape(problem, base.problem) else None
    if words.start is not None:
        dims = readable(problem).dims
        start = _told("--start", lambda text: read_start(text, dims), words.start)
    settings: dict[str, Value] = {hyper.name: getattr(base, hyper.name) for hyper in Scenario.SETTINGS}
    declared = {hyper.name: hyper for hyper in Scenario.SETTINGS}
    for name, text in words.settings:
        settings[name] = read_setting(declared[name], text)
    try:
        return Scenario(problem, racers or base.racers, start, rules=base.rules, **settings)  # type: ignore[arg-type]  # checked there
    except ValueError as error:
        raise UsageError(str(error)) from None


def read_setting(hyper: Hyper, text: str) -> Value:
    """The value of one flag, which has the name of its declaration."""
    return _told(f"--{hyper.name}", hyper.parse, text)


def read_problem(text: str) -> ProblemSpec:
    """The problem of a spec; raises ValueError, also where its data cannot be read."""
    spec = ProblemSpec.parse(text)
    readable(spec)
    return spec


def read_start(text: str, dims: int = 2) -> tuple[float, ...]:
    """The point `X,Y`, or `X` where there is one parameter; raises ValueError."""
    numbers = [read_number(part.strip()) for part in text.split(",")]
    point = tuple(number for number in numbers if number is not None)
    if len(point) != len(numbers) or len(point) != dims:
        wanted = "two numbers X,Y" if dims == 2 else "one number X"
        raise ValueError(f"start must be {wanted}: got {text or 'nothing'}")
    return point


def _same_landscape(one: ProblemSpec, other: ProblemSpec) -> bool:
    """Whether a start for the one makes sense on the other: then only parameters differ."""
    return (one.name, one.formula) == (other.name, other.formula)


def _read_file(name: str) -> Scenario:
    try:
        return read_scenario(Path(name))
    except FileError as error:
        close = [] if Path(name).exists() else difflib.get_close_matches(name, ("run", "list"), n=1)
        hint = f" (did you mean fallline {close[0]}?)" if close else ""
        raise UsageError(f"{error}{hint}") from None


def _told(flag: str, read: Callable[[str], T], text: str) -> T:
    """What `read` makes of the text; its complaint gets the name of the flag."""
    try:
        return read(text)
    except ValueError as error:
        name, _, rest = str(error).partition(" ")
        message = str(error) if f"--{name}" != flag else rest
        raise UsageError(f"{flag} {message}" if f"--{name}" == flag else f"{flag}: {message}") from None
