"""Landscapes full of local minima: gradients see only the nearest one."""

from __future__ import annotations

from collections.abc import Callable

from core.formula.series import MAX_TERMS
from core.problems.base import Family
from core.problems.box import Box
from core.problems.declare import JAMIL_YANG, LILIPADS, SQUARE, surface
from core.values import Values

_TRAY = 1.349406608602084  # where tan(x) = π√2·x/(|…|) of the cross-in-tray; polished when bound
_TABLE = (8.055023472141116, 9.664590028909654)

WITHIN = 50  # parameters of a sum within a function: each derivative has the sum in it


def _rastrigin(n: int, values: Values) -> str:
    return f"10*{n} + sum(i, 1, {n}, x[i]^2 - 10*cos(2*pi*x[i]))"


def _ackley(n: int, values: Values) -> str:
    length, waves = f"sqrt(sum(i, 1, {n}, x[i]^2)/{n})", f"sum(i, 1, {n}, cos(2*pi*x[i]))/{n}"
    return f"20 + e - 20*exp(-0.2*{length}) - exp({waves})"


def _griewank(n: int, values: Values) -> str:
    return f"1 + sum(i, 1, {n}, x[i]^2)/4000 - prod(i, 1, {n}, cos(x[i]/sqrt(i)))"


def _levy(n: int, values: Values) -> str:
    along = f"sum(i, 1, {n} - 1, ((x[i] - 1)/4)^2*(1 + 10*sin(pi*(x[i] + 3)/4 + 1)^2))"
    return f"sin(pi*(x1 + 3)/4)^2 + {along} + ((x{n} - 1)/4)^2*(1 + sin(pi*(x{n} + 3)/2)^2)"


def _at(coordinate: float) -> Callable[[Values], float]:
    return lambda values: coordinate


RIPPLES = (
    surface(
        "rastrigin",
        "Rastrigin",
        "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
        "A bowl full of dimples: gradients see only the nearest one.",
        "Rastrigin 1974, Systems of extremal control",
        Box(-5.12, 5.12, -5.12, 5.12),
        (3.2, -2.7),
        (((0.0, 0.0), 0.0),),
        search=True,
        family=Family(_rastrigin, _at(0.0)),
    ),
    surface(
        "ackley",
        "Ackley",
        "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
        "Almost flat outside, a funnel in the middle, dimples everywhere: there is a trend that no gradient shows.",
        f"Ackley 1987, A Connectionist Machine for Genetic Hillclimbing; {JAMIL_YANG}1",
        Box(-5.0, 5.0, -5.0, 5.0),
        (3.6, -2.4),
        (((0.0, 0.0), 0.0),),
        search=True,
        family=Family(_ackley, _at(0.0), most=WITHIN),
    ),
    surface(
        "griewank",
        "Griewank",
        "1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
        "Waves on a bowl so wide that it hardly shows: every trough looks like the lowest.",
        f"Griewank 1981, Generalized descent for global optimization; {JAMIL_YANG}59",
        Box(-10.0, 10.0, -10.0, 10.0),
        (7.5, 6.5),
        (((0.0, 0.0), 0.0),),
        search=True,
        family=Family(_griewank, _at(0.0), most=MAX_TERMS["prod"]),
    ),
    surface(
        "levy",
        "Lévy",
        "sin(pi*(x + 3)/4)^2 + ((x - 1)/4)^2*(1 + 10*sin(pi*(x + 3)/4 + 1)^2)"
        " + ((y - 1)/4)^2*(1 + sin(pi*(y + 3)/2)^2)",
        "Waves of growing height along x, gentle ones along y.",
        "Laguna and Martí 2005; Surjanovic and Bingham, Virtual library of simulation experiments, Levy",
        Box(-10.0, 10.0, -10.0, 10.0),
        (-8.0, 7.0),
        (((1.0, 1.0), 0.0),),
        search=True,
        family=Family(_levy, _at(1.0)),
    ),
    surface(
        "schaffer",
        "Schaffer no. 2",
        "0.5 + (sin(x^2 - y^2)^2 - 0.5)/(1 + (x^2 + y^2)/1000)^2",
        "Folds that get narrower outwards: the same step is too short inside and too long outside.",
        f"{JAMIL_YANG}113",
        Box(-4.0, 4.0, -4.0, 4.0),
        (2.6, 1.2),
        (((0.0, 0.0), 0.0),),
    ),
    surface(
        "drop_wave",
        "Drop wave",
        "-(1 + cos(12*sqrt(x^2 + y^2)))/((x^2 + y^2)/2 + 2)",
        "Rings around the minimum: descent from outside stops in the nearest trough.",
        "Surjanovic and Bingham, Virtual library of simulation experiments, Drop-Wave",
        SQUARE,
        (0.9, 0.7),
        (((0.0, 0.0), -1.0),),
        curves=True,
    ),
    surface(
        "plateau",
        "Rings on a plateau",
        "-sin(10*sqrt(x^2 + y^2) + 0.01)/(10*sqrt(x^2 + y^2) + 0.01) + 0.01*(10*sqrt(x^2 + y^2) + 0.01)^2",
        "A ring of false minima around a pit, in a bowl: between ring and pit a low ridge.",
        f"{LILIPADS}, plateau",
        SQUARE,
        (-1.6, 1.1),
        (((0.0, 0.0), None),),
        curves=True,
    ),
    surface(
        "cross_in_tray",
        "Cross in tray",
        "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1",
        "Four equal minima divided by a cross of sharp ridges.",
        f"{JAMIL_YANG}39",
        Box(-10.0, 10.0, -10.0, 10.0),
        (6.8, 5.2),
        tuple(((x, y), None) for x in (-_TRAY, _TRAY) for y in (-_TRAY, _TRAY)),
        search=True,
        bounds=(-10.0, 10.0),
    ),
    surface(
        "holder_table",
        "Hölder's table",
        "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))",
        "The deepest wells stand near the corners: descent from the middle never sees them.",
        f"{JAMIL_YANG}146",
        Box(-10.0, 10.0, -10.0, 10.0),
        (6.0, 7.5),
        tuple(((sx * _TABLE[0], sy * _TABLE[1]), None) for sx in (-1, 1) for sy in (-1, 1)),
        search=True,
        bounds=(-10.0, 10.0),
    ),
    surface(
        "eggholder",
        "Eggholder",
        "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - y - 47)))",
        "Hundreds of steep wells, the lowest on the border: racers are held in the box, and hardly one finds it.",
        f"{JAMIL_YANG}53",
        Box(-512.0, 512.0, -512.0, 512.0),
        (100.0, 250.0),
        (((512.0, 404.23180511375784), None),),
        bounds=(-512.0, 512.0),
    ),
)
