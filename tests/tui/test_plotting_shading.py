"""Heights become levels that show the valley, whatever the numbers are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tui.plotting.braille import BRAILLE
from tui.plotting.cells import SPACE
from tui.plotting.colors import Depth
from tui.plotting.landscape.height_grid import HeightGrid
from tui.plotting.landscape.palettes import PALETTES, SHADES, level_colors
from tui.plotting.landscape.shading import Shading, draw_isolines, isolines, levels, shade, shares
from tui.plotting.viewport import Floats, Viewport
from tui.state.choices import SCALES, Scale

DUSK = PALETTES[0]
BOX = Viewport(-2, 2, -1, 3, 40, 20)


def rosenbrock(points: Floats) -> Floats:
    x, y = points
    out: Floats = (1.0 - x) ** 2 + 100 * (y - x**2) ** 2
    return out


def heights(values: Callable[[Floats], Floats], viewport: Viewport) -> Floats:
    grid = HeightGrid(values, viewport)
    grid.advance()
    assert grid.complete
    surface: Floats = grid.heights
    return surface


def drawn(surface: Floats, best: float | None = 0.0, scale: Scale = "log") -> Shading:
    return shade(shares(surface, best, scale), DUSK, "truecolor")


def test_heights_are_taken_in_the_middle_of_each_quarter_of_a_cell() -> None:
    surface = heights(lambda points: points[0] + 10 * points[1], Viewport(0, 4, 0, 8, 2, 4))
    assert surface.shape == (8, 4)
    assert surface[0].tolist() == [75.5, 76.5, 77.5, 78.5]  # the top: y = 7.5
    assert surface[-1, 0] == 5.5


def test_heights_come_coarse_to_fine_when_time_is_short() -> None:
    grid = HeightGrid(lambda points: points[0] + 10 * points[1], BOX)
    steps = 0
    while not grid.complete:
        grid.advance(0.0)
        steps += 1
        assert np.isfinite(grid.heights).all()
    assert steps > 1
    assert np.array_equal(grid.heights, heights(lambda points: points[0] + 10 * points[1], BOX))


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 50])
def test_every_row_is_computed_once(rows: int) -> None:
    seen: list[float] = []

    def values(points: Floats) -> Floats:
        seen.extend(points[1, :, 0].tolist())
        across: Floats = points[0]
        return across

    heights(values, Viewport(0, 1, 0, 1, 1, rows))
    assert len(seen) == len(set(seen)) == 2 * rows


def test_the_valley_is_the_darkest_and_many_levels_are_used() -> None:
    surface = heights(rosenbrock, BOX)
    for scale in SCALES:
        level = levels(shares(surface, 0.0, scale))
        assert level.min() == 0
        assert level.max() == SHADES - 1
        assert len(np.unique(level)) >= 18
        order = np.argsort(surface, axis=None)
        assert np.all(np.diff(level.ravel()[order]) >= 0)


def test_quantiles_give_each_level_as_much_ground() -> None:
    level = levels(shares(heights(rosenbrock, BOX), 0.0, "quantile"))
    counts = np.bincount(level.ravel(), minlength=SHADES)
    assert counts.min() > 0.8 * counts.max()


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
@pytest.mark.parametrize("scale", SCALES)
def test_odd_heights_have_levels_too(surface: Floats, best: float | None, scale: Scale) -> None:
    share = shares(surface, best, scale)
    level = levels(share)
    assert level.shape == surface.shape
    assert np.all((level >= -1) & (level < SHADES))
    assert np.all(level[np.isnan(surface)] == -1)
    assert np.all(level[np.isposinf(surface)] == SHADES - 1)
    for fine in (True, False):
        field = shade(share, DUSK, "truecolor", fine)
        draw_isolines(field, isolines(share), DUSK, "truecolor")


@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_cells_show_two_colours_in_quarters_or_one(depth: Depth) -> None:
    colors = level_colors(DUSK, depth)
    share = np.array([[0, 0, 0, 1, 1, np.nan, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1]])
    field = shade(share, DUSK, depth)
    assert "".join(map(chr, field.picture.codes[0])) == " ▝▙▙"
    front, back = field.picture.styles & (1 << 25) - 1, field.picture.styles >> 25
    low, high = colors[0] + 1, colors[-1] + 1
    assert front.tolist() == [[0, high, high, high]]
    assert back.tolist() == [[low, low, 0, low]]
    assert field.level.shape == (1, 4)


def test_one_colour_a_cell_needs_no_blocks() -> None:
    share = np.random.default_rng(0).random((8, 8))
    assert set(shade(share, DUSK, "truecolor", fine=False).picture.codes.ravel().tolist()) == {SPACE}


def test_no_ground_is_blank() -> None:
    field = drawn(np.full((2, 2), np.nan))
    assert field.picture.codes.tolist() == [[SPACE]]
    assert field.picture.styles.tolist() == [[0]]
    assert field.level.tolist() == [[-1]]


def test_contour_lines_run_between_levels() -> None:
    share = shares(heights(lambda points: points[0], BOX), None, "linear")
    bits = isolines(share)
    assert np.all(bits == bits[0])  # upright lines
    assert 6 <= np.count_nonzero(bits[0]) <= 8
    assert 0 < np.count_nonzero(isolines(share, sparse=True)) <= np.count_nonzero(bits)
    field = shade(share, DUSK, "truecolor")
    draw_isolines(field, bits, DUSK, "truecolor")
    assert np.array_equal(field.picture.codes > BRAILLE, bits > 0)


def test_flat_ground_has_no_contour_lines() -> None:
    assert not isolines(np.full((4, 6), 0.4)).any()
    assert not isolines(np.full((4, 6), np.nan)).any()


def test_a_scale_that_ends_at_half_decades_stays_while_heights_change_a_little() -> None:
    before = np.geomspace(2e-4, 7.0, 200)
    after = before.copy()
    after[:20] *= 0.9
    after[-20:] *= 0.9
    moving = [shares(each, 0.0, "log")[50:150] for each in (before, after)]
    staying = [shares(each, 0.0, "log", 0.5)[50:150] for each in (before, after)]
    assert not np.allclose(moving[0], moving[1])
    assert np.array_equal(staying[0], staying[1])
