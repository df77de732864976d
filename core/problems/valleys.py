"""Curved and flat-floored landscapes: getting into the valley is easy, following it is not."""

from __future__ import annotations

from math import pi

from core.hyper import real
from core.problems.base import Family
from core.problems.box import Box
from core.problems.declare import JAMIL_YANG, surface
from core.problems.minimum import Minima
from core.values import Values


def _rosenbrock_box(values: Values) -> Box:
    size = max(1.0, abs(values.number("a")))
    return Box(-2 * size, 2 * size, -(size**2), 3 * size**2)


def _rosenbrock_minima(values: Values) -> Minima:
    a = values.number("a")
    return (((a, a * a), 0.0),)


def _many_rosenbrock(n: int, values: Values) -> str:
    return f"sum(i, 1, {n} - 1, (a - x[i])^2 + b*(x[i + 1] - x[i]^2)^2)"


def _many_rosenbrock_coordinate(values: Values) -> float | None:
    a = values.number("a")
    return a if a == a * a else None  # with another a not all terms can be 0 at once


VALLEYS = (
    surface(
        "rosenbrock",
        "Rosenbrock's valley",
        "(a - x)^2 + b*(y - x^2)^2",
        "A curved valley: getting in is easy, following its flat floor to the minimum is not.",
        "Rosenbrock 1960, An automatic method for finding the greatest or least value of a function",
        _rosenbrock_box,
        (-1.5, 2.0),
        _rosenbrock_minima,
        (
            real("a", "a", 1, "Where the minimum lies: (a, a²).", -10, 10),
            real("b", "b", 100, "How steep the valley's walls are.", 0, 1e6, low_open=True, scale="log"),
        ),
        family=Family(_many_rosenbrock, _many_rosenbrock_coordinate),
    ),
    surface(
        "beale",
        "Beale",
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        "Plateaus between steep walls: momentum overshoots where the gradient grows with the fifth power.",
        "Beale 1958, On an iterative method for finding a local minimum of a function of more than one variable",
        Box(-4.5, 4.5, -4.5, 4.5),
        (1.0, 1.0),
        (((3.0, 0.5), 0.0),),
    ),
    surface(
        "branin",
        "Branin",
        "(y - 5.1*x^2/(4*pi^2) + 5*x/pi - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
        "A bent valley with three pits of the same depth: the way in decides which one it is.",
        f"Branin 1972, Widely convergent method for finding multiple solutions; {JAMIL_YANG}22",
        Box(-5.0, 10.0, 0.0, 15.0),
        (5.0, 13.0),
        (((-pi, 12.275), None), ((pi, 2.275), None), ((3 * pi, 2.475), None)),
        saddles=((0.0, 6.0), (6.3, 1.1)),
    ),
    surface(
        "goldstein_price",
        "Goldstein–Price",
        "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
        "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
        "Slopes from 100 to a million in one view: no learning rate suits the whole way, adaptive ones find theirs.",
        f"Goldstein and Price 1971, On descent from local minima; {JAMIL_YANG}58",
        Box(-2.0, 2.0, -2.0, 2.0),
        (-1.5, 0.5),
        (((0.0, -1.0), 3.0), ((-0.6, -0.4), 30.0), ((1.8, 0.2), 84.0), ((1.2, 0.8), 840.0)),
    ),
    surface(
        "mccormick",
        "McCormick",
        "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
        "A trough with a dip in it, along the diagonal: sliding too slowly, a racer stays in the dip.",
        f"McCormick 1976, Computability of global solutions to factorable nonconvex programs; {JAMIL_YANG}72",
        Box(-1.5, 4.0, -3.0, 4.0),
        (3.5, 3.5),
        (((-0.5471975511965976, -1.5471975511965976), None), ((2.5943951023931953, 1.5943951023931953), None)),
        bounds=(-3.0, 4.0),  # the range of y; the loss falls for ever beyond it, along the diagonal
    ),
    surface(
        "bukin",
        "Bukin no. 6",
        "100*sqrt(abs(y - x^2/100)) + abs(x + 10)/100",
        "A curved crease whose walls get steeper without end: gradients only bounce from wall to wall.",
        f"{JAMIL_YANG}28",
        Box(-15.0, -5.0, -3.0, 3.0),
        (-6.0, 2.0),
        (((-10.0, 1.0), 0.0),),
    ),
)
