"""Explain a divergence by the line of the rule whose value was the first inf or NaN."""

from __future__ import annotations

import bisect

import numpy as np

from core.arrays import Array
from core.external.entry import External
from core.formula.rule import Statement
from core.formula.text import pretty, symbol
from core.inspection.anatomy import Terms
from core.number_text import rounded
from core.run import Run
from core.settings import MAX_COORDINATE
from core.specs import RacerSpec

MAX_QUOTED = 60
"""Characters of a line that are quoted."""


def why_not_finite(spec: RacerSpec, run: Run) -> str | None:
    """`line 3: v = v**2 became inf at step 12`; None where every value of the rule is finite.

    A line of a catalog entry is shown as its equation, a line of an own rule as its text. Where several lines assign
    a name, only its last value is known.
    """
    values = spec.values
    rule = spec.entry.bind(values)
    if (first := _bad(run.state(0), rule.initial)) is not None:
        statement, value = first
        return f"{_quoted(spec, statement)} is {value} at the start"
    last = run.steps + 1
    # A value that is not finite stays so in the state, so bisection finds the first such update.
    step = 1 + bisect.bisect_left(range(1, last), True, key=lambda k: _is_bad(run.terms(k), rule.body))
    terms = run.terms(step)
    slope = _value(terms["g"])
    if slope is not None:
        return f"the gradient became {slope} at step {step}"
    found = _bad(terms, rule.body)
    if found is not None:
        statement, value = found
        return f"{_quoted(spec, statement)} became {value} at step {step}"
    if isinstance(spec.own, External):
        return _returned(spec.own, _value(terms["theta"]), step)
    if spec.own is None or np.abs(np.asarray(terms["theta"])).max() < MAX_COORDINATE:
        return None  # the loss falls for ever, and the rule of the catalog follows it
    mover = [statement for statement in rule.body if statement.name == "theta"][-1]
    return f"{_quoted(spec, mover)} went beyond {rounded(MAX_COORDINATE)} at step {step}"


def _returned(entry: External, value: str | None, step: int) -> str:
    """What own code returned, of which nothing is known but that."""
    beyond = f"{entry.name} went beyond {rounded(MAX_COORDINATE)} at step {step}"
    return beyond if value is None else f"{entry.name} returned {value} at step {step}"


def _is_bad(terms: Terms, body: tuple[Statement, ...]) -> bool:
    return _value(terms["g"]) is not None or _bad(terms, body) is not None


def _bad(terms: Terms, statements: tuple[Statement, ...]) -> tuple[Statement, str] | None:
    """The first line whose value is not finite, and that value."""
    for statement in statements:
        if statement.name in terms and (value := _value(terms[statement.name])) is not None:
            return statement, value
    return None


def _value(value: Array | float) -> str | None:
    """`∞`, `−∞` or `nan` if a coordinate is one; infinity comes first, as NaN follows from it."""
    found = [rounded(float(v)) for v in np.ravel(value) if not np.isfinite(v)]
    return min(found, key=lambda text: text == "nan", default=None)


def _quoted(spec: RacerSpec, statement: Statement) -> str:
    if spec.own is None:
        return _cut(f"{symbol(statement.name)} ← {pretty(statement.node, spec.symbols)}")
    code = spec.own.rule_text.splitlines()[statement.line - 1].partition("#")[0]
    return f"line {statement.line}: {_cut(' '.join(code.split()))}"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1]}…"
