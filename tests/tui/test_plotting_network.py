"""Maps of outputs: regions, their colours on all terminals, and the data points on them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from core.scenario import Scenario
from tui.plotting.axes import plot_area
from tui.plotting.cells import SPACE, Picture, ink
from tui.plotting.colors import Depth, contrast, oklab
from tui.plotting.network.data_points import TEST, TRAIN, Points, draw_points, placed, sign_of
from tui.plotting.network.decision_plot import DecisionPlot, network_of
from tui.plotting.network.hues import SHADES, point_color, region_colors
from tui.plotting.network.output_map import input_axes, inputs_at, output_regions, pixels
from tui.plotting.network.region_cells import region_table, shaded
from tui.plotting.network.regions import coarser, of_logits, of_numbers, of_scores, two_sided
from tui.plotting.network.tiles import tiles
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Viewport
from tui.state.choices import SHOWN_POINTS, ShownPoints
from tui.state.frame import Frame
from tui.state.session import Session

DEPTHS: tuple[Depth, ...] = get_args(Depth)
THEMES = [
    PlotTheme(dark=dark, depth=depth, ascii=ascii)
    for dark in (True, False)
    for depth in DEPTHS
    for ascii in (False, True)
]
SQUARE = Viewport(-1.0, 1.0, -1.0, 1.0, 4, 4)


def test_the_class_changes_where_the_output_changes_its_sign() -> None:
    logits = np.array([-1e9, -1.0, -1e-12, 0.0, 1e-12, 1.0, 1e9])
    assert (of_logits(logits) // SHADES).tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_shades_get_stronger_with_the_distance_from_the_boundary() -> None:
    shares = np.linspace(0, 1, 50)
    assert sorted(two_sided(shares)) == two_sided(shares).tolist()
    assert set(two_sided(shares).tolist()) == set(range(SHADES, 2 * SHADES))
    assert set(two_sided(-shares[1:]).tolist()) == set(range(SHADES))


def test_an_output_that_is_not_finite_has_no_region() -> None:
    assert two_sided(np.array([np.nan, 0.5])).tolist()[0] == -1
    assert of_scores(np.array([[np.nan, 1.0], [0.0, np.inf], [0.0, 0.0]])).tolist() == [-1, -1]


@pytest.mark.parametrize("levels", [1, 2, 3, SHADES])
def test_fewer_shades_are_coarser_and_end_in_the_strongest(levels: int) -> None:
    found = coarser(np.arange(-1, 3 * SHADES), levels)
    assert found[0] == -1
    assert (found[1:] // SHADES).tolist() == [hue for hue in range(3) for _ in range(SHADES)]
    for hue in range(3):
        own = found[1 + hue * SHADES : 1 + (hue + 1) * SHADES].tolist()
        assert len(set(own)) == levels
        assert own == sorted(own)
        assert own[-1] == (hue + 1) * SHADES - 1


def test_the_likeliest_of_several_classes_owns_a_pixel() -> None:
    scores = np.array([[5.0, 0.0, 0.1], [0.0, 900.0, 0.0], [0.0, 0.0, 0.0]])
    found = of_scores(scores)
    assert (found // SHADES).tolist() == [0, 1, 0]
    assert (found % SHADES).tolist() == [SHADES - 1, SHADES - 1, 0]


def test_numbers_are_shaded_around_the_middle_of_their_range() -> None:
    found = of_numbers(np.array([10.0, 14.9, 15.0, 20.0, 99.0]), 10.0, 20.0)
    assert found.tolist() == [SHADES - 1, 0, SHADES, 2 * SHADES - 1, 2 * SHADES - 1]


@pytest.mark.parametrize("dark", [True, False])
def test_lightness_alone_tells_a_strong_shade_from_a_pale_one(dark: bool) -> None:
    for hue in range(10):
        lightness = [oklab(color)[0] for color in region_colors(hue, dark, "truecolor")]
        assert all((after - before) * (1 if dark else -1) > 0.02 for before, after in pairwise(lightness))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("depth", ["truecolor", "256", "16"])
def test_the_two_classes_differ_in_blue_and_yellow_which_all_eyes_tell_apart(dark: bool, depth: Depth) -> None:
    blue, orange = (region_colors(hue, dark, depth) for hue in (0, 1))
    for one, other in zip(blue, orange, strict=True):
        assert oklab(other)[2] - oklab(one)[2] > 0.03


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("depth", ["truecolor", "256", "16"])
def test_points_of_both_classes_can_be_read_on_both_regions(dark: bool, depth: Depth) -> None:
    for hue in (0, 1):
        for back in (*region_colors(0, dark, depth), *region_colors(1, dark, depth)):
            assert contrast(point_color(hue, dark, depth), back) >= 3


def test_a_cell_shows_two_pixels_above_each_other() -> None:
    theme = PlotTheme()
    regions = np.array([[0, 4], [9, 4]])
    picture, colors = shaded(regions, theme), region_table(theme)
    assert chr(picture.codes[0, 0]) == "▀"
    assert picture.fronts()[0, 0] == colors[0]
    assert picture.codes[0, 1] == SPACE
    assert picture.styles[0].tolist() == [ink(colors[0], colors[9]), ink(None, colors[4])]


@pytest.mark.parametrize("theme", THEMES)
def test_every_terminal_tells_both_sides_of_a_boundary_apart(theme: PlotTheme) -> None:
    regions = np.repeat([[0, SHADES - 1, SHADES, 2 * SHADES - 1]], 4, axis=0)
    picture = shaded(regions, theme)
    cells = list(zip(picture.codes[0].tolist(), picture.styles[0].tolist(), strict=True))
    assert set(cells[:2]).isdisjoint(cells[2:])
    assert not theme.ascii or all(code < 128 for code, _ in cells)


@pytest.mark.parametrize("theme", THEMES)
def test_signs_tell_class_and_use_of_a_point_without_colours(theme: PlotTheme) -> None:
    signs = [sign_of(hue, train, theme.ascii) for hue in range(6) for train in (True, False)]
    assert len(set(signs)) == len(signs)


def test_points_stand_in_their_cells_and_keep_the_map_behind_them() -> None:
    theme = PlotTheme()
    regions = np.full((8, 4), 2 * SHADES - 1)
    picture = shaded(regions, theme)
    points = Points(np.array([-0.9, 0.9, 7.0]), np.array([0.9, -0.9, 0.0]), np.array([0, 1, 1]), train=True)
    draw_points(picture, placed(points, SQUARE, theme.ascii), regions[1::2], theme)
    assert [chr(picture.codes[0, 0]), chr(picture.codes[3, 3])] == list(TRAIN[:2])
    assert int((picture.codes != SPACE).sum()) == 2
    back = region_colors(1, theme.dark, theme.depth)[-1]
    assert picture.styles[0, 0] >> 25 & 0x1FFFFFF == back + 1


@pytest.mark.parametrize("theme", [t for t in THEMES if t.depth != "mono"])
def test_points_that_test_can_be_read_too(theme: PlotTheme) -> None:
    for hue in (0, 1):
        for region in range(2 * SHADES):
            regions = np.full((2, 1), region)
            picture = shaded(regions, theme)
            point = placed(_one(hue), replace(SQUARE, width=1, height=1), theme.ascii)
            draw_points(picture, point, regions[1::2], theme)
            assert contrast(int(picture.fronts()[0, 0]), int(region_table(theme)[region])) >= 3


def test_no_points_are_no_error() -> None:
    regions = np.zeros((8, 4), np.int64)
    picture, none = shaded(regions, PlotTheme()), np.empty(0)
    nothing = placed(Points(none, none, np.empty(0, np.int64), train=False), SQUARE, ascii=False)
    draw_points(picture, nothing, regions[1::2], PlotTheme())
    assert (picture.codes == SPACE).all()


def _one(hue: int) -> Points:
    return Points(np.zeros(1), np.zeros(1), np.array([hue]), train=False)


@pytest.mark.parametrize("count", [1, 2, 4, 6, 12])
@pytest.mark.parametrize("size", [(46, 12), (52, 26), (75, 36), (148, 40), (20, 8), (60, 60), (5, 2), (0, 0)])
def test_maps_share_the_room_without_overlapping(size: tuple[int, int], count: int) -> None:
    large, small = tiles(*size, count)
    taken = np.zeros(size[::-1], np.int64)
    for tile in (large, *small):
        taken[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width] += 1
        assert tile.left + tile.width <= size[0]
        assert tile.top + tile.height <= size[1]
    assert taken.max(initial=0) <= 1
    assert len(small) <= count
    assert len(small) != 1
    assert large.width * large.height >= size[0] * size[1] / 2
    assert all(tile.width * tile.height < large.width * large.height for tile in small)


@pytest.mark.parametrize(("size", "least"), [((46, 12), 2), ((52, 26), 4), ((75, 36), 4)])
def test_usual_panels_have_room_for_small_maps(size: tuple[int, int], least: int) -> None:
    assert len(tiles(*size, 4)[1]) >= least


def large_map(picture: Picture, racers: int = 2) -> Picture:
    height, width = picture.codes.shape
    large, _ = tiles(width, height, racers)
    canvas = plot_area(large.width, large.height).canvas(picture)
    assert canvas is not None
    return canvas


def network(spec: str, racers: tuple[str, ...] = ("adam lr=0.05", "sgd lr=0.3"), at: int = 40) -> Frame:
    session = Session(Scenario(spec, racers, steps=max(at, 1)), at=at)
    while session.behind:
        session.tick()
    return session.frame()


@pytest.mark.parametrize("theme", [PlotTheme(), PlotTheme(dark=False, depth="16"), PlotTheme(depth="mono", ascii=True)])
@pytest.mark.parametrize(
    "spec",
    ["network", "network data=circles classes=4 loss=softmax", "network data=gauss loss=squared", "network split=1"],
)
def test_the_map_follows_the_outputs_of_the_selected_racer(spec: str, theme: PlotTheme) -> None:
    frame = network(spec)
    frame = replace(frame, view=replace(frame.view, points="none"))
    plot = DecisionPlot(52, 26)
    both = [plot.draw(replace(frame, view=replace(frame.view, selected=i)), theme) for i in (0, 1)]
    problem = network_of(frame)
    assert problem is not None
    height, width = large_map(both[0]).codes.shape
    across, up = input_axes(problem)
    viewport = Viewport(across.low, across.high, up.low, up.high, width, height)
    for picture, racer in zip(both, frame.racers, strict=True):
        canvas = large_map(picture)
        drawn = theme.finish(shaded(output_regions(problem, racer.path[-1], viewport), theme))
        assert (canvas.codes == drawn.codes).all()
        assert (canvas.styles == drawn.styles).all()


def test_the_middle_of_a_pixel_is_where_its_output_is_taken() -> None:
    found = pixels(Viewport(0.0, 4.0, 0.0, 2.0, 4, 1))
    assert found[0].tolist() == [[0.5, 1.5, 2.5, 3.5]] * 2
    assert found[1][:, 0].tolist() == [1.5, 0.5]


def test_small_maps_have_the_name_and_the_accuracy_of_their_racer() -> None:
    frame = network("network", at=200)
    plot = DecisionPlot(52, 26)
    plot.draw(frame, PlotTheme())
    picture = plot.draw(frame, PlotTheme())
    rows = ["".join(map(chr, row)) for row in picture.codes.tolist()]
    (titles,) = (row for row in rows if "adam" in row and "sgd" in row)
    problem = network_of(frame)
    assert problem is not None
    assert problem.test is not None
    for racer in frame.racers:
        accuracy = problem.accuracies(problem.test, racer.path[-1:])[0]
        assert f"{accuracy:.0%}" in titles
    column = titles.index("sgd")
    assert plot.racer_at(column, rows.index(titles) + 2) == 1
    assert plot.racer_at(0, 0) is None


@pytest.mark.parametrize(("columns", "inputs"), [("1,2,3", 3), ("1", 1), ("1,3", 2)])
@pytest.mark.parametrize("loss", ["logistic", "squared"])
def test_further_inputs_stay_at_their_means(columns: str, inputs: int, loss: str, tmp_path: Path) -> None:
    rows = [f"{x},{x * y},{y - x},{'ab'[x > y] if loss == 'logistic' else x + y}" for x in range(5) for y in range(4)]
    file = tmp_path / "points.csv"
    file.write_text("\n".join(["a,b,c,d", *rows]), encoding="utf-8")
    frame = network(f"network data={file} columns={columns} label=4 loss={loss} hidden=[3]", at=5)
    problem = network_of(frame)
    assert problem is not None
    places = pixels(Viewport(0.0, 4.0, 0.0, 4.0, 3, 2))
    found = inputs_at(problem, places)
    assert found.shape == (inputs, 4, 3)
    np.testing.assert_array_equal(found[:2], places[:inputs])
    for extra, values in zip(found[2:], problem.points.train.inputs[2:], strict=True):
        assert extra == pytest.approx(values.mean())
    picture = DecisionPlot(52, 26).draw(frame, PlotTheme())
    assert set(large_map(picture).codes.ravel().tolist()) & set(map(ord, TRAIN))


@pytest.mark.parametrize("points", SHOWN_POINTS)
def test_points_can_be_left_out(points: ShownPoints) -> None:
    frame = network("network")
    picture = DecisionPlot(52, 26).draw(replace(frame, view=replace(frame.view, points=points)), PlotTheme())
    codes = set(large_map(picture).codes.ravel().tolist())
    assert bool(codes & set(map(ord, TRAIN))) == (points != "none")
    assert bool(codes & set(map(ord, TEST))) == (points == "all")


def test_without_shades_only_the_classes_are_left() -> None:
    frame = network("network")
    view = replace(frame.view, points="none", discrete=True)
    picture = DecisionPlot(52, 26).draw(replace(frame, view=view), PlotTheme())
    strongest = {region_colors(hue, True, "truecolor")[-1] for hue in (0, 1)}
    backs = {int(style >> 25 & 0x1FFFFFF) - 1 for style in large_map(picture).styles.ravel()}
    assert backs == strongest


def test_a_racer_that_diverged_or_is_hidden_is_no_error() -> None:
    frame = network("network loss=squared data=plane", ("sgd lr=1e9", "adam lr=0.1"), at=20)
    hidden = replace(frame, racers=tuple(replace(racer, hidden=True) for racer in frame.racers))
    for shown in (frame, hidden):
        for size in ((52, 26), (3, 2), (0, 0)):
            assert DecisionPlot(*size).draw(shown, PlotTheme()).codes.shape == size[::-1]
