"""Fall Line's numerical core: formulas, optimizers, problems, scenarios and races.

It needs numpy alone, and tomli_w only to write scenario files. Names are imported on first use, so that
`fallline --help` need not wait for numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.formula import FormulaError
    from core.hyper import Hyper, HyperError
    from core.optimizers import OPTIMIZERS
    from core.problems import PROBLEMS
    from core.race import Race
    from core.racer import Racer
    from core.scenario import Scenario
    from core.schedules import SCHEDULES
    from core.specs import ProblemSpec, RacerSpec, ScheduleSpec, SpecError, parse_racers
    from core.status import Status

__all__ = [
    "OPTIMIZERS",
    "PROBLEMS",
    "SCHEDULES",
    "FormulaError",
    "Hyper",
    "HyperError",
    "ProblemSpec",
    "Race",
    "Racer",
    "RacerSpec",
    "Scenario",
    "ScheduleSpec",
    "SpecError",
    "Status",
    "parse_racers",
]

_HOMES = {
    "core.formula": ("FormulaError",),
    "core.hyper": ("Hyper", "HyperError"),
    "core.optimizers": ("OPTIMIZERS",),
    "core.problems": ("PROBLEMS",),
    "core.race": ("Race",),
    "core.racer": ("Racer",),
    "core.scenario": ("Scenario",),
    "core.schedules": ("SCHEDULES",),
    "core.specs": ("ProblemSpec", "RacerSpec", "ScheduleSpec", "SpecError", "parse_racers"),
    "core.status": ("Status",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'core' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
