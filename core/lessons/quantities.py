"""Read a quantity of a claim: the racer, the formula of its history, and how the values become one number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from core.formula import FormulaError, Node, free_names, parse
from core.formula.parse import MAX_FORMULA, Grammar, read
from core.frozen import frozen
from core.hyper import got, shown
from core.lessons.lesson import STATUS, Across, How, LessonError, Quantity, Take
from core.lessons.names import MAX_REPLAYED_STEPS, is_expensive, known_names
from core.lessons.sweeping import sweep_names, sweep_of
from core.scenario import Scenario
from core.suggestion import suggestion

KEYS = ("scenario", "racer", "measure", "take", "over", "across", "axes")
MAX_UPDATES = 20_000_000
"""Updates of a sweep in a claim; they take about a second."""
TAKES = "last, first, max, min, mean, step N, steps until TEST"

_ALL_STEPS: tuple[How, ...] = ("max", "min", "mean")
_ONE_STEP: tuple[How, ...] = ("last", "first")
_ACROSS: tuple[Across, ...] = get_args(Across)
_UNTIL = "steps until "
_TEST = "where("

Fail = Callable[[str, str], LessonError]
"""Makes the error with a sentence at a key."""


def read_measure(text: object, names: Iterable[str], error: Fail) -> Node:
    """The formula of a key `measure`."""
    if not isinstance(text, str):
        raise error("measure", f'measure must be a formula such as "loss" or "abs(x)"{got(text)}')
    try:
        return parse(text, names)
    except FormulaError as wrong:
        raise error("measure", f"measure, {wrong}") from wrong


@frozen
class QuantityReader:
    """Reads the table of a quantity; `name` is what `let` calls it, empty for the only one of a claim."""

    table: Mapping[str, Any]
    name: str
    scenarios: Mapping[str, tuple[Scenario, ...]]
    fail: Fail

    def error(self, key: str, sentence: str) -> LessonError:
        """The error at a key of this quantity; at its name where it has one, as a quantity of `let` is one line."""
        return self.fail(self.name or key, f"let.{self.name}: {sentence}" if self.name else sentence)

    def read(self) -> Quantity:
        """The quantity of the table. Raises LessonError."""
        scenario_name = self._scenario()
        scenario = self.scenarios[scenario_name][0]
        racer = self._racer(scenario)
        if "axes" in self.table:
            return self._swept(scenario_name, scenario, racer)
        names = known_names(scenario, racer)
        take = self._take(scenario, names)
        measure = self._measure(take, names)
        self._check_cost(measure or take.test, take, scenario, racer)
        return Quantity(scenario_name, racer, measure, take, self._across(scenario_name))

    def _swept(self, name: str, scenario: Scenario, racer: int) -> Quantity:
        """A quantity of a sweep of the racer."""
        for key in ("take", "over"):
            if key in self.table:
                raise self.error(key, f"{key} is for the history of a race: a sweep with axes has none")
        axes = self.table["axes"]
        if not isinstance(axes, list) or not axes or not all(isinstance(axis, str) for axis in axes):
            raise self.error("axes", f'axes must be a list of texts such as ["lr=1e-4..1/50"]{got(axes)}')
        try:
            sweep = sweep_of(scenario, racer, tuple(axes))
        except ValueError as wrong:
            raise self.error("axes", str(wrong)) from wrong
        if sweep.updates > MAX_UPDATES:
            message = f"a sweep of {sweep.updates:,} updates is too large: at most {MAX_UPDATES:,} are allowed"
            raise self.error("axes", message)
        measure = read_measure(self.table.get("measure"), sweep_names(sweep), self.error)
        return Quantity(name, racer, measure, Take(), self._across(name), tuple(axes))

    def _measure(self, take: Take, names: tuple[str, ...]) -> Node | None:
        text = self.table.get("measure")
        if take.how == "until":
            if text is not None:
                raise self.error("measure", "steps until … is the measure: leave measure out")
            return None
        if text == STATUS:
            if take.how not in ("last", "step"):
                raise self.error("take", "a status is taken last or at step N")
            return None
        return read_measure(text, names, self.error)

    def _scenario(self) -> str:
        known = list(self.scenarios)
        return known[self._index("scenario", known)]

    def _racer(self, scenario: Scenario) -> int:
        return self._index("racer", scenario.names)

    def _index(self, key: str, known: Iterable[str]) -> int:
        """The index of the name that a key gives; the key may be missing where only one name is known."""
        given, names = self.table.get(key), list(known)
        if given is None and len(names) == 1:
            return 0
        if given in names:
            return names.index(given)
        message = f"which {key}?" if given is None else f"unknown {key} '{shown(given)}'{suggestion(str(given), names)}"
        raise self.error(key, f"{message} (there is {', '.join(names)})")

    def _across(self, scenario: str) -> Across | None:
        given, variants = self.table.get("across"), len(self.scenarios[scenario])
        if variants == 1:
            if given is not None:
                raise self.error("across", "across is for a scenario with a list in its problem")
            return None
        found = next((across for across in _ACROSS if across == given), None)
        if found is None:
            allowed = ", ".join(_ACROSS)
            raise self.error("across", f"across must be one of {allowed}, as the scenario has {variants} variants")
        return found

    def _take(self, scenario: Scenario, names: tuple[str, ...]) -> Take:
        text, window = self.table.get("take", "last"), self._window(scenario)
        if not isinstance(text, str):
            raise self.error("take", f"take must be one of {TAKES}{got(text)}")
        text = " ".join(text.split())
        for how in _ALL_STEPS:
            if text == how:
                return Take(how, window=window)
        if window is not None:
            raise self.error("over", "over goes with take = max, min or mean")
        for how in _ONE_STEP:
            if text == how:
                return Take(how)
        if text.startswith(_UNTIL):
            return Take("until", test=self._test(text.removeprefix(_UNTIL), names))
        if match := re.fullmatch(r"step (\d{1,7})", text):
            step = int(match[1])
            if step > scenario.steps:
                raise self.error("take", f"step {step} is beyond the scenario's {scenario.steps} steps")
            return Take("step", step)
        raise self.error("take", f"take must be one of {TAKES}{got(text)}")

    def _window(self, scenario: Scenario) -> tuple[int, int] | None:
        """The first and the last step that `over` names."""
        over, last = self.table.get("over"), scenario.steps
        if over is None:
            return None
        if type(over) is int and 1 <= over <= last + 1:
            return last - over + 1, last
        if isinstance(over, list) and len(over) == 2 and all(type(end) is int for end in over):
            low, high = over
            if 0 <= low <= high <= last:
                return low, high
        message = f"over must be how many of the last steps, or [first, last] within [0, {last}]{got(over)}"
        raise self.error("over", message)

    def _check_cost(self, node: Node | None, take: Take, scenario: Scenario, racer: int) -> None:
        low, high = take.window or (0, scenario.steps)
        if node is None or take.how in ("last", "first", "step") or high - low < MAX_REPLAYED_STEPS:
            return
        if is_expensive(free_names(node), scenario, racer):
            message = f"curvature and a rule's values can be looked at in {MAX_REPLAYED_STEPS} steps: use over"
            raise self.error("measure", message)

    def _test(self, text: str, names: tuple[str, ...]) -> Node:
        """The comparison as a formula: 1 where it holds, else 0."""
        try:
            wrapped = f"{_TEST}{text}, 1, 0)"
            return read(wrapped, Grammar(frozenset(names)), limit=MAX_FORMULA, offset=-len(_TEST))
        except FormulaError as wrong:
            raise self.error("take", f"the test after 'steps until', {wrong}") from wrong
