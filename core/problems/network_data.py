"""The data of networks, made or from a file: inputs and targets, and which points train and which test."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, ArrayLike, Integers
from core.frozen import frozen
from core.networks.backpropagation import Sample
from core.networks.losses import encoded
from core.networks.made_data import SHAPES, made
from core.problems.data_hypers import SCALE, STANDARD, predicts_numbers
from core.problems.features import read_columns
from core.problems.network_hypers import input_columns, is_made, layers_of, too_much_work
from core.problems.standardise import Column, as_it_is, standardised
from core.problems.tables import DataError, Reader, Table
from core.suggestion import suggestion
from core.values import Values


@frozen(eq=False)
class Points:
    """Inputs (inputs, n) in their own units, and for each point its class 0, 1, … or number (n,); read-only.

    `classes` are the names of the classes, none for numbers; `columns` those of the inputs and of the target.
    `left_out` counts the rows of the file that miss a value.
    """

    inputs: Array
    targets: Array
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    left_out: int = 0

    def __post_init__(self) -> None:
        self.inputs.flags.writeable = self.targets.flags.writeable = False

    def taken(self, rows: Integers) -> Points:
        """Some of the points."""
        return Points(self.inputs[:, rows], self.targets[rows], self.classes, self.columns, self.left_out)


@frozen(eq=False)
class NetworkData:
    """The points that train and those that test, perhaps none; `scales` hold how a network reads each input."""

    train: Points
    test: Points
    scales: tuple[Column, ...]

    def inputs(self, points: ArrayLike) -> Array:
        """Points (inputs, …) in their own units as inputs (inputs, n) of the network."""
        flat = np.asarray(points, dtype=np.float64).reshape(len(self.scales), -1)
        return np.stack([scale.to(row) for scale, row in zip(self.scales, flat, strict=True)])

    def sample(self, points: Points, loss: str) -> Sample:
        """What a network with this loss reads of points."""
        if not points.classes:
            return Sample(self.inputs(points.inputs), points.targets[None])
        return Sample(self.inputs(points.inputs), encoded(loss, points.targets, len(points.classes)))


def data_of(values: Values, read: Reader) -> NetworkData:
    """The data that the values ask for; raises DataError for a file that cannot be used."""
    points = _made(values) if is_made(values) else _loaded(values, read)
    if told := too_much_work(points.targets.size, layers_of(values).count):
        raise DataError(told)
    count = points.targets.size
    shuffled = np.random.default_rng(values.integer("data_seed")).permutation(count)
    trained = max(1, round(values.number("split") * count))
    train, test = points.taken(shuffled[:trained]), points.taken(shuffled[trained:])
    read_as = standardised if values[SCALE.name] == STANDARD else as_it_is
    return NetworkData(train, test, tuple(map(read_as, train.inputs)))


def _made(values: Values) -> Points:
    name, classes = values.text("data"), values.integer("classes")
    inputs, targets = made(
        name,
        n=values.integer("n"),
        noise=values.number("data_noise"),
        seed=values.integer("data_seed"),
        classes=classes,
    )
    names = tuple(map(str, range(classes))) if SHAPES[name].classes else ()
    return Points(inputs, targets, names, ("x", "y", "class" if names else "target"))


def _table(name: str, read: Reader) -> Table:
    """The table in a file; where there is none, the error asks for made data that are called alike."""
    try:
        return read(name)
    except DataError as error:
        raise DataError(f"{error}{suggestion(name, SHAPES)}") from error


def _loaded(values: Values, read: Reader) -> Points:
    chosen, target = input_columns(values), values.text("label")
    file = _table(values.text("data"), read)
    classes: tuple[str, ...] = ()
    if predicts_numbers(values):
        table, left_out = file.complete((*chosen, target))
        targets = table.numbers(target)
    else:
        table, left_out = file.complete(chosen, (target,))
        targets, classes = table.labels(target, values.integer("classes"))
    columns = read_columns(table, chosen, target)
    names = (*columns, table.column(target)[0])
    return Points(np.stack(list(columns.values())), targets, classes, names, left_out)
