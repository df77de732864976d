"""Scenario files: TOML with one key for each field, specs as on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

from core.formula.errors import FormulaError
from core.hyper import shown
from core.optimizers import OPTIMIZERS
from core.optimizers.entry import Optimizer
from core.optimizers.own import own_optimizer, settings_text
from core.scenario import Scenario, ScenarioError, check_start
from core.spec_text import near
from core.specs import ProblemSpec, RacerSpec, parse_racers

LONGEST = 200_000  # characters; 64 racers need a tenth of it
KEYS = ("problem", "start", *(hyper.name for hyper in Scenario.SETTINGS), "racers", "rules")
RULE_KEYS = ("rule", "settings", "purpose", "decay")

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
        + "".join(map(_rule_table, scenario.rules))
    )


def _rule_table(rule: Optimizer) -> str:
    own = {"settings": settings_text(rule), "purpose": rule.purpose}
    if rule.decay is not None:
        own["decay"] = rule.decay
    table = tomli_w.dumps({"rules": {rule.name: {**own, "rule": rule.rule_text}}}, multiline_strings=True)
    return "\n" + table


def read(text: str) -> Scenario:
    """The scenario in a file's text; ScenarioError names line, key and what is allowed."""
    fields = _parsed(text)
    for key in fields:
        if key not in KEYS:
            hint = near(key, KEYS) or f": choose from {', '.join(KEYS)}"
            raise ScenarioError(f"{_place(text, key)}unknown key '{shown(key)}'{hint}")
    checked: dict[str, Any] = {"rules": _rules(text, fields.get("rules", {}))}
    for key in KEYS:
        if key in fields and key != "rules":
            try:
                checked[key] = _field(text, key, fields[key], checked["rules"])
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


def _rules(text: str, tables: object) -> tuple[Optimizer, ...]:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise ScenarioError(f"{_place(text, 'rules')}rules must be tables such as [rules.mine]: got {shown(tables)}")
    return tuple(_rule(text, name, table) for name, table in tables.items())


def _rule(text: str, name: str, table: Mapping[str, object]) -> Optimizer:
    head = f"rules.{name}"
    for key, value in table.items():
        if key not in RULE_KEYS:
            hint = near(key, RULE_KEYS) or f": choose from {', '.join(RULE_KEYS)}"
            raise ScenarioError(f"{_place(text, key, after=head)}{head}: unknown key '{shown(key)}'{hint}")
        if not isinstance(value, str):
            raise ScenarioError(f"{_place(text, key, after=head)}{head}: {key} must be a text: got {shown(value)}")
    if "rule" not in table:
        raise ScenarioError(f"{_place(text, head)}{head}: the key rule is missing")
    try:
        return own_optimizer(name, **table, taken=tuple(OPTIMIZERS))
    except FormulaError as error:
        raise ScenarioError(f"{_place(text, 'rule', after=head)}{head}: rule {error}") from error
    except ValueError as error:
        raise ScenarioError(f"{_place(text, head)}{head}: {error}") from error


def _field(text: str, key: str, value: object, rules: tuple[Optimizer, ...]) -> object:
    if key == "problem":
        if not isinstance(value, str):
            raise ScenarioError(f'problem must be a text such as "rosenbrock b=10": got {shown(value)}')
        return ProblemSpec.parse(value)
    if key == "start":
        return check_start(value)
    if key == "racers":
        return _racers(text, value, rules)
    (hyper,) = (hyper for hyper in Scenario.SETTINGS if hyper.name == key)
    return hyper.check(value)


def _racers(text: str, value: object, rules: tuple[Optimizer, ...]) -> tuple[RacerSpec, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ScenarioError(f'racers must be a list of texts such as ["adam lr=0.1"]: got {shown(value)}')
    found: list[RacerSpec] = []
    for item in value:
        try:
            found += parse_racers(item, rules)
        except ValueError as error:
            raise _PlacedError(f"{_place(text, 'racers', item)}racers: {error}") from error
    return tuple(found)


def _place(text: str, key: str, item: str = "", after: str = "") -> str:
    """`line 3: ` for the line of a key, or of an item in its list; tomllib tells no places.

    `after` names the table that the key is in.
    """
    lines = text.splitlines()
    begin = _line_of(lines, after, 0) if after else 0
    first = _line_of(lines, key, begin or 0)
    if first is None:
        return ""
    inside = (number for number in range(first, len(lines)) if item and item in lines[number])
    return f"line {next(inside, first) + 1}: "


def _line_of(lines: list[str], key: str, begin: int) -> int | None:
    pattern = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[=.\]]|\s*\[+\s*{re.escape(key)}\b""")
    return next((number for number in range(begin, len(lines)) if pattern.match(lines[number])), None)
