"""The hyperparameters of networks, what their values mean together, and which do not go together."""

from __future__ import annotations

import re
from functools import lru_cache

from core.frozen import frozen
from core.hyper import Hyper, HyperError, Value, choice, integer, real
from core.networks.activations import ACTIVATIONS
from core.networks.first_weights import WEIGHTS
from core.networks.layers import Layers, parameter_count
from core.networks.losses import LOSSES
from core.networks.made_data import SHAPES
from core.problems.csv_files import MAX_ROWS
from core.problems.data_hypers import BATCH, COLUMNS, SCALE, chosen_columns, column, columns_without_file
from core.problems.groups import Group
from core.problems.tables import MAX_CLASSES
from core.values import Values

MAX_LAYERS = 6
FIRST_UNITS = 4
"""Units of a first hidden layer that is added by a key."""
MAX_UNITS = 64
MAX_PARAMETERS = 5_000
MAX_WORK = 4_000_000
"""The most points times parameters: a gradient of so many takes about ten milliseconds."""


@frozen
class HiddenHyper(Hyper):
    """A list of whole numbers, the units of each hidden layer: `[8,8]`, or `[]` without hidden layers."""

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        return f"a list like [8,8] of at most {MAX_LAYERS} layers, each of {MAX_UNITS} units or fewer; [] has none"

    def parse(self, text: str) -> Value:
        """Read a list, with or without its brackets; raises HyperError."""
        bare = re.fullmatch(r"\s*\d+(\s*[, ]\s*\d+)*\s*", text)
        return super().parse(f"[{','.join(re.findall(r'[0-9]+', text))}]" if bare else text)

    def neighbour(self, value: Value, up: bool, coarse: bool) -> Value | None:
        """A unit more or less in the last layer, coarse a layer more or less."""
        units = tuple(map(int, value)) if isinstance(value, tuple) else ()
        last = units[-1] if units else FIRST_UNITS
        if coarse or not units:
            found = (*units, last) if up else units[:-1]
        else:
            found = (*units[:-1], min(max(last + (1 if up else -1), 1), MAX_UNITS))
        return found if len(found) <= MAX_LAYERS else units

    def check(self, value: object) -> Value:
        """The units of each layer as integers; raises HyperError."""
        found = super().check(value)
        assert isinstance(found, tuple)
        if len(found) > MAX_LAYERS:
            raise self._error(self.format(found))
        return tuple(map(int, found))

    def check_number(self, value: object) -> float:
        """Check the units of one layer; raises HyperError."""
        number = super().check_number(value)
        if number != int(number):
            raise HyperError(f"{self.name} must be {self.allowed} (got {number})")
        return int(number)


HYPERS = (
    Hyper(
        "data",
        "data",
        "moons",
        f"The points: {', '.join(SHAPES)}, or a CSV file of at most {MAX_ROWS:,} rows.",
        "text",
        choices=tuple(SHAPES),
        role="file",
    ),
    HiddenHyper("hidden", "hidden", (8, 8), "The units of each hidden layer.", "list", 1, MAX_UNITS),
    choice("activation", "a", "tanh", "The activation function of the hidden units.", tuple(ACTIVATIONS)),
    choice("loss", "loss", "logistic", "The loss: of two classes, of more classes, or of numbers.", tuple(LOSSES)),
    real("l2", "λ", 0, "Strength of the penalty λ‖w‖²/2 on the weights, not on the biases.", 0, 1e6, scale="log"),
    integer("classes", "k", 2, "How many classes there are.", 2, MAX_CLASSES),
    integer("n", "n", 400, "Points that are made up.", 4, MAX_ROWS, scale="log", role="rows"),
    real("data_noise", "σ", 0.1, "Standard deviation of what is added to made points, or to their numbers.", 0, 10),
    real("split", "split", 0.5, "Share of the points that train; the others test.", 0, 1, low_open=True),
    integer("data_seed", "s₀", 0, "Which random points, and which of them train.", 0, 2**32 - 1),
    choice("init", "init", "glorot", "How the first weights are drawn.", tuple(WEIGHTS)),
    integer("init_seed", "s₁", 0, "Which random first weights.", 0, 2**32 - 1),
    column("x", 1, "the first input"),
    column("y", 2, "the second input"),
    column("label", 3, "the class, or the number to predict"),
    COLUMNS,
    SCALE,
    BATCH,
)


def is_made(values: Values) -> bool:
    """Whether the data are made, and not those of a file."""
    return values.file is None


def input_columns(values: Values) -> tuple[str, ...]:
    """The columns of a file that are inputs; made points have as many of their own."""
    return chosen_columns(values) or (values.text("x"), values.text("y"))


def layers_of(values: Values) -> Layers:
    """The layers that the values ask for."""
    return _layers(_sizes(values))


@lru_cache(maxsize=64)
def _layers(sizes: tuple[int, ...]) -> Layers:
    return Layers(sizes)


def _sizes(values: Values) -> tuple[int, ...]:
    outputs = values.integer("classes") if values["loss"] == "softmax" else 1
    return (len(input_columns(values)), *map(int, values.list("hidden")), outputs)


def variables_for(values: Values) -> tuple[str, ...] | None:
    """The names of all parameters; None where they are those of the default."""
    names, default = layers_of(values).names, layers_of(Values(HYPERS)).names
    return None if names == default else names


def groups_for(values: Values) -> tuple[Group, ...]:
    """The layers as groups of parameters."""
    return tuple(Group(layer.name, layer.start, layer.stop) for layer in layers_of(values).all)


def too_much_work(points: int, parameters: int) -> str:
    """Why so many points are too many for so many parameters; empty where they are not."""
    if points * parameters <= MAX_WORK:
        return ""
    most = MAX_WORK // parameters
    return f"{points:,} points are too many for {parameters:,} parameters: at most {most:,} are allowed"


def why_refused(values: Values) -> str:
    """Why values that are allowed each cannot be together; empty where they can."""
    count, loss, data, classes = parameter_count(_sizes(values)), values["loss"], values["data"], values["classes"]
    if unknown := columns_without_file(values):
        return unknown
    if count > MAX_PARAMETERS:
        return f"hidden makes {count:,} parameters: at most {MAX_PARAMETERS:,} are allowed"
    if is_made(values) and (told := too_much_work(values.integer("n"), count)):
        return told
    if loss == "logistic" and classes != 2:
        return f"loss must be softmax for {classes} classes (got logistic)"
    if not is_made(values):
        return ""
    most = SHAPES[values.text("data")].classes
    if not most and loss != "squared":
        return f"loss must be squared for data={data}, which has numbers to predict (got {loss})"
    if most and classes != 2 and loss == "squared":
        return f"loss must be softmax for {classes} classes (got squared)"
    if most and values.integer("classes") > most:
        return f"classes must be {most} for data={data} (got {classes})"
    return ""
