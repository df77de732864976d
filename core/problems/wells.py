"""Landscapes of a few wells: start, speed and memory decide which one catches a racer."""

from __future__ import annotations

from math import pi

from core.problems.base import Family
from core.problems.box import Box
from core.problems.declare import JAMIL_YANG, LILIPADS, SQUARE, surface

# Roots of 4x³ − 32x + 5 at which the second derivative is positive; polished to full precision when bound.
_TANG_LOW, _TANG_HIGH = -2.903534027771177, 2.746802770990837

WELLS = (
    surface(
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
        saddles=((0.0867, 2.8843), (3.3852, 0.0739), (-3.0730, -0.0814), (-0.1280, -1.9537)),
    ),
    surface(
        "styblinski_tang",
        "Styblinski–Tang",
        "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
        "Four wells of three depths: speed at the start decides which one catches a racer.",
        "Styblinski and Tang 1990, Experiments in nonconvex optimization",
        Box(-5.0, 5.0, -5.0, 5.0),
        (0.5, 4.0),
        tuple(((x, y), None) for x in (_TANG_LOW, _TANG_HIGH) for y in (_TANG_LOW, _TANG_HIGH)),
        saddles=tuple(
            point for x in (_TANG_LOW, _TANG_HIGH) for point in ((x, 0.156731256780340), (0.156731256780340, x))
        ),
        family=Family(
            lambda n, values: f"sum(i, 1, {n}, x[i]^4 - 16*x[i]^2 + 5*x[i])/2", lambda values: _TANG_LOW, value=None
        ),
    ),
    surface(
        "two_wells",
        "Two wells",
        "x^2 + y^2 - 2*exp(-((x - 1)^2 + y^2)/0.2) - 3*exp(-((x + 1)^2 + y^2)/0.2)",
        "A good minimum and a better one: which one is found depends on where one starts and how fast one goes.",
        "Dupont 2018, Interactive visualization of optimization algorithms in deep learning",
        SQUARE,
        (0.75, 1.5),
        (((-0.9363, 0.0), None), ((0.9051, 0.0), None)),
        search=True,
    ),
    surface(
        "local_minimum",
        "A local minimum",
        "-2*exp(-((x - 1)^2 + (1.4*y)^2)/0.2) - 6*exp(-((x + 1)^2 + (1.4*y)^2)/0.2) + x^2 + (1.4*y)^2",
        "The shallow well lies nearer: only momentum or a large rate gets past it.",
        f"{LILIPADS}, local minimum",
        SQUARE,
        (1.75, 1.0),
        (((-0.968, 0.0), None), ((0.9051, 0.0), None)),
        search=True,
    ),
    surface(
        "hills",
        "Hills",
        "2*exp(-((x - 1)^2 + (1.4*y)^2)/0.2) + 6*exp(-((x + 1)^2 + (1.4*y)^2)/0.2)"
        " - 2*exp(-((x - 1)^2 + (1.4*y + 1)^2)/0.2) + x^2 + (1.4*y)^2",
        "A path between two hills, and a pit behind one of them.",
        f"{LILIPADS}, hills",
        SQUARE,
        (-1.8, 0.4),
        (((0.8986, -0.7), None), ((0.0, 0.0), None)),
        search=True,
    ),
    surface(
        "three_hump_camel",
        "Three-hump camel",
        "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        "Three wells in a row, the lowest in the middle.",
        f"{JAMIL_YANG}29",
        Box(-2.5, 2.5, -2.5, 2.5),
        (2.0, 2.0),
        (((0.0, 0.0), 0.0), ((-1.7475523458, 0.8737761729), None), ((1.7475523458, -0.8737761729), None)),
        search=True,
    ),
    surface(
        "six_hump_camel",
        "Six-hump camel",
        "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
        "Six wells, two of them lowest: a symmetric landscape in which the first step decides.",
        f"{JAMIL_YANG}30",
        Box(-2.2, 2.2, -1.3, 1.3),
        (-1.9, 0.2),
        (((0.08984201368301331, -0.7126564032704135), None), ((-0.08984201368301331, 0.7126564032704135), None)),
        search=True,
    ),
    surface(
        "easom",
        "Easom",
        "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
        "One deep hole in an almost perfect plain: far from it the slope is too small for anything but scaled steps.",
        f"{JAMIL_YANG}50",
        Box(0.0, 2 * pi, 0.0, 2 * pi),
        (1.8, 2.4),
        (((pi, pi), -1.0),),
        search=True,
    ),
)
