"""Every problem of the catalog: its minima are minima, its derivatives exact, its scalar and array answers one."""

from __future__ import annotations

import math
from math import inf, nan

import numpy as np
import numpy.typing as npt
import pytest

from core.problems import PROBLEMS, Problem, bind
from core.problems.surface import Surface
from core.specs import ProblemSpec, SpecError
from tests.sampling import sampled

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
    "cliff steepness=5",
    "cliff steepness=40",
    "parabola curvature=0.01",
    "amsgrad_trap_2 period=7",
)


FEW = {name: entry for name, entry in PROBLEMS.items() if entry.dims <= 2}
"""What of the tests below holds for more parameters, `test_many_parameters` and `test_networks` say."""


def catalog() -> list[str]:
    """Every entry with its defaults and with each other choice."""
    choices = [
        f"{name} {hyper.name}={word}"
        for name, entry in FEW.items()
        for hyper in entry.hypers
        for word in hyper.choices
        if word != hyper.default
    ]
    return [*FEW, *choices, *VARIANTS]


ALL = pytest.mark.parametrize("text", catalog())

# Where the local minima are too many to be shown.
UNLISTED = ("eggholder", "schaffer", "drop_wave", "plateau")


def problem(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def scattered(found: Problem, count: int = 200) -> Array:
    """Points all over the box, (dims, count); no kink is hit by chance."""
    box = found.box
    shares = np.random.default_rng(1).random((2, count))
    both = [box.x_low + shares[0] * (box.x_high - box.x_low), box.y_low + shares[1] * (box.y_high - box.y_low)]
    return np.stack(both[: found.dims])


def everywhere(found: Problem, count: int = 241) -> Array:
    """A grid of the box, (dims, …)."""
    box = found.box
    along, up = np.linspace(box.x_low, box.x_high, count), np.linspace(box.y_low, box.y_high, count)
    points = np.stack(np.meshgrid(along, up)) if found.dims == 2 else along[None]
    return points if found.bounds is None else points.clip(*found.bounds)


def around(found: Problem, point: tuple[float, ...], radius: float) -> Array:
    """Points at a distance, (dims, 64); where bounds hold the problem, those are moved onto them."""
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ring = np.array(point)[:, None] + radius * np.stack([np.cos(angles), np.sin(angles)])[: found.dims]
    return ring if found.bounds is None else ring.clip(*found.bounds)


def free(found: Problem, point: tuple[float, ...]) -> list[int]:
    """The coordinates of a minimum that no bound holds."""
    return [i for i, x in enumerate(point) if found.bounds is None or found.bounds[0] < x < found.bounds[1]]


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
    assert all(len(point) == found.dims for point in (found.start, *(m.point for m in found.minima), *found.saddles))
    assert all(found.box.contains(point) for point in (found.start, *(m.point for m in found.minima), *found.saddles))
    assert len(found.names) == len(found.variables) == found.dims
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
    for axis in range(found.dims):
        approximate = slope(found.values, points, axis, 1e-5)
        smooth = np.abs(slope(found.values, points, axis, 3e-5) - approximate) < 1e-6 * scale
        assert smooth.mean() > 0.9
        np.testing.assert_allclose(gradients[axis][smooth], approximate[smooth], rtol=1e-6, atol=1e-7 * scale)


@ALL
def test_hessians_are_those_of_the_gradients(text: str) -> None:
    found = problem(text)
    points = scattered(found, 20)
    for axis in range(found.dims):
        approximate = slope(found.gradients, points, axis, 1e-5)
        smooth = np.abs(slope(found.gradients, points, axis, 3e-5) - approximate).max(axis=0) < 1e-4
        assert smooth.any()
        for point, column in zip(points.T[smooth], approximate.T[smooth], strict=True):
            hessian = found.hessian(point)
            assert hessian.shape == (found.dims, found.dims)
            np.testing.assert_allclose(hessian[axis], column, rtol=1e-5, atol=1e-4)


@ALL
def test_scalar_and_array_answers_agree(text: str) -> None:
    found = problem(text)
    points = scattered(found, 50).reshape(found.dims, 5, 10)
    values, gradients = found.values(points), found.gradients(points)
    assert values.shape == (5, 10)
    assert gradients.shape == points.shape
    for index in np.ndindex(5, 10):
        expected = [values[index], *gradients[:, *index]]
        np.testing.assert_allclose(
            found.scalar_value_gradient(*points[:, *index].tolist()), expected, rtol=1e-12, atol=1e-12
        )
    one = found.values(points[:, 0, 0])
    assert one.shape == ()
    assert one == pytest.approx(values[0, 0], rel=1e-12)


@ALL
@pytest.mark.parametrize("point", sampled([(1e200, -1e200), (inf, 0.0), (-inf, inf), (nan, 1.0), (1e308, 1e308)], 3))
def test_points_out_of_reach_give_no_exception(text: str, point: tuple[float, float]) -> None:
    found = problem(text)
    point = point[: found.dims]  # type: ignore[assignment]
    assert len(found.scalar_value_gradient(*point)) == 1 + found.dims
    assert found.values(point).shape == ()
    assert found.gradients(point).shape == (found.dims,)
    assert found.hessian(point).shape == (found.dims, found.dims)


@ALL
def test_stated_minima_are_minima(text: str) -> None:
    found = problem(text)
    rounding = 1e-14 * (1 + abs(found.values(found.start)))
    for minimum in found.minima:
        assert found.values(minimum.point) == pytest.approx(minimum.value, abs=1e-13, rel=1e-13)
        held = free(found, minimum.point)
        if held:
            curvature = found.hessian(minimum.point)[np.ix_(held, held)]
            assert np.linalg.eigvalsh(curvature).min() >= -1e-9
        for radius in (1e-6, 1e-4, 1e-2):
            lower = minimum.value - rounding - 1e-15 * abs(minimum.value)
            assert (found.values(around(found, minimum.point, radius)) >= lower).all()


@ALL
def test_smooth_minima_are_flat_to_the_last_digit(text: str) -> None:
    found = problem(text)
    for minimum in found.minima:
        held = free(found, minimum.point)
        hessian = found.hessian(minimum.point)
        if not hessian.any():
            continue  # a kink; what holds there is tested with the regression
        gradient = np.linalg.norm(found.gradients(minimum.point)[held])
        assert gradient <= 1e-13 * np.abs(hessian).max() * (1 + np.linalg.norm(minimum.point))


@ALL
def test_no_point_of_the_view_lies_lower(text: str) -> None:
    found = problem(text)
    if found.best is not None:
        assert found.values(everywhere(found)).min() >= found.best - 1e-12
        assert any(minimum.value == found.best for minimum in found.minima)


@ALL
def test_descent_from_the_lowest_places_of_the_view_finds_no_other_minimum(text: str) -> None:
    """Where the minima in the box are said to be known, Newton's method from anywhere finds none besides."""
    found = problem(text)
    if not isinstance(found, Surface) or found.dims == 1 or text in UNLISTED:
        return
    minima, _ = found.calculus.stationary(found.box, 97)
    size = found.box.x_high - found.box.x_low
    for point in minima:
        assert any(math.dist(point, known.point) < 1e-4 * size for known in found.minima), point


@ALL
def test_saddles_are_saddles(text: str) -> None:
    found = problem(text)
    for saddle in found.saddles:
        hessian = found.hessian(saddle)
        assert np.linalg.norm(found.gradients(saddle)) <= 1e-12 * (1 + np.abs(hessian).max())
        values = found.values(around(found, saddle, 1e-3))
        assert values.min() < found.values(saddle) < values.max()


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
        ("bowl", (1.0, 2.0), 5.0),
        ("ravine", (-5.0, -2.0), 10.5),
        ("matyas", (10.0, 10.0), 4.0),
        ("branin", (9.42478, 2.475), 0.397887),
        ("goldstein_price", (0.0, 0.0), 600.0),
        ("mccormick", (-0.54719, -1.54719), -1.913223),
        ("bukin", (-15.0, 3.0), 86.6525),
        ("two_wells", (-0.936, 0.0), -2.06309),
        ("two_wells", (0.905, 0.0), -1.09273),
        ("local_minimum", (-1.0, 0.0), -5.0),
        ("three_hump_camel", (-1.7475523, 0.8737762), 0.298638),
        ("six_hump_camel", (0.0898, -0.7126), -1.0316285),
        ("easom", (math.pi, math.pi), -1.0),
        ("ackley", (0.0, 0.0), 0.0),
        ("ackley", (1.0, 1.0), 3.625385),
        ("griewank", (0.0, 0.0), 0.0),
        ("levy", (1.0, 1.0), 0.0),
        ("schaffer", (0.0, 1.253115), 0.5 + (1 - 0.5) / (1.00157029) ** 2),
        ("cross_in_tray", (1.3494, -1.3494), -2.06261),
        ("holder_table", (8.05502, 9.66459), -19.2085),
        ("drop_wave", (0.0, 0.0), -1.0),
        ("eggholder", (512.0, 404.2319), -959.6407),
        ("monkey_saddle", (1.0, 2.0), -11.0),
        ("edge_of_stability", (2.5, 0.6), 0.390625),
        ("two_layers", (2.0, 1.0), 0.5),
        ("heavy_ball_trap", (3.3,), 92.925),
        ("heavy_ball_trap", (1.5,), 25.125),
        ("amsgrad_trap", (0.6,), 0.2),
        ("amsgrad_trap_2", (1.01,), 0.1),
        ("abs", (-2.0, 1.0), 3.0),
    ],
)
def test_values_known_from_the_literature(text: str, point: tuple[float, ...], value: float) -> None:
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
    assert found.best == 0
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


