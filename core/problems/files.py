"""What problems of data have in common: where the data come from, mini-batches, and a view around the weights."""

from __future__ import annotations

import math
import os.path

from core.hyper import Hyper, integer, text
from core.problems.base import Box, Point
from core.problems.tables import MOST_ROWS
from core.specs import ProblemSpec

MADE = "made"

DATA = text("data", "data", MADE, "A CSV file of at most 10,000 rows; 'made' is random data.", role="file")

BATCH = integer(
    "batch",
    "m",
    0,
    "Points that each gradient sees; n or more are all of them.",
    1,
    MOST_ROWS,
    scale="log",
    word=("full", 0),
)


def column(name: str, place: int, what: str) -> Hyper:
    """The choice of a column of the file, by default by its place."""
    return text(name, name, str(place), f"The column of the file with {what}, by name or number.")


def around(start: Point, target: Point, unit: Point) -> Box:
    """A box with both points in it, and a third of their distance, or of `unit` if that is more, on every side."""
    sides: list[float] = []
    for begin, end, least in zip(start, target, unit, strict=True):
        margin = max(abs(end - begin), least) / 3 or 1.0
        grain = 10.0 ** math.floor(math.log10(margin))
        low, high = min(begin, end) - margin, max(begin, end) + margin
        sides += [math.floor(low / grain) * grain, math.ceil(high / grain) * grain]
    return Box(*sides)


def data_file(spec: ProblemSpec) -> str | None:
    """The file that a problem reads, if it reads one."""
    given = dict(spec.values).get(DATA.name) if DATA in spec.hypers else None
    return given if isinstance(given, str) else None


def read_from(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """The spec as it stands in a file of that folder: the name of its data is relative to it."""
    file = data_file(spec)
    return spec if file is None else spec.with_value(DATA.name, os.path.normpath(os.path.join(folder, file)))


def written_to(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """The spec as a file of that folder should have it: `read_from` finds the same data again.

    Data in the folder, or reached from the same place as the folder, get a name relative to it.
    """
    file = data_file(spec)
    if file is None or not folder:
        return spec
    if os.path.isabs(folder):
        file = os.path.abspath(file)
    suggestion = not os.path.isabs(file) or file.startswith(os.path.join(folder, ""))
    return spec.with_value(DATA.name, os.path.relpath(file, folder) if suggestion else file)
