"""Faint lines in the loss plot: the convergence that theory predicts for a linear rule on a quadratic."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.inspection.convergence_rate import geometric, predicted_rate
from core.measures import Measure, row_numbers, shown_measure
from tui.plotting.chart.curves import Curve
from tui.plotting.history.block_bounds import At, Values

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.viewport import Floats
    from tui.state.frame import Frame, RacerFrame


def curves(frame: Frame, theme: PlotTheme) -> tuple[Curve, ...]:
    """A line for each racer whose convergence rate theory predicts, through its first value and up to the clock."""
    measure = shown_measure(frame.problem, frame.view.metric)
    power = measure.power(frame.problem)
    if power is None or measure.unknown(frame.problem):
        return ()
    found = (_curve(frame, racer, theme, measure, power) for racer in frame.racers if not racer.hidden)
    return tuple(curve for curve in found if curve is not None)


def _curve(frame: Frame, racer: RacerFrame, theme: PlotTheme, measure: Measure, power: int) -> Curve | None:
    factor = predicted_rate(racer.spec, racer.problem)
    if factor is None or not 0 < factor < math.inf or not len(racer.path):
        return None
    first = measure.at(racer, 0)
    if not math.isfinite(first):
        return None
    return Curve(
        name=("theory", racer.slot, factor, first),
        label="",
        marker="",
        color=theme.faint(racer.slot),
        count=frame.clock.step + 1,
        values=_line(first, factor**power, frame.clock.step + 1),
        dotted=True,
    )


def _line(first: float, factor: float, count: int) -> Values:
    def values(at: At) -> Floats:
        return geometric(first, factor, row_numbers(at, count))

    return values
