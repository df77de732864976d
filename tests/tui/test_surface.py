"""The surface in three dimensions: what hides what, where paths run, and that no number breaks it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from core.problems import PROBLEMS, Box, bind
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.sampling import sampled
from tui.plotting.cells import Picture
from tui.plotting.changed_cells import ShownPicture
from tui.plotting.colors import Depth
from tui.plotting.landscape.marks import EDGE_ARROWS, SADDLE
from tui.plotting.landscape.palettes import BANDS, PALETTES, faded
from tui.plotting.landscape.picture import LandscapePlot, Style
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.camera import Camera, Projection
from tui.plotting.surface.marks import SurfaceMarks
from tui.plotting.surface.mesh import Mesh, mesh
from tui.plotting.surface.picture import SurfacePlot
from tui.plotting.surface.raster import Scene, scene
from tui.plotting.surface.trajectories import LATTICE, drape, spots
from tui.plotting.viewport import Floats
from tui.state.choices import Scale
from tui.state.frame import Frame
from tui.state.session import Session

Draw: TypeAlias = Callable[[Frame], Picture]
ROSENBROCK = Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1", "sgd lr=0.1"), steps=400)
SCENARIOS = (
    ROSENBROCK,
    Scenario("himmelblau", ("adam lr=0.1", "momentum lr=0.01"), steps=200),
    Scenario("regression n=20", ("sgd lr=0.5", "adam lr=1"), steps=300, noise=1.0),
    Scenario("saddle", ("momentum lr=0.05",), steps=200),
)
LOOK = PlotTheme(axis=0x777777, label=0xB0B0B0, text=0xE0E0E0)


def same(one: Picture, other: Picture) -> bool:
    return np.array_equal(one.codes, other.codes) and np.array_equal(one.styles, other.styles)


def ground(function: Callable[[Floats, Floats], Floats], cells: int = 31, scale: Scale = "linear") -> Mesh:
    side = np.linspace(0, 1, cells + 1)
    return mesh(function(*np.meshgrid(side, side)), None, scale)


def seen(of: Mesh, camera: Camera, width: int = 60, height: int = 24) -> Scene:
    return scene(of, Projection(camera, width, height))


FLAT = ground(lambda u, v: 0 * u)
RIDGE = ground(lambda u, v: np.exp(-(((v - 0.5) / 0.08) ** 2)))


def test_the_floor_takes_what_perspective_gives_it() -> None:
    projection = Projection(Camera(-90, 45), 80, 40)
    corner = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])
    x, y, near = projection.dots(*corner, np.zeros(4))
    assert x[1] - x[0] > x[3] - x[2] > 0  # the front edge is longer than the back one
    assert y[0] == pytest.approx(y[1])
    assert y[0] > y[2]  # and further down
    assert near[0] > near[2]
    assert (x[0] + x[1]) / 2 == pytest.approx(80)


@pytest.mark.parametrize("tilt", [10, 40, 90])
@pytest.mark.parametrize("turn", range(-180, 180, 45))
@pytest.mark.parametrize("size", [(20, 10), (120, 20), (30, 60)])
def test_the_box_fits_the_canvas_whichever_way_it_is_turned(turn: int, tilt: int, size: tuple[int, int]) -> None:
    projection = Projection(Camera(turn, tilt), *size)
    u, v, z = (part.ravel() for part in np.meshgrid([0.0, 1.0], [0.0, 1.0], [0.0, 1.0]))
    x, y, _ = projection.dots(u, v, z)
    assert x.min() >= 0
    assert x.max() <= projection.columns
    assert y.min() >= 0
    assert y.max() <= projection.rows


@pytest.mark.parametrize("turn", range(-180, 180, 30))
@pytest.mark.parametrize("size", [(49, 31), (84, 39), (118, 37)])
def test_the_box_fills_the_canvas(turn: int, size: tuple[int, int]) -> None:
    projection = Projection(Camera(turn), *size)
    u, v, z = (part.ravel() for part in np.meshgrid([0.0, 1.0], [0.0, 1.0], [0.0, 1.0]))
    x, y, _ = projection.dots(u, v, z)
    assert x.max() - x.min() == pytest.approx(projection.columns - 2)
    assert y.max() - y.min() == pytest.approx(projection.rows - 2)


@pytest.mark.parametrize("turn", [-60, -40, 20, 110])
def test_every_tick_and_both_names_are_written(turn: int) -> None:
    plot = SurfacePlot(60, 30, camera=Camera(turn))
    picture = plot.draw(Session(Scenario("himmelblau", ("sgd",)), at=0).frame(), LOOK)
    shown = "\n".join("".join(map(chr, row)) for row in picture.codes.tolist())
    labels = re.findall(r"[a-z]+|−?\d+(?:\.\d+)?", shown)
    assert {"x", "y", "loss"} <= set(labels)
    assert labels.count("0") == 2  # in the middle of both edges, where the names stood


def test_turning_comes_round_and_tilting_stops() -> None:
    assert Camera(170, 40).moved(20, 0).turn == -170
    assert Camera(0, 85).moved(0, 30).tilt == 90
    assert Camera(0, 20).moved(0, -90).tilt == 10


@pytest.mark.parametrize("turn", range(-180, 180, 30))
@pytest.mark.parametrize("tilt", [10, 45, 90])
def test_the_ground_has_no_holes(turn: int, tilt: int) -> None:
    found = seen(RIDGE, Camera(turn, tilt)).near > 0
    wide = np.flatnonzero(found.any(axis=0))
    for column in found.T[wide[len(wide) // 5] : wide[-len(wide) // 5]]:  # beside them the ridge's own profile
        covered = np.flatnonzero(column)
        assert len(covered) == 0 or len(covered) == covered[-1] - covered[0] + 1


@pytest.mark.parametrize("turn", [-160, -60, 20, 110])
def test_every_dot_shows_what_is_nearest(turn: int) -> None:
    """Against the nearest of many points that fall into the middle of the dot."""
    hills = ground(lambda u, v: np.sin(7 * u) ** 2 * np.sin(np.pi * u) * np.sin(np.pi * v) * np.cos(5 * v) ** 2, 47)
    shown = seen(hills, Camera(turn, 35), 30, 12)
    side = np.linspace(0, 1, 1000)
    u, v = (part.ravel() for part in np.meshgrid(side, side))
    x, y, near = shown.projection.dots(u, v, hills.height(u, v))
    middle = (np.abs(x % 1 - 0.5) < 0.1) & (np.abs(y % 1 - 0.5) < 0.1)
    best = np.zeros_like(shown.near)
    np.maximum.at(best, (y[middle].astype(int), x[middle].astype(int)), near[middle])
    both = (best > 0) & (shown.near > 0)
    assert both.sum() > 400
    assert np.quantile(np.abs(best - shown.near)[both], 0.97) < 0.002


def test_what_is_behind_a_ridge_is_hidden() -> None:
    behind, before = np.array([0.75]), np.array([0.2])
    middle = np.array([0.5])
    low = seen(RIDGE, Camera(-90, 15))
    assert not spots(low, middle, behind)[2][0]
    assert spots(low, middle, before)[2][0]
    assert spots(low, middle, np.array([0.5]))[2][0]  # the crest itself
    assert spots(seen(RIDGE, Camera(90, 15)), middle, behind)[2][0]  # from the other side
    assert spots(seen(RIDGE, Camera(-90, 90)), middle, behind)[2][0]  # from above


def test_everything_on_flat_ground_is_visible() -> None:
    u, v = (part.ravel() for part in np.meshgrid(np.linspace(0, 1, 50), np.linspace(0, 1, 50)))
    for turn in range(-180, 180, 40):
        assert spots(seen(FLAT, Camera(turn, 30)), u, v)[2].all()


def test_a_path_over_a_ridge_breaks_where_it_is_hidden() -> None:
    middle, end = LATTICE // 2, LATTICE - 1
    drawn = []
    for tilt in (15, 80):
        for last in (middle, 0):  # straight away from the camera, up to the crest and to the end
            drawn.append(np.zeros((24, 60), np.uint8))
            drape(drawn[-1], np.array([[middle, end, middle, last]]), seen(RIDGE, Camera(-90, tilt)))
    assert drawn[0].any()
    assert np.count_nonzero(drawn[1]) <= np.count_nonzero(drawn[0]) + 1
    assert np.count_nonzero(drawn[3]) > 1.5 * np.count_nonzero(drawn[2])


def do_something(session: Session, plot: SurfacePlot, rng: np.random.Generator) -> None:
    view, racers = session.view, len(session.scenario.racers)
    what = rng.integers(10)
    if what <= 4:
        session.seek(session.clock.step + int(rng.integers(1, 30)))
    elif what == 5:
        session.seek(int(rng.integers(session.scenario.steps)))
    elif what == 6:
        slot = view.slots[int(rng.integers(racers))]
        session.set_view(replace(view, hidden=view.hidden ^ {slot}, selected=int(rng.integers(racers))))
    elif what == 7:
        plot.camera = plot.camera.moved(int(rng.integers(-90, 90)), int(rng.integers(-30, 30)))
    elif what == 8:
        low, high = np.sort(rng.uniform(-4, 4, (2, 2)), axis=0)
        zoom = Box(float(low[0]), float(high[0]) + 1e-3, float(low[1]), float(high[1]) + 1e-3)
        session.set_view(replace(view, zoom=None if rng.random() < 0.3 else zoom))
    else:
        session.edit(replace(session.scenario, start=tuple(rng.uniform(-1.5, 1.5, 2).tolist())))


@pytest.mark.system
@pytest.mark.parametrize("scenario", sampled(SCENARIOS, len(SCENARIOS)), ids=lambda scenario: scenario.problem.name)
def test_after_any_sequence_the_picture_is_that_of_one_fresh_drawing(scenario: Scenario) -> None:
    rng = np.random.default_rng(1)
    session, kept, look = Session(scenario), SurfacePlot(50, 18), LOOK
    for _ in range(60):
        do_something(session, kept, rng)
        if rng.random() < 0.05:
            kept.width, kept.height = int(rng.integers(1, 100)), int(rng.integers(1, 30))
        if rng.random() < 0.05:
            look = replace(look, dark=not look.dark)
        frame = session.frame()
        fresh = SurfacePlot(kept.width, kept.height, kept.camera)
        assert same(kept.draw(frame, look), fresh.draw(frame, look))


def test_a_tick_with_the_camera_at_rest_touches_few_cells() -> None:
    session = Session(ROSENBROCK, at=100)
    plot, screen = SurfacePlot(70, 26), ShownPicture()
    touched = []
    for _ in range(60):
        session.seek(session.clock.step + 1)
        spans = screen.show(plot.draw(session.frame(), LOOK))
        if spans is not None:
            touched.append(sum(last - first for _, first, last in spans))
    assert len(touched) == 59
    assert np.mean(touched) <= 6
    assert max(touched) <= 40


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 1), (1, 9), (3, 3), (29, 9), (30, 10), (300, 4), (4, 100)])
@pytest.mark.parametrize("depth", ["truecolor", "256", "16", "mono"])
def test_any_size_gives_a_picture_of_that_size(size: tuple[int, int], depth: str) -> None:
    frame = Session(ROSENBROCK, at=60).frame()
    for ascii in (False, True):
        look = replace(LOOK, depth=depth, ascii=ascii)  # type: ignore[arg-type]
        picture = SurfacePlot(*size).draw(frame, look)
        assert picture.codes.shape == (size[1], size[0])
        assert not ascii or (picture.codes < 128).all()


@pytest.mark.parametrize(
    "formula",
    ["0*x", "1e300*x", "1e-300*x", "1/(x*y)", "log(x)", "sqrt(x)+sqrt(-x)", "exp(700*x)*1e3", "-x^2*1e308", "0/(0*x)"],
)
def test_no_number_breaks_a_picture(formula: str) -> None:
    frame = Session(Scenario(formula, ("sgd lr=0.1", "adam"), steps=50), at=20).frame()
    for turn, scale in ((-60, None), (30, "log"), (140, "linear")):
        plot = SurfacePlot(60, 20, Camera(turn), Style(scale=scale))  # type: ignore[arg-type]
        assert same(plot.draw(frame, LOOK), SurfacePlot(60, 20, Camera(turn), plot.style).draw(frame, LOOK))


@pytest.mark.parametrize("box", [Box(-1e300, 1e300, -1e-300, 1e-300), Box(1, 1 + 1e-15, 2, 2 + 1e-15)])
def test_no_window_breaks_a_picture(box: Box) -> None:
    session = Session(ROSENBROCK, at=20)
    session.set_view(replace(session.view, zoom=box))
    assert SurfacePlot(60, 20).draw(session.frame(), LOOK).codes.shape == (20, 60)


def text(picture: Picture) -> str:
    return "\n".join("".join(map(chr, row)) for row in picture.codes.tolist())


def test_axes_carry_names_and_round_numbers() -> None:
    shown = text(SurfacePlot(70, 26).draw(Session(ROSENBROCK, at=60).frame(), LOOK))
    assert all(label in shown for label in ("x", "y", "loss", "−2", "3", "10²"))
    regression = Session(SCENARIOS[2], at=60).frame()
    shown = text(SurfacePlot(70, 26).draw(regression, LOOK))
    assert "slope" in shown
    assert "intercept" in shown


def test_powers_of_ten_are_no_other_numbers_in_ascii() -> None:
    shown = text(SurfacePlot(70, 26).draw(Session(ROSENBROCK, at=60).frame(), replace(LOOK, ascii=True)))
    assert "1e2" in shown
    assert "102" not in shown


def test_start_minimum_and_heads_are_marked() -> None:
    shown = text(SurfacePlot(70, 30, Camera(-60, 80)).draw(Session(ROSENBROCK, at=60).frame(), LOOK))
    assert all(sign in shown for sign in ("○", "×", "(●)", "▲"))


def test_hiding_a_racer_leaves_no_trace_of_it() -> None:
    session = Session(Scenario("booth", ("sgd lr=0.01", "adam lr=0.1"), steps=100), at=60)
    session.set_view(replace(session.view, hidden=frozenset({1}), selected=0))
    picture = SurfacePlot(60, 24).draw(session.frame(), LOOK)
    fronts = set(np.unique(picture.styles & (1 << 25) - 1).tolist())
    assert LOOK.racer(0).color + 1 in fronts
    assert LOOK.racer(1).color + 1 not in fronts


def test_without_colours_the_ground_is_lines() -> None:
    frame = Session(ROSENBROCK, at=60).frame()
    picture = SurfacePlot(60, 24).draw(frame, replace(LOOK, depth="mono"))
    braille = (picture.codes > 0x2800) & (picture.codes < 0x2900)
    assert braille.sum() > 200
    backs = picture.styles >> 25 & (1 << 25) - 1
    assert not backs.any()


def test_a_cell_knows_the_ground_it_shows() -> None:
    plot = SurfacePlot(70, 26, Camera(-90, 90))
    assert plot.point_at(35, 13) is None
    plot.draw(Session(ROSENBROCK).frame(), LOOK)
    place = plot.point_at(35, 13)
    assert place is not None
    assert place == pytest.approx((0.5, 0.5), abs=0.08)
    assert plot.point_at(0, 0) is None


def fronts(picture: Picture) -> set[int]:
    return set((np.unique(picture.styles & (1 << 25) - 1) - 1).tolist())


def braille(picture: Picture) -> NDArray[np.bool_]:
    return (picture.codes > 0x2800) & (picture.codes < 0x2900)


def test_what_a_racer_did_before_the_edit_stays_as_a_ghost() -> None:
    session = Session(Scenario("booth", ("momentum lr=0.01",), steps=100), at=60)
    session.frame()
    session.edit(replace(session.scenario, racers=(RacerSpec.parse("sgd lr=0.02"),)))
    plot = SurfacePlot(70, 26)
    with_ghost = plot.draw(session.frame(), LOOK)
    session.clear_ghosts()
    without = plot.draw(session.frame(), LOOK)
    faint = {faded(LOOK.faint(0), band, PALETTES[0]) for band in range(BANDS)}
    assert faint & fronts(with_ghost)
    assert not faint & fronts(without)
    assert same(without, SurfacePlot(70, 26).draw(session.frame(), LOOK))


@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_a_path_fades_with_its_age_as_on_the_flat_landscape(depth: Depth) -> None:
    frame = Session(Scenario("booth", ("momentum lr=0.01",), steps=100), at=60).frame()
    look = replace(LOOK, depth=depth)
    ages = {faded(look.racer(0).color, band, PALETTES[0], depth) for band in range(BANDS)}
    for plot in (SurfacePlot(70, 26), LandscapePlot(70, 26)):
        assert len(ages & fronts(plot.draw(frame, look))) == BANDS


def test_creeping_at_the_end_makes_nothing_look_old() -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=0.001",), steps=3000), at=3000)
    picture = SurfacePlot(70, 26).draw(session.frame(), LOOK)
    front = np.where(braille(picture), (picture.styles & (1 << 25) - 1) - 1, -1)
    old, _, new = (int((front == faded(LOOK.racer(0).color, band, PALETTES[0])).sum()) for band in range(BANDS))
    assert 0 < old <= 3 * new


def test_saddles_are_marked() -> None:
    frame = Session(Scenario("himmelblau", ("adam lr=0.1",), steps=100), at=60).frame()
    assert text(SurfacePlot(80, 40, Camera(-60, 80)).draw(frame, LOOK)).count(SADDLE) == 4


def test_at_rest_two_arrows_leave_the_selected_racer() -> None:
    session = Session(Scenario("booth", ("momentum lr=0.02", "sgd lr=0.01"), steps=100), at=8)

    def heads(playing: bool, speed: int) -> int:
        session.play(playing)
        session.set_speed(speed)
        return sum(text(SurfacePlot(80, 30).draw(session.frame(), LOOK)).count(sign) for sign in "→↗↑↖←↙↓↘")

    assert heads(playing=False, speed=5) == 2
    assert heads(playing=True, speed=1) == 2
    assert heads(playing=True, speed=2) == 0


def ground_marks(of: Mesh, camera: Camera, width: int = 60, height: int = 24) -> SurfaceMarks:
    shown = seen(of, camera, width, height)
    tone = np.full((height, width), -1)
    return SurfaceMarks(Picture.blank(width, height), PALETTES[0], "truecolor", tone, shown, Box(0, 1, 0, 1))


def test_an_arrow_follows_the_ground_and_stops_at_its_end() -> None:
    marks = ground_marks(FLAT, Camera(-90, 60))
    right = marks.trace((0.5, 0.5), np.array([1.0, 0.0]), 11, 11)
    assert right is not None
    assert right.tip is not None
    assert len(right.dots) == 11
    assert right.tip[0] - right.start[0] == pytest.approx(11, abs=1.1)
    assert abs(right.way[1]) < 0.1 < right.way[0]
    away = marks.trace((0.5, 0.5), np.array([0.0, 1.0]), 7, 22)
    assert away is not None
    assert away.way[1] > 0.1 > abs(away.way[0])
    beyond = marks.trace((0.99, 0.5), np.array([1.0, 0.0]), 11, 11)
    assert beyond is not None
    assert beyond.tip is None
    assert marks.trace((1.5, 0.5), np.array([1.0, 0.0]), 11, 11) is None
    for vector in ([0.0, 0.0], [np.nan, 1.0], [np.inf, 0.0], [1e308, 1e308]):
        marks.arrow((0.5, 0.5), np.array(vector), (7, 22), 0xFFFFFF)


def test_an_arrow_is_hidden_where_the_ground_hides_it() -> None:
    over = ground_marks(RIDGE, Camera(-90, 15)).trace((0.5, 0.5), np.array([0.0, 1.0]), 15, 15)
    assert over is not None
    assert over.tip is None
    assert None in over.dots
    above = ground_marks(RIDGE, Camera(-90, 90)).trace((0.5, 0.5), np.array([0.0, 1.0]), 15, 15)
    assert above is not None
    assert above.tip is not None
    assert None not in above.dots


@pytest.mark.parametrize(
    ("place", "way"), [((1.5, 0.5), (1, 0)), ((-9.0, 0.5), (-1, 0)), ((0.5, 3.0), (0, -1)), ((0.5, -1.0), (0, 1))]
)
def test_a_head_outside_is_pointed_to(place: tuple[float, float], way: tuple[int, int]) -> None:
    marks = ground_marks(FLAT, Camera(-90, 60))
    found = marks.edge(*place)
    assert found is not None
    assert found[1] == way
    assert not marks.put(*place, "●", 0xFFFFFF)
    marks.point_to(*place, "●", 0xFFFFFF)
    assert "●" in text(marks.canvas)
    assert EDGE_ARROWS[way] in text(marks.canvas)
    assert marks.edge(math.nan, 0.5) is None


def test_a_long_path_is_kept_short() -> None:
    session = Session(Scenario("quadratic", ("sgd lr=0.0199",), steps=20_000, noise=5.0))
    session.race.advance(20_000)
    session.seek(20_000)
    frame = session.frame()
    plot = SurfacePlot(60, 20)
    plot.draw(frame, LOOK)
    plot.camera = plot.camera.moved(20, 0)
    assert same(plot.draw(frame, LOOK), SurfacePlot(60, 20, plot.camera).draw(frame, LOOK))


def test_without_time_a_turned_camera_shows_one_trajectory_after_the_other() -> None:
    frame = Session(Scenario("quadratic", ("sgd lr=0.01", "momentum lr=0.01", "adam lr=0.1")), at=200).frame()
    plot = SurfacePlot(60, 20)
    plot.draw(frame, LOOK)
    plot.seconds = 0.0
    for _ in range(2):  # the second time before all are drawn
        plot.camera = plot.camera.moved(20, 0)
        picture = plot.draw(frame, LOOK)
        assert not plot.complete
    pictures = 1
    while not plot.complete:
        picture, pictures = plot.draw(frame, LOOK), pictures + 1
    assert pictures == len(frame.racers)
    assert same(picture, SurfacePlot(60, 20, plot.camera).draw(frame, LOOK))


@pytest.mark.system
def test_a_rest_adds_nothing_to_the_path_that_it_interrupts() -> None:
    """Also where the place of the rest is in sight and what comes before and after is not."""
    shown = seen(RIDGE, Camera(turn=-90, tilt=20))
    dice = np.random.default_rng(0)
    places = np.cumsum(dice.integers(-200, 200, (3000, 2)), axis=0) % LATTICE
    for before, here, after in zip(places, places[1:], places[2:], strict=False):
        path = np.array([[*before, *here], [*here, *after]])
        through, with_rest = (np.zeros((24, 60), np.uint8) for _ in range(2))
        drape(through, path, shown)
        drape(with_rest, np.insert(path, 1, [*here, *here], axis=0), shown)
        assert np.array_equal(through, with_rest)


def test_one_parameter_has_no_surface() -> None:
    name = next(name for name in PROBLEMS if bind(ProblemSpec(name)).dims == 1)
    picture = SurfacePlot(40, 12).draw(Session(Scenario(name, ("sgd lr=0.01",))).frame(), LOOK)
    assert not text(picture).strip()
