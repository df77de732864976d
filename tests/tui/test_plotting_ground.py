"""Heights become levels that show the valley, whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest

from tui.plotting.cells import SPACE
from tui.plotting.ground import HALF, LOWER_HALF, heights, levels, shade
from tui.plotting.palette import SHADES, Depth, ground
from tui.plotting.window import Floats, Window

BOX = Window(-2, 2, -1, 3, 40, 20)


def rosenbrock(points: Floats) -> Floats:
    x, y = points
    out: Floats = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return out


def test_heights_are_taken_in_the_middle_of_each_half_cell() -> None:
    surface = heights(lambda points: points[0] + 10 * points[1], Window(0, 4, 0, 8, 4, 4))
    assert surface.shape == (8, 4)
    assert surface[0].tolist() == [75.5, 76.5, 77.5, 78.5]  # the top: y = 7.5
    assert surface[-1, 0] == 5.5


def test_the_valley_is_the_darkest_and_many_levels_are_used() -> None:
    surface = heights(rosenbrock, BOX)
    level = levels(surface, 0.0)
    assert level.min() == 0
    assert level.max() == SHADES - 1
    assert len(np.unique(level)) >= 18
    order = np.argsort(surface, axis=None)
    assert np.all(np.diff(level.ravel()[order]) >= 0)


def test_a_valley_is_found_without_a_known_minimum() -> None:
    surface = heights(lambda points: points[0] ** 2 - points[1] ** 2, BOX)
    assert len(np.unique(levels(surface, None))) >= 12


@pytest.mark.parametrize(
    "surface",
    [
        np.full((4, 4), np.nan),
        np.full((4, 4), np.inf),
        np.full((4, 4), 3.0),
        np.full((4, 4), -1e308),
        np.array([[np.nan, np.inf], [-np.inf, 1e308], [-1e308, 0.0], [5e-324, 1.0]]),
        np.zeros((0, 0)),
        np.zeros((2, 0)),
    ],
)
@pytest.mark.parametrize("best", [None, 0.0, 1e300, -1e308])
def test_odd_heights_have_levels_too(surface: Floats, best: float | None) -> None:
    level = levels(surface, best)
    assert level.shape == surface.shape
    assert np.all((level >= -1) & (level < SHADES))
    assert np.all(level[np.isnan(surface)] == -1)
    assert np.all(level[np.isposinf(surface)] == SHADES - 1)
    shade(level, True, "truecolor")


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_cells_show_two_levels_or_one_colour(dark: bool, depth: Depth) -> None:
    colors = ground(dark, depth)
    picture, behind = shade(np.array([[0, 23, -1], [0, 0, 23]]), dark, depth)
    assert picture.codes.tolist() == [[SPACE, HALF, LOWER_HALF]]
    front, back = picture.styles & (1 << 25) - 1, picture.styles >> 25
    assert front.tolist() == [[0, colors[23] + 1, colors[23] + 1]]
    assert back.tolist() == [[colors[0] + 1, colors[0] + 1, 0]]
    assert behind.shape == (1, 3)


def test_no_ground_is_blank() -> None:
    picture, behind = shade(np.array([[-1], [-1]]), True, "truecolor")
    assert picture.codes.tolist() == [[SPACE]]
    assert picture.styles.tolist() == [[0]]
    assert behind.tolist() == [[-1]]
