"""What theory predicts, as faint lines in the loss plot: the rate of a linear rule on a quadratic."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.inspection.convergence_rate import predicted_rate
from core.problems import bind
from core.specs import ProblemSpec, RacerSpec
from tui.plotting.chart.curves import Curve
from tui.plotting.history.block_bounds import At, Values, steps_of

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.viewport import Floats
    from tui.state.frame import Frame, Metric, RacerFrame

_POWERS: dict[Metric, int] = {"distance": 1, "grad_norm": 1, "gap": 2, "loss": 2}
"""How the metric shrinks where the distance shrinks by the rate: a loss by its square."""

GAPLESS = 1e-12
"""A best loss closer to 0 than this lets the loss itself stand for the gap."""


@lru_cache(maxsize=256)
def rate(spec: RacerSpec, problem: ProblemSpec) -> float | None:
    """The predicted factor a step, kept: reading it off a rule takes longer than drawing does."""
    return predicted_rate(spec, bind(problem))


def curves(frame: Frame, theme: PlotTheme) -> tuple[Curve, ...]:
    """A line for each racer that theory knows a rate of, through its first value, as far as the clock."""
    metric = frame.view.metric
    best = frame.problem.best
    if metric not in _POWERS or (metric == "loss" and (best is None or abs(best) > GAPLESS)):
        return ()
    found = (_curve(frame, racer, theme, _POWERS[metric]) for racer in frame.racers if not racer.hidden)
    return tuple(curve for curve in found if curve is not None)


def _curve(frame: Frame, racer: RacerFrame, theme: PlotTheme, power: int) -> Curve | None:
    factor = rate(racer.spec, frame.problem.spec)
    if factor is None or not 0 < factor < math.inf or not len(racer.path):
        return None
    first = _first(frame, racer)
    if not math.isfinite(first):
        return None
    return Curve(
        name=("theory", racer.slot, factor, first),
        label="",
        marker="",
        color=theme.faint(racer.slot),
        count=frame.clock.step + 1,
        values=_geometric(first, factor**power, frame.clock.step + 1),
        dotted=True,
    )


def _first(frame: Frame, racer: RacerFrame) -> float:
    metric = frame.view.metric
    if metric in ("loss", "gap"):
        return float(racer.loss[0]) - (frame.problem.best or 0.0)
    if metric == "grad_norm":
        return float(racer.grad_norm[0])
    return min((math.dist(racer.path[0], minimum.point) for minimum in frame.problem.minima), default=math.nan)


def _geometric(first: float, factor: float, count: int) -> Values:
    def values(at: At) -> Floats:
        steps = steps_of(at, count).astype(np.float64)
        with np.errstate(all="ignore"):
            # A power takes twenty times as long, and a million steps are drawn anew at once.
            return first * np.exp(math.log(factor) * steps)

    return values
