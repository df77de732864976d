"""Read a claim of a lesson: from a [[claims]] table of its file to a `Claim`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.formula import Node, free_names
from core.frozen import frozen
from core.hyper import got, shown
from core.lessons.expected import KEYS as EXPECTED_KEYS
from core.lessons.expected import ExpectedError, read_expected
from core.lessons.lesson import Claim, LessonError, Quantity
from core.lessons.quantities import KEYS as QUANTITY_KEYS
from core.lessons.quantities import QuantityReader, read_measure
from core.safe_text import safe_text
from core.scenario import Scenario
from core.suggestion import hint
from core.toml_positions import line_prefix

MAX_QUANTITIES = 16
MAX_NAME = 40
CLAIM_KEYS = ("says", "ask", *QUANTITY_KEYS, "let", *EXPECTED_KEYS, "source")


@frozen
class ClaimReader:
    """Reads the table of claim `number`, counted from 0; errors name line, claim and key."""

    text: str
    number: int
    table: Mapping[str, Any]
    scenarios: Mapping[str, tuple[Scenario, ...]]

    def read(self) -> Claim:
        """The claim of the table. Raises LessonError."""
        if not self._says:
            raise self.error("says", "says must be the claim in one sentence")
        self._check_keys(self.table, CLAIM_KEYS)
        source, ask = self._text("source"), self._text("ask")
        several = "let" in self.table
        quantities = self._named_quantities() if several else {"": self._quantity(self.table, "")}
        formula = self._formula(quantities) if several else None
        try:
            expected = read_expected(self.table, None if several else quantities[""])
        except ExpectedError as error:
            raise self.error(error.key, str(error)) from error
        return Claim(self._says, quantities, formula, expected, source, ask)

    def _text(self, key: str) -> str:
        """A text in one line; empty without the key."""
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.error(key, f"{key} must be a text{got(value)}")
        return safe_text(" ".join(value.split()))

    @property
    def _says(self) -> str:
        says = self.table.get("says")
        return safe_text(" ".join(says.split())) if isinstance(says, str) else ""

    def error(self, key: str, sentence: str) -> LessonError:
        """The error at a key of this claim, or at its first line if the key is missing."""
        named = self.table.get("let")
        of_let = f"let.{key}" if isinstance(named, dict) and key in named else "claims"
        path = key if key in self.table else of_let
        prefix = self._line_prefix(path) or self._line_prefix("claims")
        quoted = f" “{shown(self._says, 120)}”" if self._says else ""
        return LessonError(f"{prefix}claim {self.number + 1}{quoted}: {sentence}")

    def _line_prefix(self, key: str) -> str:
        return line_prefix(self.text, key, after="claims", nth=self.number)

    def _check_keys(self, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self.error(key, f"unknown key '{shown(key)}'{hint(key, known)}")

    def _quantity(self, table: Mapping[str, Any], name: str) -> Quantity:
        return QuantityReader(table, name, self.scenarios, self.error).read()

    def _named_quantities(self) -> dict[str, Quantity]:
        """The quantities of `let`, each a number."""
        tables = self.table["let"]
        if not isinstance(tables, dict) or not tables or not all(isinstance(each, dict) for each in tables.values()):
            raise self.error("let", 'let must name quantities: let.slow = { racer = "sgd", measure = "loss" }')
        if len(tables) > MAX_QUANTITIES:
            raise self.error("let", f"let: at most {MAX_QUANTITIES} quantities are allowed (got {len(tables)})")
        for key in QUANTITY_KEYS:
            if key in self.table and key != "measure":
                raise self.error(key, f"{key} belongs to the quantities of let, not beside them")
        quantities = {}
        for name, table in tables.items():
            if not (name.isidentifier() and name.isascii() and len(name) <= MAX_NAME):
                sentence = f"let: a name is up to {MAX_NAME} letters, digits and _, as formulas read it{got(name)}"
                raise self.error("let", sentence)
            self._check_keys(table, QUANTITY_KEYS)
            quantities[name] = self._quantity(table, name)
            if quantities[name].is_status:
                raise self.error(name, f"let.{name}: a status is not a number, so no formula can use it")
        return quantities

    def _formula(self, quantities: Mapping[str, Quantity]) -> Node:
        """The formula that combines the quantities, and reads each of them."""
        formula = read_measure(self.table.get("measure"), quantities, self.error)
        for name in quantities:
            if name not in free_names(formula):
                raise self.error(name, f"let.{name} is measured, but measure does not read it")
        return formula
