"""The search for the lowest loss: never above what a grid shows, and honest where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.problems import PROBLEMS, Problem, bind, has_target
from core.problems.box import Box
from core.problems.lowest import REACH, region_of, search
from core.problems.surface import Surface
from core.specs import ProblemSpec, SpecError
from tests.sampling import examples, sampled

WITH_FORMULA = tuple(name for name, entry in PROBLEMS.items() if not entry.has_data)


def problem(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def surface(text: str) -> Surface:
    found = problem(text)
    assert isinstance(found, Surface)
    return found


@pytest.mark.parametrize(
    ("text", "best", "points"),
    [
        ("x^2 + 3*y^2 + 7", 7, [(0, 0)]),
        ("x^4 + y^4 - 3*x*y", -9 / 8, [(-(0.75**0.5), -(0.75**0.5)), (0.75**0.5, 0.75**0.5)]),
        ("x^4 + y^4 + 1", 1, [(0, 0)]),
        ("x^4 + y^4", 0, [(0, 0)]),  # the Hessian is 0 there
        ("abs(x - 0.3) + abs(y + 1)", 0, [(0.3, -1)]),
        ("max(abs(x - 1), abs(y + 2))", 0, [(1, -2)]),
        ("abs(x + y - 0.5) + 3*abs(x - y)", 0, [(0.25, 0.25)]),
        ("x^2 - 4*x", -4, [(2,)]),
        ("(x - 30)^2/7", 0, [(30,)]),
        ("(y^2 - 1)^2", 0, [(-1,), (1,)]),
        ("x^2 - y^2 bounds=[-2,3]", -9, [(0, 3), (0, -2)]),
        ("3*x bounds=[-1,1]", -3, [(-1,)]),
        ("x + 2*y bounds=[-1,1]", -3, [(-1, -1)]),
        ("(x - 3)^2 + y^2 bounds=[-1,1]", 4, [(1, 0)]),
        ("rosenbrock bounds=[-2,0.5]", 0.25, [(0.5, 0.25)]),
        ("(x - 1)^2 + (y - 1)^2 box=[0,4,0,2]", 0, [(1, 1)]),
    ],
)
def test_the_lowest_loss_is_found_with_its_minima(text: str, best: float, points: list[tuple[float, ...]]) -> None:
    found = problem(text)
    assert found.best == pytest.approx(best, abs=1e-12)
    assert found.best_source.startswith("found by search in [")
    lowest = [m.point for m in found.minima if found.best is not None and m.value <= found.best + 1e-9]
    for point in points[: 1 if "bounds=[-2,3]" in text else None]:
        assert any(np.allclose(point, other, atol=1e-7) for other in lowest), lowest
    assert all(found.box.contains(minimum.point) for minimum in found.minima)


@pytest.mark.parametrize(
    "text",
    [
        *("x^2 - y^2", "3*x", "x + y", "x^3 - 3*x*y^2", "-log(1 + x^2 + y^2)", "log(x) + y^2", "1/x + y^2", "saddle"),
        *("(y - x^2)^2 - x", "x*sin(x) + y*sin(y)", "x^2 - 1e-6*x^4 + y^2", "log(abs(x))", "-sqrt(abs(x))"),
    ],
)
def test_a_loss_that_falls_without_end_has_no_lowest(text: str) -> None:
    found = problem(text)
    assert found.best is None
    if text != "saddle":
        assert found.best_source == "f falls without end"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        *(("exp(-x) + y^2", 0), ("1/(x^2 + y^2)", 0), ("2 + 1/(1 + x^2)", 2), ("exp(-x)", 0), ("1/(1 + x^2) - 5", -5)),
        *(("tanh(x)", -1), ("tanh(x) + y^2", -1), ("tanh(x) + tanh(y)", -2), ("tanh(50*x)", -1), ("-tanh(x*y)", -1)),
        *(("1/(1 + exp(x))", 0), ("log(1 + exp(-x))", 0), ("exp(-x^2)", 0), ("2 - tanh(x^2)", 1), ("exp(x)", 0)),
        *(("x/sqrt(1 + x^2)", -1), ("1 - x^2/(1 + x^2)", 0), ("sqrt(1 + x^2) - x", 0), ("tanh(x - y/3)", -1)),
        *(("(y - tanh(x))^2 + exp(-x)", 0), ("exp(-x^2 - y^2) + sin(3*x)", -1), ("max(tanh(x), -2) + y^2", -1)),
        *(("y^2 + 1/(1 + exp(-x - y))", 0), ("(x - y^2)^2 + exp(-x^2 - y^2)", 0), ("3 + exp(-x^2)", 3)),
        *(("tanh(x/100)", -1), ("tanh(x/1e5) + y^2", -1), ("max(0, 500 - x) + exp(-x)", 0)),
    ],
)
def test_a_loss_that_falls_towards_a_limit_does_not_reach_it(text: str, limit: float) -> None:
    """Also where floats show a plain: tanh(−20) is −1 in floats."""
    found = problem(text)
    assert found.best_is_limit
    assert found.best == pytest.approx(limit, abs=1e-9)
    assert found.about_best == f"f* = {limit}, which f approaches without reaching it".replace("-", "−")
    assert all(minimum.value > limit + 1e-6 for minimum in found.minima)
    assert all(curve.value > limit + 1e-6 for curve in found.curves)
    assert (found.box.x_low, found.box.x_high) == (-2, 2)  # not one in which all is level, or huge


@pytest.mark.parametrize(
    ("text", "best"),
    [
        *(("max(0, 1 - x)", 0), ("max(0, 1 - x) + y^2", 0), ("min(x, 0)^2", 0), ("min(x, 0)^2 + 2", 2)),
        *(("clip(x, -1, 1)", -1), ("clip(x, -1, 1) + y^2", -1), ("max(-1, x)", -1), ("sign(x)", -1)),
        *(("max(tanh(x), -0.999) + y^2", -0.999), ("tanh(x)^2", 0), ("(y - tanh(x))^2", 0), ("(x - y/3)^2", 0)),
        *(("(x - y/3)^4", 0), ("(x*y - 1)^2", 0), ("sin(x*y)", -1), ("sin(3*x) + 0*y", -1), ("x^2*exp(-x)", 0)),
        *(("max(0, 500 - x)", 0), ("max(0, 5000 - x - y)", 0), ("clip(x, -200, 300)", -200), ("abs(x - 500)", 0)),
        *(("max(tanh(x/100), -0.99)", -0.99), ("max(0, 500 - x) + y^2", 0)),
        *(("tanh(x)^2*tanh(y)^2", 0), ("abs(x*y - 1)", 0), ("x^2/(1 + x^2)", 0), ("0*x + 0*y + 4", 4)),
    ],
)
def test_a_lowest_loss_on_a_plain_or_a_curve_is_reached(text: str, best: float) -> None:
    found = problem(text)
    assert not found.best_is_limit
    assert found.best == pytest.approx(best, abs=1e-12)
    assert found.best_source.startswith("found by search in [")


@pytest.mark.parametrize(
    "text",
    [
        "sin(1e300*x)",
        "2^(2^(2^x))",
        "mod(1e300*x, 1e-300)",
        "exp(exp(exp(exp(exp(x)))))",
        "1e308*(x^2+y^2-2*x*y)",
    ],
)
def test_a_search_ends_without_a_warning_whatever_the_numbers(text: str) -> None:
    assert problem(text).best_source


def test_a_loss_that_falls_ever_more_slowly_is_not_said_to_fall_without_end() -> None:
    found = problem("1/log(2 + x^2)")
    assert found.best is None
    assert found.best_source == "f still falls at |θ| = 1e8"


def test_a_loss_that_is_a_number_at_one_point_alone_is_searched_too() -> None:
    assert problem("sqrt(x) + sqrt(-x)").best == 0
    assert problem("sqrt(-1 - x^2)").best_source == "f is not finite anywhere in [−100, 100]"


def test_what_is_given_counts() -> None:
    found = problem("(x*y - 1)^2 + 2 f_min=2 box=[-3,3,-1,2]")
    assert found.best == 2
    assert found.best_source == "given as f_min"
    assert found.box == Box(-3, 3, -1, 2)
    assert problem("x^2 - y^2 f_min=-7").best == -7


def test_within_a_box_nothing_beyond_it_is_promised() -> None:
    found = problem("x^2 - y^2 box=[-2,2,-1,1]")
    assert found.best is None
    assert found.best_source == "f is lowest at the edge of [−2, 2] × [−1, 1], and lower beyond"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x^2 box=[-2,2,-1,1]", "box must be [low,high]"),
        ("x^2 + y^2 box=[-2,2]", "box must be [x_low,x_high,y_low,y_high]"),
        ("x^2 + y^2 box=[2,-2,-1,1]", "box must be"),
        ("x^2 bounds=[1,1]", "bounds must be [low,high] with low < high"),
        ("x^2 bounds=[1]", "bounds must be"),
        ("x^2 f_min=low", "f_min must be a number"),
        ("rosenbrock bounds=3", "bounds must be"),
        ("box*x^2", 'unknown name "box"'),
    ],
)
def test_options_that_mean_nothing_are_refused(text: str, error: str) -> None:
    with pytest.raises(SpecError) as raised:
        ProblemSpec.parse(text)
    assert error in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        *("x^2 + y^2 f_min=0", "a*x^2 + y^2 a=3 f_min=-1 box=[-1,1,-2,2] bounds=[-1,1]", "x^2 box=[-1,1]"),
        *("rosenbrock b=10 bounds=[-2,2]", "eggholder bounds=none"),
    ],
)
def test_options_are_written_and_read_back(text: str) -> None:
    spec = ProblemSpec.parse(text)
    assert str(spec) == text
    assert ProblemSpec.parse(str(spec)) == spec


def test_a_formula_in_one_variable_is_a_curve() -> None:
    for text, variable in (("x^2 - x", "x"), ("(y - 1)^4", "y")):
        found = problem(text)
        assert found.dims == 1
        assert found.names == (variable,)
        assert len(found.start) == 1
        heights = found.values(np.linspace(found.box.x_low, found.box.x_high, 101)[None])
        assert found.box.y_low < heights.min() <= heights.max() < found.box.y_high
    assert problem("x^2 + 0*y").dims == 2


@pytest.mark.parametrize(
    ("text", "start", "view"),
    [
        ("x^2 + y^2", (1.0, 1.0), Box(-2, 2, -2, 2)),
        ("x^2 + y^2", (8.0, -1.0), Box(-2, 8.5, -2, 2)),
        ("x^2 + y^2", (0.0, -18.0), Box(-2, 2, -19, 2)),
        ("x^2 + y^2", (1e9, 0.0), Box(-2, 2, -2, 2)),  # it would hide the minimum
    ],
)
def test_the_view_holds_the_start(text: str, start: tuple[float, ...], view: Box) -> None:
    assert problem(text).view_with(start) == view


def test_the_view_of_a_curve_grows_in_both_directions() -> None:
    found = problem("x^2")
    view = found.view_with((8.0,))
    assert (view.x_low, view.x_high) == (-2, 8.5)
    assert view.y_high > 72


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("x^2 + 2", "f* = 2, found by search in [−100, 100]"),
        ("x^2 - y^2", "f falls without end"),
        ("x^2 f_min=-1", "f* = −1, given as f_min"),
        ("exp(-x)", "f* = 0, which f approaches without reaching it"),
        ("rosenbrock", ""),
    ],
)
def test_what_is_said_of_the_lowest_loss(text: str, about: str) -> None:
    assert problem(text).about_best == about


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        *(("x^2", True), ("x*y", False), ("x*y f_min=0", True), ("rosenbrock", True), ("logistic", True)),
        *(("saddle", False), ("saddle bounds=[-1,1]", True)),
    ],
)
def test_a_target_is_offered_where_there_is_a_lowest_loss(text: str, offered: bool) -> None:
    spec = ProblemSpec.parse(text)
    assert has_target(spec) is offered
    assert (bind(spec).best is not None) is offered


def test_whole_curves_of_minima_are_no_isolated_ones() -> None:
    found = problem("(x*y - 1)^2")
    assert found.best == 0
    assert len(found.curves) == 1
    assert not found.minima
    assert found.nearest_minimum((1.1, 1.1)) is not None


@pytest.mark.parametrize("name", sampled(WITH_FORMULA, 4))
def test_the_search_finds_the_minimum_of_an_entry(name: str) -> None:
    """In the entry's own box the search agrees with what the entry declares."""
    found = surface(name)
    box = found.box
    region = region_of(found.dims, box, found.bounds)
    lowest = search(found.calculus, region, far=False)
    if found.best is None:
        assert lowest.best is None
    elif name == "bukin":  # its crease is so narrow that the search ends beside the minimum
        assert lowest.losses[0] < 0.01
    else:
        assert lowest.losses[0] == pytest.approx(found.best, abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("name", sampled(WITH_FORMULA, 4))
def test_no_entry_is_lower_anywhere_that_a_racer_can_go(name: str) -> None:
    """A racer outside the box of an entry must not be told that it is at the target."""
    found = surface(name)
    if found.best is None:
        return
    region = region_of(found.dims, None, found.bounds)
    lowest = search(found.calculus, region, far=found.bounds is None)
    assert lowest.best is not None, lowest.sentence
    assert lowest.best >= found.best - 1e-9 * (1 + abs(found.best))


pieces = st.sampled_from(
    [
        *("x^2", "y^2", "x*y", "sin(3*x)", "cos(2*y + x)", "abs(x - 0.7)", "exp(-x^2 - y^2)", "(x*y - 1)^2", "y", "x"),
        *(
            "tanh(x - y)",
            "sqrt(1 + x^2)",
            "(x - y^2)^2",
            "x^4/4",
            "max(x, y)",
            "log(1 + y^2)",
            "sin(x*y)",
            "abs(x + y)",
        ),
    ]
)
terms = st.lists(st.tuples(st.sampled_from((0.3, 1.0, 2.5)), pieces), min_size=1, max_size=5)


@settings(max_examples=examples(60), derandomize=True, deadline=None)
@given(terms, st.booleans())
def test_the_lowest_loss_lies_below_any_grid(chosen: list[tuple[float, str]], bounded: bool) -> None:
    """Whatever the formula, no point of a dense grid over the searched region lies below f*."""
    text = " + ".join(f"{factor}*{piece}" for factor, piece in chosen) + (" bounds=[-4,5]" if bounded else "")
    found = surface(text)
    if found.best is None:
        assert not bounded, text
        return
    low, high = found.bounds or (-REACH, REACH)
    for half in (2.0, 10.0, 100.0):
        axis = np.linspace(max(low, -half), min(high, half), 301)
        points = np.stack(np.meshgrid(axis, axis)) if found.dims == 2 else axis[None]
        assert np.nanmin(found.values(points)) >= found.best - 1e-9 * (1 + abs(found.best)), text
