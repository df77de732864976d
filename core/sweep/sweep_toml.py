"""A sweep in a scenario file: the table `[sweep]`, with the axes as on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from core.hyper import got, shown
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.suggestion import hint
from core.sweep.axis import Axis
from core.sweep.places import read_axis
from core.sweep.sweep import Sweep, Until
from core.toml_positions import line_prefix, parsed

TABLE = "sweep"
KEYS = ("axes", "until", "share")
DEFAULT_SHARE = 0.01
"""The target of a sweep that names none: this share of f(start) − f*."""


@dataclass(frozen=True)
class SweepTable:
    """What stands in the table; None for a key that is missing."""

    axes: tuple[str, ...] | None = None
    until: str | None = None
    share: float | None = None


def write(sweep: Sweep, folder: str = "") -> str:
    """The text of a scenario file in `folder` with a table of the sweep."""
    import tomli_w  # noqa: PLC0415 - only for writing: all else in core needs numpy alone

    table = {"axes": [str(axis) for axis in sweep.axes], "until": sweep.until, "share": sweep.share}
    return f"{sweep.scenario.to_toml(folder)}\n{tomli_w.dumps({TABLE: table})}"


def read(text: str, folder: str = "") -> Sweep:
    """The sweep of a scenario file; ScenarioError names line, key and what is allowed."""
    scenario = Scenario.from_toml(text, folder)
    table = read_table(text)
    try:
        return Sweep(
            scenario,
            read_axes(text, scenario, table.axes or ()),
            until=table.until or "steps",
            share=DEFAULT_SHARE if table.share is None else table.share,
        )
    except ScenarioError:
        raise
    except ValueError as error:
        raise ScenarioError(f"{line_prefix(text, TABLE)}{TABLE}: {error}") from error


def read_table(text: str) -> SweepTable:
    """The table of a scenario file, its types checked; an empty one if there is none. Raises ScenarioError."""
    try:
        table = parsed(text).get(TABLE, {})
    except ValueError as error:
        raise ScenarioError(str(error)) from error
    if not isinstance(table, dict):
        raise ScenarioError(f"{line_prefix(text, TABLE)}{TABLE} must be a table [{TABLE}]{got(table)}")
    for key, value in table.items():
        _check(text, key, value)
    return SweepTable(
        axes=tuple(table["axes"]) if "axes" in table else None,
        until=table.get("until"),
        share=float(table["share"]) if "share" in table else None,
    )


def _check(text: str, key: str, value: object) -> None:
    at = line_prefix(text, key, after=TABLE)
    if key not in KEYS:
        raise ScenarioError(f"{at}{TABLE}: unknown key '{shown(key)}'{hint(key, KEYS)}")
    if key == "axes" and not (isinstance(value, list) and all(isinstance(axis, str) for axis in value)):
        raise ScenarioError(f'{at}axes must be a list of texts such as ["lr=1e-4..1/50"]{got(value)}')
    if key == "until" and value not in get_args(Until):
        raise ScenarioError(f"{at}until must be one of {', '.join(get_args(Until))}{got(value)}")
    if key == "share" and not (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1):
        raise ScenarioError(f"{at}share must be a number ≥ 0 and < 1{got(value)}")


def read_axes(text: str, scenario: Scenario, axes: tuple[str, ...]) -> list[Axis]:
    """The axes of a table; ScenarioError names the line."""
    found: list[Axis] = []
    for axis in axes:
        try:
            found.append(read_axis(scenario, axis))
        except ValueError as error:
            raise ScenarioError(f"{line_prefix(text, 'axes', axis, TABLE)}{error}") from error
    return found
