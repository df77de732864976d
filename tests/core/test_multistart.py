"""The lowest loss of formulas of more than two parameters: what descents find, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.problems import PROBLEMS, bind
from core.problems.lowest import Region
from core.problems.multistart import descend_together, search_many
from core.problems.surface import Surface
from core.specs import ProblemSpec

FAMILIES = tuple(name for name, entry in PROBLEMS.items() if entry.family is not None)


def problem(text: str) -> Surface:
    found = bind(ProblemSpec.parse(text))
    assert isinstance(found, Surface)
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_descents_find_the_minimum_that_is_known(name: str) -> None:
    known = problem(f"{name} n=4")
    low, high = zip(*known.sides, strict=True)
    region = Region(tuple(low), tuple(high), True)
    found, _ = search_many(known.calculus, region, far=False)
    assert found.best == pytest.approx(known.best, abs=1e-9)
    assert found.sentence.startswith("the lowest that ")


@pytest.mark.parametrize(
    ("text", "best", "points"),
    [
        ("abs(x) + abs(y - 1) + abs(z + 2)", 0.0, [(0, 1, -2)]),
        ("100*abs(y - x^2) + abs(1 - x) + abs(z)", 0.0, [(1, 1, 0)]),
        ("max(x, y, z) + x^2 + y^2 + z^2", -1 / 12, [(-1 / 6, -1 / 6, -1 / 6)]),
        ("x^4 + y^2 + z^2", 0.0, [(0, 0, 0)]),
        ("sqrt(x) + y^2 + z^2", 0.0, [(0, 0, 0)]),
        ("(x - 300)^2 + y^4 + z^2", 0.0, [(300, 0, 0)]),
        ("-exp(-(x - 30)^2 - (y - 30)^2 - (z - 30)^2)", -1.0, [(30, 30, 30)]),
        ("x^2 + y^2 + (z - 3)^2 bounds=[0,1]", 4.0, [(0, 0, 1)]),
        ("x^2 + y^2 + cos(z) box=[-1,1,-2,2,0,7]", -1.0, [(0, 0, np.pi)]),
        ("(x + y + z)^2", 0.0, []),
        ("(x*y - 1)^2 + z^2", 0.0, []),
        ("abs(x + y) + abs(z)", 0.0, []),
        ("sum(i, 1, n - 1, 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2) n=20", 0.0, [(1,) * 20]),
    ],
)
def test_the_lowest_loss_is_found_and_its_place_is_no_point_of_a_curve(
    text: str, best: float, points: list[tuple[float, ...]]
) -> None:
    found = problem(text)
    assert found.best == pytest.approx(best, abs=1e-12)
    assert "the lowest that " in found.about_best
    lowest = [minimum.point for minimum in found.minima if minimum.value <= best + 1e-9]
    assert len(lowest) == len(points)
    for point in lowest:
        assert any(np.allclose(point, other, atol=1e-6) for other in points)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("sum(i, 1, 4, sum(j, 1, 4, x[i]*x[j]))", 0.0),
        ("x^2 + y^2 + z^2 - 2*x*y", 0.0),
        ("x^2 + y^2 - 2*x*y", 0.0),
        ("x^2 + y^2 - 2*x*y + 2*x - 2*y", -1.0),
        ("sum(i, 1, 3, sum(j, 1, 3, x[i]*x[j] + 2*x[i]/3)) + 1", 0.0),
        ("sum(i, 1, 3, sum(j, 1, 3, x[i]*x[j])) + 0.1", 0.1),
        ("(x + 2*y + z - 1)^2", 0.0),
    ],
)
def test_the_lowest_loss_along_a_valley_is_not_too_low_by_rounding(text: str, best: float) -> None:
    assert problem(text).best == best


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("x^2 + y^2 - z^2", "f still falls at |θ| = 1e8"),
        ("-x + y^2 + z^2", "f still falls at |θ| = 1e8"),
        ("3*x^2 + exp(y*z) + z^2", "f* is not known: f still falls beyond [−100, 100]³"),
        ("x*y*z box=[-1,2]", "f is lowest at the edge of [−1, 2]³, and lower beyond"),
        ("log(x^2 + y^2 + z^2)", "f falls without end"),
        ("1/x + x + y^2 + z^2", "f falls without end"),
        ("sqrt(-1 - x^2 - y^2 - z^2)", "f is not finite where it was looked at in [−100, 100]³"),
    ],
)
def test_why_there_is_no_lowest_loss(text: str, about: str) -> None:
    found = problem(text)
    assert (found.best, found.minima, found.about_best) == (None, (), about)


@pytest.mark.parametrize(("text", "limit"), [("tanh(x) + y^2 + z^2", -1.0), ("exp(-x) + y^2 + z^2", 0.0)])
def test_a_loss_that_is_only_approached(text: str, limit: float) -> None:
    found = problem(text)
    assert (found.best, found.best_is_limit, found.minima) == (limit, True, ())


def test_other_minima_are_found_too() -> None:
    found = problem("(x^2 - 1)^2 + (y^2 - 1)^2 + (z^2 - 1)^2 + 0.1*x")
    assert len(found.minima) > 2
    for minimum in found.minima:
        assert minimum.found
        assert np.abs(np.abs(minimum.point) - 1).max() < 0.1
        assert (np.linalg.eigvalsh(found.hessian(minimum.point)) > 0).all()
    assert found.best == min(minimum.value for minimum in found.minima)


def test_the_same_formula_finds_the_same() -> None:
    text = "sum(i, 1, 4, x[i]^2 - 10*cos(2*x[i] - i))"
    calculus = problem(text).calculus
    region = Region((-10.0,) * 4, (10.0,) * 4, True)
    (one, _), (other, _) = (search_many(calculus, region, far=True) for _ in range(2))
    np.testing.assert_array_equal(one.points, other.points)
    assert one.sentence == other.sentence


def test_descents_stay_within_their_bounds_and_never_ascend() -> None:
    calculus = problem("rosenbrock n=5").calculus
    low, high = np.full(5, -1.0), np.full(5, 0.5)
    starts: Array = np.random.default_rng(0).uniform(-1, 0.5, (5, 20))
    ends, losses, going = descend_together(calculus, starts, low, high, np.full(20, 0.1), 300)
    assert (ends >= -1).all()
    assert (ends <= 0.5).all()
    assert not going.any()
    np.testing.assert_array_equal(losses, calculus.values(ends))
    assert (losses <= calculus.values(starts)).all()
    slopes = calculus.gradients(ends)
    free = (ends > -1) & (ends < 0.5)
    assert np.abs(slopes[free]).max() < 1e-6


@pytest.mark.parametrize("text", ["max(x, y, z) + x^2 + y^2 + z^2", "where(x > 1, x^2, 2*x - 1) + y^2 + z^2"])
def test_pieces_of_quadratics_are_no_quadratic(text: str) -> None:
    assert "quadratic" not in problem(text).about_best
