"""Declare problems whose loss is a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from core.formula import FormulaError, free_names, parse
from core.formula.series import MAX_WHOLE, whole_names
from core.hyper import Hyper, integer, real
from core.problems.base import Family, ProblemEntry
from core.problems.box import Box, Point
from core.problems.coordinate_names import COORDINATE_NAMES, NUMBERED
from core.problems.landscape_hypers import OPTIONS, N, options, with_bounds
from core.problems.minimum import Minima
from core.problems.surface import Surface
from core.problems.typed_surface import TypedSurface
from core.values import Overrides, Values

SQUARE = Box(-2.0, 2.0, -2.0, 2.0)
JAMIL_YANG = "Jamil and Yang 2013, A literature survey of benchmark functions, no. "
LILIPADS = "lilipads, gradient_descent_viz"


def surface(
    name: str,
    title: str,
    formula: str,
    purpose: str,
    citation: str,
    box: Box | Callable[[Values], Box],
    start: Point,
    minima: Minima | Callable[[Values], Minima],
    hypers: tuple[Hyper, ...] = (),
    formula_for: Callable[[Values], str] | None = None,
    *,
    saddles: tuple[Point, ...] = (),
    search: bool = False,
    curves: bool = False,
    bounds: tuple[float, float] | None = None,
    noise: str = "",
    family: Family | None = None,
) -> ProblemEntry:
    """Declare a loss of x and y, and perhaps how it goes on with more variables."""
    return ProblemEntry(
        name,
        title,
        purpose,
        citation,
        with_bounds((*hypers, replace(N, high=family.most)) if family else hypers, bounds),
        formula,
        Surface,
        box if callable(box) else lambda values: box,
        lambda values: start,
        minima if callable(minima) else lambda values: minima,
        formula_for,
        saddles,
        search,
        curves,
        bounds=bounds,
        noise=noise,
        family=family,
    )


def curve(
    name: str,
    title: str,
    formula: str,
    purpose: str,
    citation: str,
    view: tuple[float, float],
    start: float,
    minima: tuple[tuple[float, float | None], ...],
    hypers: tuple[Hyper, ...] = (),
    *,
    sampled: str | None = None,
    bounds: tuple[float, float] | None = None,
) -> ProblemEntry:
    """Declare a loss of x alone; the y range of its picture follows from the loss."""
    return ProblemEntry(
        name,
        title,
        purpose,
        citation,
        with_bounds(hypers, bounds),
        formula,
        Surface,
        lambda values: Box(*view, 0.0, 0.0),
        lambda values: (start,),
        lambda values: tuple(((x,), value) for x, value in minima),
        variables=("x",),
        sampled=sampled,
        bounds=bounds,
    )


@lru_cache(maxsize=64)
def of_dims(entry: ProblemEntry, n: int) -> ProblemEntry:
    """The problem with n variables, more than two; box and start repeat those of two."""
    family, box, start = entry.family, entry.box, entry.start
    assert family is not None
    assert box is not None
    assert start is not None

    def box_of(values: Values) -> Box:
        two = box(values)
        return replace(two, more=tuple(two.sides[i % 2] for i in range(2, n)))

    def minima(values: Values) -> Minima:
        at = family.coordinate(values)
        return () if at is None else (((at,) * n, family.value),)

    return replace(
        entry,
        variables=NUMBERED[:n],
        formula=family.formula(n, Values(entry.hypers)),
        formula_for=lambda values: family.formula(n, values),
        box=box_of,
        start=lambda values: tuple(start(values)[i % 2] for i in range(n)),
        minima=minima,
        saddles=(),
        search=False,
    )


@lru_cache(maxsize=64)
def with_variables(
    entry: ProblemEntry, variables: tuple[str, ...], described: tuple[str, str] | None = None
) -> ProblemEntry:
    """The problem with these variables instead of its own, and perhaps another title and purpose."""
    title, purpose = described or (entry.title, entry.purpose)
    return replace(entry, variables=variables, title=title, purpose=purpose)


TYPED = ProblemEntry(
    "formula", "Your formula", "Any landscape that fits on a line.", "", options(2), "x^2 + y^2", build=TypedSurface
)


@lru_cache(maxsize=64)
def typed(formula: str, given: Overrides) -> ProblemEntry:
    """Make an entry of a typed formula; the given values of its parameters are the defaults."""
    numbers, whole = numbers_of(given), whole_names(formula)
    hypers = (_parameter(name, value, whole=name in whole) for name, value in numbers.items())
    variables = variables_of(formula, numbers)
    return replace(TYPED, formula=formula, hypers=(*hypers, *options(len(variables))), variables=variables)


def _parameter(name: str, value: float, *, whole: bool) -> Hyper:
    if whole:
        return integer(name, name, int(value), "A whole number in the typed formula.", -MAX_WHOLE, MAX_WHOLE)
    return real(name, name, value, "A parameter of the typed formula.")


def numbers_of(given: Overrides) -> dict[str, float]:
    """The parameters among the values of a typed formula, without its options."""
    return {name: value for name, value in given if isinstance(value, float) and name not in OPTIONS}


def variables_of(formula: str, parameters: Mapping[str, float]) -> tuple[str, ...]:
    """The coordinates that a typed formula reads, one for a curve; x and y where it has an error."""
    free = [name for name in COORDINATE_NAMES if name not in parameters]
    try:
        names = free_names(parse(formula, (*free, *parameters), whole=parameters))
    except FormulaError:
        names = frozenset()
    return tuple(name for name in free if name in names) or ("x", "y")
