"""The picture of a landscape: shaded ground, minima, start, paths and heads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tui.plotting.cells import Picture, ink, inks
from tui.plotting.ground import heights, levels, shade
from tui.plotting.limits import Axis
from tui.plotting.look import Area, Look, area, backdrop
from tui.plotting.trails import Line, Trails
from tui.plotting.window import Floats, Window

if TYPE_CHECKING:
    from core.problems import Box
    from tui.frame import Frame, RacerFrame

START, MINIMUM, CROSS = "○", "×", "┼"
_BESIDE = {(-1, 0): "◂", (1, 0): "▸", (0, -1): "▴", (0, 1): "▾"}


@dataclass(eq=False)
class LandscapePlot:
    """Draws frames one after the other; keeps what the next one can use: the ground and the paths so far."""

    width: int = 0
    height: int = 0
    _trails: Trails = field(default_factory=Trails)
    _ground_key: object = None
    _ground: tuple[Picture, NDArray[np.int64]] | None = None

    def window(self, frame: Frame) -> tuple[Area, Window]:
        """Where the canvas lies, and what it shows."""
        place = area(self.width, self.height)
        box = shown_box(frame)
        x_low, x_high, y_low, y_high = map(float, (box.x_low, box.x_high, box.y_low, box.y_high))
        return place, Window(x_low, x_high, y_low, y_high, place.canvas_width, place.canvas_height)

    def draw(self, frame: Frame, look: Look, cross: tuple[float, float] | None = None) -> Picture:
        """The picture of a frame; `cross` marks the start that is being chosen."""
        place, window = self.window(frame)
        if place.canvas_width < 1 or place.canvas_height < 1:
            return Picture.blank(max(self.width, 0), max(self.height, 0))
        picture = backdrop(place, Axis(window.x_low, window.x_high), Axis(window.y_low, window.y_high), look)
        ground, dimmed = self._shaded(frame, window, look)
        rows = slice(0, place.canvas_height)
        columns = slice(place.left, place.left + place.canvas_width)
        codes, styles = picture.codes[rows, columns], picture.styles[rows, columns]
        codes[:], styles[:] = ground.codes, ground.styles
        lines = _paths(frame, look)
        self._trails.advance(frame.epoch, window, lines)
        braille, colors = self._trails.cells(lines)
        if lines:
            passed = braille > 0
            codes[passed] = braille[passed]
            styles[passed] = inks(colors, dimmed)[passed]
        marks = _Marks(Picture(codes, styles), dimmed, window)
        _mark(marks, frame, look)
        if cross is not None:
            marks.cross(*cross, _plain(look))
        return picture

    def _shaded(self, frame: Frame, window: Window, look: Look) -> tuple[Picture, NDArray[np.int64]]:
        key = (frame.problem.spec, window, look.dark, look.depth)
        if self._ground is None or key != self._ground_key:
            surface = heights(frame.problem.values, window)
            self._ground = shade(levels(surface, frame.problem.best), look.dark, look.depth)
            self._ground_key = key
        return self._ground


def shown_box(frame: Frame) -> Box:
    """The part of the plane that is looked at."""
    return frame.view.zoom or frame.problem.box


def by_rank(frame: Frame) -> list[RacerFrame]:
    """The racers that are not hidden, the selected one last: it is drawn over the others."""
    shown = [racer for racer in frame.racers if not racer.hidden]
    return sorted(shown, key=lambda racer: racer.index == frame.view.selected)


def _paths(frame: Frame, look: Look) -> list[Line]:
    def line(racer: RacerFrame) -> Line:
        def points(first: int, last: int) -> tuple[Floats, Floats]:
            return racer.path[first:last, 0], racer.path[first:last, 1]

        return Line((racer.index, racer.slot), look.racer(racer.slot).color, len(racer.path), points)

    # Named in the order of the racers, so that another selection needs no new paths; sorted by rank for the colours.
    return [line(racer) for racer in by_rank(frame)]


@dataclass(frozen=True)
class _Marks:
    """Puts single characters on the canvas, each on the dimmed ground of its cell."""

    canvas: Picture
    dimmed: NDArray[np.int64]
    window: Window

    def put(self, x: float, y: float, mark: str, color: int) -> bool:
        """Write a mark at a point; whether it is in the window."""
        cell = self.window.cell(x, y)
        if cell is not None:
            self._write(*cell, mark, color)
        return cell is not None

    def ring(self, x: float, y: float, color: int) -> None:
        """Set a mark apart from the others."""
        cell = self.window.cell(x, y)
        if cell is not None:
            for away, side in ((-1, "("), (1, ")")):
                if 0 <= cell[0] + away < self.window.width:
                    self._write(cell[0] + away, cell[1], side, color)

    def cross(self, x: float, y: float, color: int) -> None:
        """Mark the point that is being chosen, two cells to each side."""
        cell = self.window.cell(x, y)
        if cell is None:
            return
        arms = [(away, 0, "─") for away in (-2, -1, 1, 2)] + [(0, away, "│") for away in (-1, 1)]
        for across, down, mark in [*arms, (0, 0, CROSS)]:
            column, row = cell[0] + across, cell[1] + down
            if 0 <= column < self.window.width and 0 <= row < self.window.height:
                self._write(column, row, mark, color)

    def point_to(self, x: float, y: float, mark: str, color: int) -> None:
        """A small arrow at the edge, towards a point outside, and the mark of what is there."""
        across, up = (float(share[0]) for share in self.window.unit(np.array([x]), np.array([y])))
        if not (np.isfinite(across) and np.isfinite(up)):
            return
        right, down = int(across > 1) - int(across < 0), int(up < 0) - int(up > 1)
        column = min(max(int(across * self.window.width), 0), self.window.width - 1)
        row = min(max(int((1 - up) * self.window.height), 0), self.window.height - 1)
        inward = (column - right, row) if right else (column, row - down)
        if 0 <= inward[0] < self.window.width and 0 <= inward[1] < self.window.height:
            self._write(*inward, mark, color)
        self._write(column, row, _BESIDE[(right, 0) if right else (0, down)], color)

    def _write(self, column: int, row: int, mark: str, color: int) -> None:
        back = int(self.dimmed[row, column])
        self.canvas.write(row, column, mark, ink(color, None if back < 0 else back, bold=True))


def _mark(marks: _Marks, frame: Frame, look: Look) -> None:
    plain = _plain(look)
    for minimum in frame.problem.minima:
        if len(minimum.point) == 2:
            marks.put(minimum.point[0], minimum.point[1], MINIMUM, plain)
    start = frame.scenario.start
    if len(start) == 2:
        marks.put(start[0], start[1], START, plain)
    heads = [(racer, float(racer.path[-1, 0]), float(racer.path[-1, 1])) for racer in by_rank(frame) if len(racer.path)]
    # The ring first: it must not hide the head of a neighbour.
    for racer, x, y in heads:
        if racer.index == frame.view.selected:
            marks.ring(x, y, look.racer(racer.slot).color)
    for racer, x, y in heads:
        style = look.racer(racer.slot)
        if not marks.put(x, y, style.marker, style.color):
            marks.point_to(x, y, style.marker, style.color)


def _plain(look: Look) -> int:
    return 0xFFFFFF if look.dark else 0x000000
