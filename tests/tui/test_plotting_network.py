"""Maps of outputs: regions, their colours on all terminals, and the data points on them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from tui.plotting.cells import SPACE
from tui.plotting.colors import Depth, contrast, oklab
from tui.plotting.network.data_points import TRAIN, Points, draw_points, sign_of
from tui.plotting.network.hues import SHADES, point_color, region_colors
from tui.plotting.network.region_cells import colors_of, shaded
from tui.plotting.network.regions import of_logits, of_numbers, of_scores, two_sided
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Viewport

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
    picture, backs = shaded(regions, theme)
    colors = colors_of(theme)
    assert chr(picture.codes[0, 0]) == "▀"
    assert picture.fronts()[0, 0] == colors[0]
    assert picture.codes[0, 1] == SPACE
    assert backs.tolist() == [[colors[9], colors[4]]]


@pytest.mark.parametrize("theme", THEMES)
def test_every_terminal_tells_both_sides_of_a_boundary_apart(theme: PlotTheme) -> None:
    regions = np.repeat([[0, SHADES - 1, SHADES, 2 * SHADES - 1]], 4, axis=0)
    picture, _ = shaded(regions, theme)
    cells = list(zip(picture.codes[0].tolist(), picture.styles[0].tolist(), strict=True))
    assert set(cells[:2]).isdisjoint(cells[2:])
    assert not theme.ascii or all(code < 128 for code, _ in cells)


@pytest.mark.parametrize("theme", THEMES)
def test_signs_tell_class_and_use_of_a_point_without_colours(theme: PlotTheme) -> None:
    signs = [sign_of(hue, train, theme.ascii) for hue in range(6) for train in (True, False)]
    assert len(set(signs)) == len(signs)


def test_points_stand_in_their_cells_and_keep_the_map_behind_them() -> None:
    theme = PlotTheme()
    picture, backs = shaded(np.full((8, 4), 2 * SHADES - 1), theme)
    points = Points(np.array([-0.9, 0.9, 7.0]), np.array([0.9, -0.9, 0.0]), np.array([0, 1, 1]), train=True)
    draw_points(picture, SQUARE, backs, points, theme)
    assert [chr(picture.codes[0, 0]), chr(picture.codes[3, 3])] == list(TRAIN[:2])
    assert int((picture.codes != SPACE).sum()) == 2
    back = region_colors(1, theme.dark, theme.depth)[-1]
    assert picture.styles[0, 0] >> 25 & 0x1FFFFFF == back + 1


@pytest.mark.parametrize("theme", [t for t in THEMES if t.depth != "mono"])
def test_points_that_test_can_be_read_too(theme: PlotTheme) -> None:
    for hue in (0, 1):
        for region in range(2 * SHADES):
            picture, backs = shaded(np.full((2, 1), region), theme)
            draw_points(picture, replace(SQUARE, width=1, height=1), backs, _one(hue), theme)
            assert contrast(int(picture.fronts()[0, 0]), int(backs[0, 0])) >= 3


def test_no_points_are_no_error() -> None:
    picture, backs = shaded(np.zeros((8, 4), np.int64), PlotTheme())
    none = np.empty(0)
    draw_points(picture, SQUARE, backs, Points(none, none, np.empty(0, np.int64), train=False), PlotTheme())
    assert (picture.codes == SPACE).all()


def _one(hue: int) -> Points:
    return Points(np.zeros(1), np.zeros(1), np.array([hue]), train=False)
