"""What the app draws: landscapes of one or two parameters."""

from __future__ import annotations

from collections.abc import Mapping

from core.problems import PROBLEMS, ProblemEntry
from core.specs import ProblemSpec

MAX_DIMS = 2

DRAWN: Mapping[str, ProblemEntry] = {name: entry for name, entry in PROBLEMS.items() if entry.dims <= MAX_DIMS}
"""The problems of the catalog that the app offers."""


class NotDrawnError(ValueError):
    """A problem of more parameters than the app draws; the text says so in one sentence."""


def check_drawn(problem: ProblemSpec) -> None:
    """Raise NotDrawnError for a problem of more than two parameters."""
    names = problem.entry.variables
    if len(names) > MAX_DIMS:
        shown = ", ".join(names) if len(names) <= 4 else f"{names[0]} … {names[-1]}"
        raise NotDrawnError(
            f"landscapes of one or two parameters can be drawn (got {len(names)}: {shown}): "
            "fallline run races on any number of them"
        )
