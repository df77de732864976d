"""Read a claim of a lesson: from a [[claims]] table of its file to a `Claim`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.formula import Node, free_names
from core.hyper import shown
from core.lessons.expected import KEYS as EXPECTED_KEYS
from core.lessons.expected import ExpectedError, read_expected
from core.lessons.lesson import Claim, LessonError, Quantity
from core.lessons.quantities import KEYS as QUANTITY_KEYS
from core.lessons.quantities import QuantityReader, read_measure
from core.safe_text import safe_text
from core.scenario import Scenario
from core.suggestion import hint
from core.toml_positions import line_prefix

CLAIM_KEYS = ("says", *QUANTITY_KEYS, "let", *EXPECTED_KEYS, "source")
MAX_QUANTITIES = 16


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
        about = f" “{shown(self.says, 120)}”" if self.says else ""
        return LessonError(f"{at}claim {self.number + 1}{about}: {sentence}")

    def _place(self, key: str) -> str:
        return line_prefix(self.text, key, after="claims", nth=self.number)

    def read(self, table: Mapping[str, Any]) -> Claim:
        """The claim of a table. Raises LessonError."""
        self.table = table
        says = table.get("says")
        if not isinstance(says, str) or not says.strip():
            raise self.error("says", "says must be the claim in one sentence")
        self.says = safe_text(" ".join(says.split()))
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
        return Claim(self.says, quantities, formula, expected, safe_text(source))

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
        if len(tables) > MAX_QUANTITIES:
            raise self.error("let", f"let: at most {MAX_QUANTITIES} quantities are allowed: got {len(tables)}")
        quantities = {}
        for name, each in tables.items():
            self._known(each, QUANTITY_KEYS)
            quantities[name] = self._quantity(each, name)
            if quantities[name].measure is None and quantities[name].take.how != "until":
                raise self.error(name, f"let.{name}: a status is not a number, so no formula can use it")
        formula = read_measure(table.get("measure"), quantities, self.error)
        for name in quantities:
            if name not in free_names(formula):
                raise self.error(name, f"let.{name} is measured, but measure does not read it")
        return quantities, formula

    def _quantity(self, table: Mapping[str, Any], name: str) -> Quantity:
        return QuantityReader(table, name, self.scenarios, self.error).read()
