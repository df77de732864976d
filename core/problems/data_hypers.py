"""Hyperparameters that problems with data share: the file, its columns and the batch size."""

from __future__ import annotations

from core.hyper import Hyper, choice, integer, text
from core.problems.csv_files import MAX_ROWS
from core.values import Values

MADE = "made"

DATA = text("data", "data", MADE, "A CSV file of at most 10,000 rows; 'made' is random data.", role="file")

BATCH = integer(
    "batch",
    "m",
    0,
    "Points that each gradient sees; n or more are all of them.",
    1,
    MAX_ROWS,
    scale="log",
    word=("full", 0),
)


STANDARD = "standard"
SCALE = choice(
    "scale",
    "scale",
    "none",
    "'standard' gives each column the mean 0 and the standard deviation 1; θ is then told in both units.",
    ("none", STANDARD),
)

_CHOOSE_DATA = (DATA.name, "x", "y", "label", SCALE.name)


def column(name: str, number: int, what: str) -> Hyper:
    """Declare the choice of a column of the file, by default by its number."""
    return text(name, name, str(number), f"The column of the file with {what}, by name or number.")


def batch_size(values: Values, count: int) -> int:
    """Rows of a mini-batch out of `count`; 0 where it is the full batch."""
    size = values.integer(BATCH.name)
    return size if size < count else 0


def same_data(one: Values, other: Values) -> bool:
    """Whether problems with these values have the same data, so that a start of one suits the other."""
    return all(one.get(name) == other.get(name) for name in _CHOOSE_DATA)


def data_file(values: Values) -> str | None:
    """The data file that a problem with these values reads, None without one."""
    name = values.get(DATA.name)
    return name if isinstance(name, str) and name != MADE else None
