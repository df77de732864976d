"""A landscape's formula, gradient and Hessian as a textbook prints them."""

from __future__ import annotations

import itertools

from core.formula import Node, Num, differentiate, parse, pretty
from core.frozen import frozen
from core.problems.base import ProblemEntry
from core.values import Values


@frozen
class Derivatives:
    """Equations, a line each: `f(x, y) = …`, `∂f/∂x = …`, `∂²f/∂x∂y = …`; parameters stay symbols."""

    value: str
    gradient: tuple[str, ...]
    hessian: tuple[str, ...]


def derivatives(entry: ProblemEntry) -> Derivatives | None:
    """The equations of an entry; None where the loss has no formula."""
    if entry.formula is None:
        return None
    names = entry.variables
    symbols = {hyper.name: hyper.symbol for hyper in entry.hypers if len(hyper.symbol) < 3}
    whole = Values(entry.hypers).numbers
    loss = parse(entry.formula, (*names, *(hyper.name for hyper in entry.hypers)), whole=whole)

    def shown(left: str, node: Node) -> str:
        return f"{left} = {pretty(node, symbols).replace(' + −', ' − ')}"

    def partial(node: Node, name: str) -> Node:
        return differentiate(node, name) or Num(0.0)

    first = {name: partial(loss, name) for name in names}
    pairs = itertools.combinations_with_replacement(names, 2)
    return Derivatives(
        value=f"f({', '.join(names)}) = {pretty(loss, symbols)}",
        gradient=tuple(shown(_partial("∂", (name,)), node) for name, node in first.items()),
        hessian=tuple(shown(_partial("∂²", pair), partial(first[pair[0]], pair[1])) for pair in pairs),
    )


def _partial(sign: str, names: tuple[str, ...]) -> str:
    below = f"∂{names[0]}²" if names[1:] == names[:1] else "".join(f"∂{name}" for name in names)
    return f"{sign}f/{below}"