@pytest.mark.parametrize(
    ("text", "half", "minima", "best"),
    [
        ("x^2 + 3*y^2", 2, [(0, 0)], 0),
        ("(x - 3)^2 + (y + 1)^2", 5, [(3, -1)], 0),
        ("(x - 40)^2 + k*(y - 7)^2", 100, [(40, 7)], 0),
        ("(x - 400)^2 + y^2 - 3", 1000, [(400, 0)], -3),
        ("(x^2 - 1)^2 + (y^2 - 1)^2", 2, [(-1, -1), (-1, 1), (1, -1), (1, 1)], 0),
        ("-exp(-(x - 0.3)^2 - (y - 0.2)^2)", 2, [(0.3, 0.2)], -1),
        ("x*y", 2, [], None),
        ("abs(x) + y^2", 2, [(0, 0)], 0),
        ("1/(x^2 + y^2)", 2, [], 0),
        ("floor(y)*0 + x", 2, [], None),
    ],
)
def test_a_typed_formula_gets_a_view_with_its_minima(
    text: str, half: float, minima: list[tuple[float, float]], best: float | None
) -> None:
    found = problem(text)
    box = found.box
    assert (box.x_low, box.x_high, box.y_low, box.y_high) == (-half, half, -half, half)
    assert box.contains(found.start)
    np.testing.assert_allclose(sorted(m.point for m in found.minima), minima, atol=1e-9)
    assert all(minimum.found for minimum in found.minima)
    assert found.best == (best if best is None else pytest.approx(best, abs=1e-12))


