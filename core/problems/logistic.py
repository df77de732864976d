"""Logistic regression: which of two classes a point belongs to, by two weights.

The log-loss is the mean of log(1 + exp(−s·w·z)), s = ±1 the class and z the two features minus their means, plus
l2·‖w‖²/2. There is no intercept: the decision boundary w·z = 0 passes through the mean of the data. Made data
are two Gaussian clouds of n/2 points each, drawn from `numpy.random.default_rng(data_seed)`: their centres lie
`distance` apart, each cloud has the standard deviation 1, and then the second feature is stretched. Standardised, w
and its penalty are those of the features divided by their standard deviations; `in_data_units` tells the others.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, ArrayLike, Indices
from core.hyper import integer, real
from core.problems.base import Problem, ProblemEntry
from core.problems.box import Box, Point, box_around
from core.problems.csv_files import MAX_ROWS
from core.problems.data_hypers import (
    BATCH,
    CLASSES,
    COLUMNS,
    DATA,
    FIT_INTERCEPT,
    MADE,
    SCALE,
    STANDARD,
    batch_size,
    chosen_columns,
    classes_without_file,
    column,
    weight_names,
)
from core.problems.dataset import Dataset
from core.problems.decision_line import line_in_box
from core.problems.mean_losses import LogLoss
from core.problems.minimum import APPROACHED, Minimum
from core.problems.standardise import as_it_is, standardised
from core.problems.tables import Reader
from core.values import Values

NEWTON_STEPS = 200
SHORTEST = 1e-6  # share of a step
ROUNDING = 1e-14  # of a loss: after a whole step near the minimum it may differ by so much
DIRECTION = math.radians(30)  # of the line through the clouds' centres, before the stretching


def draw(values: Values) -> Dataset:
    """Two clouds of points, read-only; the same values draw the same data."""
    count, stretch = values.integer("n"), values.number("stretch")
    rng = np.random.default_rng(values.integer("data_seed"))
    labels = (np.arange(count) >= count // 2).astype(np.float64)
    away = (labels - 0.5) * values.number("distance")
    x = away * math.cos(DIRECTION) + rng.standard_normal(count)
    y = (away * math.sin(DIRECTION) + rng.standard_normal(count)) * stretch
    return _data(x, y, labels, ("x", "y"))


def load(values: Values, read: Reader) -> Dataset:
    """The data of a file; raises DataError."""
    features, label = (values.text("x"), values.text("y")), values.text("label")
    table, left_out = read(values.text("data")).complete(features, (label,))
    labels, classes = table.labels(label)
    x, y = map(table.numbers, features)
    columns = (table.column(features[0])[0], table.column(features[1])[0])
    return _data(x, y, labels, columns, classes, left_out)


def _data(
    x: Array,
    y: Array,
    labels: Array,
    columns: tuple[str, str],
    classes: tuple[str, ...] = ("0", "1"),
    left_out: int = 0,
) -> Dataset:
    for array in (x, y, labels):
        array.flags.writeable = False
    return Dataset(x, y, math.nan, math.nan, ("w1", "w2"), labels, columns, classes, left_out)


class Logistic(Problem):
    """The log-loss over its data. Where a line divides the classes there is no minimum: weights grow for ever."""

    names = ("w1", "w2")
    loss = None
    data: Dataset

    def __init__(self, entry: ProblemEntry, values: Values, read: Reader) -> None:
        self.entry = entry
        self.data = draw(values) if values["data"] == MADE else load(values, read)
        points, labels = np.stack([self.data.x, self.data.y]), self.data.labels
        assert labels is not None
        self.standard = values[SCALE.name] == STANDARD
        read_as = standardised if self.standard else as_it_is
        columns = [read_as(feature) for feature in points]
        self.size = np.array([column.size for column in columns])
        self.middle = points.mean(axis=1)
        centred = (points - self.middle[:, None]) / self.size[:, None]
        self.rows = LogLoss((2 * labels - 1) * centred, values.number("l2"))
        self.scalar_value_gradient = self.rows.at
        self.batch = batch_size(values, labels.size)
        self.minima = self._minima()
        if not self.minima:
            self.best_found, self.best_source, self.best_is_limit = 0.0, APPROACHED, True
        spread = centred.std(axis=1)
        unit = 1 / np.where(spread > 0, spread, 1.0)
        self.start = tuple(float(f"{share * size:.1e}") for share, size in zip((-3.0, 2.5), unit, strict=True))
        target = self.minima[0].point if self.minima else tuple(map(float, 3 * unit))
        self.box = box_around(self.start, target, tuple(map(float, unit)))

    def _minima(self) -> tuple[Minimum, ...]:
        """The minimum by Newton's method with halved steps; none where the classes can be divided and l2 is 0."""
        w = np.zeros(2)
        size = np.inf
        for _ in range(NEWTON_STEPS):
            gradient = self.rows.gradients(w)
            step = np.asarray(np.linalg.lstsq(self.rows.hessian(w), -gradient, rcond=None)[0], np.float64)
            share = self._downhill(w, step)
            if not share:
                break
            slope = float(np.linalg.norm(self.rows.gradients(w + share * step)))
            if slope == 0 or (slope >= size and slope < 1e-12 * np.abs(self.rows.design).max()):
                break
            w, size = w + share * step, slope
        divided = not self.rows.l2 and (w @ self.rows.design > 0).all()
        if divided or not np.isfinite(w).all() or np.linalg.det(self.rows.hessian(w)) <= 0:
            return ()
        point = (float(w[0]), float(w[1]))
        return (Minimum(point, self.rows.at(*point)[0]),)

    def _downhill(self, w: Array, step: Array) -> float:
        """The share of a step that does not raise the loss, by halving; 0 where rounding hides any descent."""
        now, share = float(self.rows.losses(w)), 1.0
        most = now * (1 + ROUNDING)
        while float(self.rows.losses(w + share * step)) > most:
            share, most = share / 2, now
            if share < SHORTEST:
                return 0.0
        return share

    def values(self, points: ArrayLike) -> Array:
        return self.rows.losses(points)

    def gradients(self, points: ArrayLike) -> Array:
        return self.rows.gradients(points)

    def hessian(self, point: ArrayLike) -> Array:
        return self.rows.hessian(point)

    def sample(self, theta: Point, rows: Indices) -> tuple[float, Array]:
        loss, *gradient = self.rows.taken(rows).at(*theta)
        return loss, np.array(gradient)

    def sample_columns(self, points: Array, rows: Indices) -> tuple[Array, Array]:
        taken = self.rows.taken(rows)
        return taken.losses(points), taken.gradients(points)

    def predict(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The y of the decision boundary at `x`; infinite or NaN where the boundary is vertical."""
        w1, w2 = np.asarray(theta, dtype=np.float64) / self.size
        with np.errstate(all="ignore"):
            return np.asarray(self.middle[1] - w1 * (np.asarray(x, dtype=np.float64) - self.middle[0]) / w2)

    def in_data_units(self, theta: ArrayLike) -> Array | None:
        return np.asarray(theta, dtype=np.float64) / self.size if self.standard else None

    def boundary(self, theta: ArrayLike, box: Box) -> tuple[Point, Point] | None:
        """The ends of the decision boundary in a box of the features; None where it does not cross it."""
        return line_in_box(np.asarray(theta, dtype=np.float64) / self.size, self.middle, box)


def _variables(values: Values) -> tuple[str, ...] | None:
    """The variables of a model of chosen columns or of more than two classes; None for the two weights."""
    columns, classes = chosen_columns(values), values.integer(CLASSES.name)
    if not columns and classes == 2:
        return None
    names = weight_names(columns or ("x", "y"), values)
    return names if classes == 2 else tuple(f"{name}_{label}" for label in range(1, classes) for name in names)


def _described(values: Values) -> tuple[str, str]:
    """Title and purpose of a model of chosen columns or of more than two classes."""
    if values.integer(CLASSES.name) > 2:
        return "Softmax regression", "Several classes told apart by their scores, each a weighted sum of the columns."
    return (
        "Logistic regression",
        "Two classes told apart by a weighted sum of columns: convex, with a known minimum.",
    )


def _build(entry: ProblemEntry, values: Values, read: Reader) -> Problem:
    if _variables(values) is None:
        return Logistic(entry, values, read)
    from core.problems.softmax import Softmax  # noqa: PLC0415 - two weights don't need it

    return Softmax(entry, values, read)


LOGISTIC = ProblemEntry(
    name="logistic",
    title="Logit, no intercept",
    purpose="Two clouds of points divided by a line through their mean, as there is no intercept: the smallest "
    "classifier, convex, and flat far from its minimum.",
    citation="Cox 1958, The regression analysis of binary sequences",
    hypers=(
        integer("n", "n", 100, "Points that are made up.", 4, MAX_ROWS, scale="log", role="rows"),
        real("distance", "d", 2, "How far the clouds lie apart, in their own widths.", 0, 100),
        real("stretch", "s", 3, "By how much the second feature is stretched.", 1e-3, 1e3, scale="log"),
        real("l2", "λ", 0, "Strength of the penalty λ‖w‖²/2.", 0, 1e6, scale="log"),
        integer("data_seed", "s₀", 0, "Which random points.", 0, 2**32 - 1),
        DATA,
        column("x", 1, "the first feature"),
        column("y", 2, "the second feature"),
        column("label", 3, "the class, two different values"),
        COLUMNS,
        FIT_INTERCEPT,
        CLASSES,
        SCALE,
        BATCH,
    ),
    formula=None,
    build=_build,
    variables_for=_variables,
    described_for=_described,
    refuses=classes_without_file,
)
