"""Expand a formula of vectors into one scalar formula a coordinate."""

from __future__ import annotations

from core.formula.nodes import Call, Name, Node, Num, free_names, rewrite
from core.formula.simplify import make, substitute


def components(name: str, dims: int) -> list[str]:
    """The variables that hold the coordinates of a vector."""
    return [f"{name}_{i}" for i in range(dims)]


def spread(name: str, vector: bool, vectors: frozenset[str], dims: int) -> list[str]:
    """The variables of a value, of which `vectors` holds one a coordinate; a scalar that stands for all is repeated."""
    if not vector:
        return [name]
    return components(name, dims) if name in vectors else [name] * dims


class Coordinates:
    """Expands vector formulas coordinate by coordinate; reductions become sums."""

    def __init__(self, vectors: frozenset[str], dims: int) -> None:
        self.vectors = vectors
        self.dims = dims

    def of(self, node: Node, i: int) -> Node:
        """The formula of coordinate `i`."""
        reduced = rewrite(node, lambda name: name, self._reduce)
        return self._component(reduced, i)

    def _component(self, node: Node, i: int) -> Node:
        names = {name: Name(f"{name}_{i}") for name in free_names(node) & self.vectors}
        return substitute(node, names)

    def _reduce(self, op: str, args: tuple[Node, ...]) -> Node:
        if op not in ("norm", "sum", "dot"):
            return Call(op, args)
        terms = []
        for i in range(self.dims):
            parts = tuple(self._component(arg, i) for arg in args)
            terms.append({"norm": _square, "sum": _first, "dot": _times}[op](parts))
        total = terms[0]
        for term in terms[1:]:
            total = make("add", (total, term))
        return make("sqrt", (total,)) if op == "norm" else total


def _square(parts: tuple[Node, ...]) -> Node:
    return make("pow", (parts[0], Num(2.0)))


def _first(parts: tuple[Node, ...]) -> Node:
    return parts[0]


def _times(parts: tuple[Node, ...]) -> Node:
    return make("mul", parts)
