"""The picture of a regression: the data, and the line that each racer has fitted so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.cells import Picture, ink
from tui.plotting.landscape import by_rank
from tui.plotting.limits import linear_axis
from tui.plotting.look import Look, area, backdrop
from tui.plotting.trails import Line, Points, Trails
from tui.plotting.window import Floats, Window

if TYPE_CHECKING:
    from core.problems import RegressionData
    from tui.frame import Frame, RacerFrame

_LEGEND = 14  # columns beside the canvas
_WIDE = 52
_REACH = 1.0  # heights of the data beyond it that the limits may follow a fit


@dataclass(eq=False)
class FitPlot:
    """Draws frames one after the other; the lines move as a whole, so each is drawn afresh."""

    width: int = 0
    height: int = 0
    _data: Trails = field(default_factory=Trails)
    _fits: Trails = field(default_factory=Trails)

    def draw(self, frame: Frame, look: Look) -> Picture:
        """The picture of a frame whose problem has data."""
        data = frame.problem.data
        place = area(self.width, self.height, _LEGEND if self.width >= _WIDE else 0)
        if data is None or place.canvas_width < 1 or place.canvas_height < 1:
            return Picture.blank(max(self.width, 0), max(self.height, 0))
        racers = [racer for racer in by_rank(frame) if len(racer.path)]
        across = linear_axis(float(data.x.min()), float(data.x.max()))
        ends = np.array([across.low, across.high])
        with np.errstate(all="ignore"):
            answers = [np.asarray(frame.problem.predict(r.path[-1], ends), np.float64) for r in racers]
        up = linear_axis(*_limits(data, answers))
        window = Window(across.low, across.high, up.low, up.high, place.canvas_width, place.canvas_height)
        picture = backdrop(place, across, up, look)
        rows, columns = slice(0, place.canvas_height), slice(place.left, place.left + place.canvas_width)
        canvas = Picture(picture.codes[rows, columns], picture.styles[rows, columns])
        # A gap after each point, so that they are dots and no line.
        scatter = Line("data", look.quiet, len(data.x), _apart(data.x, data.y))
        fits = [_fit(racer, ends, own, look) for racer, own in zip(racers, answers, strict=True)]
        self._data.advance(frame.problem.spec, window, [scatter])
        self._fits.advance((frame.epoch, frame.clock.step), window, fits)
        for trails, lines in ((self._data, [scatter]), (self._fits, fits)):
            if lines:
                braille, colors = trails.cells(lines)
                passed = braille > 0
                canvas.codes[passed] = braille[passed]
                canvas.styles[passed] = colors[passed] + 1
        if place.left:
            for row, racer in enumerate(by_rank(frame)[: place.canvas_height]):
                style = look.racer(racer.slot)
                text = f" {style.marker} {racer.name}"[: place.width - place.left - place.canvas_width]
                picture.write(row, place.left + place.canvas_width, text, ink(style.color))
        return look.finish(picture)


def _limits(data: RegressionData, fits: Sequence[Floats]) -> tuple[float, float]:
    """What holds the data, and the fits as far as they are within reach."""
    low, high = float(data.y.min()), float(data.y.max())
    reach = _REACH * max(high - low, 1e-12)
    seen = np.concatenate([[low, high], *fits])
    seen = np.clip(seen[~np.isnan(seen)], low - reach, high + reach)
    return float(seen.min()), float(seen.max())


def _fit(racer: RacerFrame, ends: Floats, answers: Floats, look: Look) -> Line:
    return Line(racer.index, look.racer(racer.slot).color, 2, lambda first, last: (ends, answers))


def _apart(x: Floats, y: Floats) -> Points:
    def points(first: int, last: int) -> tuple[Floats, Floats]:
        gaps = np.full(last - first, np.nan)
        return np.column_stack((x[first:last], gaps)).ravel(), np.column_stack((y[first:last], gaps)).ravel()

    return points
