"""Metrics of a model: what a problem itself can tell of any θ besides its loss, such as the accuracy on test points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.arrays import Array
from core.frozen import frozen


def _always_known(problem: object) -> str:
    return ""


@frozen
class Metric:
    """One number for each θ: `values(problem, thetas)` are those (m,) of θ's (m, dims).

    `name` stands in data files, `title` above a plot, `symbol` above a column; `meaning` explains it in a phrase.
    `unknown` says why a problem does not have it, or is empty. `log_possible` says whether a logarithmic axis can show
    it.
    """

    name: str
    title: str
    symbol: str
    meaning: str
    values: Callable[[Any, Array], Array]
    unknown: Callable[[Any], str] = _always_known
    log_possible: bool = True
