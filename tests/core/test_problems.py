"""Every problem of the catalog: its minima are minima, its derivatives exact, its scalar and array answers one."""

from __future__ import annotations

import math
from math import inf, nan

import numpy as np
import numpy.typing as npt
import pytest

from core.problems import PROBLEMS, Problem, bind
from core.specs import ProblemSpec, SpecError

Array = npt.NDArray[np.float64]

VARIANTS = (
    "rosenbrock a=0 b=1",
    "rosenbrock a=-2 b=10",
    "quadratic angle=22.5",
    "quadratic kappa=3 angle=90",
    "regression n=2",
    "regression loss=mae n=7 data_noise=30 data_seed=3",
    "regression loss=huber delta=0.1 n=33",
    "regression loss=mse slope=-10 intercept=-20 data_noise=0",
)


def catalog() -> list[str]:
    """Every entry with its defaults and with each other choice."""
    choices = [
        f"{name} {hyper.name}={word}"
        for name, entry in PROBLEMS.items()
        for hyper in entry.hypers
        for word in hyper.choices
        if word != hyper.default
    ]
    return [*PROBLEMS, *choices, *VARIANTS]


ALL = pytest.mark.parametrize("text", catalog())


def problem(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def scattered(found: Problem, count: int = 200) -> Array:
    """Points all over the box, (2, count); no kink is hit by chance."""
    box = found.box
    shares = np.random.default_rng(1).random((2, count))
    return np.stack(
        [box.x_low + shares[0] * (box.x_high - box.x_low), box.y_low + shares[1] * (box.y_high - box.y_low)]
    )


def slope(function: object, points: Array, axis: int, step: float) -> Array:
    """Five-point differences: exact up to fourth order."""
    assert callable(function)
    shift = np.zeros_like(points)
    shift[axis] = step
    near = np.asarray(function(points + shift)) - np.asarray(function(points - shift))
    far = np.asarray(function(points + 2 * shift)) - np.asarray(function(points - 2 * shift))
    return np.asarray((8 * near - far) / (12 * step))


@ALL
def test_entries_are_complete(text: str) -> None:
    entry = problem(text).entry
    assert PROBLEMS[entry.name] is entry
    assert entry.title
    assert entry.citation
    assert entry.purpose.endswith((".", "?"))
    assert all(hyper.sentence.endswith(".") and hyper.symbol for hyper in entry.hypers)


@ALL
def test_the_view_holds_start_and_minima(text: str) -> None:
    found = problem(text)
    assert found.box.x_low < found.box.x_high
    assert found.box.y_low < found.box.y_high
    assert all(found.box.contains(point) for point in (found.start, *(m.point for m in found.minima)))
    value, *gradient = found.scalar_value_gradient(*found.start)
    assert np.isfinite(value)
    assert math.hypot(*gradient) > 1e-12 or text == "regression loss=mse slope=-10 intercept=-20 data_noise=0"


@ALL
def test_gradients_are_those_of_the_values(text: str) -> None:
    found = problem(text)
    points = scattered(found)
    gradients = found.gradients(points)
    assert gradients.shape == points.shape
    scale = np.abs(gradients).max()
    for axis in (0, 1):
        approximate = slope(found.values, points, axis, 1e-5)
        smooth = np.abs(slope(found.values, points, axis, 3e-5) - approximate) < 1e-6 * scale
        assert smooth.mean() > 0.9
        np.testing.assert_allclose(gradients[axis][smooth], approximate[smooth], rtol=1e-6, atol=1e-7 * scale)


@ALL
def test_hessians_are_those_of_the_gradients(text: str) -> None:
    found = problem(text)
    points = scattered(found, 20)
    for axis in (0, 1):
        approximate = slope(found.gradients, points, axis, 1e-5)
        smooth = np.abs(slope(found.gradients, points, axis, 3e-5) - approximate).max(axis=0) < 1e-4
        assert smooth.any()
        for point, column in zip(points.T[smooth], approximate.T[smooth], strict=True):
            hessian = found.hessian(point)
            assert hessian.shape == (2, 2)
            np.testing.assert_allclose(hessian[axis], column, rtol=1e-5, atol=1e-4)


@ALL
def test_scalar_and_array_answers_agree(text: str) -> None:
    found = problem(text)
    points = scattered(found, 50).reshape(2, 5, 10)
    values, gradients = found.values(points), found.gradients(points)
    assert values.shape == (5, 10)
    assert gradients.shape == (2, 5, 10)
    for index in np.ndindex(5, 10):
        x, y = points[:, *index].tolist()
        expected = [values[index], *gradients[:, *index]]
        np.testing.assert_allclose(found.scalar_value_gradient(x, y), expected, rtol=1e-12, atol=1e-12)
    one = found.values(points[:, 0, 0])
    assert one.shape == ()
    assert one == pytest.approx(values[0, 0], rel=1e-12)


@ALL
@pytest.mark.parametrize("point", [(inf, 0.0), (-inf, inf), (nan, 1.0), (1e200, -1e200), (1e308, 1e308)])
def test_points_out_of_reach_give_no_exception(text: str, point: tuple[float, float]) -> None:
    found = problem(text)
    assert len(found.scalar_value_gradient(*point)) == 3
    assert found.values(point).shape == ()
    assert found.gradients(point).shape == (2,)
    assert found.hessian(point).shape == (2, 2)


@ALL
def test_stated_minima_are_minima(text: str) -> None:
    found = problem(text)
    rounding = 1e-14 * (1 + abs(found.values(found.start)))
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    for minimum in found.minima:
        assert found.values(minimum.point) == pytest.approx(minimum.value, abs=1e-13)
        assert np.linalg.eigvalsh(found.hessian(minimum.point)).min() >= -1e-9
        for radius in (1e-6, 1e-4, 1e-2):
            ring = np.array(minimum.point)[:, None] + radius * np.stack([np.cos(angles), np.sin(angles)])
            assert (found.values(ring) >= minimum.value - rounding).all()


@ALL
def test_smooth_minima_are_flat_to_the_last_digit(text: str) -> None:
    found = problem(text)
    for minimum in found.minima:
        hessian = found.hessian(minimum.point)
        if not hessian.any():
            continue  # a kink; what holds there is tested with the regression
        gradient = np.linalg.norm(found.gradients(minimum.point))
        assert gradient <= 4e-15 * np.abs(hessian).max() * (1 + np.linalg.norm(minimum.point))


@ALL
def test_no_point_of_the_view_lies_lower(text: str) -> None:
    found = problem(text)
    if found.best is None:
        return
    x, y = np.meshgrid(
        np.linspace(found.box.x_low, found.box.x_high, 241), np.linspace(found.box.y_low, found.box.y_high, 241)
    )
    assert found.values(np.stack([x, y])).min() >= found.best - 1e-12


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [
        ("rosenbrock", (-1.2, 1.0), 24.2),
        ("rosenbrock a=2 b=1", (2.0, 4.0), 0.0),
        ("quadratic", (1.0, 1.0), 50.5),
        ("quadratic angle=90", (1.0, 0.0), 50.0),
        ("quadratic angle=45", (1.0, 1.0), 1.0),
        ("beale", (0.0, 0.0), 14.203125),
        ("beale", (3.0, 0.5), 0.0),
        ("himmelblau", (-0.270845, -0.923039), 181.617),
        ("himmelblau", (3.0, 2.0), 0.0),
        ("rastrigin", (4.52299366, 4.52299366), 80.7065821),
        ("styblinski_tang", (-2.903534, -2.903534), -78.332331),
        ("booth", (0.0, 0.0), 74.0),
        ("saddle", (2.0, 1.0), 3.0),
        ("abs", (-2.0, 1.0), 3.0),
    ],
)
def test_values_known_from_the_literature(text: str, point: tuple[float, float], value: float) -> None:
    assert problem(text).values(point) == pytest.approx(value, rel=3e-6, abs=1e-12)


