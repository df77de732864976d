"""The axes of each view: those that it begins with, those that are typed, and the part of them that is zoomed into."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.frozen import frozen
from core.number_text import write_number
from core.problems import bind, start_of
from core.spec_text import split
from core.sweep import Axis, Sweep, SweepError
from core.sweep.axis import MAX_AXIS
from core.sweep.places import COORDINATES, Place, coordinates, place_of, with_value
from tui.state.sweep.ranges import range_around

if TYPE_CHECKING:
    from core.hyper import Hyper
    from core.problems import Box
    from core.scenario import Scenario
    from core.specs import RacerSpec
    from tui.state.sweep_frame import Kind

CURVE_VALUES = 161
"""Values of the axis of curves: forty a decade."""
REPEATED_VALUES = 81
"""The same where each run is repeated."""
MAP_UPDATES = 200_000_000
"""Updates of a map; where every cell of the screen would take more, there are fewer cells."""
_RATE = "lr"
_SECOND = ("momentum", "beta1", "beta", "beta2", "alpha", "rho")
"""The hyperparameters that a map shows beside the learning rate: the first one that the racer has."""
_OPEN_RANGE = re.compile(r"[^/\[\]]+\.\.[^/\[\]]+")
_AXES = {"curves": 1, "map": 2, "basins": 2}
"""The axes that a view shows; each run of a curve may be repeated over more of them."""
_PROBLEMS = ("rosenbrock", "beale", "booth", "himmelblau", "quadratic")
"""The problems of a comparison, beside that of the race."""
_TUNED = 25
"""Learning rates that are tried in a comparison."""
_STARTS = "x=-1.5..1.5/3 y=-1.5..1.5/3"
_SEEDS = 8
_LAST_SEED = 2**32 - 1
_SOME_STARTS = 5
"""Values of a coordinate over which runs are repeated, if no count is typed."""


@frozen
class Chosen:
    """The sweep that is shown: `text` are its axes as typed, `racers` the numbers of the race's racers in it."""

    sweep: Sweep
    text: str
    racers: tuple[int, ...]
    counted: tuple[str, ...] = ()
    """Each axis with its number of values."""
    shown: int = 0
    """How many axes are shown; over the others each run is repeated."""

    @property
    def log(self) -> tuple[bool, ...]:
        """Whether each axis that is shown is logarithmic."""
        return tuple(map(is_log, self.sweep.places(0)[: self.shown], self.axes))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes that are shown."""
        return self.sweep.axes[: self.shown]


@frozen
class Request:
    """What a sweep is made for: a view of a race, its selected racer, the window of the landscape, and cells."""

    kind: Kind
    scenario: Scenario
    selected: int
    window: Box
    size: tuple[int, int] = (0, 0)
    random: bool = False
    """Whether the race depends on its seed."""
    share: float = 0.0
    """The target is this share of the way from the start to the lowest loss; 0 is the race's own."""

    @property
    def racers(self) -> Sequence[int]:
        """The numbers of the racers that may be in it: all for curves and comparisons, else the selected one."""
        return range(len(self.scenario.racers)) if self.kind in ("curves", "comparison") else (self.selected,)


def first_axes(request: Request) -> str:
    """The axes that a view begins with; raises SweepError if it has none."""
    scenario = request.scenario
    if not scenario.racers:
        raise SweepError("no racer to sweep: a in the race adds one")
    if request.kind == "curves":
        if request.random:
            return f"{_rates(scenario.racers, REPEATED_VALUES)} {_seeds(scenario)}"
        return _rates(scenario.racers, CURVE_VALUES)
    if request.kind == "map":
        racer = scenario.racers[request.selected]
        return f"{_rates([racer])} {_second(scenario, racer, request.window)}"
    if request.kind == "comparison":
        return f"{_rates(scenario.racers, _TUNED)} {_conditions(scenario)} {_repetitions(request)}"
    if scenario.problem.entry.dims != len(COORDINATES):
        raise SweepError(f"basins are those of a plane of two starts: this problem has {_parameters(scenario)}")
    window = request.window
    return f"x={span_text(window.x_low, window.x_high)} y={span_text(window.y_low, window.y_high)}"


