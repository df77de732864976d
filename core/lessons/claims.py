"""Read a claim of a lesson: from a [[claims]] table of its file to a `Claim`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from core.formula import FormulaError, Node, free_names, parse
from core.formula.parse import LOSS_LIMIT, Grammar, read
from core.hyper import shown
from core.lessons.expected import KEYS as EXPECTED_KEYS
from core.lessons.expected import ExpectedError, read_expected
from core.lessons.lesson import STATUS, Across, Claim, How, LessonError, Quantity, Take
from core.lessons.names import MAX_REPLAYED_STEPS, is_expensive, known_names
from core.scenario import Scenario
from core.suggestion import hint, suggestion
from core.toml_positions import place

QUANTITY_KEYS = ("scenario", "racer", "measure", "take", "over", "across")
CLAIM_KEYS = ("says", *QUANTITY_KEYS, "let", *EXPECTED_KEYS, "source")
TAKES = "last, first, max, min, mean, step N, steps until TEST"

_UNTIL = "steps until "
_TEST = "where("


class ClaimReader:
    """Reads one [[claims]] table; errors name line, claim and key."""

    def __init__(self, text: str, number: int, scenarios: Mapping[str, tuple[Scenario, ...]]) -> None:
        self.text = text
        self.number = number
        self.scenarios = scenarios
        self.says = ""
        self.table: Mapping[str, Any] = {}

    def error(self, key: str, sentence: str) -> LessonError:
        """The error at a key of this claim, or at its first line where the key is missing."""
        wanted = key if key in self.table else f"let.{key}" if key in self.table.get("let", ()) else "claims"
        at = self._place(wanted) or self._place("claims")
        about = f" “{self.says}”" if self.says else ""
        return LessonError(f"{at}claim {self.number + 1}{about}: {sentence}")

    def _place(self, key: str) -> str:
        return place(self.text, key, after="claims", nth=self.number)

    def read(self, table: Mapping[str, Any]) -> Claim:
        """The claim of a table. Raises LessonError."""
        self.table = table
        says = table.get("says")
        if not isinstance(says, str) or not says.strip():
            raise self.error("says", "says must be the claim in one sentence")
        self.says = " ".join(says.split())
        self._known(table, CLAIM_KEYS)
        source = table.get("source", "")
        if not isinstance(source, str):
            raise self.error("source", f"source must be a text: got {shown(source)}")
        quantities, formula = self._measured(table)
        counts = formula is None and next(iter(quantities.values())).take.how == "until"
        status = formula is None and not counts and next(iter(quantities.values())).measure is None
        try:
            expected = read_expected(table, counts=counts, status=status)
        except ExpectedError as error:
            raise self.error(error.key, str(error)) from error
        return Claim(self.says, quantities, formula, expected, source)

    def _known(self, table: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self.error(key, f"unknown key '{shown(key)}'{hint(key, keys)}")

    # What is measured

    def _measured(self, table: Mapping[str, Any]) -> tuple[dict[str, Quantity], Node | None]:
        if "let" not in table:
            return {"": self._quantity(table, "")}, None
        tables = table["let"]
        if not isinstance(tables, dict) or not tables or not all(isinstance(each, dict) for each in tables.values()):
            raise self.error("let", 'let must name quantities: let.slow = { racer = "sgd", measure = "loss" }')
        for key in QUANTITY_KEYS:
            if key in table and key != "measure":
                raise self.error(key, f"{key} belongs to the quantities of let, not beside them")
        quantities = {}
        for name, each in tables.items():
            self._known(each, QUANTITY_KEYS)
            quantities[name] = self._quantity(each, name)
            if quantities[name].measure is None and quantities[name].take.how != "until":
                raise self.error(name, f"let.{name}: a status is not a number, so no formula can use it")
        formula = self._formula(table.get("measure"), quantities, "measure")
        for name in quantities:
            if name not in free_names(formula):
                raise self.error(name, f"let.{name} is measured, but measure does not read it")
        return quantities, formula

    def _quantity(self, table: Mapping[str, Any], name: str) -> Quantity:
        where = f"let.{name}: " if name else ""
        scenario_name, scenario = self._scenario(table, name, where)
        racer = self._racer(table, name, where, scenario)
        names = known_names(scenario, racer)
        take = self._take(table, name or "take", where, scenario, names)
        text = table.get("measure")
        if take.how == "until" and text is not None:
            raise self.error(name or "measure", f"{where}steps until … is the measure: leave measure out")
        measure = None
        if text == STATUS:
            if take.how not in ("last", "step"):
                raise self.error(name or "take", f"{where}a status is taken last or at step N")
        elif take.how != "until":
            measure = self._formula(text, names, name or "measure", where)
        self._affordable(measure or take.test, take, scenario, racer, name or "measure", where)
        return Quantity(scenario_name, racer, measure, take, self._across(table, name, where, scenario_name))

    def _scenario(self, table: Mapping[str, Any], name: str, where: str) -> tuple[str, Scenario]:
        given = table.get("scenario")
        known = list(self.scenarios)
        if given is None and len(known) == 1:
            given = known[0]
        if given not in known:
            told = (
                "which scenario?"
                if given is None
                else f"unknown scenario '{shown(given)}'{suggestion(str(given), known)}"
            )
            raise self.error(name or "scenario", f"{where}{told} (there is {', '.join(known)})")
        return given, self.scenarios[given][0]

    def _racer(self, table: Mapping[str, Any], name: str, where: str, scenario: Scenario) -> int:
        given, names = table.get("racer"), scenario.names
        if given is None and len(names) == 1:
            return 0
        if given not in names:
            told = "which racer?" if given is None else f"unknown racer '{shown(given)}'{suggestion(str(given), names)}"
            raise self.error(name or "racer", f"{where}{told} (there is {', '.join(names)})")
        return names.index(given)

    def _across(self, table: Mapping[str, Any], name: str, where: str, scenario: str) -> Across | None:
        given, variants = table.get("across"), len(self.scenarios[scenario])
        allowed = get_args(Across)
        if given is None and variants == 1:
            return None
        if given not in allowed or variants == 1:
            told = f"across must be one of {', '.join(allowed)}, as the scenario has {variants} variants"
            wrong = "across is for a scenario with a list in its problem" if variants == 1 else told
            raise self.error(name or "across", where + wrong)
        return cast("Across", given)

    def _take(self, table: Mapping[str, Any], key: str, where: str, scenario: Scenario, names: tuple[str, ...]) -> Take:
        text = table.get("take", "last")
        window = self._window(table, key if key != "take" else "over", where, scenario)
        if not isinstance(text, str):
            raise self.error(key, f"{where}take must be one of {TAKES}: got {shown(text)}")
        text = " ".join(text.split())
        if text in ("max", "min", "mean"):
            return Take(cast("How", text), window=window)
        if window is not None:
            raise self.error(key if key != "take" else "over", f"{where}over goes with take = max, min or mean")
        if text in ("last", "first"):
            return Take(cast("How", text))
        if text.startswith(_UNTIL):
            return Take("until", test=self._test(text[len(_UNTIL) :], names, key, where))
        if match := re.fullmatch(r"step (\d{1,7})", text):
            step = int(match[1])
            if step > scenario.steps:
                raise self.error(key, f"{where}step {step} is beyond the scenario's {scenario.steps} steps")
            return Take("step", step)
        raise self.error(key, f"{where}take must be one of {TAKES}: got {shown(text)}")

    def _window(self, table: Mapping[str, Any], key: str, where: str, scenario: Scenario) -> tuple[int, int] | None:
        over, last = table.get("over"), scenario.steps
        if over is None:
            return None
        if type(over) is int and 1 <= over <= last + 1:
            return last - over + 1, last
        if isinstance(over, list) and len(over) == 2 and all(type(end) is int for end in over):
            low, high = over
            if 0 <= low <= high <= last:
                return low, high
        told = f"over must be how many of the last steps, or [first, last] within [0, {last}]: got {shown(over)}"
        raise self.error(key, where + told)

    def _affordable(self, node: Node | None, take: Take, scenario: Scenario, racer: int, key: str, where: str) -> None:
        low, high = take.window or (0, scenario.steps)
        if node is None or take.how in ("last", "first", "step") or high - low < MAX_REPLAYED_STEPS:
            return
        if is_expensive(free_names(node), scenario, racer):
            raise self.error(
                key, f"{where}curvature and a rule's values can be looked at in {MAX_REPLAYED_STEPS} steps: use over"
            )

    def _formula(self, text: object, names: Iterable[str], key: str, where: str = "") -> Node:
        if not isinstance(text, str):
            raise self.error(key, f'{where}measure must be a formula such as "loss" or "abs(x)": got {shown(text)}')
        try:
            return parse(text, names)
        except FormulaError as error:
            raise self.error(key, f"{where}measure, {error}") from error

    def _test(self, text: str, names: tuple[str, ...], key: str, where: str) -> Node:
        """The comparison as a formula: 1 where it holds, else 0."""
        try:
            wrapped = f"{_TEST}{text}, 1, 0)"
            return read(wrapped, Grammar(frozenset(names)), limit=LOSS_LIMIT, offset=-len(_TEST))
        except FormulaError as error:
            raise self.error(key, f"{where}the test after 'steps until', {error}") from error
