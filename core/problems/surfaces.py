"""The catalog of surfaces: losses that are one formula in x and y."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from core.hyper import Hyper, real
from core.problems.base import Box, Point, ProblemEntry, Values

SQUARE = Box(-2.0, 2.0, -2.0, 2.0)

_Minima = tuple[tuple[Point, float | None], ...]


def _surface(
    name: str,
    title: str,
    formula: str,
    purpose: str,
    citation: str,
    box: Box | Callable[[Values], Box],
    start: Point,
    minima: _Minima | Callable[[Values], _Minima],
    hypers: tuple[Hyper, ...] = (),
    formula_for: Callable[[Values], str] | None = None,
) -> ProblemEntry:
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
    )


def _rosenbrock_box(values: Values) -> Box:
    size = max(1.0, abs(cast("float", values["a"])))
    return Box(-2 * size, 2 * size, -(size**2), 3 * size**2)


def _rosenbrock_minima(values: Values) -> _Minima:
    a = cast("float", values["a"])
    return (((a, a * a), 0.0),)


_ROTATED = "((x*cos(angle*pi/180) + y*sin(angle*pi/180))^2 + kappa*(y*cos(angle*pi/180) - x*sin(angle*pi/180))^2)/2"


def _quadratic(values: Values) -> str:
    # 0·y would stay in the formula: IEEE arithmetic cannot drop it
    return _ROTATED if cast("float", values["angle"]) % 180 else "(x^2 + kappa*y^2)/2"


# Roots of 4x³ − 32x + 5 at which the second derivative is positive; polished to full precision when bound.
_TANG_LOW, _TANG_HIGH = -2.903534027771177, 2.746802770990837

SURFACES = (
    _surface(
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
    ),
    _surface(
        "quadratic",
        "Quadratic bowl",
        _ROTATED,
        "The smallest model of ill-conditioning: one learning rate for a steep and a flat direction.",
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        Box(-6.0, 6.0, -4.0, 4.0),
        (-5.0, 1.0),
        (((0.0, 0.0), 0.0),),
        (
            real(
                "kappa",
                "κ",
                100,
                "Condition number: the ratio of the curvatures.",
                0,
                1e9,
                low_open=True,
                scale="log",
            ),
            real("angle", "α", 0, "Degrees by which the bowl is turned against the axes.", -180, 180),
        ),
        _quadratic,
    ),
    _surface(
        "beale",
        "Beale",
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        "Plateaus between steep walls: momentum overshoots where the gradient grows with the fifth power.",
        "Beale 1958, On an iterative method for finding a local minimum of a function of more than one variable",
        Box(-4.5, 4.5, -4.5, 4.5),
        (1.0, 1.0),
        (((3.0, 0.5), 0.0),),
    ),
    _surface(
        "himmelblau",
        "Himmelblau",
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        "Four minima equally deep: the learning rate and the memory decide which one is found.",
        "Himmelblau 1972, Applied Nonlinear Programming",
        Box(-5.0, 5.0, -5.0, 5.0),
        (0.0, 0.0),
        (
            ((3.0, 2.0), 0.0),
            ((-2.805118086952745, 3.131312518250573), 0.0),
            ((-3.779310253377747, -3.283185991286170), 0.0),
            ((3.584428340330492, -1.848126526964404), 0.0),
        ),
    ),
    _surface(
        "rastrigin",
        "Rastrigin",
        "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
        "A bowl full of dimples: gradients see only the nearest one.",
        "Rastrigin 1974, Systems of extremal control",
        Box(-5.12, 5.12, -5.12, 5.12),
        (3.2, -2.7),
        (((0.0, 0.0), 0.0),),
    ),
    _surface(
        "styblinski_tang",
        "Styblinski–Tang",
        "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
        "Four wells of different depth: speed at the start decides which one catches a racer.",
        "Styblinski and Tang 1990, Experiments in nonconvex optimization",
        Box(-5.0, 5.0, -5.0, 5.0),
        (0.5, 4.0),
        tuple(((x, y), None) for x in (_TANG_LOW, _TANG_HIGH) for y in (_TANG_LOW, _TANG_HIGH)),
    ),
    _surface(
        "booth",
        "Booth",
        "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        "A mild bowl turned by 45 degrees: anything that works at all works here.",
        "Jamil and Yang 2013, A literature survey of benchmark functions, no. 17",
        Box(-10.0, 10.0, -10.0, 10.0),
        (4.0, -3.0),
        (((1.0, 3.0), 0.0),),
    ),
    _surface(
        "saddle",
        "Saddle",
        "x^2 - y^2",
        "The gradient vanishes at a point that is no minimum: how long until a racer leaves it?",
        "Dauphin et al. 2014, Identifying and attacking the saddle point problem",
        SQUARE,
        (1.0, 0.001),
        (),
    ),
    _surface(
        "abs",
        "Absolute values",
        "abs(x) + abs(y)",
        "A slope that never flattens: a constant step can only hop around the kink.",
        "Shor 1985, Minimization Methods for Non-Differentiable Functions",
        SQUARE,
        (1.5, 1.0),
        (((0.0, 0.0), 0.0),),
    ),
)

# A typed formula: how it looks until something is known about it.
TYPED = _surface(
    "formula",
    "Your formula",
    "x^2 + y^2",
    "Any landscape that fits on a line.",
    "",
    SQUARE,
    (-1.5, 1.0),
    (),
)
