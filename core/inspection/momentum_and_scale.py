"""What pushes a racer besides the slope, and what holds each coordinate back: momentum and scale after an update."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.arrays import Array
from core.formula.nodes import Call, Name, Node, Num, free_names, rewrite
from core.formula.simplify import substitute
from core.formula.text import pretty
from core.inspection.anatomy import Terms, row_function
from core.optimizers.roles import Roles
from core.specs import RacerSpec

SMALL = 1e-4
"""A number up to here that is added to a scale is there for the sake of safety."""


@dataclass(frozen=True, eq=False)
class Force:
    """One value a coordinate, (dims,), and what it is called, as a textbook prints it."""

    text: str
    values: Array


@dataclass(frozen=True)
class Forces:
    """`momentum` as it pushes θ, `scale` as it divides each coordinate; None where the rule has no such thing."""

    momentum: Force | None = None
    scale: Force | None = None


@lru_cache(maxsize=256)
def roles(spec: RacerSpec) -> Roles:
    """What is momentum and what is scale in a racer's rule, with its hyperparameters."""
    return spec.entry.roles({hyper.name: spec.get(hyper.name) for hyper in spec.hypers})


def forces(spec: RacerSpec, update: int, terms: Terms) -> Forces:
    """Momentum and scale as update `update`, whose named values these are, leaves them."""
    found = roles(spec)
    symbols = {hyper.name: hyper.symbol for hyper in spec.hypers}
    known = {**terms, "t": float(update)}

    def force(node: Node | None, shown: Node | None) -> Force | None:
        values = None if node is None else evaluate(spec, node, known)
        return None if values is None or shown is None else Force(pretty(shown, symbols), values)

    return Forces(
        force(found.momentum, found.momentum),
        force(found.scale, None if found.scale is None else _without_epsilon(found.scale)),
    )


def evaluate(spec: RacerSpec, node: Node, terms: Terms) -> Array | None:
    """A formula of a rule's named values for each coordinate, (dims,); None where a name has no value."""
    numbers = spec.entry.numbers({hyper.name: spec.get(hyper.name) for hyper in spec.hypers})
    node = substitute(node, dict[str, Node | float](numbers))
    names = ["theta", *sorted(free_names(node) - {"theta"})]  # θ gives the shape
    if not terms.keys() >= set(names):
        return None
    return row_function(node, tuple(names))(*(terms[name] for name in names))[0]


def _without_epsilon(node: Node) -> Node:
    """The scale as one speaks of it: √v̂, without the small constants that keep it from being 0."""

    def small(part: Node) -> bool:
        return part.value <= SMALL if isinstance(part, Num) else isinstance(part, Name) and part.id.startswith("eps")

    def build(op: str, args: tuple[Node, ...]) -> Node:
        return args[0] if op == "add" and small(args[1]) else Call(op, args)

    return rewrite(node, lambda name: name, build)
