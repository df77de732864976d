"""Declare problems whose loss is a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from core.hyper import Hyper, real
from core.problems.base import Box, Minima, Point, ProblemEntry
from core.problems.surface import Surface
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
        hypers,
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
        hypers,
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
    "formula", "Your formula", "Any landscape that fits on a line.", "", (), "x^2 + y^2", build=Surface
)


@lru_cache(maxsize=64)
def typed(formula: str, parameters: Overrides) -> ProblemEntry:
    """Make an entry of a typed formula; the given values of its parameters are the defaults."""
    numbers = [(name, value) for name, value in parameters if isinstance(value, float)]
    hypers = (real(name, name, value, "A parameter of the typed formula.") for name, value in numbers)
    return replace(TYPED, formula=formula, hypers=tuple(hypers))
