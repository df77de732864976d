"""The standings of a race: the order of the racers, and the numbers of a row as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.arrays import Array
from core.measures import MEASURES
from core.number_text import fixed_digits
from core.status import Status


class Ranked(Protocol):
    """What the ranking reads: the losses so far, (n,), and the status."""

    @property
    def loss(self) -> Array: ...
    @property
    def status(self) -> Status: ...


R = TypeVar("R", bound=Ranked)


def ranking(racers: Iterable[R]) -> tuple[R, ...]:
    """The racers by their current loss, NaN after all numbers; those that diverged come last."""
    return tuple(sorted(racers, key=_sort_key))


def _sort_key(racer: Ranked) -> tuple[bool, bool, float]:
    loss = float(racer.loss[-1])
    return racer.status.kind == "diverged", math.isnan(loss), loss


@dataclass(frozen=True)
class Standing:
    """The figures of one racer: losses and ‖∇f‖, the first step within the target, gradients used."""

    loss: float
    best: float
    grad_norm: float
    to_target: int | None
    evaluations: int


COLUMNS: Mapping[str, Callable[[Standing], str]] = {
    MEASURES["loss"].symbol: lambda standing: fixed_digits(standing.loss),
    "best": lambda standing: fixed_digits(standing.best),
    MEASURES["grad_norm"].symbol: lambda standing: fixed_digits(standing.grad_norm),
    "to target": lambda standing: "–" if standing.to_target is None else str(standing.to_target),
    "evals": lambda standing: str(standing.evaluations),
}
"""The numbers of a row by the titles of their columns, in the order of the screen."""
