"""The picture of a network's weights: each layer as a heat map, blue below 0 and orange above, with its biases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.number_text import rounded
from core.problems.networks import NetworkProblem
from tui.plotting.cells import Picture, ink, inks
from tui.plotting.labels import shorten
from tui.plotting.network import regions
from tui.plotting.network.decision_plot import network_of, selected
from tui.plotting.network.hues import SHADES
from tui.plotting.network.region_cells import region_table
from tui.plotting.network.unit_regions import scale_of
from tui.plotting.network.unit_tiles import UnitTile, draw_unit_tiles, unit_tiles
from tui.plotting.network.weight_blocks import Block, blocks, bottom
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.networks.layers import Layer
    from tui.state.frame import Frame

CHOSEN, DEAD, BIAS = "▸", "×", "b"
_FILLS = " --=== ++###"
"""The sign and strength of a weight where colours don't tell, by its region: six shades below 0, six above."""


@dataclass(eq=False)
class WeightPlot:
    """Draws one frame after another."""

    width: int = 0
    height: int = 0
    _blocks: tuple[Block, ...] = ()
    _tiles: tuple[UnitTile, ...] = ()

    def draw(self, frame: Frame, theme: PlotTheme) -> Picture:
        """The weights of the selected racer."""
        picture = Picture.blank(max(self.width, 0), max(self.height, 0))
        problem, racer = network_of(frame), selected(frame)
        if problem is None or racer is None:
            self._blocks, self._tiles = (), ()
            return picture
        theta, layers = racer.path[-1], problem.network.layers
        chosen = chosen_unit(frame, problem)
        self._blocks = blocks(self.width, self.height, layers.sizes, chosen)
        dead = problem.dead_units(theta)
        self._tiles = unit_tiles(self.width, bottom(self._blocks), self.height, layers.sizes[1:])
        draw_unit_tiles(picture, self._tiles, problem, theta, theme)
        places = [(tile.layer, tile.unit, tile.tile.top - 1, tile.tile.left) for tile in self._tiles]
        for block in self._blocks:
            inputs = problem.points.train.columns if block.layer == 0 else tuple(map(str, range(1, block.inputs + 1)))
            _draw(picture, block, layers.all[block.layer], theta, inputs, theme)
            shown = range(block.first, block.first + block.units)
            places += [(block.layer, unit, block.row(unit), block.left) for unit in shown]
        for layer, unit, row, column in places:
            gone = layer < len(dead) and unit in dead[layer]
            _label(picture, (row, column), unit, (layer, unit) == chosen, gone, theme)
        return theme.finish(picture)

    def unit_at(self, column: int, row: int) -> tuple[int, int] | None:
        """The layer and the unit, both from 0, at a cell; None where there is none."""
        for block in self._blocks:
            if (unit := block.unit_at(column, row)) is not None:
                return block.layer, unit
        found = (tile for tile in self._tiles if tile.tile.holds(column, row))
        return next(((tile.layer, tile.unit) for tile in found), None)


def chosen_unit(frame: Frame, problem: NetworkProblem) -> tuple[int, int]:
    """The layer and the unit of the view, both from 0, as far as the network has them."""
    sizes = problem.network.layers.sizes[1:]
    layer = min(frame.view.unit[0], len(sizes) - 1)
    return layer, min(frame.view.unit[1], sizes[layer] - 1)


def _draw(picture: Picture, block: Block, layer: Layer, theta: Floats, inputs: Sequence[str], theme: PlotTheme) -> None:
    """Draw the weights and biases of a layer under the names of its inputs."""
    both = np.concatenate((layer.weights_in(theta), layer.biases_in(theta)[:, None]), axis=1)
    scale = scale_of(both)
    with np.errstate(all="ignore"):
        found = regions.two_sided(both / scale)[block.first : block.first + block.units]
    for weight in range(block.inputs + 1):
        column = block.column(weight)
        for row in range(block.tall):
            rows = slice(block.row(block.first) + row, block.row(block.first + block.units), block.tall)
            _fill(picture, rows, slice(column, column + block.cell), found[:, weight], theme)
    width = block.column(block.inputs + 1) - block.left
    names = [f"{layer.name} ±{rounded(scale, digits)}" for digits in (3, 1)]  # a number that is cut is another one
    told = next((name for name in names if len(name) <= width), shorten(layer.name, width))
    picture.write(0, block.left, told, ink(theme.text))
    for weight, name in enumerate((*inputs[: block.inputs], BIAS)):
        if len(name) <= block.cell:
            picture.write(1, block.column(weight), name, ink(theme.label))


def _fill(picture: Picture, rows: slice, columns: slice, found: Ints, theme: PlotTheme) -> None:
    """Fill one column of weights; a weight that is not finite stays blank."""
    height = len(range(*rows.indices(picture.codes.shape[0])))
    colors = region_table(theme)[found][:height, None]
    part = picture.styles[rows, columns]
    part[:] = inks(np.full_like(colors, -1 if theme.text is None or theme.depth == "mono" else theme.text), colors)
    if theme.depth in ("16", "mono"):
        fills = np.array([*map(ord, _FILLS), ord(" ")], np.uint32)
        picture.codes[rows, columns] = fills[found][:height, None]


def _label(picture: Picture, place: tuple[int, int], unit: int, chosen: bool, dead: bool, theme: PlotTheme) -> None:
    mark, gone = CHOSEN if chosen else " ", DEAD if dead else " "
    color = theme.text if chosen else theme.label
    picture.write(*place, f"{mark}{unit + 1:2}{gone}", ink(color, bold=chosen))


assert len(_FILLS) == 2 * SHADES
