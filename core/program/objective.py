"""What a program needs of a problem: a formula to inline, or functions to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.arrays import Array, Indices
from core.formula.compile import Floats, array_function, scalar_function
from core.formula.derive import partials
from core.formula.nodes import Node, Num
from core.frozen import frozen


@frozen
class Objective:
    """Loss and gradient of a problem with `len(variables)` parameters.

    Generated code inlines a formula (`loss`, over `variables`), or else calls `scalar` or `array`. Where an update
    reads a sampled loss instead, `sampled_loss` is its formula over `variables` and `t`, or `sample` and `array_sample`
    return loss and gradient on the mini-batch of update t, at one point and at the columns of an array, of which each
    may have a seed of its own. Code for many parameters calls `vector`, or `vector_sample` with the number of the
    update, on the whole θ, which may overwrite the gradient that they gave before; `parts` are the first and last + 1
    parameters of each group.
    """

    variables: Sequence[str]
    loss: Node | None = None
    partials: tuple[Node, ...] = ()
    scalar: Callable[..., Floats] | None = None
    array: Callable[[Array], tuple[Array, Array]] | None = None
    sample: Callable[..., Floats] | None = None
    array_sample: Callable[[Array, float, Indices | None], tuple[Array, Array]] | None = None
    sampled_loss: Node | None = None
    sampled_partials: tuple[Node, ...] = ()
    vector: Callable[[Array], tuple[float, Array]] | None = None
    vector_sample: Callable[[Array, float], tuple[float, Array]] | None = None
    parts: tuple[tuple[int, int], ...] = ()

    def formulas(self, sampled: bool) -> tuple[Node, tuple[Node, ...]] | None:
        """Loss and partials, full or sampled; None where they are not formulas."""
        loss, partials = (self.sampled_loss, self.sampled_partials) if sampled else (self.loss, self.partials)
        return None if loss is None else (loss, partials)

    @property
    def whole(self) -> bool:
        """Whether code calls functions of the whole θ instead of one value a coordinate."""
        return self.vector is not None

    @property
    def dims(self) -> int:
        """How many parameters there are."""
        return len(self.variables)


def formula_objective(loss: Node, variables: Sequence[str], sampled: Node | None = None) -> Objective:
    """The objective of a loss formula, with its exact gradient; `sampled` is over t too, the number of the update."""
    partials = gradient(loss, variables)
    seen = () if sampled is None else gradient(sampled, variables)
    return Objective(tuple(variables), loss, partials, sampled_loss=sampled, sampled_partials=seen)


def sampled_formula(objective: Objective, sampled: Node) -> Objective:
    """The objective of the whole θ, with a sampled loss that is a formula over its variables and t."""
    names = (*objective.variables, "t")
    nodes = (sampled, *gradient(sampled, objective.variables))
    scalar, array = scalar_function(nodes, names), array_function(nodes, names)

    def vector(theta: Array, t: float) -> tuple[float, Array]:
        loss, *partials = scalar(*theta.tolist(), t)
        return loss, np.array(partials)

    def columns(points: Array, t: float, which: Indices | None) -> tuple[Array, Array]:
        loss, *partials = array(*points, t)
        return loss, np.stack(partials)

    return replace(objective, vector_sample=vector, array_sample=columns)


def gradient(loss: Node, variables: Sequence[str]) -> tuple[Node, ...]:
    """The partial derivatives, 0 where one is absent."""
    return tuple(node or Num(0.0) for node in partials(loss, variables))
