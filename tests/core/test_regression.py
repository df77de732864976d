"""The regression: its data, its losses against plain sums over rows, its exact minima."""

from __future__ import annotations

import itertools
from math import sqrt

import numpy as np
import pytest

from core.problems import Dataset, Problem, bind
from core.problems.line_fits import huber, least_absolute, least_squares
from core.problems.regression import LOSSES
from core.specs import ProblemSpec


def regression(text: str = "") -> Problem:
    return bind(ProblemSpec.parse(f"regression {text}"))


def data_of(problem: Problem) -> Dataset:
    assert problem.data is not None
    return problem.data


def test_the_data_are_drawn_x_first() -> None:
    rng = np.random.default_rng(7)
    x = rng.uniform(-1, 1, 20)
    y = 2 * x - 1 + rng.uniform(0, 0.5, 20)
    found = data_of(regression("n=20 slope=2 intercept=-1 data_noise=0.5 data_seed=7"))
    np.testing.assert_array_equal(found.x, x)
    np.testing.assert_array_equal(found.y, y)
    with pytest.raises(ValueError, match="read-only"):
        found.x[0] = 0


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_sums_over_rows(loss: str) -> None:
    found = regression(f"loss={loss} delta=2 n=50")
    data = data_of(found)
    for theta in ((-10.0, -20.0), (5.0, 3.5), (4.0, 3.0)):
        r = theta[0] * data.x + theta[1] - data.y
        squares = np.mean(r**2)
        expected = {
            "mse": squares,
            "half_mse": squares / 2,
            "rmse": sqrt(squares),
            "mae": np.mean(np.abs(r)),
            "huber": np.mean(np.where(np.abs(r) <= 2, r**2 / 2, 2 * np.abs(r) - 2)),
        }[loss]
        assert found.values(theta) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_sample_of_all_rows_is_the_whole(loss: str) -> None:
    found = regression(f"loss={loss} n=40")
    for theta in ((-10.0, -20.0), (5.1, 3.4)):
        value, gradient = found.sample(theta, np.arange(40))
        assert value == pytest.approx(found.values(theta), rel=1e-12)
        np.testing.assert_allclose(gradient, found.gradients(theta), rtol=1e-11)


@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae", "huber"])
def test_batches_average_to_the_full_gradient(loss: str) -> None:
    found = regression(f"loss={loss} n=40 batch=10")
    assert found.batch == 10
    parts = [found.sample((1.0, 2.0), np.arange(i, i + 10))[1] for i in range(0, 40, 10)]
    np.testing.assert_allclose(np.mean(parts, axis=0), found.gradients((1.0, 2.0)), rtol=1e-12)


@pytest.mark.parametrize("text", ["batch=full", "batch=0", "batch=100", "batch=5000"])
def test_a_batch_of_all_rows_is_no_batch(text: str) -> None:
    assert regression(text).batch == 0


def test_least_squares_is_numpys() -> None:
    data = data_of(regression("data_seed=5"))
    expected = np.linalg.lstsq(np.stack([data.x, np.ones(100)], axis=1), data.y, rcond=None)[0]
    np.testing.assert_allclose(least_squares(data.x, data.y), expected, rtol=1e-13)
    assert regression("loss=mse data_seed=5").minima[0].point == regression("data_seed=5").minima[0].point


@pytest.mark.parametrize(("n", "seed"), itertools.product((2, 3, 8, 25), range(6)))
def test_least_absolute_is_the_best_line_through_two_points(n: int, seed: int) -> None:
    data = data_of(regression(f"n={n} data_noise=20 data_seed={seed}"))
    x, y = data.x, data.y
    costs = []
    for i, j in itertools.combinations(range(n), 2):
        slope = (y[j] - y[i]) / (x[j] - x[i])
        costs.append(np.abs(slope * (x - x[i]) + y[i] - y).mean())
    slope, intercept = least_absolute(x, y)
    assert np.abs(slope * x + intercept - y).mean() == pytest.approx(min(costs), rel=1e-12, abs=1e-12)


