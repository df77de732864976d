"""A sweep in a scenario file: the table `[sweep]`, with the axes as on the command line."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Literal, get_args

from core.frozen import frozen
from core.hyper import got, shown
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.suggestion import hint
from core.sweep.axis import Axis, SweepError
from core.sweep.places import read_axis
from core.sweep.sweep import Sweep, Until
from core.toml_positions import line_prefix, parsed

TABLE = "sweep"
View = Literal["curves", "map", "basins", "comparison"]
"""How the sweep screen shows a sweep."""
DEFAULT_SHARE = 0.01
"""The target of a sweep that names none: this share of f(start) − f*."""


@frozen
class SweepTable:
    """What stands in the table; None for a key that is missing, as are the defaults of a sweep.

    `racers` are the names of those that are swept, where that is not all of them.
    """

    axes: tuple[str, ...] | None = None
    until: Until | None = None
    share: float | None = None
    racers: tuple[str, ...] | None = None
    view: View | None = None

    def to_toml(self) -> str:
        """The text of the table."""
        import tomli_w  # noqa: PLC0415 - only for writing: all else in core needs numpy alone

        return f"\n{tomli_w.dumps({TABLE: {key: value for key, value in asdict(self).items() if value is not None}})}"

    def swept(self, scenario: Scenario) -> Scenario:
        """The scenario with the racers that are swept alone; raises SweepError."""
        if self.racers is None:
            return scenario
        names = scenario.names
        for name in self.racers:
            if name not in names:
                raise SweepError(f'no racer is called "{shown(name)}"{hint(name, names)}')
        racers = tuple(racer for racer, name in zip(scenario.racers, names, strict=True) if name in self.racers)
        return replace(scenario, racers=racers)


KEYS = tuple(SweepTable.__dataclass_fields__)
_WORDS = {"until": get_args(Until), "view": get_args(View)}
_LISTS = {"axes": '"lr=1e-4..1/50"', "racers": '"adam"'}


def write(sweep: Sweep, folder: str = "") -> str:
    """The text of a scenario file in `folder` with a table of the sweep."""
    table = SweepTable(tuple(map(str, sweep.axes)), sweep.until, sweep.share)
    return sweep.scenario.to_toml(folder) + table.to_toml()


def read(text: str, folder: str = "") -> Sweep:
    """The sweep of a scenario file; ScenarioError names line, key and what is allowed."""
    scenario = Scenario.from_toml(text, folder)
    table = read_table(text)
    try:
        swept = table.swept(scenario)
        return Sweep(
            swept,
            read_axes(text, swept, table.axes or ()),
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
        racers=tuple(table["racers"]) if "racers" in table else None,
        view=table.get("view"),
    )


def _check(text: str, key: str, value: object) -> None:
    at = line_prefix(text, key, after=TABLE)
    if key not in KEYS:
        raise ScenarioError(f"{at}{TABLE}: unknown key '{shown(key)}'{hint(key, KEYS)}")
    if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        raise ScenarioError(f"{at}{key} must be a list of texts such as [{_LISTS[key]}]{got(value)}")
    if key in _WORDS and value not in _WORDS[key]:
        raise ScenarioError(f"{at}{key} must be one of {', '.join(_WORDS[key])}{got(value)}")
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
