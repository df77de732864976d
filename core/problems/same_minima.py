"""Simplify a loss without moving its minima: those of exp(w), 3·w + 1 and log(w) are those of w."""

from __future__ import annotations

from core.formula import Call, Node, Num

INCREASING = ("exp", "log", "sqrt", "tanh")
SQUARE = Num(2.0)


def with_same_minima(loss: Node) -> Node:
    """A formula with the same local minima as the loss, without increasing functions and high powers around it.

    Where a power or an absolute value of u is least, so is u²; but u² is not as flat as u⁴, and has no kink.
    """
    node, sign = loss, 1
    while isinstance(node, Call) and (inner := _inside(node)) is not None:
        node, sign = inner[0], sign * inner[1]
    if (base := _even_base(node)) is not None:
        node = Call("pow", (base, SQUARE))
    return node if sign > 0 else Call("neg", (node,))


def _inside(node: Call) -> tuple[Node, int] | None:
    """The part on which a call depends strictly monotonically, and 1 where it rises with it, −1 where it falls."""
    first, second = node.args[0], node.args[-1]
    if node.op in INCREASING:
        return first, 1
    if node.op == "neg":
        return first, -1
    if node.op == "pow":  # a power that is not whole has a base above 0
        return (first, 1) if isinstance(second, Num) and second.value > 0 and second.value % 2 != 0 else None
    if node.op in ("add", "sub", "mul", "div"):
        if isinstance(second, Num):
            falls = node.op in ("mul", "div") and not second.value > 0
            return None if falls and not second.value < 0 else (first, -1 if falls else 1)
        if isinstance(first, Num) and node.op != "div":
            falls = node.op == "sub" or (node.op == "mul" and not first.value > 0)
            return None if node.op == "mul" and first.value == 0 else (second, -1 if falls else 1)
    return None


def _even_base(node: Node) -> Node | None:
    """u, where the node is |u|, u², u⁴, (u³)² …; else None."""
    if not isinstance(node, Call) or not (node.op == "abs" or (_whole_power(node) or 1) % 2 == 0):
        return None
    base = node.args[0]
    while isinstance(base, Call) and (base.op in ("abs", "neg") or _whole_power(base)):
        base = base.args[0]
    return base


def _whole_power(node: Call) -> int:
    """The exponent of a power, where it is a positive whole number; else 0."""
    exponent = node.args[-1]
    whole = node.op == "pow" and isinstance(exponent, Num) and exponent.value > 0 and exponent.value.is_integer()
    return int(exponent.value) if whole and isinstance(exponent, Num) else 0
