"""Regression and logistic regression on any number of columns: losses, exact minima, limits, predictions, errors."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from core.arrays import Array
from core.problems import DataError, Problem, bind
from core.problems.linear_model import LinearModel
from core.problems.regression import LOSSES
from core.problems.softmax import Softmax
from core.scenario import Scenario
from core.spec_text import SpecError
from core.specs import ProblemSpec

ROWS = 30
COLUMNS = "a,b,c"


class Write(Protocol):
    """Writes a file beside the test and says where."""

    def __call__(self, table: Array, header: str, labels: list[str] | None = None) -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(table: Array, header: str, labels: list[str] | None = None) -> Path:
        path = tmp_path / "rows.csv"
        last = [[label] for label in labels or []] or [[]] * len(table)
        rows = [",".join([*map(repr, row), *end]) for row, end in zip(table.tolist(), last, strict=True)]
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    return writing


def bound(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def table(seed: int = 0, rows: int = ROWS) -> Array:
    """Three features of different scales, and an answer."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, 3)) * [1, 50, 0.01] + [0, 300, 2]
    answer = features @ [1, 0.02, -30] + 7 + rng.standard_t(2, size=rows)
    return np.column_stack([features, answer])


def model(write: Write, options: str = "", seed: int = 0, rows: int = ROWS) -> tuple[LinearModel, Array]:
    found = table(seed, rows)
    path = write(found, "a,b,c,y")
    problem = bound(f"regression data={path} columns={COLUMNS} y=y {options}")
    assert isinstance(problem, LinearModel)
    return problem, found


