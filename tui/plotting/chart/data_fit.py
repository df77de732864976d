"""The picture of data: the points, and the line or the decision boundary that each racer has found so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.problems import Box
from tui.plotting.axes import MARGIN, backdrop, plot_area
from tui.plotting.axis_limits import Axis, linear_axis
from tui.plotting.cells import Picture, ink
from tui.plotting.chart.charts import short_name
from tui.plotting.chart.gutter import End, Gutter, gutter_width
from tui.plotting.landscape.overlay import colored
from tui.plotting.landscape.picture import drawing_order
from tui.plotting.lines.polylines import FlatLines, Points, Polyline
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Viewport

if TYPE_CHECKING:
    from core.problems import Dataset, Problem
    from tui.state.frame import Frame, RacerFrame

PLUS, ZERO = "+", "◦"  # the classes, if there are two
_REACH = 1.0  # heights of the data beyond it that the limits may follow a fit


@dataclass(eq=False)
class FitPlot:
    """Draws one frame after another; fitted lines move as a whole, so each frame draws them again."""

    width: int = 0
    height: int = 0
    _data: FlatLines = field(default_factory=FlatLines)
    _fits: FlatLines = field(default_factory=FlatLines)
    _gutter: Gutter = field(default_factory=Gutter)

    def draw(self, frame: Frame, theme: PlotTheme) -> Picture:
        """The picture of a frame whose problem has data."""
        data = frame.problem.data
        labels = [short_name(frame, racer) for racer in drawing_order(frame)]
        area = plot_area(self.width, self.height, gutter_width(labels, self.width, MARGIN + 1))
        if data is None or area.canvas_width < 1 or area.canvas_height < 1:
            return Picture.blank(max(self.width, 0), max(self.height, 0))
        racers = [racer for racer in drawing_order(frame) if len(racer.path)]
        across = linear_axis(float(data.x.min()), float(data.x.max()))
        answers = [_answer(frame.problem, racer, across, data) for racer in racers]
        up = linear_axis(*_limits(data, [] if data.labels is not None else [y for _, y in answers]))
        if data.labels is not None:
            answers = [_boundary(frame.problem, racer, across, up) for racer in racers]
        viewport = Viewport(across.low, across.high, up.low, up.high, area.canvas_width, area.canvas_height)
        picture = backdrop(area, across, up, theme)
        canvas = area.canvas(picture)
        assert canvas is not None
        fits = [_fit(racer, points, theme) for racer, points in zip(racers, answers, strict=True)]
        self._fits.advance((frame.epoch, frame.clock.step), viewport, fits)
        if data.labels is None:
            # A gap after each point, so that they are dots and no line.
            scatter = Polyline("data", theme.quiet, len(data.x), _apart(data.x, data.y))
            self._data.advance(frame.scenario.problem, viewport, [scatter])
            _put(canvas, self._data, [scatter])
            _put(canvas, self._fits, fits)
        else:
            _put(canvas, self._fits, fits)
            _classes(canvas, viewport, data, theme)
        names = area.names(picture)
        if names is not None:
            rows = [self._last_row(line, viewport) for line in fits]
            ends = _ends(frame, racers, rows, theme)
            self._gutter.place(ends, area.canvas_height, frame.clock.playing).write(names)
        return theme.finish(picture)

    def _last_row(self, line: Polyline, viewport: Viewport) -> int:
        """The row of cells in which a line ends on the right; the last one for a line that is not visible."""
        cell = self._fits.rightmost(line)
        return viewport.height - 1 if cell is None else cell[1]


def _ends(frame: Frame, racers: Sequence[RacerFrame], rows: Sequence[int], theme: PlotTheme) -> list[End]:
    ends = []
    for racer, row in zip(racers, rows, strict=True):
        style, selected = theme.racer(racer.slot), racer.index == frame.view.selected
        ends.append(End(racer.index, -row, row, style.marker, short_name(frame, racer), style.color, selected))
    return ends


def _put(canvas: Picture, flat: FlatLines, lines: Sequence[Polyline]) -> None:
    if lines:
        codes, colors = colored(flat.drawn, lines)
        passed = codes > 0
        canvas.codes[passed] = codes[passed]
        canvas.styles[passed] = colors[passed] + 1


def _classes(canvas: Picture, viewport: Viewport, data: Dataset, theme: PlotTheme) -> None:
    """Draw each data point as the sign of its class."""
    if data.labels is None:
        return
    signs = class_signs(data)
    for x, y, label in zip(data.x.tolist(), data.y.tolist(), data.labels.tolist(), strict=True):
        cell = viewport.cell(x, y)
        if cell is not None:
            sign, color = signs[int(label)], theme.text if label > 0 else theme.quiet
            canvas.write(cell[1], cell[0], sign, ink(None if color == -1 else color))


def class_signs(data: Dataset) -> Sequence[str]:
    """A sign for each class: digits if there are more than two."""
    return (ZERO, PLUS) if len(data.classes) == 2 else [str(number) for number, _ in enumerate(data.classes)]


def _answer(problem: Problem, racer: RacerFrame, across: Axis, data: Dataset) -> tuple[Floats, Floats]:
    """The two ends of the line that a racer has fitted."""
    ends = np.array([across.low, across.high])
    if data.labels is not None:
        return ends, ends
    with np.errstate(all="ignore"):
        return ends, np.asarray(problem.predict(racer.path[-1], ends), np.float64)


def _boundary(problem: Problem, racer: RacerFrame, across: Axis, up: Axis) -> tuple[Floats, Floats]:
    """The two ends in the picture of a racer's decision boundary; empty if none is visible."""
    find: Callable[..., tuple[Floats, Floats] | None] = getattr(problem, "boundary", lambda *_: None)
    with np.errstate(all="ignore"):
        found = find(racer.path[-1], Box(across.low, across.high, up.low, up.high))
    if found is None:
        return np.empty(0), np.empty(0)
    x, y = np.array(found, np.float64).T
    return x, y


def _limits(data: Dataset, fits: Sequence[Floats]) -> tuple[float, float]:
    """Limits around the data, and around the fits as far as these are near."""
    low, high = float(data.y.min()), float(data.y.max())
    reach = _REACH * max(high - low, 1e-12)
    seen = np.concatenate([[low, high], *fits])
    seen = np.clip(seen[~np.isnan(seen)], low - reach, high + reach)
    return float(seen.min()), float(seen.max())


def _fit(racer: RacerFrame, points: tuple[Floats, Floats], theme: PlotTheme) -> Polyline:
    name, color = racer.index, theme.racer(racer.slot).color
    return Polyline(name, color, len(points[0]), lambda first, last: (points[0][first:last], points[1][first:last]))


def _apart(x: Floats, y: Floats) -> Points:
    def points(first: int, last: int) -> tuple[Floats, Floats]:
        gaps = np.full(last - first, np.nan)
        return np.column_stack((x[first:last], gaps)).ravel(), np.column_stack((y[first:last], gaps)).ravel()

    return points
