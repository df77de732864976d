"""Plots of curves over steps: limits that move in steps, lines, names in a gutter, a cursor with a readout."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.frozen import frozen
from tui.plotting import braille
from tui.plotting.axes import MARGIN, Area, backdrop, plot_area, right_axis
from tui.plotting.axis_limits import Axis, linear_axis, log_axis, symlog_axis
from tui.plotting.cells import Codes, Inks, Picture, ink
from tui.plotting.chart import fill, readout
from tui.plotting.chart.fill import Fill
from tui.plotting.chart.gutter import End, Gutter, Names, gutter_width
from tui.plotting.history.block_bounds import Values
from tui.plotting.history.downsample import downsample, places
from tui.plotting.history.value_range import CurveBounds
from tui.plotting.landscape.overlay import colored, dots
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.memo import Memo
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.symlog import symlog
from tui.plotting.viewport import Floats, Viewport

CURSOR = "│"
_PORTION = 1 << 30  # steps drawn at a time: downsampled to columns of dots, they are few points


@frozen(eq=False)
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
    sign: str = ""
    followed: bool = False  # whether the limits hold it even if it is faint
    owner: str = ""  # curves of one owner share a line of the readout; one without an owner has its own


@frozen(eq=False)
class Chart:
    """What to draw: curves, the last one on top, and how. `key` changes when values already drawn are replaced."""

    key: Hashable
    curves: tuple[Curve, ...]
    across: Axis  # of the steps
    log_y: bool
    faint: tuple[Curve, ...] = ()  # drawn below the curves: without names, ignored by readout and mostly by limits
    bounds: tuple[float, float] = (-math.inf, math.inf)  # values beyond do not move the limits
    symlog_below: float = -math.inf  # values below make a linear axis a symlog one
    cursor: int | None = None
    note: str = ""  # shown when there are no curves
    right: Chart | None = None  # drawn below, over the same steps, with an axis of its own on the right
    fills: tuple[Fill, ...] = ()  # drawn below everything
    others: tuple[Curve, ...] = ()  # read out as well, then
    moving: bool = False  # whether the next chart follows at once, so that names should not jump


@frozen
class Layer:
    """The curves of one chart, as far as they are drawn: equal if they look the same."""

    up: Axis
    ends: tuple[End, ...]
    dots: tuple[Hashable, ...]
    """Those of each curve."""
    cells: Callable[[], tuple[Codes, Inks]] = field(compare=False)
    """Makes characters (0 where no curve passes) and colours of it."""

    def paint(self, canvas: Picture) -> None:
        """Draw the curves over a canvas, and a marker at the end of each."""
        if self.dots:
            over, colors = self.cells()
            passed = over > 0
            canvas.codes[passed] = braille.joined(canvas.codes, over)[passed]
            canvas.color(passed, colors)
        for end in self.ends:
            canvas.write(end.row, end.column, end.marker, ink(end.color, bold=True), keep_back=True)


@dataclass(eq=False)
class CurvePlot:
    """Draws one chart after another; keeps the bits and bounds of curves for the next."""

    width: int = 0
    height: int = 0
    seconds: float = math.inf  # time budget of a picture; the next one continues an unfinished one
    _lines: FlatLines = field(default_factory=FlatLines)
    _bounds: CurveBounds = field(default_factory=CurveBounds)
    _picture: Memo[Picture] = field(default_factory=Memo)
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
        """The picture of a chart: the one before, as long as nothing in it changes. Do not write to it."""
        area = self.area(chart)
        layers = [self._advance(chart, area)]
        if chart.right is not None:
            self._right = self._right or CurvePlot(seconds=self.seconds)
            layers.insert(0, self._right._advance(chart.right, area))
        ends = [end for layer in layers for end in layer.ends]
        names = self._gutter.place(ends, area.canvas_height, chart.moving) if area.gutter else None
        readable = () if chart.cursor is None else tuple(_readable(chart, area.canvas_height))
        key = (area, chart.across, chart.note, theme, chart.cursor, readable, layers, names, chart.fills)
        return self._picture.get(key, lambda: _composed(area, chart, theme, layers, names, readable))

    def _advance(self, chart: Chart, area: Area) -> Layer:
        """Read the new values, update the limits of the axis, and draw the newest points."""
        self._bounds.update(chart.key, (*chart.faint, *chart.curves), time.monotonic() + self.seconds)
        self.up = self._limits(chart)
        viewport = _viewport(area, chart, self.up)
        lines = [self._line(curve, viewport, chart) for curve in (*chart.faint, *chart.curves)]
        self._lines.advance((chart.key, self.up.log, self.up.within, chart.across.log), viewport, lines)
        drawn = self._lines.drawn
        return Layer(self.up, _ends(viewport, chart, self.up), dots(drawn, lines), lambda: colored(drawn, lines))

    def _line(self, curve: Curve, viewport: Viewport, chart: Chart) -> Polyline:
        """A curve as far as its values have been read."""
        bounds, up, across, columns = self._bounds.bounds_of(curve), self.up, chart.across, viewport.columns

        def points(first: int, last: int) -> tuple[Floats, Floats]:
            x, values = downsample(curve.values, bounds, first, last, across.high, across.log, columns)
            return x, heights(values, up)

        count = self._bounds.known(curve)
        return Polyline(curve.name, curve.color, count, points, curve.dotted, _PORTION, curve.sign, curve.dashed)

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
        followed = (curve for curve in chart.faint if curve.followed)
        low, high, least_positive = self._bounds.range((*chart.curves, *followed))
        low, high = max(low, chart.bounds[0]), min(high, chart.bounds[1])
        if chart.log_y:
            if not 0 < least_positive < math.inf:
                return Axis(-1.0, 0.0, True)
            return log_axis(least_positive, max(high, least_positive))
        if not low <= high:
            return Axis(0.0, 1.0)
        return symlog_axis(low, high, -chart.symlog_below) if low < chart.symlog_below else linear_axis(low, high)


def _composed(
    area: Area, chart: Chart, theme: PlotTheme, layers: list[Layer], names: Names | None, readable: Sequence[Curve]
) -> Picture:
    """The picture of a chart; its own layer is the last one."""
    picture = backdrop(area, chart.across, layers[-1].up, theme)
    canvas, gutter = area.canvas(picture), area.names(picture)
    if canvas is None:
        return picture
    if chart.fills:
        up = layers[-1].up
        fill.paint(
            canvas, _viewport(area, chart, up), chart.across.log, chart.fills, lambda values: heights(values, up)
        )
    if chart.cursor is not None:
        _cursor(canvas, area, chart, theme)
    for layer in layers:
        if layer is not layers[-1]:
            right_axis(picture, area, layer.up, theme)
        layer.paint(canvas)
    if chart.note and not layers[-1].dots:
        _centre(canvas, chart.note, theme)
    if names is not None and gutter is not None:
        names.write(gutter)
    if chart.cursor is not None:
        readout.write(canvas, area.canvas_and_names(picture), chart.cursor, readable, theme)
    return theme.finish(picture)


def _viewport(area: Area, chart: Chart, up: Axis) -> Viewport:
    return Viewport(chart.across.low, chart.across.high, up.low, up.high, area.canvas_width, area.canvas_height)


def _cursor(canvas: Picture, area: Area, chart: Chart, theme: PlotTheme) -> None:
    viewport = _viewport(area, chart, Axis(0.0, 1.0))
    column = _column(viewport, chart, chart.cursor or 0)
    if column is not None:
        for row in range(viewport.height):
            canvas.write(row, column, CURSOR, ink(theme.cursor), keep_back=True)


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


def _ends(viewport: Viewport, chart: Chart, up: Axis) -> tuple[End, ...]:
    """The ends of the curves that have one on the canvas."""
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
            share = (float(value[0]) - up.low) / (up.high - up.low)  # comparable between two axes
            end = End(curve.name, share, cell[1], curve.marker, curve.label, curve.color, curve.selected, cell[0])
            ends.append(end)
    return tuple(ends)
