"""Landscapes with a single minimum, to study conditioning, kinks and noise."""

from __future__ import annotations

from core.hyper import real
from core.problems.base import Family
from core.problems.box import Box
from core.problems.declare import JAMIL_YANG, LILIPADS, SQUARE, surface
from core.values import Values

_ROTATED = "((x*cos(angle*pi/180) + y*sin(angle*pi/180))^2 + kappa*(y*cos(angle*pi/180) - x*sin(angle*pi/180))^2)/2"
_ORIGIN = (0.0, 0.0)


def _quadratic(values: Values) -> str:
    # 0·y would stay in the formula: IEEE arithmetic cannot drop it
    return _ROTATED if values.number("angle") % 180 else "(x^2 + kappa*y^2)/2"


def _many_quadratic(n: int, values: Values) -> str:
    """Curvatures from 1 to κ in equal ratios, turned in the plane of the flattest and the steepest axis."""
    between = f"sum(i, 2, {n} - 1, kappa^((i - 1)/({n} - 1))*x[i]^2)"
    if not values.number("angle") % 180:
        return f"(x1^2 + {between} + kappa*x{n}^2)/2"
    c, s = "cos(angle*pi/180)", "sin(angle*pi/180)"
    return f"((x1*{c} + x{n}*{s})^2 + {between} + kappa*(x{n}*{c} - x1*{s})^2)/2"


BOWLS = (
    surface(
        "quadratic",
        "Quadratic bowl",
        _ROTATED,
        "The smallest model of ill-conditioning: one learning rate for a steep and a flat direction.",
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        Box(-6.0, 6.0, -4.0, 4.0),
        (-5.0, 1.0),
        ((_ORIGIN, 0.0),),
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
        family=Family(_many_quadratic, lambda values: 0.0),
    ),
    surface(
        "bowl",
        "Round bowl",
        "x^2 + y^2",
        "The easiest of all: whoever goes straight down arrives, and only the length of the steps matters.",
        f"{LILIPADS}, global minimum",
        SQUARE,
        (-1.5, 1.2),
        ((_ORIGIN, 0.0),),
        family=Family(lambda n, values: f"sum(i, 1, {n}, x[i]^2)", lambda values: 0.0),
    ),
    surface(
        "noisy_bowl",
        "Noisy bowl",
        "(x^2 + y^2)/2",
        "Every gradient has noise: a constant rate ends in a cloud around the minimum, a decaying one settles.",
        "Robbins and Monro 1951, A stochastic approximation method",
        SQUARE,
        (-1.5, 1.2),
        ((_ORIGIN, 0.0),),
        (real("sigma", "σ", 1, "Standard deviation of the noise on each gradient component.", 0, 1e6, scale="log"),),
        noise="sigma",
    ),
    surface(
        "ravine",
        "Ravine",
        "0.1*x^2 + 2*y^2",
        "Steep across, flat along: plain descent zigzags between the walls, momentum sums up the way along.",
        "Zhang et al. 2023, Dive into Deep Learning, section 12.6",
        Box(-6.0, 6.0, -3.0, 3.0),
        (-5.0, -2.0),
        ((_ORIGIN, 0.0),),
    ),
    surface(
        "ecliptic_bowl",
        "Elliptic bowl with a hole",
        "-exp(-((x/2)^2 + 5*(y/2)^2)) + (x/2)^2 + (y/2)^2/2",
        "The curvature is largest at the minimum: a step that suits the slope is too long at the bottom.",
        f"{LILIPADS}, ecliptic bowl",
        SQUARE,
        (-1.8, 1.5),
        ((_ORIGIN, -1.0),),
    ),
    surface(
        "booth",
        "Booth",
        "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        "A mild bowl, κ = 9, turned by 45 degrees: the first test of anything new.",
        f"{JAMIL_YANG}20",
        Box(-10.0, 10.0, -10.0, 10.0),
        (4.0, -3.0),
        (((1.0, 3.0), 0.0),),
    ),
    surface(
        "matyas",
        "Matyas",
        "0.26*(x^2 + y^2) - 0.48*x*y",
        "A flat diagonal: methods that scale each axis on its own cannot see it.",
        f"{JAMIL_YANG}71",
        Box(-10.0, 10.0, -10.0, 10.0),
        (8.0, 3.0),
        ((_ORIGIN, 0.0),),
    ),
    surface(
        "abs",
        "Absolute values",
        "abs(x) + abs(y)",
        "A slope that never flattens: a constant step can only hop around the kink.",
        "Shor 1985, Minimization Methods for Non-Differentiable Functions",
        SQUARE,
        (1.5, 1.0),
        ((_ORIGIN, 0.0),),
    ),
    surface(
        "cliff",
        "Cliff",
        "(x^2 + y^2)/10 + 2*(1 + tanh(steepness*(x - 1)))",
        "A gentle slope ends at a cliff: a step onto its face, as of sgd lr=0.9, throws far away; clipping holds.",
        "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks, section 2.3",
        Box(-3.0, 3.0, -3.0, 3.0),
        (2.0, 1.5),
        ((_ORIGIN, None),),
        (real("steepness", "s", 10, "How steep the cliff is.", 5, 1000, scale="log"),),
    ),
)
