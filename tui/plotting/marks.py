"""Single signs on a landscape: places, heads, arrows, each readable on the ground of its cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui.plotting import dots
from tui.plotting.cells import Picture, ink
from tui.plotting.colors import Depth
from tui.plotting.shades import Palette, ground, under
from tui.plotting.window import DOTS_X, DOTS_Y, Ints, Window

START, MINIMUM, SADDLE, CROSS = "○", "×", "◇", "┼"
BESIDE = {(-1, 0): "◂", (1, 0): "▸", (0, -1): "▴", (0, 1): "▾"}
_HEADS = "→↗↑↖←↙↓↘"
_DASHES = 3  # dots, and as many left out
_SIGN = 3.5  # contrast of a sign to the ground of its cell, where that can be


@dataclass(frozen=True)
class Marks:
    """Puts signs on a canvas; the ground in each cell gives way as far as it must."""

    canvas: Picture
    level: Ints
    window: Window
    palette: Palette
    depth: Depth

    @property
    def plain(self) -> int:
        """The ink of what is no racer's."""
        return 0xFFFFFF if self.palette.dark else 0x000000

    def put(self, x: float, y: float, sign: str, color: int) -> bool:
        """Write a sign at a point; whether it is in the window."""
        cell = self.window.cell(x, y)
        if cell is not None:
            self.write(*cell, sign, color)
        return cell is not None

    def ring(self, x: float, y: float, color: int) -> None:
        """Set a sign apart from the others."""
        cell = self.window.cell(x, y)
        if cell is not None:
            self.write(cell[0] - 1, cell[1], "(", color)
            self.write(cell[0] + 1, cell[1], ")", color)

    def cross(self, x: float, y: float) -> None:
        """Mark the point that is being chosen, two cells to each side."""
        cell = self.window.cell(x, y)
        if cell is None:
            return
        arms = [(away, 0, "─") for away in (-2, -1, 1, 2)] + [(0, away, "│") for away in (-1, 1)]
        for across, down, sign in [*arms, (0, 0, CROSS)]:
            self.write(cell[0] + across, cell[1] + down, sign, self.plain)

    def point_to(self, x: float, y: float, sign: str, color: int) -> None:
        """A small arrow at the edge, towards a point outside, and the sign of what is there."""
        across, up = (float(share[0]) for share in self.window.unit(np.array([x]), np.array([y])))
        if not (math.isfinite(across) and math.isfinite(up)):
            return
        right, down = int(across > 1) - int(across < 0), int(up < 0) - int(up > 1)
        column = min(max(int(across * self.window.width), 0), self.window.width - 1)
        row = min(max(int((1 - up) * self.window.height), 0), self.window.height - 1)
        self.write(*((column - right, row) if right else (column, row - down)), sign, color)
        self.write(column, row, BESIDE[(right, 0) if right else (0, down)], color)

    def arrow(self, start: Sequence[float], way: tuple[float, float], color: int, dashed: bool = False) -> None:
        """An arrow from a point, `way` in dots (to the right, upwards)."""
        at = self.window.dot(start[0], start[1])
        length = math.hypot(*way)
        if at is None or not 1 <= length < math.inf:
            return
        tip = (at[0] + way[0], at[1] - way[1])
        head = (math.floor(tip[0] / DOTS_X), math.floor(tip[1] / DOTS_Y))
        own = (at[0] // DOTS_X, at[1] // DOTS_Y)
        shaft: dict[tuple[int, int], int] = {}
        count = round(length)
        for step in range(count):
            if dashed and step // _DASHES % 2:
                continue
            column, row = round(at[0] + way[0] * step / count), round(at[1] - way[1] * step / count)
            cell = (column // DOTS_X, row // DOTS_Y)
            if cell not in (own, head):
                shaft[cell] = shaft.get(cell, 0) | dots.bit(column % DOTS_X, row % DOTS_Y)
        for cell, bits in shaft.items():
            self.write(*cell, chr(dots.BRAILLE + bits), color, bold=False)
        if head != own:
            # Octants of the screen: a dot is as high as it is wide.
            octant = round(math.atan2(way[1], way[0]) / (math.pi / 4)) % 8
            self.write(*head, _HEADS[octant], color)

    def write(self, column: int, row: int, sign: str, color: int, bold: bool = True) -> None:
        """Write a sign into a cell; nothing happens outside of the canvas."""
        if not (0 <= column < self.window.width and 0 <= row < self.window.height):
            return
        level = int(self.level[row, column])
        shade = -1 if level < 0 else ground(self.palette, self.depth)[level]
        back = under(shade, color, _SIGN, self.palette, self.depth)
        front = None if self.depth == "mono" else color
        self.canvas.write(row, column, sign, ink(front, None if back < 0 else back, bold=bold))