# Linear regression


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("scale", ["none", "standard"])
def test_a_loss_is_the_sum_over_rows(write: Write, loss: str, scale: str) -> None:
    problem, data = model(write, f"loss={loss} delta=0.5 scale={scale}")
    if scale == "standard":
        data = (data - data.mean(axis=0)) / data.std(axis=0)
    for theta in ((0.0,) * 4, (1.0, -2.0, 0.3, 0.1)):
        r = theta[0] + data[:, :3] @ theta[1:] - data[:, 3]
        squares = float(np.mean(r * r))
        expected = {
            "mse": squares,
            "half_mse": squares / 2,
            "rmse": math.sqrt(squares),
            "mae": np.mean(np.abs(r)),
            "huber": np.mean(np.where(np.abs(r) <= 0.5, r * r / 2, 0.5 * np.abs(r) - 0.125)),
        }[loss]
        assert float(problem.values(theta)) == pytest.approx(expected, rel=1e-10)
        value, *gradient = problem.scalar_value_gradient(*theta)
        assert value == pytest.approx(expected, rel=1e-10)
        np.testing.assert_allclose(problem.gradients(theta), gradient, rtol=1e-10, atol=1e-12)
        sampled, slope = problem.sample(theta, np.arange(ROWS))
        assert sampled == pytest.approx(expected, rel=1e-10)
        np.testing.assert_allclose(slope, gradient, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("loss", ["mse", "half_mse", "rmse", "huber"])
def test_gradients_and_hessians_are_the_slopes(write: Write, loss: str) -> None:
    problem, _ = model(write, f"loss={loss} delta=5 scale=standard")
    point = np.array([0.3, -0.2, 0.5, 0.1])
    for axis in np.eye(4) * 1e-6:
        change = (problem.values(point + axis) - problem.values(point - axis)) / 2e-6
        assert float(change) == pytest.approx(float(problem.gradients(point) @ axis) * 1e6, rel=1e-6, abs=1e-9)
        bend = (problem.gradients(point + axis) - problem.gradients(point - axis)) / 2e-6
        np.testing.assert_allclose(problem.hessian(point) @ axis * 1e6, bend, rtol=1e-5, atol=1e-8)


def exact_least_squares(data: Array) -> list[Fraction]:
    """Weights of the smallest mean square, intercept first, by rational numbers."""
    rows = [[Fraction(1), *map(Fraction, row[:-1])] for row in data.tolist()]
    answers = [Fraction(row[-1]) for row in data.tolist()]
    size = len(rows[0])
    system = [
        [*(sum((r[i] * r[j] for r in rows), Fraction()) for j in range(size)),
         sum((r[i] * y for r, y in zip(rows, answers, strict=True)), Fraction())]
        for i in range(size)
    ]  # fmt: skip
    for i in range(size):
        system[i] = [number / system[i][i] for number in system[i]]
        for j in range(size):
            if j != i:
                system[j] = [a - system[j][i] * b for a, b in zip(system[j], system[i], strict=True)]
    return [row[-1] for row in system]


@pytest.mark.parametrize("loss", ["mse", "rmse"])
def test_least_squares_are_exact_to_rounding(write: Write, loss: str) -> None:
    problem, data = model(write, f"loss={loss}")
    (minimum,) = problem.minima
    expected = np.array([float(weight) for weight in exact_least_squares(data)])
    np.testing.assert_allclose(minimum.point, expected, rtol=1e-12)
    residuals = expected[0] + data[:, :3] @ expected[1:] - data[:, 3]
    square = float(np.mean(residuals**2))
    assert problem.best == minimum.value == pytest.approx(square if loss == "mse" else math.sqrt(square), rel=1e-12)
    assert problem.box.contains(minimum.point)
    assert problem.box.contains(problem.start)


@pytest.mark.parametrize("seed", range(4))
def test_least_absolute_is_the_best_fit_through_as_many_points(write: Write, seed: int) -> None:
    problem, data = model(write, "loss=mae", seed=seed, rows=11)
    design = np.column_stack([np.ones(11), data[:, :3]])
    fits = [np.linalg.solve(design[list(i)], data[list(i), 3]) for i in itertools.combinations(range(11), 4)]
    lowest = min(float(np.abs(design @ fit - data[:, 3]).mean()) for fit in fits)
    assert problem.best == pytest.approx(lowest, rel=1e-12)


@pytest.mark.parametrize("rows", [12, 100, 1000])
def test_least_absolute_has_multipliers_that_prove_it(write: Write, rows: int) -> None:
    """Residuals that vanish may push with any strength up to 1: some such pushes balance the signs of the others."""
    problem, data = model(write, "loss=mae", rows=rows)
    whole = np.round(data, 1)  # many ties
    path = write(whole, "a,b,c,y")
    for found, numbers in ((problem, data), (bound(f"regression data={path} columns=a,b loss=mae y=y"), whole)):
        k = found.dims - 1
        design = np.column_stack([np.ones(rows), numbers[:, :k]])
        residuals = design @ found.minima[0].point - numbers[:, 3]
        zero = np.abs(residuals) < 1e-9 * np.abs(numbers).max()
        pull = design[~zero].T @ np.sign(residuals[~zero])
        assert zero.sum() >= found.dims
        pushes = np.linalg.lstsq(design[zero].T, -pull, rcond=None)[0]
        np.testing.assert_allclose(design[zero].T @ pushes, -pull, atol=1e-6 * np.abs(design).max())
        if zero.sum() == found.dims:
            assert np.abs(pushes).max() <= 1 + 1e-6


@pytest.mark.parametrize("delta", [1e-3, 0.5, 100])
def test_huber_is_level_at_its_minimum(write: Write, delta: float) -> None:
    problem, _ = model(write, f"loss=huber delta={delta} scale=standard", rows=200)
    (minimum,) = problem.minima
    assert np.abs(problem.gradients(minimum.point)).max() <= 1e-12 * max(delta, 1)


def test_one_column_is_the_line_of_regression(write: Write) -> None:
    path = write(table(), "a,b,c,y")
    for loss in LOSSES:
        (line,) = bound(f"regression data={path} x=b y=y loss={loss}").minima
        (columns,) = bound(f"regression data={path} columns=b y=y loss={loss}").minima
        np.testing.assert_allclose(columns.point, line.point[::-1], rtol=1e-7)
        assert columns.value == pytest.approx(line.value, rel=1e-12)


def test_without_intercept(write: Write) -> None:
    data = table()
    path = write(data, "a,b,c,y")
    problem = bound(f"regression data={path} columns=a,b y=y fit_intercept=false")
    assert problem.names == ("a", "b")
    np.testing.assert_allclose(
        problem.minima[0].point, np.linalg.lstsq(data[:, :2], data[:, 3], rcond=None)[0], rtol=1e-9
    )
    line = bound("regression fit_intercept=false loss=mse")
    assert line.data is not None
    x, y = line.data.x, line.data.y
    assert (line.names, line.dims) == (("slope",), 1)
    assert line.minima[0].point[0] == pytest.approx(float(x @ y / (x @ x)), rel=1e-12)
    assert line.box.y_low < line.minima[0].value < line.box.y_high


@pytest.mark.parametrize("loss", LOSSES)
def test_dependent_columns_are_told_and_the_lowest_loss_is_known(write: Write, loss: str) -> None:
    data = table()
    doubled = np.column_stack([data[:, :2], 2 * data[:, 0] - data[:, 1] + 1, data[:, 3]])
    alone = bound(f"regression data={write(doubled, 'a,b,c,y')} columns=a,b y=y loss={loss}")
    problem = bound(f"regression data={write(doubled, 'a,b,c,y')} columns={COLUMNS} y=y loss={loss}")
    assert problem.best == pytest.approx(alone.best, rel=1e-9)
    assert problem.about_best.endswith("reached at many θ, as a, b, c are linearly dependent")
    (curve,) = problem.curves
    places = np.random.default_rng(3).normal(size=(5, 4))
    near = curve.nearest(places)
    np.testing.assert_allclose(problem.values(near.T), curve.value, rtol=1e-9)
    across = (places - near) @ (near[1] - near[0])
    np.testing.assert_allclose(across, 0, atol=1e-6)
    np.testing.assert_allclose(problem.distances(places), np.linalg.norm(places - near, axis=1), rtol=1e-9)


def test_a_constant_column_is_told(write: Write) -> None:
    data = table()
    data[:, 1] = 4.0
    problem = bound(f"regression data={write(data, 'a,b,c,y')} columns={COLUMNS} y=y")
    assert problem.about_best.endswith("reached at many θ, as b is constant")


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_standardised_weights_are_told_in_the_units_of_the_data(write: Write, loss: str) -> None:
    plain, data = model(write, f"loss={loss}")
    scaled, _ = model(write, f"loss={loss} scale=standard")
    weights = scaled.in_data_units(scaled.minima[0].point)
    assert weights is not None
    np.testing.assert_allclose(weights, plain.minima[0].point, rtol=1e-6)
    points = data[:5, :3].T
    expected = weights[0] + weights[1:] @ points
    np.testing.assert_allclose(scaled.outputs(scaled.minima[0].point, points), expected, rtol=1e-9)
    np.testing.assert_allclose(plain.outputs(weights, points), expected, rtol=1e-9)
    line = scaled.predict(scaled.minima[0].point, [0.0, 1.0])
    assert float(line[1] - line[0]) == pytest.approx(weights[1], rel=1e-9)
    assert plain.in_data_units(weights) is None


# Logistic and softmax regression

ADMISSIONS = (-25.161, 0.2062, 0.2015)
SHARES = ((1, 4), (1, 2), (3, 4), (9, 10), (1, 20))


def admissions() -> tuple[Array, list[str]]:
    """Two scores and whether one is admitted, of which the exact best weights are ADMISSIONS.

    At each place as many are admitted as the model of these weights says: in these shares.
    """
    intercept, first, second = ADMISSIONS
    points, labels = [], list[str]()
    for share, score in itertools.product(SHARES, (35.0, 50.0, 80.0)):
        odds = math.log(share[0] / (share[1] - share[0]))
        other = (odds - intercept - first * score) / second
        points += [(score, other)] * share[1]
        labels += ["admitted"] * share[0] + ["rejected"] * (share[1] - share[0])
    return np.array(points), ["yes" if label == "admitted" else "no" for label in labels]


@pytest.mark.parametrize("options", ["", "scale=standard"])
def test_the_course_exercise_of_two_scores(write: Write, options: str) -> None:
    points, labels = admissions()
    path = write(points, "exam 1,exam 2,admitted", labels)
    problem = bound(f'logistic data={path} columns="exam 1,exam 2" label=admitted {options}')
    assert isinstance(problem, Softmax)
    assert problem.names == ("intercept", "exam 1", "exam 2")
    (minimum,) = problem.minima
    weights = np.array(minimum.point) if not options else problem.in_data_units(minimum.point)
    assert weights is not None
    np.testing.assert_allclose(weights, ADMISSIONS, rtol=1e-10)
    entropy = [a / b * math.log(b / a) + (1 - a / b) * math.log(b / (b - a)) for a, b in SHARES]
    best = sum(e * b for e, (_, b) in zip(entropy, SHARES, strict=True)) / sum(b for _, b in SHARES)
    assert problem.best == minimum.value == pytest.approx(best, rel=1e-12)
    assert float(problem.values((0.0, 0.0, 0.0))) == pytest.approx(math.log(2))
    p = 1 / (1 + math.exp(-(weights[0] + weights[1] * 45 + weights[2] * 85)))
    np.testing.assert_allclose(problem.outputs(minimum.point, [[45.0], [85.0]])[:, 0], [1 - p, p], rtol=1e-12)
    across = np.array([40.0, 60.0])
    up = problem.predict(minimum.point, across)
    np.testing.assert_allclose(weights[0] + weights[1] * across + weights[2] * up, 0, atol=1e-9)


def test_a_racer_reaches_the_course_exercise(write: Write) -> None:
    points, labels = admissions()
    path = write(points, "exam 1,exam 2,admitted", labels)
    scenario = Scenario(f"logistic data={path} columns=1,2 label=3 scale=standard", ("adam lr=0.3",), steps=600)
    (racer,) = scenario.race().advance(600).racers
    assert racer.loss[-1] == pytest.approx(racer.problem.best, abs=1e-6)
    found = racer.problem.in_data_units(racer.path[-1])
    assert found is not None
    np.testing.assert_allclose(found, ADMISSIONS, rtol=0.01)


def clouds(classes: int, seed: int = 0) -> tuple[Array, list[str]]:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(60, 3)) * [1, 20, 0.1]
    scores = points @ rng.normal(size=(3, classes)) / [1, 20, 0.1][0] + rng.gumbel(size=(60, classes)) * 5
    return points, ["uvwxyz"[i] for i in scores.argmax(axis=1)]


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("options", ["", "l2=0.1", "l2=0.1 fit_intercept=false", "scale=standard l2=1e-9"])
def test_cross_entropy_is_the_sum_over_rows_and_its_minimum_is_level(write: Write, classes: int, options: str) -> None:
    points, labels = clouds(classes)
    path = write(points, "a,b,c,kind", labels)
    problem = bound(f"logistic data={path} columns={COLUMNS} label=kind classes={classes} {options}")
    assert isinstance(problem, Softmax)
    if "standard" in options:
        points = (points - points.mean(axis=0)) / points.std(axis=0)
    ones = [] if "false" in options else [np.ones(60)]
    design = np.column_stack([*ones, points])
    known = sorted(set(labels))
    own = np.array([known.index(label) for label in labels])
    l2 = 0.1 if "0.1" in options else 1e-9 if "l2" in options else 0.0
    for seed in range(3):
        theta = np.random.default_rng(seed).normal(size=problem.dims) / 10
        weights = np.vstack([np.zeros(design.shape[1]), theta.reshape(classes - 1, -1)])
        scores = design @ weights.T
        plain = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(60), own])
        squares = float((weights[:, len(ones) :] ** 2).sum())
        assert float(problem.values(theta)) == pytest.approx(plain + l2 * squares / 2, rel=1e-11)
        for axis in np.eye(problem.dims) * 1e-5:
            change = float(problem.values(theta + axis) - problem.values(theta - axis)) / 2e-5
            assert change == pytest.approx(float(problem.gradients(theta) @ axis) * 1e5, rel=1e-5, abs=1e-7)
            bend = (problem.gradients(theta + axis) - problem.gradients(theta - axis)) / 2e-5
            scale = np.abs(problem.hessian(theta)).max()
            np.testing.assert_allclose(problem.hessian(theta) @ axis * 1e5, bend, atol=1e-5 * scale)
    (minimum,) = problem.minima
    slope = np.abs(problem.gradients(minimum.point)).max()
    assert slope <= 1e-13 * np.abs(design).max() * (1 + np.abs(minimum.point).max())
    assert (np.linalg.eigvalsh(problem.hessian(minimum.point)) > 0).all()


