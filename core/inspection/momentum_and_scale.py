"""The momentum of an update, and the scale by which it divides each coordinate."""

from __future__ import annotations

from functools import lru_cache

from core.arrays import Array
from core.formula.nodes import Call, Name, Node, Num, free_names, rewrite
from core.formula.simplify import substitute
from core.formula.text import pretty
from core.frozen import frozen
from core.inspection.arithmetic import row_function
from core.inspection.gradient_lines import Terms
from core.optimizers.roles import Roles
from core.specs import RacerSpec

SMALL = 1e-4
"""The largest number that counts as the ε of a scale."""


@frozen(eq=False)
class NamedVector:
    """One value a coordinate, (dims,), and its name as a textbook prints it."""

    text: str
    values: Array


@frozen
class MomentumAndScale:
    """`momentum` in the direction it moves θ, `scale` as it divides each coordinate; None where the rule has none."""

    momentum: NamedVector | None = None
    scale: NamedVector | None = None


@lru_cache(maxsize=256)
def roles(spec: RacerSpec) -> Roles:
    """The formulas of momentum and scale in a racer's rule, with its hyperparameters."""
    return spec.entry.roles(spec.values)


def momentum_and_scale(spec: RacerSpec, update: int, terms: Terms) -> MomentumAndScale:
    """Momentum and scale after update `update`, whose named values are `terms`."""
    found = roles(spec)
    known = {**terms, "t": float(update)}

    def vector(node: Node | None, shown: Node | None) -> NamedVector | None:
        values = None if node is None else evaluate(spec, node, known)
        return None if values is None or shown is None else NamedVector(pretty(shown, spec.symbols), values)

    return MomentumAndScale(
        vector(found.momentum, found.momentum),
        vector(found.scale, None if found.scale is None else _without_epsilon(found.scale)),
    )


def evaluate(spec: RacerSpec, node: Node, terms: Terms) -> Array | None:
    """A formula of a rule's named values for each coordinate, (dims,); None where a name has no value."""
    numbers = spec.entry.numbers(spec.values)
    node = substitute(node, dict[str, Node | float](numbers))
    names = ["theta", *sorted(free_names(node) - {"theta"})]  # θ gives the shape
    if not terms.keys() >= set(names):
        return None
    return row_function(node, tuple(names))(*(terms[name] for name in names))[0]


def _without_epsilon(node: Node) -> Node:
    """The scale as it is usually written: √v̂, without the ε that keeps it from being 0."""

    def small(part: Node) -> bool:
        return part.value <= SMALL if isinstance(part, Num) else isinstance(part, Name) and part.id.startswith("eps")

    def build(op: str, args: tuple[Node, ...]) -> Node:
        return args[0] if op == "add" and small(args[1]) else Call(op, args)

    return rewrite(node, lambda name: name, build)
