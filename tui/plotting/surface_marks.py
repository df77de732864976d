"""Paths, places and heads on a surface, each readable on the ground of its cell and hidden where it is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tui.plotting.cells import Picture, ink, inks
from tui.plotting.colors import Depth
from tui.plotting.landscape import by_rank
from tui.plotting.look import Look
from tui.plotting.marks import MINIMUM, START
from tui.plotting.shades import Palette
from tui.plotting.surface_raster import Scene
from tui.plotting.surface_shade import tones_under
from tui.plotting.surface_trails import spots
from tui.plotting.window import DOTS_X, DOTS_Y, Ints

if TYPE_CHECKING:
    from core.problems import Box
    from tui.frame import Frame

_PATH, _SIGN = 3.0, 4.5  # contrast to the ground, where that can be
_SINK = 0.04  # of nearness; a minimum lies deeper than the mesh around it


@dataclass(frozen=True)
class Signs:
    """Writes on a picture whose ground has the tones `tone` (h, w)."""

    picture: Picture
    tone: Ints
    scene: Scene
    palette: Palette
    depth: Depth

    @property
    def plain(self) -> int:
        """The ink of what is no racer's."""
        return 0xFFFFFF if self.palette.dark else 0x000000

    def paint(self, codes: NDArray[np.uint32], where: NDArray[np.bool_], color: int) -> None:
        """Write characters of one colour."""
        self.picture.codes[where] = codes[where]
        if self.depth == "mono":
            self.picture.styles[where] = ink(bold=True)
            return
        backs = tones_under(color, _PATH, self.palette, self.depth)[self.tone[where]]
        self.picture.styles[where] = inks(np.full_like(backs, color), backs)

    def cell(self, box: Box, x: float, y: float) -> tuple[int, int] | None:
        """The cell (column, row) of a point of the plane; None where it isn't seen."""
        with np.errstate(all="ignore"):
            u = (x / 2 - box.x_low / 2) / (box.x_high / 2 - box.x_low / 2)
            v = (y / 2 - box.y_low / 2) / (box.y_high / 2 - box.y_low / 2)
        if not (0 <= u <= 1 and 0 <= v <= 1):
            return None
        column, row, seen = spots(self.scene, np.array([u]), np.array([v]), _SINK)
        return (int(column[0]) // DOTS_X, int(row[0]) // DOTS_Y) if seen[0] else None

    def write(self, cell: tuple[int, int], sign: str, color: int) -> None:
        """Write a sign into a cell; nothing happens outside of the picture."""
        column, row = cell
        height, width = self.tone.shape
        if not (0 <= column < width and 0 <= row < height):
            return
        back = int(tones_under(color, _SIGN, self.palette, self.depth)[self.tone[row, column]])
        front = None if self.depth == "mono" else color
        self.picture.write(row, column, sign, ink(front, None if back < 0 else back, bold=True))


def mark(signs: Signs, box: Box, frame: Frame, look: Look) -> None:
    """Put minima, the start and the heads on a surface, as far as they are seen."""
    places = [(minimum.point, MINIMUM) for minimum in frame.problem.minima]
    for point, sign in [*places, (frame.scenario.start, START)]:
        cell = signs.cell(box, float(point[0]), float(point[1])) if len(point) == 2 else None
        if cell is not None:
            signs.write(cell, sign, signs.plain)
    heads = [
        (racer, cell)
        for racer in by_rank(frame)
        if len(racer.path) and (cell := signs.cell(box, float(racer.path[-1, 0]), float(racer.path[-1, 1])))
    ]
    # The ring first: it must not hide the head of a neighbour.
    for racer, (column, row) in heads:
        if racer.index == frame.view.selected:
            color = look.racer(racer.slot).color
            signs.write((column - 1, row), "(", color)
            signs.write((column + 1, row), ")", color)
    for racer, cell in heads:
        style = look.racer(racer.slot)
        signs.write(cell, style.marker, style.color)
