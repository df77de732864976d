"""What one update computed, line by line: equations, with the numbers put in, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.external.entry import External
from core.inspection.arithmetic import AnatomyLine, Scope, evaluated
from core.inspection.external_lines import step_lines
from core.inspection.gradient_lines import Terms, gradient_lines
from core.problems import Problem
from core.problems.groups import parts_of
from core.specs import RacerSpec

__all__ = ["AnatomyLine", "Terms", "dissect"]


def dissect(
    spec: RacerSpec, problem: Problem, t: int, terms: Terms, state: Terms, theta: Sequence[float]
) -> tuple[AnatomyLine, ...]:
    """The lines of update `t`, in order: from the true gradient to the one that the rule reads, then the rule.

    `terms` are the update's named values (`Run.replay`), `state` the rule's state and `theta` the parameters before it.
    Each line's value is recomputed from what it reads, so the numbers shown agree with the equation.
    """
    rule = spec.entry.bind(spec.values)
    scope: Scope = {**spec.entry.numbers(spec.values), **state, "theta": np.asarray(theta, dtype=np.float64)}
    scope |= {"lr": terms["lr"], "t": float(t)}
    scope |= {name: spec.number(name) for name in ("clip_norm", "clip_value", "weight_decay") if name in spec.values}
    lines = list(gradient_lines(spec, rule, problem, terms, scope))
    if isinstance(spec.entry, External):
        return (*lines, *step_lines(spec.entry, problem, terms, scope))
    layers = parts_of(problem.groups) if spec.entry.per_layer else ()
    for statement in rule.body:
        line = evaluated(statement, scope, spec.symbols, layers)
        one = statement.name not in rule.vectors and len(line.values) > 1
        lines.append(replace(line, by_group=True) if one else line)
    return tuple(lines)
