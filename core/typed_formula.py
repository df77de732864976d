"""A landscape typed as a formula in x and y, with its parameters after it: `a*x^2 + y^2 a=3`.

A parameter without a value, as in `a*x^2`, is 1: a form shows a field for it as soon as its name is typed.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable

from core.formula import FormulaError, free_names, parse
from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS
from core.formula.parse import MAX_FORMULA
from core.hyper import Value, real, shown
from core.number_text import read_number
from core.spec_text import MAX_NAME, SpecError
from core.values import Overrides

MAX_PARAMETERS = 16

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()", re.ASCII)  # no function, and not the e of 1e-3
_TRAILING = re.compile(r"\s([A-Za-z_][A-Za-z0-9_]*)\s*=\s*([^\s=()<>!,]+)$")
_TAKEN = {"x", "y", *CONSTANTS, *FUNCTIONS, *REDUCTIONS}


def is_formula(text: str) -> bool:
    """Whether a text is a formula: its first word is no identifier, or x or y, or an operator follows it."""
    first, *rest = text.split(None, 1)
    if not _NAME.fullmatch(first) or first in {"x", "y"}:
        return True
    return bool(rest) and rest[0][0] in "+-*/^("


def split_formula(text: str) -> tuple[str, Overrides]:
    """Split a typed text into the formula and the parameters after it; raises SpecError."""
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


def checked_parameters(values: Iterable[tuple[str, object]]) -> Overrides:
    """Check the parameters of a typed formula and sort them by name; raises SpecError."""
    found: dict[str, Value] = {}
    for name, value in values:
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _TAKEN or len(name) > MAX_NAME:
            raise SpecError(
                f"formula: '{shown(name)}' cannot name a parameter: choose a new word of letters and digits"
            )
        if name in found:
            raise SpecError(f"formula: {name} is given twice")
        found[name] = real(name, name, 0.0, "").check(value)
    if len(found) > MAX_PARAMETERS:
        raise SpecError(f"formula: at most {MAX_PARAMETERS} parameters are allowed: got {len(found)}")
    return tuple(sorted(found.items()))


def named_in(formula: str) -> list[str]:
    """The names of a formula's parameters, each once."""
    found = (match[0] for match in _WORD.finditer(formula[:MAX_FORMULA]))
    return [name for name in dict.fromkeys(found) if name not in _TAKEN and name.lower() not in ("x", "y")]


def with_named(formula: str, values: Overrides) -> Overrides:
    """Add a parameter of value 1 for each name in the formula that has none."""
    given = dict(values)
    return (*values, *((name, 1.0) for name in named_in(formula) if name not in given))


def check_formula(formula: str, parameters: Iterable[str]) -> None:
    """Raise SpecError unless the text is a formula in x, y and the parameters."""
    try:
        node = parse(formula, ("x", "y", *parameters))
    except FormulaError as error:
        raise SpecError(f"formula, {error}") from error
    if not free_names(node) & {"x", "y"}:
        raise SpecError(f"formula: x or y must occur in it: got {shown(formula)}")
