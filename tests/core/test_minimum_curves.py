"""Curves of minima: where there is one it is found, and the nearest point of it is the nearest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from core.formula import parse, substitute
from core.problems import bind
from core.problems.minimum_curves import GridCurve, curves_in
from core.problems.same_minima import with_same_minima
from core.problems.surface import Surface
from core.scenario import Scenario
from core.specs import ProblemSpec

Array = npt.NDArray[np.float64]


def surface(text: str) -> Surface:
    found = bind(ProblemSpec.parse(text))
    assert isinstance(found, Surface)
    return found


def curves(text: str) -> tuple[GridCurve, ...]:
    found = surface(text)
    return curves_in(found.calculus, found.box)


def scattered(reach: float, count: int = 400) -> Array:
    return np.random.default_rng(3).uniform(-reach, reach, (count, 2))


def lengths(rows: Array) -> Array:
    return np.hypot(rows[:, 0], rows[:, 1])


@pytest.mark.parametrize("text", ["(x^2 + y^2 - 1)^2", "3 + (sqrt(x^2 + y^2) - 1)^2", "drop_wave"])
def test_the_distance_to_a_ring(text: str) -> None:
    """A ring of radius r about the origin is | |p| − r | away from any point p."""
    whole = [ring for ring in curves(text) if lengths(ring.points).max() < 2]  # not cut by the view
    assert whole
    for ring in whole:
        radius = float(lengths(ring.points).mean())
        np.testing.assert_allclose(lengths(ring.points), radius, rtol=1e-9)
        points = scattered(2)
        nearest = ring.nearest(points)
        np.testing.assert_allclose(lengths(points - nearest), np.abs(lengths(points) - radius), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(lengths(nearest), radius, rtol=1e-9)


def test_the_distance_to_a_hyperbola_is_that_of_a_dense_sample() -> None:
    (found,) = curves("(x*y - 1)^2")
    along = np.exp(np.linspace(-4, 4, 40_001))
    branch = np.stack([along, 1 / along], axis=1)
    points = scattered(3, 100)
    expected = [min(lengths(p - branch).min(), lengths(p + branch).min()) for p in points]
    np.testing.assert_allclose(lengths(points - found.nearest(points)), expected, rtol=1e-5, atol=3e-6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("(x*y - 1)^4", 0),
            ("abs(x*y - 1)", 0),
            ("2 - 3*exp(-(x*y - 1)^6)", -1),
            ("1 - exp(1 - 2*(x*y - 1)^2)", 1 - np.e),
        ),
        *(("((x*y - 1)^3)^2 + 1", 1), ("log(1 + abs(1 - x*y)^3)", 0), ("sqrt(abs(x*y - 1))/4 - 2", -2)),
    ],
)
def test_the_floor_of_a_flat_valley_and_of_a_crease_is_known_as_well(text: str, value: float) -> None:
    """Their minima are those of (xy − 1)²."""
    (found,) = curves(text)
    (round_one,) = curves("(x*y - 1)^2")
    points = scattered(3, 100)
    np.testing.assert_allclose(found.nearest(points), round_one.nearest(points), rtol=1e-5, atol=1e-5)
    assert found.value == pytest.approx(value, abs=1e-7)
    whole = surface(text)
    assert whole.nearest_minimum((1.2, 1.1)) is not None
    assert whole.best == pytest.approx(value, abs=1e-7)
    assert not whole.minima


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        *(
            ("exp(sin(x))", "sin(x)"),
            ("3 - 2*cos(x)", "-cos(x)"),
            ("1/x", "1/x"),
            ("x^3 + 1", "x"),
            ("(x - 1)^4/5", "(x - 1)^2"),
        ),
        *(
            ("-log(1 + x^2)", "-x^2"),
            ("abs(x^3)", "x^2"),
            ("sqrt(x)^4", "sqrt(x)^2"),
            ("2^x", "2^x"),
            ("5 - (1 - 3*x)/2", "x"),
        ),
        *(("0 - (-x)", "x"), ("0*sin(x)", "0*sin(x)"), ("x^(-2)", "x^(-2)")),
    ],
)
def test_a_formula_with_the_same_minima(text: str, simple: str) -> None:
    node, expected = (substitute(parse(each, ("x",)), {}) for each in (text, simple))
    assert with_same_minima(node) == expected


def test_a_racer_in_a_flat_valley_is_at_a_curve_of_minima() -> None:
    race = Scenario("(x*y - 1)^4", ("sgd lr=0.05",), start=(1.001, 1.0), steps=100).race().advance(100)
    found = race.racers[0].finding(100)
    assert found is not None
    assert found.kind == "minimum"
    assert "from a curve of minima" in found.sentence


def test_the_distance_goes_to_0_on_the_curve() -> None:
    """A racer that converges to the curve is followed to the last digit, which a polyline could not."""
    found = surface("two_layers")
    along = np.linspace(0.4, 2.4, 21)
    on_it = np.stack([along, 1 / along], axis=1)
    across = on_it[:, ::-1] / lengths(on_it)[:, None]  # the gradient of xy
    for away in (1e-2, 1e-5, 1e-9, 1e-13):
        np.testing.assert_allclose(found.distances(on_it + away * across), away, rtol=1e-2)


def test_the_distance_of_a_racer_that_has_converged_is_rounding() -> None:
    """Newton's method goes to the last digits: 1e−13 away would be said of a racer that is nearer."""
    racer = Scenario("(x*y - 1)^2", ("sgd lr=0.1",), start=(1.5, 1.2), steps=60).race().advance(60).racers[0]
    assert racer.problem.distances(racer.path[-1:])[0] < 2e-15


