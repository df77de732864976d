"""The axes of a surface: ticks and names along its front edges, a ruler for the loss at its left corner, a floor."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.typography import SUPERSCRIPTS
from tui.plotting import braille
from tui.plotting.ascii_font import plain_label
from tui.plotting.axis_limits import decade_ticks, ticks
from tui.plotting.cells import SPACE, Picture, ink
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.camera import Projection
from tui.plotting.surface.floor import draw_floor
from tui.plotting.surface.mesh import Mesh
from tui.plotting.viewport import DOTS_X, DOTS_Y, Mask

if TYPE_CHECKING:
    from core.problems import Box

MIN_WIDTH, MIN_HEIGHT = 30, 10
"""Cells of the smallest canvas with labels."""

_MAX_LABEL_WIDTH = 6
_BESIDE_THE_MIDDLE = sorted(np.linspace(0.1, 0.9, 33).tolist(), key=lambda part: abs(part - 0.5))
"""Where along an edge its name may stand, the best place first: wherever the ticks leave room."""
_GAP = 3  # dots between the ruler and the corner
_LETTERS = np.array([*map(ord, (*string.digits, *string.ascii_lowercase, *".kM−", *SUPERSCRIPTS.values()))])
_UPRIGHT = 0.35  # slope of an edge; a flatter one has its labels below it


@frozen
class _Edge:
    """An edge of the floor with its ends (u, v), and whether it is that of the first parameter."""

    start: tuple[float, float]
    end: tuple[float, float]
    first: bool


def draw_axes(
    picture: Picture, projection: Projection, mesh: Mesh, box: Box, names: tuple[str, ...], theme: PlotTheme
) -> None:
    """Write labels into the blank cells around a surface, and draw the grid of its floor into what they leave.

    What has no room is left out.
    """
    if projection.width < MIN_WIDTH or projection.height < MIN_HEIGHT:
        return
    _draw_ruler(picture, projection, mesh, theme)
    labels = [_in_font(_edge_ticks(projection, edge, box), theme) for edge in _front(projection)]
    for edge, found, name in zip(_front(projection), labels, names, strict=True):
        _label(picture, projection, edge, name, found, theme)
    first, second = ([part for part, _ in found] for found in labels)
    draw_floor(picture, _apart_from_text(picture), projection, first, second, theme)


def _edge_ticks(projection: Projection, edge: _Edge, box: Box) -> list[tuple[float, str]]:
    """Round values along an edge, each with its share of it: as many as there is room for."""
    low, high = (box.x_low, box.x_high) if edge.first else (box.y_low, box.y_high)
    start, end = (_at(projection, u, v, 0.0) for u, v in (edge.start, edge.end))
    across, down = abs(end[0] - start[0]), abs(end[1] - start[1])
    room = max(int(max(across / DOTS_X / (_MAX_LABEL_WIDTH + 2), down / DOTS_Y / 2.5)), 2)
    return [((place - low) / (high - low), text) for place, text in ticks(low, high, room, _MAX_LABEL_WIDTH)]


def _in_font(labels: list[tuple[float, str]], theme: PlotTheme) -> list[tuple[float, str]]:
    return [(place, plain_label(text) if theme.ascii else text) for place, text in labels]


def _front(projection: Projection) -> list[_Edge]:
    """The two edges of the floor that are nearest to the camera."""
    u, v = (1.0 if part > 0 else 0.0 for part in projection.camera.toward)
    return [_Edge((0.0, v), (1.0, v), True), _Edge((u, 0.0), (u, 1.0), False)]


def _at(projection: Projection, u: float, v: float, z: float) -> tuple[float, float]:
    x, y, _ = projection.dots(np.array([u]), np.array([v]), np.array([z]))
    return float(x[0]), float(y[0])


def _label(
    picture: Picture,
    projection: Projection,
    edge: _Edge,
    name: str,
    labels: list[tuple[float, str]],
    theme: PlotTheme,
) -> None:
    start, end, middle = (_at(projection, u, v, 0.0) for u, v in (edge.start, edge.end, (0.5, 0.5)))
    across, down = end[0] - start[0], end[1] - start[1]
    away = (start[0] + end[0]) / 2 - middle[0]
    lean = abs(down) / max(np.hypot(across, down), 1e-9)
    side = 0 if lean < _UPRIGHT / 2 else (1 if away > 0 else -1)

    def write(part: float, text: str, style: int) -> bool:
        u, v = (a + (b - a) * part for a, b in zip(edge.start, edge.end, strict=True))
        x, y = _at(projection, u, v, 0.0)
        column, row = int(x // DOTS_X), int(y // DOTS_Y) + 1
        return _write(picture, column - (len(text) // 2, -1, len(text))[side], row, text, style)

    for part, text in labels:
        write(part, text, ink(theme.label))
    any(write(part, name, ink(theme.text, bold=True)) for part in _BESIDE_THE_MIDDLE)


def _draw_ruler(picture: Picture, projection: Projection, mesh: Mesh, theme: PlotTheme) -> None:
    """Draw a vertical ruler at the leftmost corner, with losses at their heights."""
    corners = [(u, v) for u in (0.0, 1.0) for v in (0.0, 1.0)]
    corner = min(corners, key=lambda place: _at(projection, place[0], place[1], 0.5)[0])
    foot, top = _at(projection, *corner, 0.0), _at(projection, *corner, 1.0)
    cells = (foot[1] - top[1]) / DOTS_Y
    if cells < 3:
        return
    _line(picture, (foot[0] - _GAP, foot[1]), (top[0] - _GAP, top[1]), theme)
    column, row = int((top[0] - _GAP) // DOTS_X), int(top[1] // DOTS_Y)
    _write(picture, max(column - 3, 0), row - 1, "loss", ink(theme.text, bold=True))
    last = row - 1
    for z, text in _in_font(loss_ticks(mesh, int(cells)), theme):
        x, y = _at(projection, *corner, z)
        row = int(y // DOTS_Y)
        if row > last:
            column = int((x - _GAP) // DOTS_X) - len(text)
            # The ruler leans: in some rows it takes two cells.
            if any(_write(picture, column - shift, row, text, ink(theme.label)) for shift in (0, 1)):
                last = row + 1 if cells > 6 else row


def loss_ticks(mesh: Mesh, room: int) -> list[tuple[float, str]]:
    """Heights of round losses: powers of ten where there are several, from the highest down."""
    known = np.isfinite(mesh.loss) & np.isfinite(mesh.z)
    losses, heights = mesh.loss[known], mesh.z[known]
    if losses.size == 0:
        return []
    order = np.argsort(losses, kind="stable")
    losses, heights = losses[order], heights[order]
    low, high = float(losses[0]), float(losses[-1])
    low = float(losses[losses > 0][0]) if low == 0 < high else low
    if low > 0 and high > 50 * low:
        exponents = decade_ticks(float(np.log10(low)), float(np.log10(high)), max(room, 2))
        places = [(10.0**exponent, text) for exponent, text in exponents]
    else:
        places = list(ticks(low, high, max(room, 2), _MAX_LABEL_WIDTH))
    found = [(float(np.interp(place, losses, heights)), text) for place, text in places]
    return found[::-1]


def _line(picture: Picture, start: tuple[float, float], end: tuple[float, float], theme: PlotTheme) -> None:
    """Draw a straight line of dots in blank cells."""
    height, width = picture.codes.shape
    ends = np.array([[*start, *end]])
    if not np.isfinite(ends).all():
        return
    limits = np.array([DOTS_X * width - 1, DOTS_Y * height - 1] * 2)
    bits = np.zeros((height, width), np.uint8)
    braille.draw(bits, np.clip(ends, 0, limits).astype(np.int64))
    free = (bits > 0) & _blank(picture)
    picture.codes[free] = bits[free] + np.uint32(braille.BRAILLE)
    picture.styles[free] = ink(theme.axis)


def _write(picture: Picture, column: int, row: int, text: str, style: int) -> bool:
    """Write text if all of its cells are blank and no other text is near; return whether it was written."""
    height, width = picture.codes.shape
    if not text or not 0 <= row < height or column < 0 or column + len(text) > width:
        return False
    place = np.s_[row, max(column - 1, 0) : column + len(text) + 1]
    own = np.s_[row, column : column + len(text)]
    blank = _blank(picture)
    free = bool(blank[own].all()) and not np.isin(picture.codes[place], _LETTERS).any()
    if free:
        picture.write(row, column, text, style)
    return free


def _apart_from_text(picture: Picture) -> Mask:
    """The blank cells without a letter beside them."""
    letters = np.pad(np.isin(picture.codes, _LETTERS), ((0, 0), (1, 1)))
    return _blank(picture) & ~(letters[:, :-2] | letters[:, 2:])


def _blank(picture: Picture) -> Mask:
    blank: Mask = (picture.codes == SPACE) & (picture.styles == 0)
    return blank
