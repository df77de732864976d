"""Hyperparameters that problems with data share: the file, its columns and the batch size."""

from __future__ import annotations

from dataclasses import replace

from core.frozen import frozen
from core.hyper import Hyper, Value, choice, flag, integer, text
from core.problems.csv_files import MAX_ROWS
from core.problems.tables import MAX_CLASSES
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


@frozen
class ColumnsHyper(Hyper):
    """Columns of a file, by name or number, with commas between them; or none."""

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        several = f"up to {MAX_COLUMNS} different names or numbers of columns with commas between them"
        return f"{several}, such as 1,2, or {NO_COLUMNS}"

    def check(self, value: object) -> Value:
        """The names or numbers with a comma between each; raises HyperError."""
        names = [part.strip() for part in str(super().check(value)).split(",")]
        if not all(names) or len({*names}) < len(names) or len(names) > MAX_COLUMNS:
            raise self._error(value)
        return ",".join(names)


MAX_COLUMNS = 100
NO_COLUMNS = "none"
COLUMNS = ColumnsHyper(
    "columns",
    "columns",
    NO_COLUMNS,
    "Any number of columns of the file instead of x and y as features, each with its own weight.",
    "text",
    role="dims",
)
FIT_INTERCEPT = replace(
    flag("fit_intercept", "fit_intercept", True, "Whether a model of chosen columns has an intercept."), role="dims"
)
CLASSES = integer(
    "classes",
    "K",
    2,
    "How many classes the label has: softmax regression for more than 2.",
    2,
    MAX_CLASSES,
    role="dims",
)

_CHOOSE_DATA = (DATA.name, COLUMNS.name, FIT_INTERCEPT.name, "x", "y", "label", "classes", SCALE.name)


def column(name: str, number: int, what: str) -> Hyper:
    """Declare the choice of a column of the file, by default by its number."""
    return text(name, name, str(number), f"The column of the file with {what}, by name or number.")


def chosen_columns(values: Values) -> tuple[str, ...]:
    """The columns that `columns` chooses, by name or number; none where x and y choose them."""
    chosen = str(values.get(COLUMNS.name, NO_COLUMNS))
    return () if chosen == NO_COLUMNS else tuple(chosen.split(","))


def columns_without_file(values: Values) -> str:
    """Why columns of a file cannot be chosen, as there is none; empty where they can."""
    if values.file is not None or not chosen_columns(values):
        return ""
    return f"columns={values.text(COLUMNS.name)} chooses columns of a file: data=FILE names it"


def classes_without_file(values: Values) -> str:
    """Why columns or classes of a file cannot be chosen, as there is none; empty where they can."""
    if values.file is None and values[CLASSES.name] != 2:
        return f"classes={values[CLASSES.name]} needs a file: made data have two classes, data=FILE names one"
    return columns_without_file(values)


def weight_names(columns: tuple[str, ...], values: Values) -> tuple[str, ...]:
    """The intercept, if there is one, and the weights of the columns."""
    weights = (f"w{number}" for number, _ in enumerate(columns, 1))
    return ("intercept", *weights) if values[FIT_INTERCEPT.name] else tuple(weights)


def predicts_numbers(values: Values) -> bool:
    """Whether the label of a file is a number to predict and no class: in a network with the squared loss."""
    return values.get("loss") == "squared"


def batch_size(values: Values, count: int) -> int:
    """Rows of a mini-batch out of `count`; 0 where it is the full batch."""
    size = values.integer(BATCH.name)
    return size if size < count else 0


def same_data(one: Values, other: Values) -> bool:
    """Whether problems with these values have the same data, so that a start of one suits the other."""
    return all(one.get(name) == other.get(name) for name in _CHOOSE_DATA)


def data_file(values: Values) -> str | None:
    """The data file that a problem with these values reads, None without one."""
    return values.file
