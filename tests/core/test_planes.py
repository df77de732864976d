"""Planes of problems with many parameters: the laws of projection, the directions, and what is fitted to a race."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import Array, Integers
from core.hyper import HyperError
from core.long_path import LongPath, long_path, most_kept
from core.planes.choice import PLANE, PlaneChoice, check_coordinates, offered, read_choice
from core.planes.directions import TIED, principal_axes, random_directions, variance_share
from core.planes.fit import MARGIN, ROWS, FittedPlane, History, fit_plane
from core.planes.on_plane import LossOnPlane
from core.planes.paths import ProjectedPaths
from core.planes.plane import Plane
from core.problems import Problem, bind
from core.problems.groups import Group
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.specs import ProblemSpec

numbers = st.floats(-1e3, 1e3)
dims = st.integers(2, 12)


@st.composite
def clouds(draw: st.DrawFn) -> Array:
    """Points (n, dims) with different spreads in each direction."""
    rng, count = np.random.default_rng(draw(st.integers(0, 10**6))), draw(st.integers(1, 30))
    size = draw(dims)
    scales = 10.0 ** rng.uniform(-3, 3, size)
    turn = np.linalg.qr(rng.standard_normal((size, size)))[0]
    return np.asarray(rng.standard_normal(size) * 10 + (rng.standard_normal((count, size)) * scales) @ turn)


@st.composite
def planes(draw: st.DrawFn) -> Plane:
    size = draw(dims)
    vectors = st.lists(numbers, min_size=size, max_size=size)
    return Plane.through(draw(vectors), draw(vectors), draw(vectors))


def race_histories(scenario: Scenario) -> list[History]:
    race = scenario.race().advance(scenario.steps)
    return [History.thinned(racer.path, racer.loss) for racer in race.racers]


def fitted(choice: str, scenario: Scenario) -> tuple[Problem, FittedPlane]:
    found = read_choice(choice)
    assert found is not None
    race = scenario.race()
    return race.problem, fit_plane(race.problem, found, race.start, race_histories(scenario))


# The laws


@given(planes(), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_what_is_lifted_is_projected_back(plane: Plane, places: list[tuple[float, float]]) -> None:
    assert np.allclose(plane.project(plane.lift(places)), places, rtol=1e-9, atol=1e-9)


@given(planes())
def test_directions_are_orthonormal(plane: Plane) -> None:
    assert np.allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)


@given(planes(), st.integers(0, 10**6))
def test_a_point_and_its_projection_differ_at_right_angles(plane: Plane, seed: int) -> None:
    point = np.random.default_rng(seed).standard_normal(plane.dims)
    beside = point - plane.lift(plane.project(point))
    assert np.allclose(plane.directions @ beside, 0, atol=1e-9)


@given(planes(), st.tuples(numbers, numbers), st.integers(0, 10**6))
def test_a_moved_point_keeps_what_the_plane_does_not_show(plane: Plane, to: tuple[float, float], seed: int) -> None:
    point = np.random.default_rng(seed).standard_normal(plane.dims)
    moved = plane.moved(point, to)
    assert np.allclose(plane.project(moved), to, atol=1e-9)
    assert np.allclose(moved - plane.lift(to), point - plane.lift(plane.project(point)), atol=1e-8)


@given(clouds())
def test_principal_axes_hold_more_than_any_other_plane(rows: Array) -> None:
    axes = Plane.through(rows[0], *principal_axes(rows)).directions
    share = variance_share(rows, axes)
    others = Plane.through(rows[0], *random_directions(1, rows[0])).directions
    assert (share is None) == (len(rows) == 1)
    if share is not None:
        assert 0 <= share <= 1
        assert share >= (variance_share(rows, others) or 0) - 1e-12


@pytest.mark.parametrize("shape", [(5, 40), (40, 5), (2, 3)])
def test_principal_axes_are_those_of_a_singular_value_decomposition(shape: tuple[int, int]) -> None:
    rows = np.random.default_rng(3).standard_normal(shape) * np.arange(1, shape[1] + 1)
    wanted = np.linalg.svd(rows - rows.mean(axis=0))[2]
    for found, axis in zip(principal_axes(rows), wanted, strict=False):
        assert found.any() or len(rows) == 2  # two points have one axis
        assert not found.any() or abs(found @ axis) == pytest.approx(1, abs=1e-12)


@given(clouds(), st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_principal_axes_turn_with_no_shift_and_no_scale(rows: Array, shift: float, scale: float) -> None:
    spread = np.linalg.eigvalsh(np.cov(rows.T)) if len(rows) > 2 else np.zeros(2)
    if not spread[-1] > 4 * spread[-2] > 0 or abs(shift) > 1e3 * np.sqrt(spread[-1]):
        return  # axes of almost equal lengths turn at a breath
    before, after = principal_axes(rows)[0], principal_axes(shift + scale * rows)[0]
    assert before @ after > 1 - 1e-6


@given(clouds())
def test_the_sign_of_an_axis_depends_on_the_points_alone(rows: Array) -> None:
    again = [principal_axes(some) for some in (rows, rows[::-1].copy(), np.repeat(rows, 2, axis=0))]
    for first, _ in again[1:]:
        assert again[0][0] @ first >= 0
    for axis in again[0]:
        largest = np.abs(axis) >= TIED * np.abs(axis).max()
        assert axis[largest][0] >= 0


@given(clouds())
def test_a_path_on_a_line_has_one_axis(rows: Array) -> None:
    line = rows[:1] + np.arange(5)[:, None] * (rows[-1:] + 1)
    first, second = principal_axes(line)
    assert np.allclose(abs(first @ (rows[-1] + 1)), np.linalg.norm(rows[-1] + 1), rtol=1e-6)
    assert not second.any()
    assert variance_share(line, Plane.through(line[0], first, second).directions) == pytest.approx(1)


@pytest.mark.parametrize("rows", [np.zeros((0, 4)), np.ones((1, 4)), np.full((9, 4), 0.1), np.full((3, 4), 1e300)])
def test_points_that_do_not_vary_have_no_axes_and_still_a_plane(rows: Array) -> None:
    axes = principal_axes(rows)
    assert not np.any(axes)
    plane = Plane.through(np.zeros(4), *axes)
    assert np.array_equal(plane.directions, np.eye(2, 4))
    assert variance_share(rows, plane.directions) is None


def test_squares_of_large_numbers_do_not_overflow() -> None:
    rows = np.array([[0.0, 0, 0], [1e300, 0, 0], [0, 1e299, 0]])
    first, second = principal_axes(rows)
    assert abs(first[0]) > 0.99
    assert variance_share(rows, np.stack((first, second))) == pytest.approx(1)


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_random_directions_are_as_long_as_theta_in_each_group(seed: int, draw: int) -> None:
    theta = np.random.default_rng(seed).standard_normal(9)
    groups = (Group("a", 0, 4), Group("b", 4, 6), Group("c", 6, 9))
    for direction in random_directions(draw, theta, groups):
        for group in groups:
            lengths = np.linalg.norm(direction[group.part]), np.linalg.norm(theta[group.part])
            assert lengths[0] == pytest.approx(lengths[1])
    zero = random_directions(draw, np.zeros(9), groups)
    assert np.array_equal(zero, random_directions(draw, theta))


# Choices


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("principal", "principal"),
        ("principal steps=1000", "principal"),
        ("principal  steps = 20", "principal steps=20"),
        (" random ", "random"),
        ("random seed=0", "random"),
        ("random  seed = 7", "random seed=7"),
        ("x, z", "x,z"),
        ("x1,x20", "x1,x20"),
        ("w1[3, 2], b1[0]", "w1[3,2],b1[0]"),
    ],
)
def test_a_choice_has_a_normal_text(text: str, normal: str) -> None:
    assert PLANE.parse(text) == normal
    assert PLANE.check(normal) == normal


@pytest.mark.parametrize(
    "text", ["", "x", "x,x", "x,y,z", "PC1", "random seed=-1", "random 3", "random seed=99999999999"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(HyperError, match="plane must be principal, principal steps=5000, random, random seed=1, or"):
        PLANE.parse(text)


def test_unknown_parameters_are_named() -> None:
    check_coordinates("x,z", ("x", "y", "z"))
    with pytest.raises(HyperError, match=r"plane: there is no parameter w\. Choose from x, y, z"):
        check_coordinates("x,w", ("x", "y", "z"))


# Planes of races

BOWL = Scenario("x^2 + 10*y^2 + z^2 + w^2", ("sgd lr=0.02", "adam lr=0.1"), start=(3, 1, 2, 1), steps=60)
LINE = Scenario("x^2 + y^2 + z^2", ("sgd lr=0.1",), start=(1, 1, 1), steps=60)
STILL = Scenario("x^2 + y^2 + z^2", ("sgd lr=0.1",), start=(0, 0, 0), steps=5)
GONE = Scenario("x^2 + 3*y^2 + z^2", ("sgd lr=9", "adam lr=0.1"), start=(1, 2, 1), steps=400)
ALONE = Scenario("x^2 + 3*y^2 + z^2", (), start=(1, 2, 1))
SCENARIOS = (BOWL, LINE, STILL, GONE, ALONE, Scenario("rosenbrock n=5", ("adam lr=0.02",), steps=300))
CHOICES = ("principal", "random", "random seed=4", "x,z", "z,x", "x1,x3")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.problem))
@pytest.mark.parametrize("choice", CHOICES)
def test_every_race_has_every_plane(scenario: Scenario, choice: str) -> None:
    problem, found = fitted(choice, scenario)
    assert np.allclose(found.plane.directions @ found.plane.directions.T, np.eye(2), atol=1e-12)
    assert found.share is None or 0 <= found.share <= 1
    assert np.isfinite(found.plane.origin).all()
    start = scenario.start or problem.start
    seen = LossOnPlane(problem, found, start)
    assert seen.box.contains(seen.start)
    assert np.isfinite(seen.values(np.array([[0.0], [0.0]]))).all()


def test_principal_axes_of_a_path_on_a_line_hold_all_of_it() -> None:
    problem, found = fitted("principal", LINE)
    assert found.share == pytest.approx(1)
    assert np.allclose(np.abs(found.plane.d1), 1 / np.sqrt(3))
    assert problem.dims == 3


def test_a_racer_that_goes_far_away_does_not_decide() -> None:
    _, found = fitted("principal", GONE)
    assert np.abs([found.box.x_low, found.box.x_high, found.box.y_low, found.box.y_high]).max() < 10
    assert found.through == "the lowest point of the paths"


def test_before_anything_moves_the_plane_lies_at_the_start() -> None:
    _, found = fitted("principal", ALONE)
    assert (found.share, found.through, found.names) == (None, "the start", ("x", "y"))
    assert found.label == "plane of x and y"
    assert fitted("principal", STILL)[1].names == ("x", "y")
    assert found.plane.lift([5, 6]).tolist() == [5, 6, 1]


def test_two_parameters_are_shown_as_they_are_through_the_minimum() -> None:
    problem, found = fitted("x2,x4", Scenario("rosenbrock n=5", ("adam lr=0.02",), steps=10))
    assert (found.names, found.through, found.coordinates) == (("x2", "x4"), "the lowest minimum", (1, 3))
    assert found.plane.project([9, 2, 8, 3, 7]).tolist() == [2, 3]
    assert found.plane.lift([2.0, 3.0]).tolist() == [1, 2, 1, 3, 1]
    assert found.box.contains(tuple(found.plane.project(problem.start).tolist()))


def test_a_long_history_is_thinned_with_both_its_ends() -> None:
    path = np.arange(6000.0).reshape(3000, 2)
    thinned = History.thinned(path, path[:, 0])
    assert ROWS // 2 < len(thinned.path) <= ROWS + 1
    assert (thinned.path[0].tolist(), thinned.path[-1].tolist()) == ([0, 1], [5998, 5999])
    assert len(History.thinned(path[:0], path[:0, 0]).path) == 0


def test_the_view_has_a_margin() -> None:
    _, found = fitted("principal", LINE)
    ends = found.plane.project(np.array([(1, 1, 1), (0, 0, 0)]))[:, 0]
    width = found.box.x_high - found.box.x_low
    assert min(ends.min() - found.box.x_low, found.box.x_high - ends.max()) > MARGIN * width / 2


def test_the_start_counts_once_however_many_racers_leave_it() -> None:
    problem = bind(ProblemSpec.parse("quadratic n=3"))
    start, ends = (1.0, 2.0, 0.5), np.array([(0.0, 1.0, 0.5), (0.5, -1.0, 0.0), (-1.0, 1.0, 1.0)])
    histories = [History(np.array([start, end]), np.zeros(2)) for end in ends]
    found = fit_plane(problem, PlaneChoice(), start, histories)
    expected = np.linalg.svd(np.vstack([start, ends]) - np.vstack([start, ends]).mean(axis=0))[2][0]
    assert abs(found.plane.d1 @ expected) == pytest.approx(1, abs=1e-12)


# The loss on a plane


@pytest.mark.parametrize("choice", CHOICES)
def test_the_loss_on_a_plane_is_that_of_the_lifted_points(choice: str) -> None:
    problem, found = fitted(choice, Scenario("rosenbrock n=5", ("adam lr=0.02",), steps=50))
    seen = LossOnPlane(problem, found, problem.start)
    places = np.random.default_rng(0).standard_normal((2, 3, 4))
    lifted = found.plane.lift(np.moveaxis(places, 0, -1))
    assert np.allclose(seen.values(places), problem.values(np.moveaxis(lifted, -1, 0)), rtol=1e-12)
    step = 1e-6
    for axis in range(2):
        move = np.zeros((2, 1, 1))
        move[axis] = step
        slopes = (seen.values(places + move) - seen.values(places - move)) / (2 * step)
        assert np.allclose(seen.gradients(places)[axis], slopes, rtol=1e-5, atol=1e-5)
    place = places[:, 0, 0]
    columns = [seen.gradients((place + d)[:, None]) - seen.gradients((place - d)[:, None]) for d in np.eye(2) * step]
    assert np.allclose(seen.hessian(place), np.hstack(columns) / (2 * step), rtol=1e-5, atol=1e-4)
    assert (seen.dims, seen.best, seen.names) == (2, problem.best, found.names)
    value, *slope = seen.scalar_value_gradient(*place)
    assert np.allclose([value, *slope], [float(seen.values(place)), *seen.gradients(place)])


def test_the_lowest_minimum_is_where_its_plane_shows_it() -> None:
    problem, found = fitted("x,z", BOWL)
    seen = LossOnPlane(problem, found, problem.start)
    assert [minimum.point for minimum in seen.minima] == [minimum.point[::2][:2] for minimum in problem.minima]
    (minimum,) = seen.minima
    assert float(seen.values(np.array(minimum.point))) == pytest.approx(minimum.value, abs=1e-12)


def test_growing_paths_are_projected_once() -> None:
    plane = Plane.through([0, 0, 1], [1, 0, 0], [0, 1, 1])
    path = np.random.default_rng(0).standard_normal((50, 3))
    paths = ProjectedPaths(plane)
    first = paths.of("a", path[:5])
    for rows in (7, 50, 20, 50):
        assert np.allclose(paths.of("a", path[:rows]), plane.project(path[:rows]))
    assert np.allclose(first, plane.project(path[:5]))
    assert not first.flags.writeable
    assert np.allclose(paths.of("b", path[40:]), plane.project(path[40:]))


@pytest.mark.system
def test_a_long_path_of_many_parameters_is_projected_without_computing_it_again() -> None:
    scenario = Scenario("network hidden=[8,8]", ("sgd lr=0.05",), steps=25_000)
    race = scenario.race().advance(scenario.steps)
    (racer,) = race.racers
    assert isinstance(racer.path, LongPath)
    plane = Plane.through(racer.path[0], np.eye(1, 105)[0], np.eye(1, 105, 3)[0])
    asked: list[int] = []
    path = long_path(lambda steps: asked.extend(steps.tolist()) or racer.points(steps), *racer.path.shape)
    paths = ProjectedPaths(plane)
    found = paths.of("a", path)
    assert len(found) == 25_001
    assert len(asked) < 4096
    for step in (0, 1024, 24_576, 25_000):
        assert np.allclose(found[step], plane.project(racer.points([step])[0]))
    exact = plane.project(racer.points(range(3000, 3100)))
    assert np.abs(found[3000:3100] - exact).max() < 1e-3 * np.ptp(found, axis=0).max()


def test_the_choice_of_a_scenario_reads_back() -> None:
    for text in CHOICES:
        assert str(read_choice(text)) == text
    assert PlaneChoice(seed=3).label == "random directions"
    assert bind(ProblemSpec.parse("x^2+y^2+z^2")).dims == 3


# In a scenario


def test_a_scenario_keeps_its_plane_in_files_and_commands() -> None:
    scenario = Scenario("rosenbrock n=4", ("adam",), plane="x2, x4")
    assert scenario.plane == "x2,x4"
    assert 'plane = "x2,x4"' in scenario.to_toml()
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert scenario.command()[-2:] == ("--plane", "x2,x4")
    assert "plane" not in Scenario("beale", ("adam",)).to_toml()


def test_a_plane_of_parameters_that_a_problem_lacks_is_refused_with_the_line() -> None:
    text = 'problem = "x^2+y^2+z^2"\nplane = "x,w"\n'
    with pytest.raises(ScenarioError, match=r"plane: there is no parameter w\. Choose from x, y, z"):
        Scenario.from_toml(text)
    with pytest.raises(ScenarioError, match="line 1: plane must be principal, "):
        Scenario.from_toml('plane = "x"')


def test_a_plane_names_weights_that_a_network_has() -> None:
    assert Scenario("network hidden=[3]", plane="w1[3,2],b2[1]").plane == "w1[3,2],b2[1]"
    with pytest.raises(HyperError, match=r"plane: there is no parameter w1\[9,9\]"):
        Scenario("network hidden=[3]", plane="w1[1,1],w1[9,9]")


def test_another_problem_keeps_a_plane_that_it_has() -> None:
    before = Scenario("x^2 + y^2 + z^2", plane="x,z")
    assert before.with_problem(ProblemSpec.parse("x^2 + 2*y^2 + z^2")).plane == "x,z"
    assert before.with_problem(ProblemSpec.parse("rosenbrock n=3")).plane == "principal"
    assert before.with_problem(ProblemSpec.parse("beale")).needs_plane is False


def test_a_plane_of_columns_stays_while_their_model_is_edited(tmp_path: Path) -> None:
    file = tmp_path / "houses.csv"
    file.write_text("area,rooms,price (k)\n1,2,3\n2,1,4\n4,3,5\n3,3,1\n", encoding="utf-8")
    text = f"regression data={file} columns=1,2 y=3"
    before = Scenario(text, ("adam lr=0.1",), steps=30, plane="area,rooms")
    assert before.with_problem(before.problem.with_value("batch", 2)).plane == "area,rooms"
    assert before.with_problem(ProblemSpec("network")).plane == "principal"
    problem, found = fitted("area,rooms", before)
    assert found.names == ("area", "rooms")
    assert found.coordinates == (1, 2)
    assert "area,rooms" in offered(problem.names, "principal").choices
    assert fitted("w1,w2", before)[1].names == ("area", "rooms")


def test_a_form_offers_no_plane_of_names_that_it_cannot_read() -> None:
    assert offered(("intercept", "price (k)", "area"), "principal").choices[-1] == "intercept,area"


@pytest.mark.parametrize(("names", "count"), [(("x", "y", "z"), 6), (tuple(f"x{i}" for i in range(1, 21)), 22)])
def test_forms_offer_planes_and_the_present_one(names: tuple[str, ...], count: int) -> None:
    hyper = offered(names, "principal")
    assert len(hyper.choices) == count
    assert all(hyper.check(choice) == choice for choice in hyper.choices)
    assert offered(names, "random seed=77").choices[-1] == "random seed=77"
    assert offered(names, "principal", 5000).choices[1] == "principal steps=5000"
    assert offered(names, "principal", 900).choices[1] == "random"


def test_a_plane_of_more_steps_is_fitted_to_them() -> None:
    curved = Scenario("rosenbrock n=4", ("sgd lr=0.0004",), start=(-1, 1, -1, 1), steps=4000)
    race = curved.race().advance(4000)
    found = []
    for steps in (100, 4000):
        history = History.thinned(race.racers[0].path[: steps + 1], race.racers[0].loss[: steps + 1])
        found.append(fit_plane(race.problem, PlaneChoice(steps=steps), race.start, [history]))
    assert found[1].box.contains(tuple(found[1].plane.project(race.racers[0].path[-1]).tolist()))
    assert abs(found[0].plane.d1 @ found[1].plane.d1) < 0.99


def test_a_plane_is_fitted_to_points_that_need_not_be_computed_again() -> None:
    """Of 2,305 parameters a hundred points or so are kept; half a thousand took seconds."""
    asked: list[int] = []

    def points(steps: Integers) -> Array:
        asked.extend(steps.tolist())
        return np.zeros((len(steps), 2305))

    History.thinned(long_path(points, 1001, 2305), np.zeros(1001))
    assert 20 < len(asked) <= most_kept(2305) + 2
    assert np.all(np.diff(asked[:-1]) == 16)
