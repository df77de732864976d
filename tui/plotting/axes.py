"""The axes of a plot, drawn by plotext, and the layout of axes and canvas."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.frozen import frozen
from tui.plotting import plotext_figure
from tui.plotting.ascii_font import plain_label
from tui.plotting.axis_limits import Axis
from tui.plotting.cells import Picture, ink
from tui.plotting.plot_theme import PlotTheme

MARGIN = 5  # columns for the labels on the left; fixed, since a canvas must not move when a label gets longer
_MAX_LABEL_WIDTH = 8  # of the labels below the axis
_ACROSS = str.maketrans("┤└", "├┘")
_MIN_WIDTH, _MIN_HEIGHT = 6, 3  # of a canvas with axes; with less room it has none


@frozen
class Area:
    """The layout of a plot of `width` × `height` cells: its canvas begins at column `left` in the first row.

    To the right of the canvas `gutter` columns are for names; a second axis may follow.
    """

    width: int
    height: int
    left: int
    canvas_width: int
    canvas_height: int
    gutter: int = 0

    def canvas(self, picture: Picture) -> Picture | None:
        """The part of a picture to draw on, None where there is none."""
        if self.canvas_width < 1 or self.canvas_height < 1:
            return None
        return self._part(picture, self.left, self.canvas_width)

    def names(self, picture: Picture) -> Picture | None:
        """The gutter of a picture, None where there is none."""
        return self._part(picture, self.left + self.canvas_width, self.gutter) if self.gutter else None

    def canvas_and_names(self, picture: Picture) -> Picture:
        """The canvas with the gutter, for what may cover both."""
        return self._part(picture, self.left, self.canvas_width + self.gutter)

    def _part(self, picture: Picture, left: int, width: int) -> Picture:
        rows, columns = slice(0, self.canvas_height), slice(left, left + width)
        return Picture(picture.codes[rows, columns], picture.styles[rows, columns])


def plot_area(width: int, height: int, gutter: int = 0, right: int = 0) -> Area:
    """Lay out axes and canvas, and beside it a gutter and `right` columns; a tiny plot is all canvas."""
    across, up = width - MARGIN - 1 - gutter - right, height - 2
    if across < _MIN_WIDTH or up < _MIN_HEIGHT:
        return Area(width, height, 0, max(width, 0), max(height, 0))
    return Area(width, height, MARGIN + 1, across, up, gutter)


def backdrop(area: Area, across: Axis, up: Axis, theme: PlotTheme) -> Picture:
    """A new picture with axes and ticks around a blank canvas."""
    picture = Picture.blank(max(area.width, 0), max(area.height, 0))
    if area.left:
        codes = _axes(area, across, up, theme.ascii)
        picture.codes[:, : codes.shape[1]] = codes
        picture.styles[:] = ink(theme.label)
        picture.styles[: area.canvas_height + 1, area.left - 1] = ink(theme.axis)
        picture.styles[area.canvas_height, area.left - 1 :] = ink(theme.axis)
    return picture


@lru_cache(maxsize=8)
def _axes(area: Area, across: Axis, up: Axis, ascii: bool) -> plotext_figure.Codes:
    return plotext_figure.axes(
        area.left + area.canvas_width,
        area.height,
        _in_cells(across, area.canvas_width, max(area.canvas_width // 7, 1), _MAX_LABEL_WIDTH, ascii),
        _upright(up, area.canvas_height, ascii),
        MARGIN,
    )


def right_axis(picture: Picture, area: Area, up: Axis, theme: PlotTheme) -> None:
    """Draw a second vertical axis with its ticks in the last columns."""
    column = area.width - MARGIN - 1
    if not area.left or column < area.left + area.canvas_width:
        return
    codes = _mirrored(area.height, area.canvas_height, up, theme.ascii)
    picture.codes[:, column : column + MARGIN + 1] = codes
    picture.styles[: area.canvas_height, column:] = ink(theme.text)
    picture.styles[: area.canvas_height + 1, column] = ink(theme.axis)
    picture.styles[area.canvas_height, column:] = ink(theme.axis)


@lru_cache(maxsize=8)
def _mirrored(height: int, canvas: int, up: Axis, ascii: bool) -> plotext_figure.Codes:
    """The left axis, mirrored."""
    left = plotext_figure.axes(MARGIN + 2, height, [], _upright(up, canvas, ascii), MARGIN)[:, : MARGIN + 1]
    rows = ["".join(map(chr, row)) for row in left.tolist()]
    right = [row[MARGIN].translate(_ACROSS) + row[:MARGIN].strip().ljust(MARGIN) for row in rows]
    return np.array([[ord(sign) for sign in row] for row in right], np.uint32)


def _upright(up: Axis, cells: int, ascii: bool) -> list[tuple[float, str]]:
    return _in_cells(up, cells, max(2 * cells // 5, 2), MARGIN, ascii)


def _in_cells(axis: Axis, cells: int, room: int, widest: int, ascii: bool) -> list[tuple[float, str]]:
    span = axis.high - axis.low
    places = [((place - axis.low) / span * cells, label) for place, label in axis.ticks(room, widest)]
    if ascii:
        places = [(place, plain_label(label)) for place, label in places]
    # plotext leaves out a tick exactly on the edge.
    return [(min(max(place, 0.1), cells - 0.1), label) for place, label in places if -1 < place < cells + 1]
