"""A map over two axes: a colour a cell in half-blocks, a legend, the edge of stability, marks and a cursor."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from tui.plotting.axes import Area, backdrop, plot_area
from tui.plotting.axis_limits import Axis
from tui.plotting.braille import BRAILLE
from tui.plotting.cells import SPACE, Picture, ink, inks
from tui.plotting.colors import contrast, mix
from tui.plotting.labels import shorten
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.sweep.colouring import Colouring
from tui.plotting.viewport import Viewport

if TYPE_CHECKING:
    from core.arrays import Array, Indices, Integers
    from tui.plotting.plot_theme import PlotTheme

UPPER = "▀"
CROSS = "┼"
LEGENDS = ((110, 22), (76, 21), (46, 15), (0, 0))
"""The least width of a plot, and the columns of its legend."""
_READABLE = 3.0


@frozen(eq=False)
class MapAxis:
    """One axis of a map: the positions (n,) of its values."""

    values: Array
    log: bool

    @property
    def positions(self) -> Array:
        """The values as they stand on the axis."""
        with np.errstate(all="ignore"):
            return np.log10(self.values) if self.log else self.values

    @property
    def limits(self) -> Axis:
        """The axis, half a cell longer than its values at both ends."""
        at = self.positions
        low, high = float(at[0]), float(at[-1])
        half = (high - low) / max(len(at) - 1, 1) / 2 or max(abs(low) * 0.5, 0.5)
        return Axis(low - half, high + half, self.log)

    def position(self, value: float) -> float:
        """The position of a value, NaN where it has none."""
        if self.log:
            return math.log10(value) if value > 0 else math.nan
        return value

    def value(self, share: float) -> float:
        """The value at a share of the axis."""
        at = self.limits.low + share * (self.limits.high - self.limits.low)
        return float(10.0**at) if self.log else at

    def nearest(self, count: int) -> Indices:
        """The value that is nearest to the middle of each of `count` pixels."""
        limits = self.limits
        middles = limits.low + (np.arange(count) + 0.5) / max(count, 1) * (limits.high - limits.low)
        found: Indices = np.abs(self.positions[None, :] - middles[:, None]).argmin(axis=1)
        return found


@frozen(eq=False)
class MapChart:
    """What to draw: the colours of the cells, the edge of stability, the racer's own place and the cursor."""

    across: MapAxis
    up: MapAxis
    colouring: Colouring
    boundary: tuple[Array, Array] | None = None
    present: tuple[float, float] = (math.nan, math.nan)
    marker: str = ""
    color: int = -1
    cursor: tuple[int, int] | None = None
    minima: tuple[tuple[float, float], ...] = ()
    dragged: tuple[tuple[int, int], tuple[int, int]] | None = None
    """Two corners of the region that is being chosen, as cells of the canvas."""


def map_area(width: int, height: int) -> Area:
    """The layout of axes, map and legend."""
    return plot_area(width, height, next(columns for least, columns in LEGENDS if width >= least))


def draw(chart: MapChart, width: int, height: int, theme: PlotTheme) -> Picture:
    """The picture of a map."""
    area = map_area(width, height)
    picture = backdrop(area, chart.across.limits, chart.up.limits, theme)
    canvas, legend = area.canvas(picture), area.names(picture)
    if canvas is None:
        return picture
    viewport = _viewport(chart, area)
    colors = _cells(canvas, chart, viewport, theme)
    marks = _Marks(canvas, colors, theme, viewport)
    if chart.boundary is not None:
        marks.line(chart, *chart.boundary)
    for x, y in chart.minima:
        marks.put(chart.across.position(x), chart.up.position(y), "×", marks.plain)
    if chart.cursor is not None:
        marks.cursor(chart, chart.cursor)
    marks.put(*_at(chart, chart.present), chart.marker, chart.color)
    if chart.dragged is not None:
        marks.frame(*chart.dragged)
    if legend is not None:
        _legend(legend, chart.colouring, theme)
    return theme.finish(picture)


def cell_at(chart: MapChart, width: int, height: int, column: float, row: float) -> tuple[int, int] | None:
    """The cell of the map under a cell of the picture; None beside the canvas."""
    found = shares_at(width, height, column, row)
    if found is None:
        return None
    across, up = chart.across.limits, chart.up.limits
    x = across.low + found[0] * (across.high - across.low)
    y = up.low + found[1] * (up.high - up.low)
    return int(np.abs(chart.across.positions - x).argmin()), int(np.abs(chart.up.positions - y).argmin())


def shares_at(width: int, height: int, column: float, row: float) -> tuple[float, float] | None:
    """The shares of both axes at the middle of a cell of the picture; None beside the canvas."""
    area = map_area(width, height)
    x = (column - area.left + 0.5) / max(area.canvas_width, 1)
    y = 1 - (row + 0.5) / max(area.canvas_height, 1)
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else None


def _viewport(chart: MapChart, area: Area) -> Viewport:
    across, up = chart.across.limits, chart.up.limits
    return Viewport(across.low, across.high, up.low, up.high, area.canvas_width, area.canvas_height)


