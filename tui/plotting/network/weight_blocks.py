"""Where the weights of each layer stand: a block with a row for each unit, a column for each input and the biases."""

from __future__ import annotations

from collections.abc import Sequence

from core.frozen import frozen

LABEL = 5  # columns: the unit's number and its marks
TITLE = 2  # rows: the name of the layer, and those of the inputs
_GAP = 2  # columns between two layers
_WIDEST = 4  # columns of one weight


@frozen
class Block:
    """One layer: its place in the picture, columns and rows of one weight, and the units shown, from `first` on."""

    layer: int
    left: int
    inputs: int
    cell: int
    tall: int
    first: int
    units: int

    def column(self, weight: int) -> int:
        """The first column of a weight, by its input; of the bias, by the number of inputs."""
        return self.left + LABEL + weight * self.cell + (1 if weight == self.inputs else 0)

    def row(self, unit: int) -> int:
        """The first row of a unit."""
        return TITLE + (unit - self.first) * self.tall

    def unit_at(self, column: int, row: int) -> int | None:
        """The unit at a cell of the picture; None outside."""
        at = (row - TITLE) // self.tall if row >= TITLE else -1
        inside = self.left <= column < self.column(self.inputs) + self.cell
        return self.first + at if inside and 0 <= at < self.units else None


def blocks(width: int, height: int, sizes: Sequence[int], chosen: tuple[int, int]) -> tuple[Block, ...]:
    """The blocks of a network with `sizes` = inputs, units of each layer; if need be those around the chosen unit."""
    layers, room = list(range(len(sizes) - 1)), max(height - TITLE, 0)
    if not room or width <= LABEL:
        return ()
    cell = next((cell for cell in range(_WIDEST, 1, -1) if _width(layers, sizes, cell) <= width), 1)
    while len(layers) > 1 and _width(layers, sizes, cell) > width:
        layers.remove(layers[0] if chosen[0] - layers[0] > layers[-1] - chosen[0] else layers[-1])
    tall = 2 if cell > 2 and 2 * max(sizes[1:]) <= room else 1
    found, left = [], 0
    for layer in layers:
        inputs, units = sizes[layer], sizes[layer + 1]
        shown = min(units, room // tall)
        at = chosen[1] if layer == chosen[0] else 0
        first = min(max(at - shown // 2, 0), units - shown)
        found.append(Block(layer, left, inputs, cell, tall, first, shown))
        left += LABEL + (inputs + 1) * cell + 1 + _GAP
    return tuple(found)


def bottom(found: Sequence[Block]) -> int:
    """The first row below all blocks."""
    return max((block.row(block.first + block.units) for block in found), default=0)


def _width(layers: Sequence[int], sizes: Sequence[int], cell: int) -> int:
    return sum(LABEL + (sizes[layer] + 1) * cell + 1 for layer in layers) + _GAP * (len(layers) - 1)
