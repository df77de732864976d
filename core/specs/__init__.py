"""Spec strings: one line for a problem, a schedule or a racer, the same in forms, flags, files and tests.

`rosenbrock a=1 b=100` · `cosine(total=200)` · `fast: adam lr=0.1 schedule=cosine(total=200)`. Each parses to
a frozen value and prints losslessly. It holds only overrides of the defaults, in the order of the declaration.
"""

from core.spec_text import SpecError
from core.specs.problem import FORMULA, ProblemSpec
from core.specs.racer import RacerSpec, parse_racers
from core.specs.schedule import ScheduleSpec

__all__ = ["FORMULA", "ProblemSpec", "RacerSpec", "ScheduleSpec", "SpecError", "parse_racers"]
