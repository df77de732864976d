"""The landscape around a racer's head: gradient, momentum and last step as named arrows, the scale as a box.

Arrows show directions on the axes' scales. The box is as wide and as high as the scale is in x and in y, so dividing
by the scale makes a square of it: its long side is the coordinate whose steps are cut down most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.inspection.directions import last_step
from core.inspection.momentum_and_scale import MomentumAndScale
from tui.plotting.axes import Area
from tui.plotting.braille import BRAILLE
from tui.plotting.cells import ink
from tui.plotting.landscape.marks import Cell, Marks, Shaft
from tui.plotting.landscape.palettes import trajectory_inks
from tui.plotting.landscape.picture import GRADIENT, STEP, LandscapePlot, descent, in_picture, mark, plane_point
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats
from tui.state.plane_frame import PlaneFrame

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame, RacerFrame

NAMES = {"gradient": "∇", "momentum": "m", "step": "Δ", "box": "□"}
"""The signs at the tips of the arrows and in the legend."""

_MOMENTUM = 16.0, 16.0  # minimum and maximum length in dots; not that of −∇f, since the two directions often agree
_AXES = 11  # rows of the smallest picture with axes
_BOX = 0.3  # of the canvas, half a side: with the head off the middle, it still has all four
_BOX_BAND = 1  # the box has the colours of this age band
_AROUND = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))  # by octants


@frozen
class Arrow:
    """One arrow from the head."""

    name: str
    shaft: Shaft
    color: int
    dashed: bool = False
    heavy: bool = False


class CloseUpPlot(LandscapePlot):
    """Draws the landscape around a head; a small plot has no axes, so that its arrows have room."""

    def area(self) -> Area:
        """The layout of axes and canvas; a small plot is all canvas."""
        return super().area() if self.height >= _AXES else Area(self.width, self.height, 0, self.width, self.height)

    def mark(self, marks: Marks, frame: Frame, theme: PlotTheme) -> None:
        """Put marks, arrows and heads on the landscape."""
        mark(marks, frame, theme, draw_arrows)


def momentum_and_scale_of(racer: RacerFrame) -> MomentumAndScale:
    """Momentum and scale after a racer's last update, each None before the first."""
    return MomentumAndScale() if racer.inspection is None else racer.inspection.momentum_and_scale


def box_sides(frame: Frame, scale: Floats) -> Floats | None:
    """The scale in the two coordinates of the picture; None where it shows fewer, or a plane that is at an angle."""
    if not isinstance(frame, PlaneFrame):
        return scale if frame.problem.dims > 1 else None
    shown = frame.fitted.coordinates
    return None if shown is None else scale[list(shown)]


def draw_arrows(marks: Marks, frame: Frame, racer: RacerFrame, color: int) -> None:
    """Draw the box of the scale, the arrows over it, and their names at the tips."""
    scale = momentum_and_scale_of(racer).scale
    sides = None if scale is None else box_sides(frame, scale.values)
    if sides is not None:
        _box(marks, plane_point(frame, racer.path[-1]), sides, color)
    found = tuple(arrows(marks, frame, racer, color))
    for arrow in found:
        marks.draw_shaft(arrow.shaft, arrow.color, dashed=arrow.dashed, heavy=arrow.heavy)
    for arrow in found:
        marks.draw_head(arrow.shaft, arrow.color)
    _name(marks, found)


def arrows(marks: Marks, frame: Frame, racer: RacerFrame, color: int) -> Iterator[Arrow]:
    """The last step, momentum and −∇f, the most important one last, so that it is drawn over the others."""
    at = plane_point(frame, racer.path[-1])
    step = _shaft(marks, at, last_step(racer.path), STEP)
    if step is not None:
        yield Arrow("step", step, color, dashed=True)
    momentum = momentum_and_scale_of(racer).momentum
    if momentum is not None:
        values = in_picture(frame, momentum.values)
        shaft = _shaft(marks, at, values if len(values) > 1 else np.array([values[0], 0.0]), _MOMENTUM)
        if shaft is not None:
            yield Arrow("momentum", shaft, color, heavy=True)
    gradient = _shaft(marks, at, descent(frame, racer), GRADIENT)
    if gradient is not None:
        yield Arrow("gradient", gradient, marks.plain)


