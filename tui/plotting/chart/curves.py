"""Plots of curves over steps: limits that move in steps, lines, names in a gutter, a cursor with a readout."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from tui.plotting import braille
from tui.plotting.axes import MARGIN, Area, backdrop, plot_area, right_axis
from tui.plotting.axis_limits import Axis, linear_axis, log_axis, symlog_axis
from tui.plotting.cells import Codes, Inks, Picture, ink
from tui.plotting.chart import readout
from tui.plotting.chart.gutter import End, Gutter, gutter_width
from tui.plotting.history.block_bounds import Values
from tui.plotting.history.downsample import downsample, places
from tui.plotting.history.value_range import CurveBounds
from tui.plotting.landscape.overlay import colored, content
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.memo import Memo
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.symlog import symlog
from tui.plotting.viewport import Floats, Viewport

CURSOR = "│"
_PORTION = 1 << 30  # steps drawn at a time: downsampled to columns of dots, they are few points


@dataclass(frozen=True, eq=False)
class Curve:
    """A value for each of the steps 0 … count − 1."""

    name: Hashable
    label: str
    marker: str
    color: int
    count: int
    values: Values
    dotted: bool = False
    dashed: bool = False
    selected: bool = False
    letter: str = ""
    owner: str = ""  # curves of one owner share a line of the readout; one without an owner has its own


@dataclass(frozen=True, eq=False)
class Chart:
    """What to draw: curves, the last one on top, and how. `key` changes when values already drawn are replaced."""

    key: Hashable
    curves: tuple[Curve, ...]
    across: Axis  # of the steps
    log_y: bool
    faint: tuple[Curve, ...] = ()  # drawn below the curves: without names, and ignored by limits and readout
    bounds: tuple[float, float] = (-math.inf, math.inf)  # values beyond do not move the limits
    symlog_below: float = -math.inf  # values below make a linear axis a symlog one
    cursor: int | None = None
    note: str = ""  # shown when there are no curves
    right: Chart | None = None  # drawn below, over the same steps, with an axis of its own on the right
    others: tuple[Curve, ...] = ()  # read out as well, then
    moving: bool = False  # whether the next chart follows at once, so that names should not jump


@dataclass(eq=False)
class CurvePlot:
    """Draws one chart after another; keeps the bits and bounds of curves for the next."""

    width: int = 0
    height: int = 0
    seconds: float = math.inf  # time budget of a picture; the next one continues an unfinished one
    _lines: FlatLines = field(default_factory=FlatLines)
    _bounds: CurveBounds = field(default_factory=CurveBounds)
    _colored: Memo[tuple[Codes, Inks]] = field(default_factory=Memo)
    _gutter: Gutter = field(default_factory=Gutter)
    _right: CurvePlot | None = None
    up: Axis = field(default_factory=lambda: Axis(0.0, 1.0))

    @property
    def complete(self) -> bool:
        """Whether the last picture was finished; if not, drawing again continues it."""
        right = self._right is None or self._right.complete
        return self._bounds.complete and right

    def area(self, chart: Chart) -> Area:
        """The layout of axes, canvas and gutter."""
        right = 0 if chart.right is None else MARGIN + 1
        labels = [curve.label for curve in (*chart.curves, *(chart.right.curves if chart.right else ()))]
        return plot_area(self.width, self.height, gutter_width(labels, self.width, MARGIN + 1 + right), right)

    def draw(self, chart: Chart, theme: PlotTheme) -> Picture:
        """The picture of a chart."""
        area = self.area(chart)
        self._update_limits(chart)
        picture = backdrop(area, chart.across, self.up, theme)
        self._right = None if chart.right is None else self._right or CurvePlot(seconds=self.seconds)
        canvas = area.canvas(picture)
        if canvas is None:
            return picture
        if chart.cursor is not None:
            _cursor(canvas, chart, theme)
        ends = []
        if chart.right is not None and self._right is not None:
            ends = self._right._draw_on(picture, canvas, area, chart.right, theme)
        ends += self._draw_curves(canvas, chart, theme)
        gutter = area.names(picture)
        if gutter is not None:
            self._gutter.write(gutter, ends, chart.moving)
        if chart.cursor is not None:
            readout.write(canvas, chart.cursor, _readable(chart, area.canvas_height), theme)
        return theme.finish(picture)

    def _draw_on(self, picture: Picture, canvas: Picture, area: Area, chart: Chart, theme: PlotTheme) -> list[End]:
        """Draw a second chart on a canvas, with its axis on the right."""
        self._update_limits(chart)
        right_axis(picture, area, self.up, theme)
        return self._draw_curves(canvas, chart, theme)

    def _update_limits(self, chart: Chart) -> None:
        """Read the new values, and update the limits of the axis."""
        self._bounds.update(chart.key, (*chart.faint, *chart.curves), time.monotonic() + self.seconds)
        self.up = self._limits(chart)

    def _draw_curves(self, canvas: Picture, chart: Chart, theme: PlotTheme) -> list[End]:
        """Draw the curves over a canvas; return where they end."""
        viewport = _viewport(canvas, chart, self.up)
        lines = [self._line(curve, viewport, chart) for curve in (*chart.faint, *chart.curves)]
        self._lines.advance((chart.key, self.up.log, self.up.within, chart.across.log), viewport, lines)
        if lines:
            drawn = self._lines.drawn
            over, colors = self._colored.get(content(drawn, lines), lambda: colored(drawn, lines))
            passed = over > 0
            canvas.codes[passed] = braille.joined(canvas.codes, over)[passed]
            canvas.styles[passed] = colors[passed] + 1
        elif chart.note:
            _centre(canvas, chart.note, theme)
        return _ends(canvas, viewport, chart, self.up)

    def _line(self, curve: Curve, viewport: Viewport, chart: Chart) -> Polyline:
        """A curve as far as its values have been read."""
        bounds, up, across, columns = self._bounds.bounds_of(curve), self.up, chart.across, viewport.columns

        def points(first: int, last: int) -> tuple[Floats, Floats]:
            x, values = downsample(curve.values, bounds, first, last, across.high, across.log, columns)
            return x, heights(values, up)

        count = self._bounds.known(curve)
        return Polyline(curve.name, curve.color, count, points, curve.dotted, _PORTION, curve.letter, curve.dashed)

    def step_at(self, chart: Chart, column: float) -> int:
        """The step under a column of the picture (cells from its left)."""
        area = self.area(chart)
        share = (column - area.left + 0.5) / max(area.canvas_width, 1)
        across = chart.across.low + (chart.across.high - chart.across.low) * min(max(share, 0.0), 1.0)
        return round(10**across if chart.across.log else across)

    def stride(self, chart: Chart) -> int:
        """The number of steps in a column of dots, at least 1; on a logarithmic axis, at the cursor."""
        columns = 2 * max(self.area(chart).canvas_width, 1)
        span = (chart.across.high - chart.across.low) / columns
        if chart.across.log:
            return max(1, round((chart.cursor or 1) * (10**span - 1)))
        return max(1, round(span))

    def _limits(self, chart: Chart) -> Axis:
        low, high, least_positive = self._bounds.range(chart.curves)
        low, high = max(low, chart.bounds[0]), min(high, chart.bounds[1])
        if chart.log_y:
            if not 0 < least_positive < math.inf:
                return Axis(-1.0, 0.0, True)
            return log_axis(least_positive, max(high, least_positive))
        if not low <= high:
            return Axis(0.0, 1.0)
        return symlog_axis(low, high, -chart.symlog_below) if low < chart.symlog_below else linear_axis(low, high)


def _viewport(canvas: Picture, chart: Chart, up: Axis) -> Viewport:
    height, width = canvas.codes.shape
    return Viewport(chart.across.low, chart.across.high, up.low, up.high, width, height)


def _cursor(canvas: Picture, chart: Chart, theme: PlotTheme) -> None:
    viewport = _viewport(canvas, chart, Axis(0.0, 1.0))
    column = _column(viewport, chart, chart.cursor or 0)
    if column is not None:
        for row in range(viewport.height):
            canvas.write(row, column, CURSOR, ink(theme.cursor))


def _readable(chart: Chart, height: int) -> list[Curve]:
    """The curves in the readout: of two charts on one canvas those of both, and others if there is room."""
    if chart.right is None:
        return readout.sorted_at(chart.cursor or 0, chart.curves)
    own = [*reversed(chart.curves), *chart.right.curves]
    return [*own, *chart.others][: max(len(own), height // 2 - 1)]


def heights(values: Floats, up: Axis) -> Floats:
    """The positions of values on their axis; of a logarithm, values ≤ 0 lie below any limit."""
    if up.within:
        return symlog(values, up.within)
    if not up.log:
        return values
    with np.errstate(all="ignore"):
        return np.log10(np.maximum(values, 5e-324))  # NaN stays NaN


def _column(viewport: Viewport, chart: Chart, step: int) -> int | None:
    across = float(places(np.array([float(step)]), chart.across.log)[0])
    cell = viewport.cell(across, (viewport.y_low + viewport.y_high) / 2)
    return None if cell is None else cell[0]


def _centre(canvas: Picture, text: str, theme: PlotTheme) -> None:
    height, width = canvas.codes.shape
    canvas.write(height // 2, max((width - len(text)) // 2, 0), text, ink(theme.label))


def _ends(canvas: Picture, viewport: Viewport, chart: Chart, up: Axis) -> list[End]:
    """Write each curve's marker at its end; return the ends, for the gutter."""
    ends = []
    for curve in chart.curves:
        if curve.count == 0:
            continue
        value = heights(curve.values(slice(curve.count - 1, curve.count)), up)
        if len(value) == 0 or not np.isfinite(value[0]):
            continue
        across = places(np.array([float(curve.count - 1)]), chart.across.log)[0]
        height = min(max(float(value[0]), up.low), up.high)
        cell = viewport.cell(float(across), height)
        if cell is not None:
            canvas.write(cell[1], cell[0], curve.marker, ink(curve.color, bold=True))
            share = (float(value[0]) - up.low) / (up.high - up.low)  # comparable between two axes
            ends.append(End(curve.name, share, cell[1], curve.marker, curve.label, curve.color, curve.selected))
    return ends