def test_a_curve_reaches_beyond_the_view() -> None:
    found = surface("two_layers")
    nearest = found.nearest_minimum((50.0, 0.1))
    assert nearest is not None
    assert nearest.curve
    assert nearest.point == pytest.approx((50.0, 0.02), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("(y - sin(x))^2", 1),
        ("x^2*y^2", 1),  # both axes, of one value
        ("x^2 + 0*y", 1),
        ("(x^2 + y^2 - 1)^2 + 0.1*(x^2 + y^2)", 1),
        ("x^2 + y^2", 0),
        ("x^4 + y^2", 0),
        ("x^8 + y^2", 0),
        ("rosenbrock", 0),
        ("exp(-x) + y^2", 0),
        ("x^2 - y^2", 0),
        ("0*x + 0*y", 0),
        ("x + y", 0),
        ("log(x) + 1/y", 0),
        ("himmelblau", 0),
    ],
)
def test_only_curves_of_minima_are_taken_for_one(text: str, count: int) -> None:
    assert len(curves(text)) == count


@pytest.mark.parametrize("text", ["edge_of_stability", "two_layers", "drop_wave", "plateau"])
def test_no_point_beside_a_curve_lies_lower(text: str) -> None:
    found = surface(text)
    assert found.curves
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    for curve in found.curves:
        assert isinstance(curve, GridCurve)
        around = curve.points[:, :, None] + 1e-3 * np.stack([np.cos(angles), np.sin(angles)])
        assert (found.values(around.transpose(1, 0, 2)) >= curve.value - 1e-12).all()
        assert found.best is not None
        assert curve.value >= found.best - 1e-12


def test_the_nearest_of_points_and_curves_counts() -> None:
    found = surface("drop_wave")
    middle = found.nearest_minimum((0.1, 0.0))
    ring = found.nearest_minimum((0.6, 0.0))
    assert middle is not None
    assert ring is not None
    assert (middle.curve, middle.point) == (False, (0.0, 0.0))
    assert ring.curve
    assert found.distances(np.array([[0.1, 0.0], [ring.point[0], ring.point[1]]])) == pytest.approx([0.1, 0.0])


def test_where_no_minimum_is_known_there_is_no_distance() -> None:
    assert np.isnan(surface("saddle").distances(scattered(1, 3))).all()
    assert surface("saddle").distances(np.empty((0, 2))).shape == (0,)


def test_the_marks_of_a_curve_are_few_and_all_along_it() -> None:
    (ring,) = curves("(x^2 + y^2 - 1)^2")
    assert 12 <= len(ring.marks) <= 40
    angles = np.sort(np.arctan2(ring.marks[:, 1], ring.marks[:, 0]))
    assert np.diff(angles).max() < 0.8
