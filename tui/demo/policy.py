"""The policy: which actions the app allows, and its limits. There are two, the full one and that of the demo.

The demo denies by default: an action, a command of the palette or a dialog is available only if its definition is
marked as `demo_safe`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.frozen import frozen
from core.scenario import Scenario

if TYPE_CHECKING:
    from core.sweep import Sweep


class PolicyError(ValueError):
    """A scenario that the policy does not allow; the text says why in one sentence."""


@frozen
class Policy:
    """Permissions and limits."""

    name: str
    everything: bool  # also run actions, commands and dialogs that are not marked as `demo_safe`
    files: bool  # read or write any file: scenarios, sessions, exports, recordings, data, screenshots, lessons of users
    links: bool  # open a URL
    tracebacks: bool  # show where the program failed, with the values at hand
    steps: int
    racers: int
    rows: int  # of data
    parameters: int
    updates: int  # of all runs of a sweep
    entry: int  # characters in one field
    paste: int  # characters
    clipboard: int  # characters
    idle: float = math.inf  # seconds without a key or the mouse before the app ends

    def check(self, scenario: Scenario) -> None:
        """Raise PolicyError if a scenario is too large, or reads a file."""
        if scenario.steps > self.steps:
            raise PolicyError(f"{self.name} takes at most {self.steps:,} steps (got {scenario.steps:,})")
        if len(scenario.racers) > self.racers:
            raise PolicyError(f"{self.name} takes at most {self.racers} racers (got {len(scenario.racers)})")
        if scenario.problem.values.file is not None and not self.files:
            raise PolicyError(f"{self.name} reads no file: leave out data=")
        if scenario.problem.entry.dims > self.parameters:
            count = scenario.problem.entry.dims
            raise PolicyError(f"{self.name} takes at most {self.parameters:,} parameters (got {count:,})")
        given = dict(scenario.problem.values)
        for hyper in scenario.problem.hypers:
            value = given.get(hyper.name, hyper.default)
            if hyper.role == "rows" and isinstance(value, int) and value > self.rows:
                raise PolicyError(f"{self.name} takes at most {self.rows:,} rows of data (got {value:,g})")

    def check_sweep(self, sweep: Sweep) -> None:
        """Raise PolicyError if a sweep takes too many updates, or one of its races is not allowed."""
        if sweep.updates > self.updates:
            raise PolicyError(f"{self.name} takes at most {self.updates:,} updates a sweep: got {sweep.updates:,}")
        self.check(sweep.scenario)


FULL = Policy(
    name="Fall Line",
    everything=True,
    files=True,
    links=True,
    tracebacks=True,
    steps=1_000_000,
    racers=64,
    rows=1_000_000,
    parameters=1_000_000,
    updates=10**12,
    entry=100_000,
    paste=1_000_000,
    clipboard=1_000_000,
)


DEMO = Policy(
    name="the demo",
    everything=False,
    files=False,
    links=False,
    tracebacks=False,
    steps=10_000,
    racers=8,
    rows=1_000,
    parameters=500,
    updates=50_000_000,
    entry=2_000,
    paste=2_000,
    clipboard=4_000,  # into the clipboard of the stranger's own terminal, and only when asked
    idle=600.0,
)
