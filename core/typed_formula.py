"""A landscape typed as a formula in x and y, with its parameters and options after it: `a*x^2 + y^2 a=3 f_min=0`.

It may have more coordinates: x, y, z, w, or x1 … x100, which are parameters where they are given a value. A parameter
without a value, as in `a*x^2`, is 1: a form shows a field for it as soon as its name is typed. One that the bounds or
indices of a sum read, as in `sum(i, 1, n, x[i]^2) n=5`, is a whole number, 2 without a value. The options
are the lowest loss `f_min`, the `box` of view and search, and the `bounds` of the parameters.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Mapping

from core.formula import FormulaError, free_names, parse
from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS
from core.formula.parse import MAX_FORMULA
from core.formula.series import SERIES, whole_names
from core.hyper import HyperError, Value, got, real, shown
from core.number_text import read_number
from core.problems.coordinate_names import COORDINATE_NAMES, NUMBERED, is_coordinate, why_incomplete
from core.problems.declare import numbers_of, variables_of
from core.problems.landscape_hypers import OPTIONS, options
from core.spec_text import MAX_NAME, SpecError, canonical, find
from core.values import Overrides

MAX_PARAMETERS = 16

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()", re.ASCII)  # no function, and not the e of 1e-3
_INDEX = re.compile(rf"(?<![\w.])(?:{'|'.join(SERIES)})\s*\(\s*([A-Za-z_]\w*)\s*,", re.ASCII)
_TRAILING = re.compile(r"\s([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(\[[^\[\]=]*\]|[^\s=()<>!,\[\]]+)$")
_TAKEN = {"x", "y", *OPTIONS, *CONSTANTS, *FUNCTIONS, *REDUCTIONS}


def is_formula(text: str) -> bool:
    """Whether a text is a formula: its first word is no identifier, or a coordinate, or an operator follows it."""
    first, *rest = text.split(None, 1)
    if not _NAME.fullmatch(first) or is_coordinate(first):
        return True
    return bool(rest) and rest[0][0] in "+-*/^("


def split_formula(text: str) -> tuple[str, Overrides]:
    """Split a typed text into the formula and the parameters and options after it; raises SpecError."""
    found: dict[str, Value] = {}
    while match := _TRAILING.search(text):
        name, value = match.groups()
        if name in found:
            raise SpecError(f"formula: {name} is given twice")
        found[name] = _option(name, value) if name in OPTIONS else _parameter(name, value)
        text = text[: match.start()].rstrip()
    return text, tuple(found.items())


def _parameter(name: str, text: str) -> float:
    number = read_number(text)
    if number is None or math.isinf(number):
        raise SpecError(f"formula: {name} must be a finite number{got(text)}")
    return number


def _option(name: str, text: str) -> Value:
    """The value of an option; how many numbers it may have depends on the formula, and is checked later."""
    sides, rest = divmod(text.count(",") + 1, 2)
    try:
        return find("formula", options(2 if rest else sides), name).parse(text)
    except HyperError as error:
        raise SpecError(f"formula: {error}") from error


def checked_options(formula: str, values: Overrides) -> Overrides:
    """Check the options among the values of a typed formula, and leave out the defaults; raises SpecError."""
    hypers = options(len(variables_of(formula, numbers_of(values))))
    try:
        return canonical("formula", hypers, ((name, value) for name, value in values if name in OPTIONS))
    except HyperError as error:
        raise SpecError(f"formula: {error}") from error


def checked_parameters(values: Iterable[tuple[str, object]]) -> Overrides:
    """Check the parameters of a typed formula and sort them by name; raises SpecError."""
    found: dict[str, Value] = {}
    for name, value in values:
        if name in OPTIONS:
            continue
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _TAKEN or len(name) > MAX_NAME:
            raise SpecError(
                f"formula: '{shown(name)}' cannot name a parameter: choose a new word of letters and digits"
            )
        if name in found:
            raise SpecError(f"formula: {name} is given twice")
        found[name] = real(name, name, 0.0, "").check(value)
    if len(found) > MAX_PARAMETERS:
        raise SpecError(f"formula: at most {MAX_PARAMETERS} parameters are allowed (got {len(found)})")
    return tuple(sorted(found.items()))


def named_in(formula: str) -> list[str]:
    """The names of a formula's parameters, each once."""
    text = formula[:MAX_FORMULA]
    indices = _INDEX.findall(text)
    return [name for name in _words(text) if name not in indices and not _is_known(name)]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(match[0] for match in _WORD.finditer(text)))


def _is_known(name: str) -> bool:
    return name in _TAKEN or name.lower() in ("x", "y") or is_coordinate(name)


def with_named(formula: str, values: Overrides) -> Overrides:
    """Add a parameter of value 1 for each name in the formula that has none, 2 in a bound of a sum."""
    given, whole = dict(values), whole_names(formula[:MAX_FORMULA])
    return (*values, *((name, 2.0 if name in whole else 1.0) for name in named_in(formula) if name not in given))


def check_formula(formula: str, parameters: Mapping[str, float]) -> None:
    """Raise SpecError unless the text is a formula in coordinates and the parameters."""
    given = parameters.keys()
    named = [name for name in _words(formula[:MAX_FORMULA]) if is_coordinate(name)]
    numbered = NUMBERED if "[" in formula or any(name in NUMBERED for name in named) else ()
    known = {"x", "y", *numbered, *(name for name in named if name in COORDINATE_NAMES)} - given
    try:
        names = free_names(parse(formula, (*known, *given), whole=parameters)) & known
    except FormulaError as error:
        raise SpecError(f"formula, {error}") from error
    if not names:
        raise SpecError(f"formula: x or y must occur in it{got(formula)}")
    if reason := why_incomplete(names):
        raise SpecError(f"formula: {reason}")
