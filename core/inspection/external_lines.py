"""The update of an optimizer that is code: it has no lines, so its step and the loss after it are shown instead."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.external.entry import External
from core.inspection.arithmetic import AnatomyLine, Scope
from core.inspection.gradient_lines import Terms
from core.number_text import rounded
from core.problems import Problem


def step_lines(entry: External, problem: Problem, terms: Terms, scope: Scope) -> Iterator[AnatomyLine]:
    """Δθ, the new θ and the loss there, from the update's `terms` and the θ before it in `scope`."""
    before, after = np.atleast_1d(scope["theta"]), np.atleast_1d(terms["theta"])
    with np.errstate(all="ignore"):
        step = after - before
        loss = float(problem.values(after[:, None])[0])
    blank = tuple("" for _ in step)
    note = f"code of yours, {entry.target}, which has no lines to show"
    yield AnatomyLine("step", f"Δθ ← {entry.name}(g, f)", blank, tuple(map(float, step)), note)
    sums = tuple(_sum(float(x), float(dx)) for x, dx in zip(before, step, strict=True))
    yield AnatomyLine("theta", "θ ← θ + Δθ", sums, tuple(map(float, after)), "")
    yield AnatomyLine("f", "f(θ)", ("",), (loss,), "the full loss where the step led")


def _sum(x: float, dx: float) -> str:
    sign = "−" if dx < 0 else "+"
    return f"{rounded(x, 4)} {sign} {rounded(abs(dx), 4)}"
