"""The status of a racer: running, at the target, converged or diverged, and a sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["running", "target", "converged", "diverged"]


@dataclass(frozen=True)
class Status:
    """`step` is the step at which the racer reached this status; a running racer has neither step nor sentence."""

    kind: Kind
    sentence: str = ""
    step: int | None = None


RUNNING = Status("running")
