"""How a racer is doing: a kind, and one sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["running", "target", "converged", "diverged"]


@dataclass(frozen=True)
class Status:
    """`step` is when it came to be so; a running racer has neither step nor sentence."""

    kind: Kind
    sentence: str = ""
    step: int | None = None


RUNNING = Status("running")


def short(value: float) -> str:
    """A number as sentences show it, five digits."""
    return f"{value:.5g}".replace("e-0", "e-").replace("e+0", "e+")


def point_text(point: tuple[float, ...]) -> str:
    """A point as sentences show it: `(1, −0.5)`."""
    return "(" + ", ".join(short(x).replace("-", "−") for x in point) + ")"
