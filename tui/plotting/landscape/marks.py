"""Marks on a landscape: points, heads and arrows, each with enough contrast to the background of its cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, TypeAlias

import numpy as np

from core.frozen import frozen
from tui.plotting import braille
from tui.plotting.cells import Picture, ink
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import Palette, background_for, level_colors
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Ints, Viewport

START, MINIMUM, SADDLE, CROSS = "○", "×", "◇", "┼"
EDGE_ARROWS = {(-1, 0): "◂", (1, 0): "▸", (0, -1): "▴", (0, 1): "▾"}
_HEADS = "→↗↑↖←↙↓↘"
_DASHES = 3  # dots, and as many left out

Cell: TypeAlias = tuple[int, int]
"""Column, and row from the top."""


@frozen
class Shaft:
    """The shaft of an arrow as its dots (column, row) in order, None where it is hidden.

    `tip` is its end, if visible, and `way` its direction there, in dots to the right and upwards.
    """

    start: Cell
    dots: Sequence[Cell | None]
    tip: tuple[float, float] | None
    way: tuple[float, float]

    @property
    def octant(self) -> int:
        """Its direction in eighths of a turn: 0 is right, 2 is up. A dot is as high as it is wide."""
        return round(math.atan2(self.way[1], self.way[0]) / (math.pi / 4)) % 8


@frozen
class Signs:
    """Writes signs on a canvas; adjusts the background of each cell until the contrast suffices.

    A subclass maps points of the plane to cells, and knows the background of each cell.
    """

    CONTRAST: ClassVar[float] = 3.5
    """Least contrast of a sign to the background of its cell, where possible."""

    canvas: Picture
    palette: Palette
    depth: Depth

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell of a point; None if it is not visible."""
        raise NotImplementedError

    def behind(self, x: float, y: float) -> Cell | None:
        """The cell of a point, even if it is hidden."""
        return self.cell(x, y)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the part of the plane that is shown, hidden or not."""
        raise NotImplementedError

    def edge(self, x: float, y: float) -> tuple[Cell, Cell] | None:
        """For a point outside: the last cell towards it, and the direction from there, a key of `EDGE_ARROWS`."""
        raise NotImplementedError

    def shade(self, column: int, row: int) -> int:
        """The background of a cell, −1 for none."""
        raise NotImplementedError

    def trace(self, start: Sequence[float], vector: Floats, least: float, greatest: float) -> Shaft | None:
        """Trace an arrow along a vector, its length in dots clamped to [least, greatest]; None without a direction."""
        raise NotImplementedError

    @property
    def plain(self) -> int:
        """The colour of marks that belong to no racer."""
        return 0xFFFFFF if self.palette.dark else 0x000000

    def put(self, x: float, y: float, sign: str, color: int) -> bool:
        """Write a sign at a point; return whether the point lies in what is shown."""
        cell = self.cell(x, y)
        if cell is not None:
            self.write(*cell, sign, color)
        return cell is not None or self.holds(x, y)

    def ring(self, x: float, y: float, color: int) -> None:
        """Put parentheses around a sign: the selected racer's."""
        cell = self.cell(x, y)
        if cell is not None:
            self.write(cell[0] - 1, cell[1], "(", color)
            self.write(cell[0] + 1, cell[1], ")", color)

    def cross(self, x: float, y: float) -> None:
        """Mark the start that is being chosen with cross-hairs, even if the point is hidden."""
        cell = self.behind(x, y)
        if cell is None:
            return
        arms = [(away, 0, "─") for away in (-2, -1, 1, 2)] + [(0, away, "│") for away in (-1, 1)]
        for across, down, sign in [*arms, (0, 0, CROSS)]:
            self.write(cell[0] + across, cell[1] + down, sign, self.plain)

    def point_to(self, x: float, y: float, sign: str, color: int) -> None:
        """Draw a small arrow at the edge, towards a point outside, and the sign of the point."""
        edge = self.edge(x, y)
        if edge is not None:
            (column, row), (right, down) = edge
            self.write(column - right, row - down, sign, color)
            self.write(column, row, EDGE_ARROWS[right, down], color)

    def arrow(
        self,
        start: Sequence[float],
        vector: Floats,
        lengths: tuple[float, float],
        color: int,
        dashed: bool = False,
    ) -> None:
        """Draw an arrow from a point along a vector, its length clamped to `lengths` in dots."""
        shaft = self.trace(start, vector, *lengths)
        if shaft is not None:
            self.draw_shaft(shaft, color, dashed=dashed)
            self.draw_head(shaft, color)

    def draw_shaft(self, shaft: Shaft, color: int, dashed: bool = False, heavy: bool = False) -> None:
        """Draw what lies between the cells of an arrow's two ends; a heavy one is two dots wide."""
        ends = (_cell(shaft.start), _cell(shaft.tip or shaft.start))
        beside = (0, 0) if not heavy else (0, 1) if abs(shaft.way[0]) >= abs(shaft.way[1]) else (1, 0)
        cells: dict[Cell, int] = {}
        for step, dot in enumerate(shaft.dots):
            if dot is None or (dashed and step // _DASHES % 2):
                continue
            for column, row in {dot, (dot[0] + beside[0], dot[1] + beside[1])}:
                cell = (column // DOTS_X, row // DOTS_Y)
                if cell not in ends:
                    cells[cell] = cells.get(cell, 0) | braille.bit(column % DOTS_X, row % DOTS_Y)
        for cell, bits in cells.items():
            self.write(*cell, chr(braille.BRAILLE + bits), color, bold=False)

    def draw_head(self, shaft: Shaft, color: int) -> None:
        """Draw the head of an arrow, unless the arrow begins in the same cell."""
        cell = _cell(shaft.tip or shaft.start)
        if cell != _cell(shaft.start):
            self.write(*cell, _HEADS[shaft.octant], color)

    def inside(self, column: int, row: int) -> bool:
        """Whether a cell is on the canvas."""
        height, width = self.canvas.codes.shape
        return bool(0 <= column < width and 0 <= row < height)

    def write(self, column: int, row: int, sign: str, color: int, bold: bool = True) -> None:
        """Write a sign into a cell; cells outside the canvas are ignored."""
        if not self.inside(column, row):
            return
        back = background_for(self.shade(column, row), color, self.CONTRAST, self.palette, self.depth)
        front = None if self.depth == "mono" else color
        self.canvas.write(row, column, sign, ink(front, None if back < 0 else back, bold=bold))


@frozen
class Marks(Signs):
    """Signs on the flat landscape, whose cells have the shading levels `level` (h, w)."""

    level: Ints
    viewport: Viewport

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell of a point in the window."""
        return self.viewport.cell(x, y)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in the window."""
        return self.viewport.cell(x, y) is not None

    def edge(self, x: float, y: float) -> tuple[Cell, Cell] | None:
        """The cell on the border of the window that is nearest to a point outside."""
        across, up = (float(share[0]) for share in self.viewport.unit(np.array([x]), np.array([y])))
        if not (math.isfinite(across) and math.isfinite(up)):
            return None
        right, down = int(across > 1) - int(across < 0), int(up < 0) - int(up > 1)
        column = min(max(int(across * self.viewport.width), 0), self.viewport.width - 1)
        row = min(max(int((1 - up) * self.viewport.height), 0), self.viewport.height - 1)
        return (column, row), ((right, 0) if right else (0, down))

    def shade(self, column: int, row: int) -> int:
        """The colour of the cell's level."""
        level = int(self.level[row, column])
        return -1 if level < 0 else level_colors(self.palette, self.depth)[level]

    def trace(self, start: Sequence[float], vector: Floats, least: float, greatest: float) -> Shaft | None:
        """Follow a straight line on the screen."""
        viewport = self.viewport
        at = viewport.dot(start[0], start[1])
        # In dots of the screen: stretched axes keep neither right angles nor the direction of steepest descent.
        scale = np.array([viewport.columns, viewport.rows]) / [
            viewport.x_high - viewport.x_low,
            viewport.y_high - viewport.y_low,
        ]
        with np.errstate(all="ignore"):
            across, up = _stretched(vector * scale, least, greatest)
        length = math.hypot(across, up)
        if at is None or not 1 <= length < math.inf:
            return None
        count = round(length)
        places = [(round(at[0] + across * i / count), round(at[1] - up * i / count)) for i in range(count)]
        return Shaft(at, places, (at[0] + across, at[1] - up), (across, up))


def _stretched(vector: Floats, least: float, greatest: float) -> tuple[float, float]:
    size = float(np.abs(vector).max())
    if not 0 < size < math.inf:
        return 0.0, 0.0
    across, up = (float(value) / size for value in vector)
    length = math.hypot(across, up)
    factor = min(max(size * length, least), greatest) / length
    return across * factor, up * factor


def _cell(dot: tuple[float, float]) -> Cell:
    return math.floor(dot[0] / DOTS_X), math.floor(dot[1] / DOTS_Y)