def test_a_typed_saddle_is_found() -> None:
    assert problem("x*y").saddles == ((0.0, 0.0),)
    assert len(problem("(x^2 - 1)^2 + (y^2 - 1)^2").saddles) == 4


def test_parameters_of_a_typed_formula_are_one_until_they_are_given() -> None:
    spec = ProblemSpec.parse("a*x^2 + b*y^2 b=3")
    assert spec.overrides == (("a", 1.0), ("b", 3.0))
    assert spec == ProblemSpec.parse(str(spec))
    assert bind(spec).values((1, 1)) == 4
    assert bind(spec.with_value("a", 2)).values((1, 1)) == 5


@pytest.mark.parametrize("name", FEW)
def test_gradients_are_those_of_central_differences(name: str) -> None:
    problem = bind(ProblemSpec(name))
    box, rng = problem.box, np.random.default_rng(0)
    for _ in range(20):
        point = rng.uniform([box.x_low, box.y_low], [box.x_high, box.y_high])[: problem.dims]
        away = 1e-6 * max(1.0, float(np.abs(point).max())) * np.eye(problem.dims)
        numeric = [(problem.values(point + h) - problem.values(point - h)) / (2 * h.max()) for h in away]
        close = pytest.approx(numeric, rel=1e-4, abs=1e-4 * max(1.0, float(np.abs(numeric).max())))
        assert problem.gradients(point).tolist() == close
        assert list(problem.scalar_value_gradient(*point.tolist())[1:]) == close