def test_rosenbrocks_curvature_at_its_minimum() -> None:
    eigenvalues = np.linalg.eigvalsh(problem("rosenbrock").hessian((1, 1)))
    np.testing.assert_allclose(eigenvalues, [0.399361, 1001.600639], rtol=1e-6)


def test_subgradients_at_kinks_are_zero() -> None:
    assert problem("abs").gradients((0.0, -2.0)).tolist() == [0.0, -1.0]


def test_equal_specs_share_one_problem() -> None:
    assert problem("rosenbrock b=100") is problem("rosenbrock")


def test_a_typed_formula() -> None:
    found = problem("a*x^2 + y^2 a=3")
    assert found.values((1, 2)) == 7
    assert found.hessian((0, 0)).tolist() == [[6, 0], [0, 2]]
    assert found.best is None
    assert found.data is None
    with pytest.raises(TypeError):
        found.predict((1, 2), 0.5)
    with pytest.raises(TypeError):
        found.sample((1, 2), np.arange(3))


@pytest.mark.parametrize("text", ["log(x) + y^2", "sqrt(x*y - 3)", "x^2*y^2 + 0*x", "1/(x + 1.5) + y^2"])
def test_a_typed_formula_starts_where_it_has_a_slope(text: str) -> None:
    found = problem(text)
    answer = found.scalar_value_gradient(*found.start)
    assert found.box.contains(found.start)
    assert np.isfinite(answer).all()
    assert any(answer[1:])


@pytest.mark.parametrize("text", ["rosenbrock b=0", "quadratic kappa=0", "regression n=1", "regression loss=l2"])
def test_parameters_without_a_minimum_are_refused(text: str) -> None:
    with pytest.raises(SpecError):
        ProblemSpec.parse(text)
