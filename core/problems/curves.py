"""Landscapes of one parameter; in two of them the loss alternates from update to update."""

from __future__ import annotations

from core.hyper import integer, real
from core.problems.declare import curve

_BOX = (-1.0, 1.0)
_REDDI = "Reddi, Kale and Kumar 2018, On the convergence of Adam and beyond, arXiv 1904.09237"

CURVES = (
    curve(
        "parabola",
        "Parabola",
        "curvature*x^2/2",
        "Where everything can be worked out by hand: descent converges exactly if lr < 2/λ.",
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        (-2.0, 2.0),
        1.0,
        ((0.0, 0.0),),
        (real("curvature", "λ", 10, "The second derivative.", 0, 1e9, low_open=True, scale="log"),),
    ),
    curve(
        "heavy_ball_trap",
        "Heavy ball's trap",
        "where(x < 1, 12.5*x^2, where(x < 2, x^2/2 + 24*x - 12, 12.5*x^2 - 24*x + 36))",
        "Convex, and yet momentum with the best rate for a parabola circles for ever: sgd lr=0.11111 momentum=0.44444.",
        "Lessard, Recht and Packard 2016, Analysis and design of optimization algorithms, arXiv 1408.3595, section 4.6",
        (-4.0, 4.0),
        3.3,
        ((0.0, 0.0),),
    ),
    curve(
        "amsgrad_trap",
        "Adam's trap",
        "(c - 2)*x/3",
        "One large gradient in three points the right way; Adam with a short memory, β₂ = 0.1, seeks the worst point.",
        f"{_REDDI}, theorem 1",
        _BOX,
        1.0,
        ((-1.0, None),),
        (real("c", "C", 3, "The large gradient, once in three updates; the others are −1.", 2, 1e6, low_open=True),),
        sampled="where(mod(t, 3) == 1, c*x, -x)",
        bounds=_BOX,
    ),
    curve(
        "amsgrad_trap_2",
        "Adam's trap, slower",
        "(1010 - 10*(period - 1))*x/period",
        "The same with one large gradient in a hundred and one, against a longer memory, β₂ = 0.99.",
        f"{_REDDI}, section 3 and figure 1",
        _BOX,
        0.0,
        ((-1.0, None),),
        (
            integer(
                "period", "p", 101, "Updates from one large gradient, 1010, to the next; the others are −10.", 2, 101
            ),
        ),
        sampled="where(mod(t, period) == 1, 1010*x, -10*x)",
        bounds=_BOX,
    ),
)
