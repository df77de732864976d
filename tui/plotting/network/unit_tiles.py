"""Small maps of all units of a network, a row of them for each layer, where there is room under the weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.frozen import frozen
from tui.plotting.cells import Picture, ink
from tui.plotting.network.output_map import LEVELS, input_axes, inputs_at, pixels
from tui.plotting.network.region_cells import shaded
from tui.plotting.network.regions import coarser
from tui.plotting.network.tiles import Tile
from tui.plotting.network.unit_regions import unit_regions
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Viewport

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem

_NARROWEST, _WIDEST = 4, 16  # columns of a tile
_ABOVE = 1  # rows: the numbers of the units
_BEFORE = 2  # rows: a blank one and the name of the layer


@frozen
class UnitTile:
    """The tile of one unit, without the row of its number above it."""

    layer: int
    unit: int
    tile: Tile


def unit_tiles(width: int, top: int, height: int, units: Sequence[int]) -> tuple[UnitTile, ...]:
    """The tiles of layers with so many units, below row `top` of a picture; only of the layers that fit whole."""
    return tuple(_rows(width, top, height, units))


def _rows(width: int, top: int, height: int, units: Sequence[int]) -> Iterator[UnitTile]:
    wide = min((width + 1) // max(units) - 1, _WIDEST)
    if wide < _NARROWEST:
        return
    for layer, count in enumerate(units):
        tall = wide // 2
        if top + _BEFORE + _ABOVE + tall > height:
            return
        top += _BEFORE
        for unit in range(count):
            yield UnitTile(layer, unit, Tile(unit * (wide + 1), top + _ABOVE, wide, tall))
        top += _ABOVE + tall


def draw_unit_tiles(
    picture: Picture, tiles: Sequence[UnitTile], problem: NetworkProblem, theta: Floats, theme: PlotTheme
) -> None:
    """Draw the map of each unit's values, and the names of the layers."""
    across, up = input_axes(problem)
    for layer in sorted({tile.layer for tile in tiles}):
        own = [tile for tile in tiles if tile.layer == layer]
        first = own[0].tile
        viewport = Viewport(across.low, across.high, up.low, up.high, first.width, first.height)
        values = problem.unit_outputs(theta, inputs_at(problem, pixels(viewport)), layer + 1)
        picture.write(first.top - _ABOVE - 1, first.left, problem.network.layers.all[layer].name, ink(theme.text))
        for unit in own:
            drawn, at = shaded(coarser(unit_regions(problem, layer, values[unit.unit]), LEVELS), theme), unit.tile
            place = slice(at.top, at.top + at.height), slice(at.left, at.left + at.width)
            picture.codes[place], picture.styles[place] = drawn.codes, drawn.styles
