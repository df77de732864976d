"""The status of a racer: on its way, arrived, stuck or gone, and a sentence that says why."""

from __future__ import annotations

from typing import Literal

from core.frozen import frozen

Kind = Literal[
    "running",
    "target",
    "converged",
    "left_target",
    "local_minimum",
    "saddle",
    "growing",
    "circling",
    "stalled",
    "not_reached",
    "diverged",
    "failed",
]
"""`target`: its loss is within the target now; `left_target`: it was, but is not any more; `not_reached`: the race is
over, and it never was; `failed`: the user's own code could not go on. Nobody is `running` at the end of a race."""

FAILED: tuple[Kind, ...] = ("diverged", "failed", "growing")
"""What a strict run fails for."""


@frozen
class Status:
    """`step` is the step at which the racer reached this status, where there is one."""

    kind: Kind
    sentence: str = ""
    step: int | None = None


RUNNING = Status("running")