def test_two_centred_columns_without_intercept_are_the_two_weights_of_logistic(
    write: Write,
) -> None:
    points, labels = clouds(2)
    centred = points[:, :2] - points[:, :2].mean(axis=0)
    path = write(centred, "a,b,kind", labels)
    old = bound(f"logistic data={path}")
    new = bound(f"logistic data={path} columns=a,b label=kind fit_intercept=false")
    np.testing.assert_allclose(new.minima[0].point, old.minima[0].point, rtol=1e-9)
    assert new.best == pytest.approx(old.best, rel=1e-12)


DIVIDED = [
    ([(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)], "aaabbb", 2, 0.0),
    ([(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)], "aabbcc", 3, 0.0),
    ([(0, 0), (1, 0), (2, 0), (2, 0), (3, 0), (4, 0)], "aababb", 2, math.log(2) / 3),
    ([(0, 0), (1, 1), (2, 3), (2, 3), (2, 3), (4, 0), (9, 1)], "aaababb", 2, 3 / 7 * math.log(3) - 2 / 7 * math.log(2)),
]


@pytest.mark.parametrize(("points", "labels", "classes", "limit"), DIVIDED)
def test_classes_that_can_be_divided_have_only_a_limit(
    write: Write, points: list[tuple[float, float]], labels: str, classes: int, limit: float
) -> None:
    path = write(np.array(points, dtype=float), "x,z,kind", list(labels))
    text = f"logistic data={path} columns=x,z label=kind classes={classes}"
    problem = bound(text)
    assert problem.minima == ()
    assert problem.best_is_limit
    assert problem.best == pytest.approx(limit, abs=1e-12)
    assert "which f approaches without reaching it" in problem.about_best
    held = bound(f"{text} l2=1e-3")
    assert len(held.minima) == 1
    assert held.about_best == ""