def _at(chart: MapChart, point: tuple[float, float]) -> tuple[float, float]:
    return chart.across.position(point[0]), chart.up.position(point[1])


def _cells(canvas: Picture, chart: MapChart, viewport: Viewport, theme: PlotTheme) -> Integers:
    """Colour the canvas; returns the colour (h, w) behind a sign in each cell, −1 for none."""
    columns, rows = chart.across.nearest(viewport.width), chart.up.nearest(2 * viewport.height)[::-1]
    pixels = chart.colouring.colors[np.ix_(columns, rows)].T
    signs = chart.colouring.signs
    upper, lower = pixels[0::2], pixels[1::2]
    if signs is not None:
        canvas.codes[:] = signs[np.ix_(columns, rows[1::2])].T
        canvas.styles[:] = inks(lower)
        return np.full(lower.shape, -1)
    if theme.ascii:
        canvas.codes[:], canvas.styles[:] = SPACE, inks(np.full(lower.shape, -1), lower)
        return lower
    alike = upper == lower
    canvas.codes[:] = np.where(alike, SPACE, ord(UPPER))
    canvas.styles[:] = np.where(alike, inks(np.full(lower.shape, -1), lower), inks(upper, lower))
    return lower


@frozen
class _Marks:
    """Signs over the colours of a map."""

    canvas: Picture
    colors: Integers
    theme: PlotTheme
    viewport: Viewport

    @property
    def plain(self) -> int:
        """The colour of what belongs to no racer."""
        if self.theme.depth == "mono":
            return -1
        return 0xFFFFFF if self.theme.dark else 0x000000

    def put(self, x: float, y: float, sign: str, color: int) -> None:
        """Write a sign at a point, if it is on the map."""
        cell = self.viewport.cell(x, y) if math.isfinite(x) and math.isfinite(y) else None
        if cell is not None and sign:
            self.write(*cell, sign, color, bold=True)

    def write(self, column: int, row: int, sign: str, color: int, bold: bool = False) -> None:
        """Write a sign into a cell, whose colour is changed until the sign can be read."""
        if 0 <= column < self.viewport.width and 0 <= row < self.viewport.height:
            back = int(self.colors[row, column])
            away = 0x000000 if self.theme.dark else 0xFFFFFF
            for amount in (0.0, 0.3, 0.6, 0.85):
                shade = back if back < 0 else mix(back, away, amount)
                if shade < 0 or color < 0 or contrast(color, shade) >= _READABLE:
                    break
            self.canvas.write(row, column, sign, ink(None if color < 0 else color, None if shade < 0 else shade, bold))

    def line(self, chart: MapChart, x: Array, y: Array) -> None:
        """Draw a line through points given by their values."""

        def points(at: Array, height: Array, first: int, last: int) -> tuple[Array, Array]:
            return at[first:last], height[first:last]

        at = np.array([chart.across.position(float(value)) for value in x])
        height = np.array([chart.up.position(float(value)) for value in y])
        flat = FlatLines()
        flat.advance(None, self.viewport, [Polyline("edge", self.plain, len(at), partial(points, at, height))])
        bits = flat.drawn["edge"].bits
        for row, column in zip(*np.nonzero(bits), strict=True):
            self.write(int(column), int(row), chr(BRAILLE + int(bits[row, column])), self.plain)

    def cursor(self, chart: MapChart, cell: tuple[int, int]) -> None:
        """Draw cross-hairs at a cell of the map."""
        x, y = float(chart.across.positions[cell[0]]), float(chart.up.positions[cell[1]])
        found = self.viewport.cell(x, y)
        if found is not None:
            arms = [(away, 0, "─") for away in (-2, -1, 1, 2)] + [(0, away, "│") for away in (-1, 1)]
            for across, down, sign in [*arms, (0, 0, CROSS)]:
                self.write(found[0] + across, found[1] + down, sign, self.plain)

    def frame(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """Draw the border of a region between two cells of the canvas."""
        (left, right), (top, bottom) = (sorted(ends) for ends in zip(one, other, strict=True))
        for column in range(left, right + 1):
            self.write(column, top, "─", self.plain)
            self.write(column, bottom, "─", self.plain)
        for row in range(top, bottom + 1):
            self.write(left, row, "│", self.plain)
            self.write(right, row, "│", self.plain)
        for column, row, sign in ((left, top, "┌"), (right, top, "┐"), (left, bottom, "└"), (right, bottom, "┘")):
            self.write(column, row, sign, self.plain)


def _legend(legend: Picture, colouring: Colouring, theme: PlotTheme) -> None:
    height, width = legend.codes.shape
    for row, (color, sign, text) in enumerate(colouring.legend[:height]):
        swatch = ink(None if color < 0 else color) if sign != " " else ink(None, None if color < 0 else color)
        legend.write(row, 1, sign * 2, swatch)
        legend.write(row, 4, shorten(text, width - 4), ink(theme.label))
