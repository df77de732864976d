"""What one update computed, line by line: equations, with the numbers put in, and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from core.arrays import Array
from core.formula.compile import array_function
from core.formula.nodes import REDUCTIONS, Call, Name, Node, free_names, rewrite
from core.formula.rule import Statement, is_vector
from core.formula.simplify import substitute
from core.formula.text import pretty, symbol
from core.number_text import rounded
from core.specs import RacerSpec

Terms: TypeAlias = "Mapping[str, Array | float]"


@dataclass(frozen=True)
class AnatomyLine:
    """One line of a rule in one update.

    `equation` is `m̂ ← m / (1 − β₁ᵗ)`; `numbers` the same right-hand side with this update's values, one text a
    coordinate; `values` its results, as many; `note` says what the line is for.
    """

    name: str
    equation: str
    numbers: tuple[str, ...]
    values: tuple[float, ...]
    note: str


def dissect(spec: RacerSpec, t: int, terms: Terms, state: Terms, theta: Sequence[float]) -> tuple[AnatomyLine, ...]:
    """The lines of update `t`, in order.

    `terms` are the update's named values (`Racer.terms`), `state` the rule's state and `theta` the parameters before
    it. Each line's value is recomputed from what it reads, so the numbers shown agree with the equation.
    """
    values = spec.values
    rule = spec.entry.bind(values)
    numbers = spec.entry.numbers(values)
    symbols = spec.symbols
    scope: dict[str, Array | float] = {**numbers, **state}
    scope |= {"theta": np.asarray(theta, dtype=np.float64), "g": terms["g"], "lr": terms["lr"], "t": float(t)}
    scope["f"] = terms["f"]
    first = _gradient_line(spec, rule.at, symbols, terms)
    lines = [first]
    if values.get("decay") == "decoupled" and spec.number("weight_decay"):
        lines.append(_decoupled(spec, scope))
    lines += [_line(statement, scope, symbols) for statement in rule.body]
    return tuple(lines)


def _gradient_line(spec: RacerSpec, at: Node | None, symbols: Mapping[str, str], terms: Terms) -> AnatomyLine:
    place = "θ" if at is None else pretty(at, dict(symbols))
    done = []
    if np.isfinite(spec.number("clip_norm")) or np.isfinite(spec.number("clip_value")):
        done.append("clipped")
    if spec.entry.decay and spec.get("decay") == "coupled" and spec.number("weight_decay"):
        done.append("weight decay added")
    note = "the gradient" + (", " + ", ".join(done) if done else "")
    values = tuple(map(float, np.atleast_1d(terms["g"])))
    return AnatomyLine("g", f"g ← ∇f({place})", tuple("" for _ in values), values, note)


def _decoupled(spec: RacerSpec, scope: dict[str, Array | float]) -> AnatomyLine:
    rate, decay = float(scope["lr"]), spec.number("weight_decay")
    before = np.atleast_1d(scope["theta"])
    after = before * (1 - rate * decay)
    scope["theta"] = after
    numbers = tuple(f"{rounded(float(x), 4)}·(1 − {rounded(rate, 4)}·{rounded(decay, 4)})" for x in before)
    return AnatomyLine("theta", "θ ← θ·(1 − η·λ)", numbers, tuple(map(float, after)), "weight decay, before the update")


def _line(statement: Statement, scope: dict[str, Array | float], symbols: Mapping[str, str]) -> AnatomyLine:
    node = statement.node
    reads = sorted(free_names(node))
    vectors = [name for name in reads if isinstance(scope[name], np.ndarray)]
    spread = is_vector(node, vectors)
    dims = len(np.atleast_1d(scope["theta"])) if spread else 1
    numbers = tuple(_with_numbers(node, scope, i) for i in range(dims))
    (result,) = row_function(node, tuple(reads))(*(scope[name] for name in reads))
    values = tuple(map(float, np.broadcast_to(result, dims) if spread else np.asarray(result).reshape(-1)[:1]))
    scope[statement.name] = np.array(values) if spread else values[0]
    left = symbols.get(statement.name, symbol(statement.name))
    return AnatomyLine(statement.name, f"{left} ← {pretty(node, dict(symbols))}", numbers, values, statement.note)


def _with_numbers(node: Node, scope: Mapping[str, Array | float], i: int) -> str:
    """The right-hand side with coordinate i's values in place of its names; reductions show whole vectors."""
    texts: dict[str, str] = {}

    def whole(name: str) -> str:
        value = np.atleast_1d(scope[name])
        parts = [rounded(float(x), 4) for x in value]
        return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"

    def build(op: str, args: tuple[Node, ...]) -> Node:
        call = Call(op, args)
        if op not in REDUCTIONS:
            return call
        place = f"reduction{len(texts)}"
        texts[place] = pretty(call, {name: whole(name) for name in free_names(call)})
        return Name(place)

    shown = rewrite(node, lambda name: name, build)
    for name in free_names(shown) - texts.keys():
        value = np.atleast_1d(scope[name])
        texts[name] = rounded(float(value[min(i, len(value) - 1)]), 4)
    return pretty(shown, texts)


@lru_cache(maxsize=1024)
def row_function(node: Node, names: tuple[str, ...]) -> Callable[..., tuple[Array, ...]]:
    """A formula as a function of one value a coordinate; cached, as compiling takes longer than drawing the result."""
    return array_function([substitute(node, {})], names)
