"""A landscape typed as a formula in x and y, with its parameters after it: `a*x^2 + y^2 a=3`."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable

from core.formula import FormulaError, free_names, parse
from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS
from core.hyper import Value, read_number, real, shown
from core.spec_text import LONGEST_NAME, SpecError, Values

MOST_PARAMETERS = 16

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TRAILING = re.compile(r"\s([A-Za-z_][A-Za-z0-9_]*)\s*=\s*([^\s=()<>!,]+)$")
_TAKEN = {"x", "y", *CONSTANTS, *FUNCTIONS, *REDUCTIONS}


def is_formula(text: str) -> bool:
    """Whether a text is a formula: its first word is no identifier, or x or y, or an operator follows it."""
    first, *rest = text.split(None, 1)
    if not _NAME.fullmatch(first) or first in {"x", "y"}:
        return True
    return bool(rest) and rest[0][0] in "+-*/^("


def split_formula(text: str) -> tuple[str, Values]:
    """A typed text as formula and the parameters given after it; raises SpecError."""
    found: dict[str, Value] = {}
    while match := _TRAILING.search(text):
        name, value = match.groups()
        if name in found:
            raise SpecError(f"formula: {name} is given twice")
        number = read_number(value)
        if number is None or math.isinf(number):
            raise SpecError(f"formula: {name} must be a finite number: got {shown(value)}")
        found[name] = number
        text = text[: match.start()].rstrip()
    return text, tuple(found.items())


def checked_parameters(values: Iterable[tuple[str, object]]) -> Values:
    """Checked parameters of a typed formula, by name: their order has no meaning."""
    found: dict[str, Value] = {}
    for name, value in values:
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _TAKEN or len(name) > LONGEST_NAME:
            raise SpecError(
                f"formula: '{shown(name)}' cannot name a parameter: choose a new word of letters and digits"
            )
        if name in found:
            raise SpecError(f"formula: {name} is given twice")
        found[name] = real(name, name, 0.0, "").check(value)
    if len(found) > MOST_PARAMETERS:
        raise SpecError(f"formula: at most {MOST_PARAMETERS} parameters are allowed: got {len(found)}")
    return tuple(sorted(found.items()))


def check_formula(formula: str, parameters: Iterable[str]) -> None:
    """SpecError unless the text is a formula in x, y and the parameters."""
    try:
        node = parse(formula, ("x", "y", *parameters))
    except FormulaError as error:
        hint = "; a parameter is given after the formula, as in a=1" if "unknown name" in str(error) else ""
        raise SpecError(f"formula, {error}{hint}") from error
    if not free_names(node) & {"x", "y"}:
        raise SpecError(f"formula: x or y must occur in it: got {shown(formula)}")
