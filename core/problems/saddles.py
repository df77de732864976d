"""Landscapes with saddle points, or with whole curves of minima."""

from __future__ import annotations

from math import pi

from core.problems.box import Box
from core.problems.declare import LILIPADS, SQUARE, surface

_ORIGIN = (0.0, 0.0)
_TOY = Box(-3.0, 3.0, -3.0, 3.0)

SADDLES = (
    surface(
        "saddle",
        "Saddle",
        "x^2 - y^2",
        "The gradient vanishes at a point that is no minimum: how long until a racer leaves it?",
        "Dauphin et al. 2014, Identifying and attacking the saddle point problem",
        SQUARE,
        (1.0, 0.001),
        (),
        saddles=(_ORIGIN,),
    ),
    surface(
        "sine_saddle",
        "Saddle with a way out",
        "sin(x) + y^2",
        "A saddle beside a trough: start near its ridge, and see who notices the slope along it.",
        f"{LILIPADS}, saddle",
        SQUARE,
        (1.5, 1.5),
        (((-pi / 2, 0.0), -1.0),),
        saddles=((pi / 2, 0.0),),
    ),
    surface(
        "monkey_saddle",
        "Monkey saddle",
        "x^3 - 3*x*y^2",
        "Three ways down and three up, and no curvature at all in the middle: second derivatives don't help.",
        "Hilbert and Cohn-Vossen 1932, Anschauliche Geometrie, § 28",
        Box(-1.5, 1.5, -1.5, 1.5),
        (1.2, 0.01),
        (),
        saddles=(_ORIGIN,),
    ),
    surface(
        "edge_of_stability",
        "Edge of stability",
        "(1 - x^2*y^2)^2/4",
        "Minima of every sharpness from 4 up along xy = ±1: a large rate is driven along them until it is stable.",
        "Zhu et al. 2023, Understanding edge-of-stability training dynamics with a minimalist example",
        _TOY,
        (2.5, 0.6),
        tuple(((x, y), 0.0) for x in (1.0, -1.0) for y in (1.0, -1.0)),
        curves=True,
    ),
    surface(
        "two_layers",
        "Two layers of one weight",
        "(x*y - 1)^2/2",
        "The smallest deep linear network: its minima are the curve xy = 1, flattest where both weights are equal.",
        "Chen and Bruna 2023, Beyond the edge of stability via two-step gradient updates",
        _TOY,
        (2.6, -0.4),
        (((1.0, 1.0), 0.0), ((-1.0, -1.0), 0.0)),
        saddles=(_ORIGIN,),
        curves=True,
    ),
)
