"""The problems that racers run on: a catalog, and `bind`, which puts a spec's parameters in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from core.problems.base import Box, Dataset, Minimum, Point, Problem, ProblemEntry
from core.problems.bowls import BOWLS
from core.problems.curves import CURVES
from core.problems.declare import TYPED
from core.problems.files import data_file
from core.problems.logistic import LOGISTIC, Logistic
from core.problems.regression import REGRESSION, Regression
from core.problems.ripples import RIPPLES
from core.problems.saddles import SADDLES
from core.problems.surface import Surface
from core.problems.tables import DataError, Reader, read_table, refuse_files
from core.problems.valleys import VALLEYS
from core.problems.wells import WELLS
from core.specs import ProblemSpec

__all__ = [
    "PROBLEMS",
    "TYPED",
    "Box",
    "DataError",
    "Dataset",
    "Minimum",
    "Problem",
    "ProblemEntry",
    "Reader",
    "bind",
    "check_data",
    "entry_of",
    "read_table",
    "refuse_files",
    "start_of",
]

PROBLEMS: Mapping[str, ProblemEntry] = {
    entry.name: entry for entry in (*VALLEYS, *BOWLS, *WELLS, *RIPPLES, *SADDLES, *CURVES, REGRESSION, LOGISTIC)
}


def entry_of(spec: ProblemSpec) -> ProblemEntry:
    """The catalog entry of a spec; that of a typed formula stands for all of them."""
    return TYPED if spec.formula else PROBLEMS[spec.name]


def check_data(spec: ProblemSpec, read: Reader = read_table) -> None:
    """Raise DataError where the problem needs data that cannot be used."""
    if entry_of(spec).has_data:
        bind(spec, read)


def start_of(spec: ProblemSpec, read: Reader = read_table) -> Point:
    """Where racers begin by default; of a catalog's surface without the calculus of `bind`. Raises DataError."""
    entry = entry_of(spec)
    if entry.has_data or spec.formula:
        return bind(spec, read).start
    return entry.start({hyper.name: spec.get(hyper.name) for hyper in spec.hypers})


def bind(spec: ProblemSpec, read: Reader = read_table) -> Problem:
    """The problem that a spec means; the same object for equal specs. Raises DataError for a file it cannot use."""
    return _bind(spec, read if data_file(spec) else read_table)


@lru_cache(maxsize=64)
def _bind(spec: ProblemSpec, read: Reader) -> Problem:
    if spec.name == REGRESSION.name:
        return Regression(spec, read)
    if spec.name == LOGISTIC.name:
        return Logistic(spec, read)
    return Surface(spec, entry_of(spec))
