"""Read the expectation of a claim, from its keys `expected` and `tolerance`, or `low` and `high`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, TypeGuard, get_args

from core.formula import FormulaError, parse, scalar_function
from core.hyper import got, shown
from core.lessons.lesson import NEVER, Between, Expectation, Near, Quantity, Word
from core.status import Kind

KEYS = ("expected", "tolerance", "low", "high")
KINDS: tuple[str, ...] = get_args(Kind)


class ExpectedError(ValueError):
    """A wrong expectation; `key` is the key at fault."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def read_expected(table: Mapping[str, Any], only: Quantity | None) -> Expectation:
    """The expectation of a claim about one quantity, `only`, or about a formula of several quantities."""
    ranged = "low" in table or "high" in table
    if ("expected" in table) == ranged:
        raise ExpectedError("expected", "say expected, with a tolerance, or a range by low and high, one or both")
    if only is not None and only.is_status:
        if table.get("expected") not in KINDS:
            raise ExpectedError("expected", f"a status is expected to be one of {', '.join(KINDS)}")
        return Word(table["expected"])
    if not ranged:
        return _near(table, counts=only is not None and only.counts_steps)
    if "tolerance" in table:
        raise ExpectedError("tolerance", "a range needs no tolerance")
    low, high = (read_number(table[key], key) if key in table else end for key, end in _ENDS.items())
    if low > high:
        raise ExpectedError("low", "low must not be above high")
    return Between(low, high)


_ENDS = {"low": -math.inf, "high": math.inf}


def _near(table: Mapping[str, Any], *, counts: bool) -> Near:
    if table["expected"] == NEVER and counts:
        return Near(math.inf)
    value = read_number(table["expected"], "expected")
    text = table.get("tolerance", 0 if counts else None)
    share = re.fullmatch(r"\s*(\d+\.?\d*(?:e-?\d+)?)\s*%\s*", text) if isinstance(text, str) else None
    tolerance = float(share[1]) / 100 if share else text
    if not _is_finite(tolerance) or tolerance < 0:
        message = "is missing" if text is None else f"is {shown(text)}"
        raise ExpectedError(
            "expected" if text is None else "tolerance",
            f'tolerance {message}: give a number such as 0.01, or a share such as "5%"',
        )
    return Near(value, float(tolerance), relative=share is not None)


def _is_finite(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number in the range of a float."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of more than 308 digits
        return False


def read_number(value: object, key: str) -> float:
    """A number, or a formula of numbers such as 2/101. Raises ExpectedError."""
    if _is_finite(value):
        return float(value)
    if isinstance(value, str):
        try:
            found = scalar_function([parse(value, ())], ())()[0]
        except FormulaError as error:
            raise ExpectedError(key, f"{key} must be a number or a formula of numbers; {error}") from error
        if math.isfinite(found):
            return found
    raise ExpectedError(key, f'{key} must be a number, or a formula of numbers such as "2/101"{got(value)}')
