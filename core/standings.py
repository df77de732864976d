"""The standings of a race: the order of the racers, and the numbers of a row as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from core.arrays import Array
from core.frozen import frozen
from core.measures import MEASURES
from core.number_text import fixed_digits
from core.status import Kind, Status


class Ranked(Protocol):
    """What the ranking reads: the losses so far, (n,), and the status."""

    @property
    def loss(self) -> Array: ...
    @property
    def status(self) -> Status: ...


R = TypeVar("R", bound=Ranked)


def ranking(racers: Iterable[R]) -> tuple[R, ...]:
    """The racers by their current loss, NaN after all numbers; those that diverged or failed come last."""
    return tuple(sorted(racers, key=_sort_key))


def _sort_key(racer: Ranked) -> tuple[bool, bool, float]:
    loss = float(racer.loss[-1])
    return racer.status.kind in ("diverged", "failed"), math.isnan(loss), loss


@frozen
class Standing:
    """The figures of one racer: losses and ‖∇f‖, the first step within the target, gradients used, and θ."""

    loss: float
    best: float
    grad_norm: float
    to_target: int | None
    evaluations: int
    point: tuple[float, ...]


THETA = "θ"
"""The title of the column that is shown only where there is room for it."""

COLUMNS: Mapping[str, Callable[[Standing], str]] = {
    MEASURES["loss"].symbol: lambda standing: fixed_digits(standing.loss),
    "best": lambda standing: fixed_digits(standing.best),
    MEASURES["grad_norm"].symbol: lambda standing: fixed_digits(standing.grad_norm),
    "reached at": lambda standing: "–" if standing.to_target is None else str(standing.to_target),
    "evals": lambda standing: str(standing.evaluations),
    THETA: lambda standing: f"({', '.join(map(fixed_digits, standing.point))})",
}
"""The numbers of a row by the titles of their columns, in the order of the screen."""


WORDS: Mapping[Kind, str] = {
    "running": "running",
    "target": "on target",
    "converged": "converged",
    "left_target": "left target",
    "local_minimum": "local minimum",
    "saddle": "at a saddle",
    "growing": "growing",
    "circling": "circling",
    "stalled": "stalled",
    "not_reached": "not reached",
    "diverged": "diverged",
    "failed": "failed",
}
"""What a status is called in a table."""

_SIGNS: Mapping[Kind, str] = {
    "target": "✓",
    "converged": "✓",
    "growing": "✗",
    "diverged": "✗",
    "failed": "✗",
    "not_reached": "–",
}
_TOLD: tuple[Kind, ...] = ("running", "local_minimum", "saddle", "growing", "circling", "stalled")
"""Statuses whose sentence says what they are, so that their word is left out."""


def status_text(status: Status) -> str:
    """A status in one line: a sign and a word, as colour alone says nothing, and its sentence."""
    sign = _SIGNS.get(status.kind, "·")
    if status.sentence and status.kind in _TOLD:
        return f"{sign} {status.sentence}"
    word = f"{sign} {WORDS[status.kind]}"
    return f"{word}: {status.sentence}" if status.sentence else word