def _shaft(marks: Marks, at: tuple[float, float], vector: Floats, lengths: tuple[float, float]) -> Shaft | None:
    """The shaft of an arrow, shortened until its name fits inside the canvas."""
    shaft = marks.trace(at, vector, *lengths)
    if shaft is None:
        return None
    (x, y), (across, up) = shaft.start, shaft.way
    columns, rows = marks.viewport.columns, marks.viewport.rows
    rooms = (
        (columns - DOTS_X - x if across > 0 else x - DOTS_X, abs(across)),
        (rows - DOTS_Y - y if up < 0 else y - DOTS_Y, abs(up)),
    )
    share = min([1.0, *(max(room, 0) / length for room, length in rooms if length > 0)])
    length = share * math.hypot(across, up)
    return marks.trace(at, vector, length, length) if share < 1 else shaft


def _box(marks: Marks, at: tuple[float, float], scale: Floats, color: int) -> None:
    """A frame around the head, half of its sides in the ratio of the scale's values, on the axes' scales."""
    viewport = marks.viewport
    middle = viewport.dot(*at)
    dots = np.array([viewport.columns, viewport.rows], np.float64)
    with np.errstate(all="ignore"):
        sides = np.abs(scale) * dots / [viewport.x_high - viewport.x_low, viewport.y_high - viewport.y_low]
        across, up = sides / (sides / dots).max() * _BOX
    if middle is None or not (math.isfinite(across) and math.isfinite(up)):
        return
    left, right = (math.floor((middle[0] + side) / DOTS_X) for side in (-across, across))
    top, bottom = (math.floor((middle[1] + side) / DOTS_Y) for side in (-up, up))
    corners = "├┤├┤" if top == bottom else "┬┬┴┴" if left == right else "┌┐└┘"
    lines: dict[Cell, str] = {(column, row): "─" for row in (top, bottom) for column in range(left + 1, right)}
    lines |= {(column, row): "│" for column in (left, right) for row in range(top + 1, bottom)}
    for (column, row), sign in lines.items():
        if marks.inside(column, row) and not _has_trajectory(marks, (column, row)):
            _draw(marks, column, row, sign, color)
    places = ((left, top), (right, top), (left, bottom), (right, bottom))
    for (column, row), sign in zip(places, corners, strict=True):
        _draw(marks, column, row, sign, color)


def _draw(marks: Marks, column: int, row: int, sign: str, color: int) -> None:
    """Write a piece of the box in the colours of a middle-aged trajectory."""
    if marks.inside(column, row):
        front, back = trajectory_inks(marks.shade(column, row), color, _BOX_BAND, marks.palette, marks.depth)
        mono = marks.depth == "mono"
        marks.canvas.write(row, column, sign, ink(None if mono else front, None if mono or back < 0 else back))


def _has_trajectory(marks: Marks, cell: Cell) -> bool:
    """Whether a trajectory passes a cell, which the box must not cut; isolines consist of dots only without shading."""
    code = int(marks.canvas.codes[cell[1], cell[0]])
    return marks.depth in ("truecolor", "256") and BRAILLE < code < BRAILLE + 0x100


def _name(marks: Marks, arrows: Sequence[Arrow]) -> None:
    """Write each arrow's name beyond its head, else beside it, away from the other heads."""
    start = {_cell(arrow.shaft.start) for arrow in arrows}
    ring = {(column + away, row) for column, row in start for away in (-1, 0, 1)}
    tips = [_cell(arrow.shaft.tip or arrow.shaft.start) for arrow in arrows]
    named: list[Cell] = []
    for arrow, tip in zip(arrows, tips, strict=True):
        others = [cell for cell in (*tips, *named) if cell != tip]
        ways = [_AROUND[(arrow.shaft.octant + turn) % 8] for turn in (0, 1, -1, 2, -2, 3, -3, 4)]
        places = [(tip[0] + across, tip[1] + down) for across, down in ways]
        free = [place for place in places if place not in ring and place not in others and marks.inside(*place)]
        if free:
            named.append(min(free, key=lambda place: sum(map(partial(_touch, place), others))))
            marks.write(*named[-1], NAMES[arrow.name], arrow.color)


def _touch(one: Cell, other: Cell) -> bool:
    return abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) <= 1


def _cell(dot: tuple[float, float]) -> Cell:
    return math.floor(dot[0] / DOTS_X), math.floor(dot[1] / DOTS_Y)
