"""Make the problem of a spec; cached, as the search for minima takes up to 0.1 s."""

from __future__ import annotations

import os
from collections.abc import Hashable
from functools import lru_cache
from typing import Protocol

from core.problems.base import Problem, ProblemEntry
from core.problems.box import Point
from core.problems.csv_files import read_table
from core.problems.data_hypers import data_file
from core.problems.tables import DataError, Reader
from core.values import Values


class Bindable(Hashable, Protocol):
    """What `bind` needs of a problem's spec."""

    @property
    def entry(self) -> ProblemEntry: ...

    @property
    def values(self) -> Values: ...


Version = tuple[int, ...]
_versions: dict[str, Version | None] = {}
"""The state of each data file when a race read it last; every problem with that file is made of this state."""


def bind(spec: Bindable, read: Reader = read_table) -> Problem:
    """The problem of a spec, the same object for equal specs. Raises DataError for a file that cannot be used."""
    file = data_file(spec.values)
    if file is None:
        return _bind(spec, read_table, None)
    return _bind(spec, read, _versions[file]) if file in _versions else _read(spec, file, read)


def reread(spec: Bindable, read: Reader = read_table) -> tuple[Problem, str]:
    """The problem of a spec with its data file as it is now, and why it cannot be used now; then it stays as it was.

    Raises DataError for a file that could never be used.
    """
    file = data_file(spec.values)
    if file is None or file not in _versions:
        return bind(spec, read), ""
    try:
        return _read(spec, file, read), ""
    except DataError as error:
        return bind(spec, read), str(error)


def _read(spec: Bindable, file: str, read: Reader) -> Problem:
    version = _state(file)
    problem = _bind(spec, read, version)
    _versions[file] = version
    return problem


def data_version(spec: Bindable) -> Version | None:
    """The state of the problem's data file when it was read; None without one."""
    return _versions.get(data_file(spec.values) or "")


def _state(file: str) -> Version | None:
    """What tells whether a file has changed: when it was written, its size, and which file it is."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=16)  # a problem with its compiled functions takes 100 kB
def _bind(spec: Bindable, read: Reader, version: Version | None) -> Problem:
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