def test_dependent_columns_of_a_classifier_are_told(write: Write) -> None:
    points, labels = clouds(3)
    points[:, 1] = 3 * points[:, 0] - 1
    path = write(points, "a,b,c,kind", labels)
    text = f"logistic data={path} columns=a,b,c label=kind classes=3"
    problem, alone = bound(text), bound(f"logistic data={path} columns=a,c label=kind classes=3")
    assert problem.best == pytest.approx(alone.best, rel=1e-12)
    assert "as a, b are linearly dependent" in problem.about_best
    (curve,) = problem.curves
    near = curve.nearest(np.ones((1, problem.dims)))[0]
    assert float(problem.values(near)) == pytest.approx(curve.value, rel=1e-12)
    assert len(bound(f"{text} l2=0.01").minima) == 1


def test_far_away_nothing_overflows(write: Write) -> None:
    points, labels = clouds(3)
    problem = bound(f"logistic data={write(points, 'a,b,c,k', labels)} columns=a,b,c label=k classes=3")
    value, *gradient = problem.scalar_value_gradient(*(-1e200,) * problem.dims)
    assert value > 1e190
    assert np.isfinite(gradient).all()


def test_small_losses_keep_their_digits(write: Write) -> None:
    path = write(np.array([[-1.0], [1.0], [-2.0], [2.0]]), "a,k", list("uvuv"))
    problem = bound(f"logistic data={path} columns=a label=k fit_intercept=false")
    for weight in (1.0, 30.0, 100.0):
        expected = sum(math.log1p(math.exp(-weight * x)) for x in (1, 2)) / 2
        assert float(problem.values((weight,))) == pytest.approx(expected, rel=1e-14)
        slope = -sum(x / (1 + math.exp(weight * x)) for x in (1, 2)) / 2
        assert float(problem.gradients((weight,))[0]) == pytest.approx(slope, rel=1e-13)


