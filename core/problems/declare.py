"""Short ways to declare surfaces and curves."""

from __future__ import annotations

from collections.abc import Callable

from core.hyper import Hyper
from core.problems.base import Box, Minima, Point, ProblemEntry, Values

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
    bounds: tuple[float, float] | None = None,
    noise: str = "",
) -> ProblemEntry:
    """A loss over x and y."""
    return ProblemEntry(
        name,
        title,
        purpose,
        citation,
        hypers,
        formula,
        box if callable(box) else lambda values: box,
        lambda values: start,
        minima if callable(minima) else lambda values: minima,
        formula_for,
        saddles,
        search,
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
    """A loss over x alone; how high its picture is follows from the loss."""
    return ProblemEntry(
        name,
        title,
        purpose,
        citation,
        hypers,
        formula,
        lambda values: Box(*view, 0.0, 0.0),
        lambda values: (start,),
        lambda values: tuple(((x,), value) for x, value in minima),
        variables=("x",),
        sampled=sampled,
        bounds=bounds,
    )


TYPED = surface(
    "formula", "Your formula", "x^2 + y^2", "Any landscape that fits on a line.", "", SQUARE, (-1.5, 1.0), ()
)
