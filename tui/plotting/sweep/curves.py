"""Curves over one hyperparameter: results, where runs diverge, limits by theory, each racer's own value, a cursor."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from core.frozen import frozen
from tui.plotting import braille
from tui.plotting.axes import Area, backdrop, plot_area
from tui.plotting.axis_limits import Axis, fall_limit, linear_axis, log_axis, spike_limit, symlog_axis
from tui.plotting.cells import SPACE, Picture, ink
from tui.plotting.chart.curves import CURSOR, heights
from tui.plotting.chart.gutter import End, Gutter, gutter_width
from tui.plotting.landscape.overlay import colored
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.sweep import bands
from tui.plotting.viewport import Viewport

if TYPE_CHECKING:
    from core.arrays import Array, Indices, Mask
    from tui.plotting.plot_theme import PlotTheme

MARGIN = 6
DIVERGED = "░"
LIMIT = "┊"
LIMIT_NAME = "limit"
_LINEAR = 20
"""Results whose ratio is at most this stand on a linear axis."""
_STRIPS = 3
"""The strips that show where runs diverge take at most one row of so many."""


@frozen(eq=False)
class SweepCurve:
    """The results (n,) of one racer over an axis, NaN where there is none, and which runs diverged."""

    name: Hashable
    label: str
    marker: str
    color: int
    faint: int
    values: Array
    diverged: Mask
    present: tuple[float, float] = (math.nan, math.nan)
    limits: tuple[float, ...] = ()
    sign: str = ""
    selected: bool = False
    low: Array | None = None
    """The ends of the band (n,) that repeated runs give; infinite where they diverge."""
    high: Array | None = None


@frozen(eq=False)
class SweepChart:
    """What to draw: curves over `places` (n,) of an axis, the selected one last."""

    places: Array
    log_x: bool
    curves: Sequence[SweepCurve]
    first: float = math.nan
    """The result at the start: limits follow values up to a multiple of it."""
    cursor: int | None = None
    note: str = ""
    log_y: bool = True

    @property
    def bands(self) -> Sequence[bands.Band]:
        """The bands of the curves that have one."""
        curves = self.curves
        return [(each.color, each.low, each.high) for each in curves if each.low is not None and each.high is not None]

    @property
    def across(self) -> Axis:
        """The axis of the hyperparameter."""
        low, high = self.position(float(self.places[0])), self.position(float(self.places[-1]))
        return Axis(low, high, self.log_x) if high > low else Axis(low - 1, high + 1, self.log_x)

    def zoomed(self, factor: float, value: float | None) -> tuple[float, float]:
        """The ends of the axis as values, `factor` times as far from a value (None: the middle) as they are."""
        across = self.across
        at = (across.low + across.high) / 2 if value is None else self.position(value)
        low, high = at + (across.low - at) * factor, at + (across.high - at) * factor
        return (float(10.0**low), float(10.0**high)) if self.log_x else (low, high)

    def position(self, value: float) -> float:
        """The position of a value on the axis, NaN where it has none."""
        if self.log_x:
            return math.log10(value) if value > 0 else math.nan
        return value


@dataclass(eq=False)
class SweepCurvesPlot:
    """Draws one chart after another in `width` × `height` cells."""

    width: int = 0
    height: int = 0
    _gutter: Gutter = field(default_factory=Gutter)

    def area(self, chart: SweepChart) -> Area:
        """The layout of axes, canvas and names."""
        labels = [curve.label for curve in chart.curves]
        return plot_area(self.width, self.height, gutter_width(labels, self.width, MARGIN))

    def draw(self, chart: SweepChart, theme: PlotTheme) -> Picture:
        """The picture of a chart."""
        area, across = self.area(chart), chart.across
        up = _with_headroom(up_axis(chart), len(_diverging(chart, area.canvas_height)), area.canvas_height)
        picture = backdrop(area, across, up, theme)
        canvas, gutter = area.canvas(picture), area.names(picture)
        if canvas is None:
            return picture
        viewport = Viewport(across.low, across.high, up.low, up.high, area.canvas_width, area.canvas_height)
        if bands.is_tinted(theme):
            bands.paint(canvas, chart.bands, _nearest(chart, viewport), viewport, up, theme)
        _limits(canvas, chart, viewport)
        _cursor(canvas, chart, viewport, theme)
        drawn = _lines(canvas, chart, viewport, up, dotted=not bands.is_tinted(theme))
        _strips(canvas, chart, viewport)
        _present(canvas, chart, viewport, up)
        if not drawn:
            text = chart.note[: area.canvas_width]
            canvas.write(area.canvas_height // 2, (area.canvas_width - len(text)) // 2, text, ink(theme.label))
        if gutter is not None:
            self._gutter.place(_ends(chart, viewport, up), area.canvas_height).write(gutter)
        return theme.finish(picture)

    def index_at(self, chart: SweepChart, column: float) -> int | None:
        """The number of the value nearest to a column of the picture; None beside the canvas."""
        area = self.area(chart)
        share = (column - area.left + 0.5) / max(area.canvas_width, 1)
        if not 0 <= share <= 1:
            return None
        wanted = chart.across.low + share * (chart.across.high - chart.across.low)
        return int(np.abs(_positions(chart) - wanted).argmin())


def up_axis(chart: SweepChart) -> Axis:
    """Limits around all finite results that are not far above the first one."""
    shown = [curve.values for curve in chart.curves] + [np.array([curve.present[1] for curve in chart.curves])]
    values = np.concatenate(shown)
    values = values[np.isfinite(values)]
    if not values.size:
        return Axis(-1.0, 0.0, True)
    low, high = float(values.min()), float(values.max())
    log = chart.log_y and low >= 0 and high > _LINEAR * low
    firsts = [chart.first]
    high = max(min(high, spike_limit(firsts, log)), low)
    if log:
        positive = values[values > 0]
        return log_axis(float(positive.min()), max(high, float(positive.min())))
    if chart.log_y and low < fall_limit(firsts):
        return symlog_axis(low, high, -fall_limit(firsts))
    return linear_axis(low, high)


def _diverging(chart: SweepChart, height: int) -> Sequence[SweepCurve]:
    """The curves that have a strip: those with runs that diverge, as many as there is room for."""
    return [curve for curve in chart.curves if curve.diverged.any()][: max(height // _STRIPS, 1)]


def _with_headroom(up: Axis, rows: int, height: int) -> Axis:
    """The axis with some rows more at its top."""
    return replace(up, high=up.high + (up.high - up.low) * rows / max(height - rows, 1))


def _positions(chart: SweepChart) -> Array:
    return np.array([chart.position(float(value)) for value in chart.places])


def _lines(canvas: Picture, chart: SweepChart, viewport: Viewport, up: Axis, *, dotted: bool) -> bool:
    """Draw the curves, and the ends of bands that are not tinted; whether there is anything to draw."""
    x = _positions(chart)

    def points(values: Array, first: int, last: int) -> tuple[Array, Array]:
        return x[first:last], heights(values[first:last], up)

    def line(name: Hashable, color: int, values: Array, **look: Any) -> Polyline:
        return Polyline(name, color, len(x), partial(points, np.where(np.isinf(values), np.nan, values)), **look)

    ends = [
        line((curve.name, end), curve.faint, values, dotted=True)
        for curve in chart.curves
        for end, values in (("low", curve.low), ("high", curve.high))
        if dotted and values is not None
    ]
    lines = [*ends, *(line(curve.name, curve.color, curve.values, sign=curve.sign) for curve in chart.curves)]
    flat = FlatLines()
    flat.advance(None, viewport, lines)
    if not lines:
        return False
    over, colors = colored(flat.drawn, lines)
    passed = over > 0
    canvas.codes[passed] = braille.joined(canvas.codes, over)[passed]
    canvas.color(passed, colors)
    return bool(passed.any())


def _column(chart: SweepChart, viewport: Viewport, value: float) -> int | None:
    cell = viewport.cell(chart.position(value), (viewport.y_low + viewport.y_high) / 2)
    return None if cell is None else cell[0]


def _limits(canvas: Picture, chart: SweepChart, viewport: Viewport) -> None:
    """A dotted line where theory puts the edge of stability of each racer, with a name at the bottom."""
    columns = [(curve, _column(chart, viewport, limit)) for curve in chart.curves for limit in curve.limits]
    drawn = [(curve, column) for curve, column in columns if column is not None]
    for curve, column in drawn:
        for row in range(viewport.height):
            canvas.write(row, column, LIMIT, ink(curve.faint), keep_back=True)
    for curve, column in drawn:
        _name_limit(canvas, column, f"{curve.marker} {LIMIT_NAME}", ink(curve.color))


def _name_limit(canvas: Picture, column: int, name: str, style: int) -> None:
    """Write a name beside a vertical line, in the lowest row with room for it."""
    height, width = canvas.codes.shape
    for row in range(height - 1, 0, -1):
        for left in (column + 1, column - len(name)):
            if 0 <= left <= width - len(name) and np.all(canvas.codes[row, left : left + len(name)] == SPACE):
                canvas.write(row, left, name, style, keep_back=True)
                return


def _cursor(canvas: Picture, chart: SweepChart, viewport: Viewport, theme: PlotTheme) -> None:
    if chart.cursor is None or not 0 <= chart.cursor < len(chart.places):
        return
    column = _column(chart, viewport, float(chart.places[chart.cursor]))
    if column is not None:
        for row in range(viewport.height):
            canvas.write(row, column, CURSOR, ink(theme.cursor), keep_back=True)


def _strips(canvas: Picture, chart: SweepChart, viewport: Viewport) -> None:
    """At the top, a row for each racer that is shaded where its runs diverge and begins with its marker."""
    for row, curve in enumerate(_diverging(chart, viewport.height)):
        columns = np.flatnonzero(curve.diverged[_nearest(chart, viewport)]).tolist()
        for column in columns:
            if canvas.codes[row, column] in (SPACE, ord(LIMIT)):
                canvas.write(row, column, DIVERGED, ink(curve.color), keep_back=True)
        if columns:
            canvas.write(row, columns[0], curve.marker, ink(curve.color, bold=True), keep_back=True)


def _nearest(chart: SweepChart, viewport: Viewport) -> Indices:
    """The number of the value that is nearest to the middle of each column."""
    share = (np.arange(viewport.width) + 0.5) / viewport.width
    middles = viewport.x_low + share * (viewport.x_high - viewport.x_low)
    found: Indices = np.abs(_positions(chart)[None, :] - middles[:, None]).argmin(axis=1)
    return found


def _present(canvas: Picture, chart: SweepChart, viewport: Viewport, up: Axis) -> None:
    """The marker of each racer at its own value and result; in the top row if it has diverged."""
    for curve in chart.curves:
        value, result = curve.present
        if not math.isfinite(value):
            continue
        height = float(heights(np.array([result]), up)[0]) if math.isfinite(result) else up.high
        cell = viewport.cell(chart.position(value), min(max(height, up.low), up.high))
        if cell is not None:
            canvas.write(cell[1], cell[0], curve.marker, ink(curve.color, bold=True), keep_back=True)


def _ends(chart: SweepChart, viewport: Viewport, up: Axis) -> list[End]:
    """The end of each curve on the right: its strip if it diverges there, else its last point or the top."""
    strips = _diverging(chart, viewport.height)
    rows = {curve.name: row for row, curve in enumerate(strips) if curve.diverged[-1]}
    ends = []
    for curve in chart.curves:
        if curve.name in rows:
            row = rows[curve.name]
            beyond = up.high + len(strips) - row
            ends.append(End(curve.name, beyond, row, curve.marker, curve.label, curve.color, curve.selected))
            continue
        known = np.flatnonzero(np.isfinite(curve.values))
        height = float(heights(curve.values[known[-1:]], up)[0]) if known.size else up.high
        height = min(max(height, up.low), up.high)
        cell = viewport.cell(viewport.x_high, height) or (0, 0)
        ends.append(End(curve.name, height, cell[1], curve.marker, curve.label, curve.color, curve.selected))
    return ends
