"""Scenario files: TOML with one key for each field, specs as on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

from core.hyper import shown
from core.scenario import Scenario, ScenarioError, check_start
from core.spec_text import near
from core.specs import ProblemSpec, RacerSpec, parse_racers

LONGEST = 200_000  # characters; 64 racers need a tenth of it
KEYS = ("problem", "start", *(hyper.name for hyper in Scenario.SETTINGS), "racers")

_PLACE = re.compile(r"(.*) \(at (line \d+, column \d+)\)")


def write(scenario: Scenario) -> str:
    """The text of a scenario file: every field, so that a later default changes nothing."""
    # tomli_w would put each number of the start on its own line
    start = ", ".join(map(repr, scenario.start))
    settings = {hyper.name: scenario.setting(hyper.name) for hyper in scenario.SETTINGS}
    return (
        tomli_w.dumps({"problem": str(scenario.problem)})
        + f"start = [{start}]\n"
        + tomli_w.dumps({**settings, "racers": [str(racer) for racer in scenario.racers]}, indent=2)
    )


def read(text: str) -> Scenario:
    """The scenario in a file's text; ScenarioError names line, key and what is allowed."""
    fields = _parsed(text)
    for key in fields:
        if key not in KEYS:
            hint = near(key, KEYS) or f": choose from {', '.join(KEYS)}"
            raise ScenarioError(f"{_place(text, key)}unknown key '{shown(key)}'{hint}")
    checked: dict[str, Any] = {}
    for key in KEYS:
        if key in fields:
            try:
                checked[key] = _field(text, key, fields[key])
            except _PlacedError:
                raise
            except ValueError as error:
                sentence = str(error)
                named = sentence if sentence.startswith(key) else f"{key}: {sentence}"
                raise ScenarioError(_place(text, key) + named) from error
    try:
        return Scenario(**checked)
    except ValueError as error:
        raise ScenarioError(str(error)) from error


class _PlacedError(ScenarioError):
    """An error that already says where."""


def _parsed(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST:
        raise ScenarioError(f"the file has {len(text)} characters: at most {LONGEST} are allowed")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ScenarioError("the file is nested too deeply: no field needs more than a list") from None
    except ValueError as error:  # also Python's own, for an integer of thousands of digits
        match = _PLACE.fullmatch(str(error))
        sentence = f"{match[2]}: {match[1][:1].lower()}{match[1][1:]}" if match else str(error)
        raise ScenarioError(sentence) from error


def _field(text: str, key: str, value: object) -> object:
    if key == "problem":
        if not isinstance(value, str):
            raise ScenarioError(f'problem must be a text such as "rosenbrock b=10": got {shown(value)}')
        return ProblemSpec.parse(value)
    if key == "start":
        return check_start(value)
    if key == "racers":
        return _racers(text, value)
    (hyper,) = (hyper for hyper in Scenario.SETTINGS if hyper.name == key)
    return hyper.check(value)


def _racers(text: str, value: object) -> tuple[RacerSpec, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ScenarioError(f'racers must be a list of texts such as ["adam lr=0.1"]: got {shown(value)}')
    found: list[RacerSpec] = []
    for item in value:
        try:
            found += parse_racers(item)
        except ValueError as error:
            raise _PlacedError(f"{_place(text, 'racers', item)}racers: {error}") from error
    return tuple(found)


def _place(text: str, key: str, item: str = "") -> str:
    """`line 3: ` for the line of a key, or of an item in its list; tomllib tells no places."""
    lines = text.splitlines()
    pattern = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[=.\]]|\s*\[+\s*{re.escape(key)}\b""")
    first = next((number for number, line in enumerate(lines) if pattern.match(line)), None)
    if first is None:
        return ""
    inside = (number for number in range(first, len(lines)) if item and item in lines[number])
    return f"line {next(inside, first) + 1}: "