# Specs, races, errors


def test_names_of_weights(write: Write) -> None:
    points, labels = clouds(3)
    path = write(points, "a,b,c,kind", labels)
    found = bound(f"logistic data={path} columns=a,c label=kind classes=3")
    assert found.names == ("intercept[v]", "a[v]", "c[v]", "intercept[w]", "a[w]", "c[w]")
    assert found.variables == ("intercept_1", "w1_1", "w2_1", "intercept_2", "w1_2", "w2_2")
    two = bound(f"logistic data={path} label=kind x=a y=c classes=3")
    assert two.names == found.names
    assert two.best == found.best


def test_specs_survive_their_text_and_their_file(write: Write) -> None:
    path = write(table(), "a,b,c,y")
    spec = ProblemSpec.parse(f"regression data={path} columns=a,b y=y")
    assert ProblemSpec.parse(str(spec)) == spec
    scenario = Scenario(str(spec), ("adam",), start=(1, 2, 3))
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert spec.entry.variables == ("intercept", "w1", "w2")


@pytest.mark.parametrize("name", ["sgd lr=0.01", "adam lr=0.05"])
@pytest.mark.parametrize("batch", [0, 5])
def test_a_run_is_the_arithmetic_of_its_columns(write: Write, name: str, batch: int) -> None:
    path = write(table(), "a,b,c,y")
    text = f"regression data={path} columns={COLUMNS} y=y scale=standard loss=mse" + (
        f" batch={batch}" if batch else ""
    )
    race = Scenario(text, (name,), steps=60).race().advance(60)
    (racer,) = race.racers
    assert racer.path.shape == (61, 4)
    np.testing.assert_allclose(racer.loss, race.problem.values(racer.path.T), rtol=1e-10)
    assert racer.loss[-1] < racer.loss[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("columns=a,a", "columns must be up to 100 different names or numbers of columns"),
        ("columns=a,,b", "columns must be up to 100 different names or numbers of columns"),
        ("columns=[1,2]", "columns must be one value here"),
        ("columns=" + ",".join(map(str, range(1, 102))), "columns must be up to 100 different names"),
        ("fit_intercept=maybe", "fit_intercept must be true or false"),
    ],
)
def test_columns_that_cannot_be_are_refused(text: str, told: str) -> None:
    with pytest.raises(SpecError) as caught:
        ProblemSpec.parse(f"regression {text}")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("regression columns=a,d y=y", 'rows.csv has no column "d". Choose from: a, b, c, y'),
        ("regression columns=a,1 y=y", "rows.csv: columns has a twice"),
        ("regression columns=a,y y=y", "rows.csv: y is both a feature and the answer"),
        ("regression columns=a,kind y=y", 'rows.csv, line 2: column "kind" is not a number'),
        (
            "logistic columns=a,b label=kind",
            "kind must have two different values (got 3: u, v, w); classes=3 allows them",
        ),
        ("logistic columns=a,b label=kind classes=4", "kind must have 4 different values (got 3: u, v, w)"),
        ("logistic columns=a,kind label=kind classes=3", "kind is both a feature and the answer"),
    ],
)
def test_what_is_wrong_with_the_columns_of_a_file_is_told(write: Write, text: str, told: str) -> None:
    labels = list("uvw" * (ROWS // 3))
    path = write(table(), "a,b,c,y,kind", labels)
    with pytest.raises(DataError) as caught:
        bound(f"{text} data={path}")
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["regression columns=1,2", "logistic columns=1", "logistic classes=3"])
def test_made_data_have_no_columns_to_choose(text: str) -> None:
    with pytest.raises(SpecError, match="data=FILE names"):
        ProblemSpec.parse(text)
    with pytest.raises(SpecError, match="data=FILE names"):
        Scenario(text)


def test_a_form_offers_columns_as_soon_as_there_is_a_file(write: Write) -> None:
    path = write(table(), "a,b,c,y")

    def offered(text: str) -> set[str]:
        return {hyper.name for hyper in ProblemSpec.parse(text).shown_hypers}

    assert {"columns", "fit_intercept"} <= offered(f"regression data={path}")
    assert {"columns", "fit_intercept", "classes"} <= offered(f"logistic data={path}")
    assert not {"columns", "fit_intercept", "classes"} & (offered("regression") | offered("logistic"))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_huge_constant_column_leaves_the_fit_as_it_is(write: Write, loss: str) -> None:
    """Many weights are equally good, of which the shortest must not lose the digits of the others."""
    data = np.round(table(rows=200), 3)
    data[:, 0], data[:, 1] = 1e9, data[:, 1] + 1e9
    path = write(data, "a,b,c,y")
    problem = bound(f"regression data={path} columns=a,b,c y=y loss={loss}")
    alone = bound(f"regression data={path} columns=b,c y=y loss={loss}")
    assert problem.about_best.endswith("as a is constant")
    assert problem.best == pytest.approx(alone.best, rel=1e-5)


@pytest.mark.parametrize(
    "text", ["regression loss=mae y=y", "regression loss=huber y=y", "regression y=y", "logistic label=kind"]
)
def test_columns_that_say_nothing_have_a_loss_all_the_same(write: Write, text: str) -> None:
    data = table()
    data[:, 0] = 4.0
    path = write(data, "a,b,c,y,kind", list("uv" * (ROWS // 2)))
    problem = bound(f"{text} data={path} columns=a scale=standard fit_intercept=false")
    assert problem.best == float(problem.values((0.0,)))
    assert problem.about_best.endswith("reached at many θ, as a is constant")
