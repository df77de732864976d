"""Declare problems whose loss is a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from core.formula import FormulaError, free_names, parse
from core.hyper import Hyper, real
from core.problems.base import Box, Minima, Point, ProblemEntry
from core.problems.landscape_hypers import OPTIONS, options, with_bounds
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
) -> ProblemEntry:
    """Declare a loss of x and y."""
    return ProblemEntry(
        name,
        title,
        purpose,
        citation,
        with_bounds(hypers, bounds),
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


TYPED = ProblemEntry(
    "formula", "Your formula", "Any landscape that fits on a line.", "", options(2), "x^2 + y^2", build=TypedSurface
)


@lru_cache(maxsize=64)
def typed(formula: str, given: Overrides) -> ProblemEntry:
    """Make an entry of a typed formula; the given values of its parameters are the defaults."""
    numbers = {name: value for name, value in given if isinstance(value, float) and name not in OPTIONS}
    hypers = (real(name, name, value, "A parameter of the typed formula.") for name, value in numbers.items())
    variables = variables_of(formula, tuple(numbers))
    return replace(TYPED, formula=formula, hypers=(*hypers, *options(len(variables))), variables=variables)


def variables_of(formula: str, parameters: tuple[str, ...]) -> tuple[str, ...]:
    """Which of x and y a typed formula reads: with one alone the landscape is a curve. Both where it has an error."""
    try:
        names = free_names(parse(formula, ("x", "y", *parameters)))
    except FormulaError:
        names = frozenset()
    return tuple(name for name in ("x", "y") if name in names) or ("x", "y")
