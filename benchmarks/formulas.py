"""CPU time to make the problem of a typed formula: its derivatives, and the search for its lowest loss and minima.

    PYTHONPATH=. python benchmarks/formulas.py [--rounds 3]

Each formula counts with the fastest of its rounds; beside it, how many times that of `x^2 + y^2` this is.
"""

from __future__ import annotations

import argparse
import statistics
import time

from core.specs import ProblemSpec

PEER = "x^2 + y^2"
FORMULAS = (
    PEER,
    "x^2",
    "x^2 + 3*y^2 + 7",
    "3*x",
    "x^2 - y^2",
    "exp(-x)",
    "1 - exp(-x^2 - y^2)",
    "(x*y - 1)^2",
    "(x^2 + y^2 - 1)^2",
    "(1-x)^2 + 100*(y-x^2)^2",
    "x^4 + y^4 - 3*x*y",
    "x^4 + y^4",
    "abs(x - 0.3) + abs(y + 1)",
    "max(abs(x - 1), abs(y + 2))",
    "abs(x + y - 0.5) + 3*abs(x - y)",
    "(x*y - 1)^2 + 0.01*x^2",
    "(x*y - 1)^4",
    "10*abs(y - x^2) + (x - 1/3)^2",
    "abs(x*y - 1)",
    "max(x^2, 2 - x) + y^2",
    "x^4 - 3*x^2 + x",
    "x^2/2 + 50*y^2",
    "rosenbrock bounds=[-2,0.5]",
    "x*sin(x) + y*sin(y)",
    "(x^2 + y^2)/200 - cos(x)*cos(y/sqrt(2)) + 1",
    "sin(3*x)*cos(2*y) + 0.05*(x^2 + y^2)",
    "log(1 + x^2 + 5*y^2)",
    "sqrt(1 + x^2) + sqrt(1 + y^2)",
    "abs(x)*abs(y) + x^2",
    "(x^2+y-11)^2 + (x+y^2-7)^2",
    "tanh(x) + y^2",
    "1/(x^2 + y^2)",
    (
        "100*abs(y - x^2) + abs(1 - x) + 0.3*abs(x + y - 0.5) + max(x - 2, 0)^2 + max(-y - 1, 0)^2"
        " + 0.1*abs(x*y) + 0.05*sin(5*x)*cos(3*y) + log(1 + x^2 + y^2)"
    ),
    "-20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
    (
        "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2) + 0.1*abs(x - y)"
        " + 0.01*exp(-x^2 - y^2) + tanh(x - y)^2/10 + log(1 + x^2)/5"
    ),
    "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    (
        "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2"
        " + 48*y - 36*x*y + 27*y^2))"
    ),
    (
        "-exp(-(x-1)^2 - (y-1)^2) - 0.8*exp(-(x+1)^2 - (y-1)^2) - 0.6*exp(-(x-1)^2 - (y+1)^2) - 0.4*exp(-(x+1)^2"
        " - (y+1)^2) + 0.01*(x^2 + y^2) + 0.1*sin(4*x)*sin(4*y)"
    ),
    (
        "0.3*x^2 + 1.0*y^2 + 2.5*x*y + 0.3*sin(3*x) + 1.0*cos(2*y + x) + 2.5*abs(x - 0.7) + 0.3*exp(-x^2 - y^2)"
        " + 1.0*(x*y - 1)^2 + 0.3*tanh(x - y) + sqrt(1 + x^2) + (x - y^2)^2 + x^4/4 + max(x, y)"
    ),
    (
        "abs(x) + abs(y) + abs(x + y) + abs(x - y) + abs(x - 2*y) + abs(2*x - y) + abs(x - 1) + abs(y - 1)"
        " + abs(x + y - 1) + abs(x - y + 1) + max(x, y, 0.5) + min(x, y, 3) + clip(x, -1, 1)"
    ),
    (
        "log(1 + exp(-(2*x + y))) + log(1 + exp(-(x - y + 1))) + log(1 + exp(x - 2*y)) + log(1 + exp(-x - 3*y"
        " + 2)) + log(1 + exp(-3*x + y - 1)) + 0.01*(x^2 + y^2)"
    ),
    (
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2 + 0.1*((x - 3)^2 + (y - 2)^2) + 10*sin(x)*sin(y) + 5*cos(2*x"
        " + 1)*cos(3*y - 1) + abs(x - y)/3 + sqrt(1 + (x + y)^2) + exp(-(x - 1)^2 - (y + 2)^2)*3"
    ),
    "sin(x)*sin(x^2/pi)^20 + sin(y)*sin(2*y^2/pi)^20",
    (
        "(abs(x^2 + y^2 + x*y) + abs(sin(x)) + abs(cos(y)))/10 + max(abs(x - 3), abs(y + 2))^2/50"
        " + 0.1*abs(x*y - 2) + where(x > y, x - y, 2*(y - x))"
    ),
)


def cpu_time(text: str) -> float:
    """Seconds to make the problem of a formula once, without the cache."""
    spec = ProblemSpec.parse(text)
    begin = time.process_time()
    spec.entry.bind(spec.values)
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    cpu_time("x^2 + y")  # imports
    found = sorted(((min(cpu_time(text) for _ in range(rounds)), text) for text in FORMULAS), reverse=True)
    peer = next(seconds for seconds, text in found if text == PEER)
    for seconds, text in found:
        print(f"{1e3 * seconds:6.1f} ms  {seconds / peer:5.1f} x  {text[:90]}")
    print(f"{len(found)} formulas: median {1e3 * statistics.median(s for s, _ in found):.1f} ms")


if __name__ == "__main__":
    main()