def test_least_absolute_is_exact_where_many_points_share_a_line() -> None:
    rng = np.random.default_rng(0)
    for count in (2, 3, 4, 5, 6, 8, 12) * 100:
        x, y = rng.integers(-4, 5, (2, count)).astype(np.float64)
        if (x == x[0]).all():
            continue
        first, second = np.triu_indices(count, 1)
        first, second = first[x[first] != x[second]], second[x[first] != x[second]]
        slopes = (y[second] - y[first]) / (x[second] - x[first])
        best = np.abs(np.outer(slopes, x) + (y[first] - slopes * x[first])[:, None] - y).sum(axis=1).min()
        slope, intercept = least_absolute(x, y)
        assert np.abs(slope * x + intercept - y).sum() == pytest.approx(best, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_least_absolute_has_a_zero_subgradient(seed: int) -> None:
    data = data_of(regression(f"n=1001 data_seed={seed}"))
    slope, intercept = least_absolute(data.x, data.y)
    residuals = slope * data.x + intercept - data.y
    design = np.stack([data.x, np.ones_like(data.x)])
    on_line = np.abs(residuals) < 1e-12
    assert on_line.sum() == 2
    pull = design[:, ~on_line] @ np.sign(residuals[~on_line])
    # the two points on the line must be able to hold the others' pull with signs between -1 and 1
    assert np.abs(np.linalg.solve(design[:, on_line], -pull)).max() <= 1


@pytest.mark.parametrize(
    ("delta", "n", "seed"), itertools.product((1e-6, 1e-3, 0.05, 0.3, 1.0, 100.0), (2, 3, 100), range(4))
)
def test_huber_is_flat_at_its_minimum(delta: float, n: int, seed: int) -> None:
    data = data_of(regression(f"n={n} data_noise=3 data_seed={seed}"))
    slope, intercept = huber(data.x, data.y, delta)
    pull = np.clip(slope * data.x + intercept - data.y, -delta, delta)
    gradient = np.array([pull @ data.x, pull.sum()]) / n
    assert np.linalg.norm(gradient) <= 1e-13 + 1e-9 * delta


def test_a_perfect_fit_has_a_gradient_of_zero() -> None:
    for loss in LOSSES:
        found = regression(f"loss={loss} data_noise=0 slope=0 intercept=4 n=4")
        assert found.best == 0
        assert found.scalar_value_gradient(0.0, 4.0) == (0, 0, 0)
        assert found.gradients((0.0, 4.0)).tolist() == [0, 0]
        assert found.sample((0.0, 4.0), np.array([1, 2]))[1].tolist() == [0, 0]


def test_predictions_are_the_lines() -> None:
    assert regression().predict((2.0, 1.0), np.array([0.0, 0.5])).tolist() == [1.0, 2.0]
    assert regression().names == ("slope", "intercept")


def test_a_picture_of_many_rows_is_made_in_pieces() -> None:
    found = regression("loss=mae n=10000")
    points = np.random.default_rng(0).normal(size=(2, 11, 23))
    values = found.values(points)
    assert values.shape == (11, 23)
    assert values[3, 4] == pytest.approx(found.values(points[:, 3, 4]), rel=1e-12)
    assert found.values(np.zeros((2, 0))).shape == (0,)


@pytest.mark.parametrize("loss", LOSSES)
def test_standardised_columns_make_the_same_predictions(loss: str) -> None:
    settings = f"n=30 slope=40 intercept=700 data_noise=9 loss={loss}"
    plain, scaled = regression(settings), regression(f"{settings} delta=1e6 scale=standard")
    data = data_of(scaled)
    np.testing.assert_array_equal(data.x, data_of(plain).x)  # the data are told as they are
    theta = np.array([0.7, -0.2])
    line = scaled.in_data_units(theta)
    assert line is not None
    np.testing.assert_allclose(scaled.predict(theta, data.x), line[0] * data.x + line[1], rtol=1e-12)
    residuals = (line[0] * data.x + line[1] - data.y) / data.y.std()
    expected = {
        "mse": np.mean(residuals**2),
        "half_mse": np.mean(residuals**2) / 2,
        "rmse": sqrt(np.mean(residuals**2)),
        "mae": np.mean(np.abs(residuals)),
        "huber": np.mean(residuals**2) / 2,
    }[loss]
    assert scaled.values(theta) == pytest.approx(expected, rel=1e-12)
    if loss != "huber":
        best = scaled.in_data_units(scaled.minima[0].point)
        assert best is not None
        np.testing.assert_allclose(best, plain.minima[0].point, rtol=1e-9)


def test_standardised_squares_are_round() -> None:
    scaled = regression("loss=half_mse slope=40 intercept=700 scale=standard")
    np.testing.assert_allclose(scaled.hessian((3.0, 1.0)), np.eye(2), atol=1e-12)
    slope, intercept = scaled.minima[0].point
    data = data_of(scaled)
    assert slope == pytest.approx(np.corrcoef(data.x, data.y)[0, 1], rel=1e-12)
    assert intercept == pytest.approx(0, abs=1e-12)
    assert scaled.start == (0, 0)
    assert regression("").in_data_units((1, 2)) is None
