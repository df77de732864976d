"""The logistic regression: its data, its loss against plain sums, its minimum, its boundary."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array, ArrayLike
from core.problems import Box, Problem, bind
from core.problems.mean_losses import LogLoss
from core.scenario import Scenario
from core.specs import ProblemSpec


def logistic(text: str = "") -> Problem:
    return bind(ProblemSpec.parse(f"logistic {text}"))


def centred(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    assert problem.data is not None
    assert problem.data.labels is not None
    points = np.stack([problem.data.x, problem.data.y])
    return points - points.mean(axis=1, keepdims=True), problem.data.labels


@pytest.mark.parametrize("l2", [0, 0.3])
def test_the_loss_is_the_mean_cross_entropy(l2: float) -> None:
    problem = logistic(f"l2={l2} n=31")
    points, labels = centred(problem)
    for w in ((0.0, 0.0), (1.0, -2.0), (-0.3, 0.1)):
        p = 1 / (1 + np.exp(-(w[0] * points[0] + w[1] * points[1])))
        expected = -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p)) + l2 / 2 * (w[0] ** 2 + w[1] ** 2)
        assert problem.values(w) == pytest.approx(expected, rel=1e-12)
        gradient = points @ (p - labels) / labels.size + l2 * np.array(w)
        np.testing.assert_allclose(problem.gradients(w), gradient, rtol=1e-11, atol=1e-13)


def test_both_classes_are_there_and_read_only() -> None:
    problem = logistic("n=7")
    _, labels = centred(problem)
    assert labels.tolist() == [0, 0, 0, 1, 1, 1, 1]
    with pytest.raises(ValueError, match="read-only"):
        labels[0] = 1


def test_far_away_nothing_overflows() -> None:
    problem = logistic()
    value, *gradient = problem.scalar_value_gradient(-1e90, 1e90)
    assert np.isfinite([value, *gradient]).all()
    assert problem.scalar_value_gradient(1e300, 0)[0] > 0


def test_a_sample_of_all_rows_is_the_whole_and_batches_average() -> None:
    problem = logistic("n=40 batch=10 l2=0.1")
    w = (0.5, -0.25)
    value, gradient = problem.sample(w, np.arange(40))
    assert value == pytest.approx(problem.values(w), rel=1e-13)
    np.testing.assert_allclose(gradient, problem.gradients(w), rtol=1e-12)
    parts = [problem.sample(w, np.arange(i, i + 10))[1] for i in range(0, 40, 10)]
    np.testing.assert_allclose(np.mean(parts, axis=0), gradient, rtol=1e-12)
    race = Scenario("logistic batch=10", ("adam lr=0.05",)).race().advance(400)
    assert race.racers[0].loss[-1] < race.problem.values(race.problem.start) / 2


def test_classes_that_a_line_divides_have_no_minimum_without_a_penalty() -> None:
    assert logistic("distance=30").minima == ()
    assert logistic("distance=30").best == 0  # which the loss approaches
    assert logistic("distance=30").about_best == "f* = 0, which f approaches without reaching it"
    assert len(logistic("distance=30 l2=0.01").minima) == 1


@pytest.mark.parametrize("text", ["", "distance=0", "l2=10", "stretch=100", "stretch=0.01 n=1000", "n=4 l2=1e-3"])
def test_the_minimum_is_flat(text: str) -> None:
    problem = logistic(text)
    (minimum,) = problem.minima
    assert np.linalg.norm(problem.gradients(minimum.point)) <= 1e-13 * np.abs(problem.hessian(minimum.point)).max() * (
        1 + np.linalg.norm(minimum.point)
    )


def test_the_boundary_is_where_both_classes_are_equally_likely() -> None:
    problem = logistic()
    assert problem.data is not None
    middle = np.array([problem.data.x.mean(), problem.data.y.mean()])
    box = Box(-3.0, 3.0, -5.0, 5.0)
    for w in ((1.0, 2.0), (1.0, 0.0), (0.0, -1.0), (3.0, -0.1)):
        ends = problem.boundary(w, box)
        assert ends is not None
        for end in ends:
            assert np.dot(w, np.array(end) - middle) == pytest.approx(0, abs=1e-12)
            assert max(abs(end[0]) / 3, abs(end[1]) / 5) == pytest.approx(1)
    np.testing.assert_allclose(
        problem.predict((1.0, 2.0), np.array([0.0, 1.0])), middle[1] - (np.array([0, 1]) - middle[0]) / 2
    )
    assert problem.boundary((0.0, 0.0), box) is None
    assert problem.boundary((0.0, 1.0), Box(-1, 1, 50, 60)) is None
    assert problem.boundary((1.0, 1.0), Box(50, 51, 50, 60)) is None
    assert bind(ProblemSpec("regression")).boundary((1.0, 1.0), box) is None


def test_standardised_features_have_the_same_boundary() -> None:
    plain, scaled = logistic("stretch=50"), logistic("stretch=50 scale=standard")
    weights = scaled.in_data_units(scaled.minima[0].point)
    assert weights is not None
    np.testing.assert_allclose(weights, plain.minima[0].point, rtol=1e-9)
    assert scaled.minima[0].value == pytest.approx(plain.minima[0].value, rel=1e-12)
    ends = np.array([-1.0, 1.0])
    np.testing.assert_allclose(scaled.predict(scaled.minima[0].point, ends), plain.predict(weights, ends), rtol=1e-9)
    box = Box(-3.0, 3.0, -200.0, 200.0)
    found, expected = (one.boundary(one.minima[0].point, box) for one in (scaled, plain))
    assert (found is None) == (expected is None)
    np.testing.assert_allclose(np.array(found), np.array(expected), rtol=1e-9)
    hessian = scaled.hessian((0.0, 0.0))
    np.testing.assert_allclose(np.diag(hessian), 0.25, rtol=1e-12)
    assert plain.in_data_units((1, 2)) is None


HARD = [
    "distance=50 l2=1e-15",
    "distance=100 l2=1e-9",
    "distance=9 stretch=30 l2=1e-100 scale=standard",
    "distance=20 l2=1e-15 data_seed=6",
    "distance=100 stretch=1000 l2=1e-8 data_seed=4",
]


@pytest.mark.parametrize("text", HARD)
def test_the_search_ends_where_rounding_hides_any_descent(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[ArrayLike] = []
    losses = LogLoss.losses

    def counted(rows: LogLoss, where: ArrayLike) -> Array:
        points.append(where)
        return losses(rows, where)

    monkeypatch.setattr(LogLoss, "losses", counted)
    logistic(f"n=1000 {text}")
    assert 0 < len(points) < 250
