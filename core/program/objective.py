"""What a program needs of a problem: a formula to inline, or functions to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.formula.compile import Array
from core.formula.derive import differentiate
from core.formula.nodes import Node, Num

Floats = tuple[float, ...]


@dataclass(frozen=True)
class Objective:
    """Loss and gradient of a problem with `len(variables)` parameters.

    With a formula (`loss`, over `variables`) it is inlined into the generated code; else `scalar` and `array` are
    called. `sample` is the loss and gradient on the mini-batch of an update, `array_sample` the same over columns.
    """

    variables: Sequence[str]
    loss: Node | None = None
    partials: tuple[Node, ...] = ()
    scalar: Callable[..., Floats] | None = None
    array: Callable[[Array], tuple[Array, Array]] | None = None
    sample: Callable[..., Floats] | None = None
    array_sample: Callable[[Array, float], tuple[Array, Array]] | None = None

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return len(self.variables)


def formula_objective(loss: Node, variables: Sequence[str]) -> Objective:
    """The objective of a loss formula, with its exact gradient."""
    partials = tuple(differentiate(loss, name) or Num(0.0) for name in variables)
    return Objective(tuple(variables), loss, partials)