def make(request: Request, text: str) -> Chosen:
    """The sweep over these axes, of the racers that have them; raises SweepError or another ValueError."""
    scenario = request.scenario
    typed = split_axes(text)
    names = [part.partition("=")[0].strip() for part in typed]
    shown = _AXES.get(request.kind, len(typed))
    repeating = names[shown:] if request.kind == "curves" else []
    if len(typed) - len(repeating) != shown or not set(repeating) <= {"seed", *coordinates(scenario)}:
        raise SweepError(_WANTED[request.kind])
    racers = tuple(i for i in request.racers if all(has(scenario, scenario.racers[i], name) for name in names))
    if not racers:
        for name in names:
            place_of(scenario, scenario.racers[request.racers[0]], name)  # says what is wrong
    own = replace(scenario, racers=tuple(scenario.racers[i] for i in racers))
    counted = _with_counts(typed, own, request)
    sweep = Sweep(own, counted)
    if request.kind == "basins" and names != list(COORDINATES):
        raise SweepError(_WANTED["basins"])
    for axis in sweep.axes if request.kind in _AXES else ():
        if not all(isinstance(value, (int, float)) for value in axis.values):
            raise SweepError(f"axis {axis.name}: a plot needs numbers")
    return Chosen(Sweep(_neutral(sweep), sweep.axes, share=request.share), text, racers, counted, shown)


_WANTED = {
    "curves": "curves have one axis, such as lr=1e-4..1/161; after it seed=0..7 or starts, x=-1..1/5, repeat each run",
    "map": "a map has two axes, such as lr=1e-4..1 momentum=0..0.99",
    "basins": "basins have the axes x and y, such as x=-2..2 y=-1..3",
}


def taken(scenario: Scenario, chosen: Chosen, cell: Sequence[int]) -> Scenario:
    """The race with the values of a cell (row of the racer, number of a value on each axis that is shown)."""
    row, *numbers = cell
    index = chosen.racers[row]
    alone = replace(scenario, racers=(scenario.racers[index],))
    start = list(start_of(alone.problem) if alone.start is None else alone.start)
    moved = False
    for place, axis, number in zip(chosen.sweep.places(row), chosen.axes, numbers, strict=False):
        if place.kind == "start":
            start[coordinates(alone).index(place.name)] = float(axis.values[number])  # type: ignore[arg-type] # a number
            moved = True
        else:
            alone = with_value(alone, place, axis.values[number])
    racers = tuple(alone.racers[0] if i == index else racer for i, racer in enumerate(scenario.racers))
    return replace(alone, racers=racers, start=tuple(start) if moved else alone.start)


def tuned(scenario: Scenario, index: int, alone: Scenario) -> Scenario:
    """The race of all racers under the conditions of `alone`, whose only racer takes the place of one of them."""
    racers = tuple(alone.racers[0] if i == index else racer for i, racer in enumerate(scenario.racers))
    return replace(alone, racers=racers, rules=scenario.rules)


def zoomed_text(chosen: Chosen, ends: Sequence[tuple[float, float]]) -> str | None:
    """The axes between these values of each, None where floats are too coarse for it."""
    parts = []
    for axis, place, wanted in zip(chosen.axes, chosen.sweep.places(0), ends, strict=False):
        room = (wanted[1] - wanted[0]) / 1000
        short = [_short(end, room) for end in wanted]
        low, high = short if place.hyper is None else (_within(place.hyper, end) for end in short)
        if not high - low > 16 * math.ulp(max(abs(low), abs(high))):
            return None
        parts.append(f"{axis.name}={write_number(low)}..{write_number(high)}")
    return " ".join((*parts, *split_axes(chosen.text)[chosen.shown :]))


def span_text(low: float, high: float) -> str:
    """A range with as few digits as its ends need to move by less than a thousandth of it."""
    room = (high - low) / 1000
    return f"{write_number(_short(low, room))}..{write_number(_short(high, room))}"


def _short(value: float, room: float) -> float:
    found = (float(f"{value:.{digits}g}") for digits in range(1, 17))
    return next((short for short in found if abs(short - value) <= room), value)


def _within(hyper: Hyper, value: float) -> float:
    value = min(max(value, hyper.low), hyper.high)
    if value == hyper.high and hyper.high_open:
        return math.nextafter(value, -math.inf)
    return math.nextafter(value, math.inf) if value == hyper.low and hyper.low_open else value


