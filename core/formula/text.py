"""Print trees: as ASCII that parses back to the same tree, and in the Unicode notation of a textbook."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.formula.nodes import COMPARISONS, Call, Name, Node, Num
from core.number_text import write_number
from core.typography import power_of_ten, subscript, superscript

_INFIX: Mapping[str, tuple[str, int]] = {
    "add": (" + ", 1),
    "sub": (" - ", 1),
    "mul": ("*", 2),
    "div": ("/", 2),
}
_NEG, _POW, _ATOM = 3, 4, 5


def literal(value: float) -> str:
    """The shortest text that the parser reads as the same float: `2`, `-0`, `1e-8`; it has no word for infinity."""
    size = "1e999" if math.isinf(value) else write_number(abs(value))
    return f"-{size}" if math.copysign(1.0, value) < 0 else size


def ascii_text(node: Node) -> str:
    """The formula in the language itself: for a parsed tree, `parse(ascii_text(node)) == node`."""
    return _ascii(node)[0]


def _wrap(part: tuple[str, int], strength: int) -> str:
    text, own = part
    return text if own >= strength else f"({text})"


def _ascii(node: Node) -> tuple[str, int]:
    if isinstance(node, Name):
        return node.id, _ATOM
    if isinstance(node, Num):
        return literal(node.value), _NEG if math.copysign(1.0, node.value) < 0 else _ATOM
    if node.op in _INFIX:
        symbol, strength = _INFIX[node.op]
        left, right = (_ascii(arg) for arg in node.args)
        return f"{_wrap(left, strength)}{symbol}{_wrap(right, strength + 1)}", strength
    if node.op == "neg":
        return f"-{_wrap(_ascii(node.args[0]), _NEG)}", _NEG
    if node.op == "pow":
        left, right = (_ascii(arg) for arg in node.args)
        return f"{_wrap(left, _ATOM)}**{_wrap(right, _NEG)}", _POW
    args = [_ascii(arg)[0] for arg in node.args]
    if node.op in COMPARISONS:
        return f"{args[0]} {COMPARISONS[node.op]} {args[1]}", 0
    return f"{node.op}({', '.join(args)})", _ATOM


_GREEK: Mapping[str, str] = {
    "theta": "θ",
    "lr": "η",
    "beta": "β",
    "eps": "ε",
    "alpha": "α",
    "gamma": "γ",
    "rho": "ρ",
    "eta": "η",
    "mu": "μ",
    "lambd": "λ",
    "lambda_": "λ",
    "weight_decay": "λ",
    "kappa": "κ",
    "delta": "δ",
    "sigma": "σ",
    "pi": "π",
    "phi": "φ",
    "psi": "ψ",
    "tau": "τ",
    "nu": "ν",
    "omega": "ω",
}
_FENCES: Mapping[str, tuple[str, str]] = {
    "abs": ("|", "|"),
    "norm": ("‖", "‖"),
    "dot": ("⟨", "⟩"),
    "floor": ("⌊", "⌋"),
    "sum": ("Σ(", ")"),
}
_COMPARE_SIGNS: Mapping[str, str] = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}


def symbol(name: str) -> str:
    """A name as the field writes it: `beta1` → β₁, `m_hat` → m̂, `theta` → θ."""
    if name in _GREEK:
        return _GREEK[name]
    if name.endswith("_hat"):
        return symbol(name[:-4]) + "\u0302"
    stem = name.rstrip("0123456789")
    if stem and stem != name and not stem.endswith("_"):
        return _GREEK.get(stem, stem) + subscript(name[len(stem) :])
    head, _, tail = name.partition("_")
    return f"{_GREEK.get(head, head)}_{tail}" if tail else name


def pretty_number(value: float) -> str:
    """A constant in Unicode: ∞, 10⁻⁸, −2."""
    mantissa, mark, exponent = write_number(value).partition("e")
    if mark:
        power = power_of_ten(int(exponent))
        mantissa = mantissa[:-1] + power if mantissa in ("1", "-1") else f"{mantissa}·{power}"
    return mantissa.replace("-", "−").replace("inf", "∞")


def pretty(node: Node, symbols: Mapping[str, str] | None = None) -> str:
    """The formula as a textbook prints it; `symbols` overrides how names are shown (numbers put in, say)."""
    return _Pretty(symbols or {}).show(node)[0]


class _Pretty:
    def __init__(self, symbols: Mapping[str, str]) -> None:
        self.symbols = symbols

    def name(self, name: str) -> tuple[str, int]:
        shown = self.symbols.get(name)
        if shown is None:
            return symbol(name), _ATOM
        return shown, 1 if shown.startswith(("-", "−")) else _ATOM  # a product with it needs ( )

    def show(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Name):
            return self.name(node.id)
        if isinstance(node, Num):
            strength = _NEG if math.copysign(1.0, node.value) < 0 else _ATOM
            text = pretty_number(node.value)
            return text, 2 if "·" in text else strength
        infix = {"add": (" + ", 1), "sub": (" − ", 1), "mul": ("·", 2), "div": (" / ", 2)}.get(node.op)
        if infix is not None:
            sign, strength = infix
            left, right = (self.show(arg) for arg in node.args)
            return f"{_wrap(left, strength)}{sign}{_wrap(right, strength + 1)}", strength
        if node.op == "neg":
            return f"−{_wrap(self.show(node.args[0]), _NEG)}", _NEG
        if node.op == "pow":
            return self.power(node)
        return self.function(node)

    def power(self, node: Call) -> tuple[str, int]:
        base, exponent = (self.show(arg) for arg in node.args)
        raised = superscript(exponent[0].replace("−", "-"))
        if raised is not None:
            return f"{_wrap(base, _ATOM)}{raised}", _POW
        return f"{_wrap(base, _ATOM)}^{_wrap(exponent, _ATOM)}", _POW

    def function(self, node: Call) -> tuple[str, int]:
        parts = [self.show(arg) for arg in node.args]
        args = [text for text, _ in parts]
        if node.op in COMPARISONS:
            return f"{args[0]} {_COMPARE_SIGNS[node.op]} {args[1]}", 0
        if node.op == "sqrt":
            return f"√{_wrap(parts[0], _ATOM)}", _ATOM
        if node.op in _FENCES:
            left, right = _FENCES[node.op]
            return f"{left}{', '.join(args)}{right}", _ATOM
        if node.op == "where":
            return f"({args[1]} if {args[0]}, else {args[2]})", _ATOM
        return f"{node.op}({', '.join(args)})", _ATOM
