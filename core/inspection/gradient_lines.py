"""What becomes of the gradient before the rule reads it: where it is taken, mini-batch, noise, clipping, decay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from core.arrays import Array
from core.formula.nodes import Call, Name, Node, Num
from core.formula.rule import Rule, Statement
from core.formula.simplify import make
from core.formula.text import pretty
from core.inspection.arithmetic import AnatomyLine, Scope, evaluated
from core.number_text import rounded
from core.problems import Problem
from core.program.assemble import CLIP_NORM_EPS, DRAWN, FIRST_G, RAW_G
from core.specs import RacerSpec

Terms: TypeAlias = "Mapping[str, Array | float]"
_SYMBOLS = {"noise": "ξ", "clip_norm": "c", "clip_value": "c"}
_G, _THETA = Name("g"), Name("theta")


def gradient_lines(spec: RacerSpec, rule: Rule, problem: Problem, terms: Terms, scope: Scope) -> Iterator[AnatomyLine]:
    """The lines from the true ∇f to the g that the rule reads, and a decoupled decay of θ.

    `scope` holds θ before the update, t, lr, the state and the hyperparameters; it receives g, f and the decayed θ.
    """
    symbols = spec.symbols | _SYMBOLS
    loss, slope = _true(problem, np.atleast_1d(scope["theta"]))
    yield _given("g ← ∇f(θ)", slope, f"the full gradient at θ, where f = {rounded(loss)}")
    scope["g"] = slope
    if rule.at is not None:
        if FIRST_G in terms:
            first = np.atleast_1d(terms[FIRST_G])
            if not np.array_equal(first, slope):
                yield _given("g ← ∇f(θ) as drawn", first, "with this update's mini-batch and noise")
            scope["g"] = first
        yield evaluated(Statement("at", rule.at, "where the gradient is taken"), scope, symbols)
    batch = bool(problem.batch) or problem.sampled is not None
    raw, f = np.atleast_1d(terms[RAW_G]), float(np.asarray(terms["f"]))
    if rule.at is not None or batch:
        place = "θ" if rule.at is None else pretty(rule.at, dict(spec.symbols))
        where = "there" if rule.at is not None else "at θ"
        source = f"of this update's sample {where}" if batch else where
        yield _given(f"g ← ∇f({place})", raw, f"the gradient {source}, where f = {rounded(f)}")
    scope["g"], scope["f"] = raw, f
    if DRAWN in terms:
        scope["noise"] = np.atleast_1d(terms[DRAWN])
    for statement in _steps(spec, noisy=DRAWN in terms):
        yield evaluated(statement, scope, symbols)


def _true(problem: Problem, theta: Array) -> tuple[float, Array]:
    """The full, noiseless loss and gradient."""
    with np.errstate(all="ignore"):
        point = theta[:, None]
        return float(problem.values(point)[0]), np.asarray(problem.gradients(point), np.float64)[:, 0]


def _given(equation: str, values: Array, note: str) -> AnatomyLine:
    """A line whose value is not the result of arithmetic on other lines."""
    return AnatomyLine("g", equation, tuple("" for _ in values), tuple(map(float, values)), note)


def _steps(spec: RacerSpec, *, noisy: bool) -> Iterator[Statement]:
    """What happens to every rule's gradient, as `core.program.assemble` has it."""
    if noisy:
        yield Statement("g", Call("add", (_G, Name("noise"))), "noise is added")
    if np.isfinite(spec.number("clip_norm")):
        norm = Call("add", (Call("norm", (_G,)), Num(CLIP_NORM_EPS)))
        factor = Call("min", (Call("div", (Name("clip_norm"), norm)), Num(1.0)))
        yield Statement("g", Call("mul", (_G, factor)), "no longer than c")
    if np.isfinite(spec.number("clip_value")):
        bound = Name("clip_value")
        yield Statement("g", Call("clip", (_G, Call("neg", (bound,)), bound)), "no component beyond ±c")
    if spec.entry.decay is None or not spec.number("weight_decay"):
        return
    decay: Node = Name("weight_decay")
    if spec.get("decay") == "decoupled":
        kept = make("sub", (Num(1.0), make("mul", (Name("lr"), decay))))
        yield Statement("theta", Call("mul", (_THETA, kept)), "weight decay, before the update")
    else:
        yield Statement("g", Call("add", (_G, Call("mul", (decay, _THETA)))), "weight decay joins the gradient")
