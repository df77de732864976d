"""Scenario files: TOML with one key for each field, specs as on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.data_paths import relativize_data_path, resolve_data_path
from core.external.registry import taken_names
from core.formula.errors import FormulaError
from core.hyper import Value, got, shown
from core.optimizers.entry import Optimizer
from core.optimizers.own import own_optimizer, settings_text
from core.planes.choice import PLANE
from core.race_setup import MAX_RULES, RaceSetup, ScenarioError, check_count
from core.settings import DEFAULT_PROBLEM, SETTINGS, start_hyper
from core.spec_text import MAX_RACERS
from core.specs import ProblemSpec, RacerSpec, parse_racers
from core.suggestion import hint
from core.toml_positions import line_prefix, parsed

KEYS = ("problem", "start", *(hyper.name for hyper in SETTINGS), "racers", "rules")
BESIDE = ("sweep",)
"""Tables of a scenario file that say nothing of its race."""
MAX_SHOWN = 100
RULE_KEYS = ("rule", "settings", "purpose", "decay")


def write(scenario: RaceSetup, folder: str = "") -> str:
    """Write a scenario file for `folder`; it states every setting, so its meaning survives a new default."""
    # tomli_w would put each number of the start on its own line
    start = "" if scenario.start is None else f"start = [{', '.join(map(repr, scenario.start))}]\n"
    return (
        _toml({"problem": str(relativize_data_path(scenario.problem, folder))})
        + start
        + _toml({**_settings(scenario), "racers": [str(racer) for racer in scenario.racers]}, indent=2)
        + "".join(map(_rule_table, scenario.rules))
    )


def _settings(scenario: RaceSetup) -> dict[str, Value]:
    """All settings; the plane only where one is drawn, or where it is not the default."""
    found = scenario.settings
    if not scenario.needs_plane and scenario.plane == PLANE.default:
        del found[PLANE.name]
    return found


def _toml(table: Mapping[str, object], **layout: Any) -> str:
    import tomli_w  # noqa: PLC0415 - only for writing: all else in core needs numpy alone

    return tomli_w.dumps(table, **layout)


def _rule_table(rule: Optimizer) -> str:
    own = {"settings": settings_text(rule), "purpose": rule.purpose}
    if rule.decay is not None:
        own["decay"] = rule.decay
    table = _toml({"rules": {rule.name: {**own, "rule": rule.rule_text}}}, multiline_strings=True)
    return "\n" + table


def read(text: str, folder: str = "") -> dict[str, Any]:
    """Read the fields of a scenario from the text of its file; ScenarioError names line, key and what is allowed."""
    try:
        fields = parsed(text)
    except ValueError as error:
        raise ScenarioError(str(error)) from error
    return read_fields(text, {key: value for key, value in fields.items() if key not in BESIDE}, folder=folder)


def read_fields(text: str, fields: Mapping[str, Any], within: str = "", folder: str = "") -> dict[str, Any]:
    """Check the fields of a scenario in one table of a file, called `within`; raises ScenarioError as `read` does."""
    for key in fields:
        if key not in KEYS:
            raise ScenarioError(f"{line_prefix(text, key, after=within)}unknown key '{shown(key)}'{hint(key, KEYS)}")
    checked: dict[str, Any] = {"rules": _rules(text, fields.get("rules", {}), within)}
    for key in KEYS:
        if key in fields and key != "rules":
            try:
                checked[key] = _field(text, key, fields[key], checked, within, folder)
            except _PlacedError:
                raise
            except ValueError as error:
                sentence = str(error)
                named = sentence if sentence.startswith(key) else f"{key}: {sentence}"
                raise ScenarioError(line_prefix(text, key, after=within) + named) from error
    return checked


class _PlacedError(ScenarioError):
    """An error whose message already begins with the line."""


def _rules(text: str, tables: object, within: str) -> tuple[Optimizer, ...]:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        at = line_prefix(text, "rules", after=within)
        raise ScenarioError(f"{at}rules must be tables such as [rules.mine]{got(tables)}")
    check_count("rules", len(tables), MAX_RULES)
    return tuple(_rule(text, name, table, within) for name, table in tables.items())


def _rule(text: str, name: str, table: Mapping[str, object], within: str) -> Optimizer:
    head = f"{within}.rules.{name}" if within else f"rules.{name}"
    told = shown(head, MAX_SHOWN)
    for key, value in table.items():
        if key not in RULE_KEYS:
            message = f"{told}: unknown key '{shown(key)}'{hint(key, RULE_KEYS)}"
            raise ScenarioError(line_prefix(text, key, after=head) + message)
        if not isinstance(value, str):
            raise ScenarioError(f"{line_prefix(text, key, after=head)}{told}: {key} must be a text{got(value)}")
    if "rule" not in table:
        raise ScenarioError(f"{line_prefix(text, head)}{told}: the key rule is missing")
    try:
        return own_optimizer(name, **table, taken=taken_names())
    except FormulaError as error:
        raise ScenarioError(f"{line_prefix(text, 'rule', after=head)}{told}: rule {error}") from error
    except ValueError as error:
        raise ScenarioError(f"{line_prefix(text, head)}{told}: {error}") from error


def _field(text: str, key: str, value: object, before: Mapping[str, Any], within: str, folder: str) -> object:
    """Check the value of one key; `before` holds the values of the keys before it in KEYS, and the rules."""
    if key == "problem":
        if not isinstance(value, str):
            raise ScenarioError(f'problem must be a text such as "rosenbrock b=10"{got(value)}')
        return resolve_data_path(ProblemSpec.parse(value), folder)
    if key == "start":
        return start_hyper(before.get("problem", ProblemSpec(DEFAULT_PROBLEM)).entry.dims).check(value)
    if key == "racers":
        return _racers(text, value, before["rules"], within)
    (hyper,) = (hyper for hyper in SETTINGS if hyper.name == key)
    return hyper.check(value)


def _racers(text: str, value: object, rules: tuple[Optimizer, ...], within: str) -> tuple[RacerSpec, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ScenarioError(f'racers must be a list of texts such as ["adam lr=0.1"]{got(value)}')
    check_count("racers", len(value), MAX_RACERS)
    found: list[RacerSpec] = []
    for item in value:
        try:
            found += parse_racers(item, rules)
        except ValueError as error:
            raise _PlacedError(f"{line_prefix(text, 'racers', item, within)}racers: {error}") from error
        check_count("racers", len(found), MAX_RACERS)
    return tuple(found)
