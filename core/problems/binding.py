"""Make the problem of a spec; cached, as the search for minima takes up to 0.1 s."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Protocol

from core.problems.base import Point, Problem, ProblemEntry
from core.problems.csv_files import read_table
from core.problems.data_hypers import data_file
from core.problems.tables import Reader
from core.values import Values


class Bindable(Hashable, Protocol):
    """What `bind` needs of a problem's spec."""

    @property
    def entry(self) -> ProblemEntry: ...

    @property
    def values(self) -> Values: ...


def bind(spec: Bindable, read: Reader = read_table) -> Problem:
    """The problem of a spec, the same object for equal specs. Raises DataError for a file that cannot be used."""
    return _bind(spec, read if data_file(spec.values) else read_table)


@lru_cache(maxsize=16)  # a problem with its compiled functions takes 100 kB
def _bind(spec: Bindable, read: Reader) -> Problem:
    return spec.entry.bind(spec.values, read)


def check_data(spec: Bindable, read: Reader = read_table) -> None:
    """Raise DataError where the problem needs a file of data that cannot be used."""
    if data_file(spec.values):
        bind(spec, read)


def start_of(spec: Bindable, read: Reader = read_table) -> Point:
    """The default start of a problem, without making the problem if the entry declares it. Raises DataError."""
    start = spec.entry.start
    return bind(spec, read).start if start is None else start(spec.values)


def has_target(spec: Bindable, read: Reader = read_table) -> bool:
    """Whether there is an f*, without making the problem if the entry declares its minima. Raises DataError."""
    entry = spec.entry
    declared = entry.has_data or bool(entry.minima(spec.values))
    return declared or bind(spec, read).best is not None
