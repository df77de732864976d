"""The features of a linear model: chosen columns of a table, perhaps standardised, and perhaps an intercept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from core.arrays import Array, ArrayLike
from core.frozen import frozen
from core.hyper import shown
from core.problems.data_hypers import FIT_INTERCEPT, SCALE, STANDARD
from core.problems.standardise import Column, as_it_is, standardised
from core.problems.tables import DataError, Table
from core.values import Values

INTERCEPT = "intercept"
TAKES_PART = 1e-9  # of the largest share of a column in a direction that changes nothing


@frozen(eq=False)
class Features:
    """Columns (n,) by name, as a loss reads them; with `intercept` the first row of the design is all ones."""

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    intercept: bool

    @cached_property
    def design(self) -> Array:
        """A row for each parameter, (k, n)."""
        rows = [column.values for column in self.columns]
        return np.stack([np.ones_like(rows[0]), *rows] if self.intercept else rows)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of a model's weights."""
        return (INTERCEPT, *self.names) if self.intercept else self.names

    @property
    def spreads(self) -> Array:
        """The standard deviations of the columns as the loss reads them; 1 for a constant one."""
        return np.array([float(column.values.std()) or 1.0 for column in self.columns])

    @property
    def centre(self) -> Array:
        """The means of the columns as the loss reads them."""
        return np.array([float(column.values.mean()) for column in self.columns])

    @property
    def means(self) -> Array:
        """The means of the columns in their own units."""
        pairs = zip(self.columns, self.centre, strict=True)
        return np.array([float(column.back(middle)) for column, middle in pairs])

    @property
    def unit(self) -> Array:
        """The changes of intercept and weights that change the score by 1, about, (k,)."""
        tilts = 1 / self.spreads
        return np.append(1 + np.abs(self.centre) @ tilts, tilts) if self.intercept else tilts

    @property
    def from_standard(self) -> Array:
        """The matrix (k, k) that makes weights of these columns of those of standardised ones."""
        if not self.intercept:
            return np.diag(1 / self.spreads)
        found = np.diag(np.append(1.0, 1 / self.spreads))
        found[0, 1:] = -self.centre / self.spreads
        return found

    def dependent(self, free: Array) -> str:
        """Why f* is reached at many θ: which columns take part in the directions (k, m) that change nothing."""
        shares = np.abs(free).max(axis=1)[int(self.intercept) :]
        columns = [name for name, share in zip(self.names, shares, strict=True) if share > TAKES_PART * shares.max()]
        told = f"{', '.join(columns)} are linearly dependent" if len(columns) > 1 else f"{columns[0]} is constant"
        return f"reached at many θ, as {told}"

    def rows(self, points: ArrayLike) -> Array:
        """The rows of the design (k, m) for points (columns, m) in the units of the data."""
        found = [column.to(each) for column, each in zip(self.columns, np.asarray(points, np.float64), strict=True)]
        return np.stack([np.ones_like(found[0]), *found] if self.intercept else found)

    def beside(self, values: Sequence[Array]) -> Array:
        """The rows of the design (k, m) where the first columns have these values, and the others their means."""
        first = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in values))
        others = [np.full(first[0].shape, mean) for mean in self.means[len(first) :]]
        return self.rows(np.stack([*first, *others]))

    def in_data_units(self, weights: Array) -> Array:
        """Weights (…, k) of the standardised columns as weights of the columns as they are."""
        own = weights[..., int(self.intercept) :] / np.array([column.size for column in self.columns])
        if not self.intercept:
            return np.asarray(own)
        moved = own @ np.array([column.middle for column in self.columns])
        return np.concatenate([(weights[..., 0] - moved)[..., None], own], axis=-1)


def read_columns(table: Table, chosen: Sequence[str], answer: str) -> dict[str, Array]:
    """The chosen columns of a table (n,) by name; raises DataError, also where the answer is among them."""
    found = [table.column(which) for which in chosen]
    target, index = table.column(answer)
    if any(index == other for _, other in found):
        raise DataError(f"{table.name}: {shown(target)} is both a feature and the answer")
    for number, (name, index) in enumerate(found):
        if any(index == other for _, other in found[:number]):
            raise DataError(f"{table.name}: columns has {shown(name)} twice")
    return {name: table.numbers(which) for (name, _), which in zip(found, chosen, strict=True)}


def read_features(table: Table, chosen: Sequence[str], answer: str, values: Values) -> Features:
    """The chosen columns of a table as features; raises DataError, also where the answer is among them."""
    return features_of(read_columns(table, chosen, answer), values)


def features_of(columns: Mapping[str, Array], values: Values) -> Features:
    """Columns (n,) by name as features, standardised and with an intercept if the values say so."""
    read_as = standardised if values[SCALE.name] == STANDARD else as_it_is
    read = tuple(read_as(column) for column in columns.values())
    return Features(tuple(columns), read, bool(values[FIT_INTERCEPT.name]))