def has(scenario: Scenario, racer: RacerSpec, name: str) -> bool:
    """Whether a racer has an axis of this name."""
    try:
        place_of(scenario, racer, name)
    except SweepError:
        return False
    return True


def is_log(place: Place, axis: Axis) -> bool:
    """Whether the values of an axis stand on a logarithmic scale."""
    numbers = [float(value) for value in axis.values if isinstance(value, (int, float))]
    return place.hyper is not None and place.hyper.scale == "log" and min(numbers, default=0.0) > 0


def _rates(racers: Sequence[RacerSpec], count: int = 0) -> str:
    """The learning rates around those of racers."""
    having = [racer for racer in racers if any(hyper.name == _RATE for hyper in racer.hypers)]
    if not having:
        raise SweepError("no racer has a learning rate: choose another axis")
    hyper = next(hyper for hyper in having[0].hypers if hyper.name == _RATE)
    text = range_around(hyper, _RATE, [racer.number(_RATE) for racer in having], count)
    return text if count else text.removesuffix("/0")


def _conditions(scenario: Scenario) -> str:
    """The problems of a comparison: those of the catalog beside a landscape of the catalog, else the race's alone."""
    own = scenario.problem
    if own.entry.dims != len(COORDINATES) or own.entry.has_data or str(own) != own.name:
        return ""
    return f"problem=[{','.join(dict.fromkeys((own.name, *_PROBLEMS)))}]"


def _repetitions(request: Request) -> str:
    scenario = request.scenario
    if request.random or scenario.problem.entry.dims != len(COORDINATES):
        return _seeds(scenario)
    return _STARTS


def _seeds(scenario: Scenario) -> str:
    first = min(scenario.seed, _LAST_SEED - _SEEDS + 1)
    return f"seed={first}..{first + _SEEDS - 1}"


def split_axes(text: str) -> list[str]:
    """The axes of a line, which blanks separate; raises SpecError for brackets that are not closed."""
    return [part for part in split(text, None) if part]


def _second(scenario: Scenario, racer: RacerSpec, window: Box) -> str:
    """The axis of a map beside the learning rate; a coordinate of the start if a racer has no other."""
    hypers = {hyper.name: hyper for hyper in racer.hypers if hyper.kind == "real" and not hyper.role}
    for name in _SECOND:
        if name in hypers:
            return range_around(hypers[name], name, [racer.number(name)], 0).removesuffix("/0")
    name = coordinates(scenario)[0]
    low, high = (window.x_low, window.x_high) if scenario.problem.entry.dims <= 2 else bind(scenario.problem).sides[0]
    return f"{name}={span_text(low, high)}"


def _parameters(scenario: Scenario) -> str:
    count = scenario.problem.entry.dims
    return "one parameter" if count == 1 else f"{count} parameters"


def _with_counts(typed: Sequence[str], scenario: Scenario, request: Request) -> tuple[str, ...]:
    """The axes with a value for each cell of the screen where no count was typed."""
    size = _affordable(request.size, scenario.steps)
    texts = []
    for i, text in enumerate(typed):
        name, _, values = text.partition("=")
        hyper = place_of(scenario, scenario.racers[0], name.strip()).hyper
        counted = hyper is None or hyper.kind == "integer" or not _OPEN_RANGE.fullmatch(values)
        texts.append(text if counted else f"{text}/{_count(request.kind, i, len(typed), size)}")
    return tuple(texts)


def _count(kind: Kind, number: int, axes: int, size: tuple[int, int]) -> int:
    """How many values an axis has, by its number, if that is not typed."""
    if kind == "curves":
        return _SOME_STARTS if number else CURVE_VALUES if axes == 1 else REPEATED_VALUES
    return _TUNED if kind == "comparison" else size[number]


def _affordable(size: tuple[int, int], steps: int) -> tuple[int, int]:
    wide, high = (min(max(count, 2), MAX_AXIS) for count in size)
    share = min(1.0, math.sqrt(MAP_UPDATES / (wide * high * steps)))
    return max(2, int(wide * share)), max(2, int(high * share))


def _neutral(sweep: Sweep) -> Scenario:
    """The scenario with the first values of the axes: what the axes replace does not make another sweep."""
    cells = [sweep.scenario_at((row, *(0 for _ in sweep.axes))) for row in range(len(sweep.scenario.racers))]
    return replace(cells[0], racers=tuple(cell.racers[0] for cell in cells))
