"""The charts of a frame: which curves the loss panel and the weights panel show."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from core.measures import measures_of, shown_measure
from tui.plotting.axis_limits import fall_limit, spike_limit, step_axis
from tui.plotting.chart import bands, theory
from tui.plotting.chart.curves import Chart, Curve
from tui.plotting.chart.measured import measured
from tui.plotting.labels import distinct
from tui.plotting.landscape.picture import drawing_order

if TYPE_CHECKING:
    from core.measures import Measure
    from tui.plotting.history.block_bounds import Values
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame, RacerFrame

NO_RACER = "no racer to show"
BESIDE = {"loss": "test_loss", "train_loss": "test_loss", "train_accuracy": "test_accuracy"}
"""Measures of the points that train, and those of the points that test."""
_BEYOND = 0.5  # of the size of the problem's box: the limits do not follow θ farther out


def loss_chart(frame: Frame, theme: PlotTheme) -> Chart:
    """The measure of the view, one curve for each racer that is not hidden."""
    view, measure = frame.view, shown_measure(frame.problem, frame.view.metric)
    log_y = view.log_y and log_is_possible(frame, measure)
    note = measure.unknown(frame.problem)
    curves = () if note else tuple(_loss_curve(frame, racer, theme) for racer in drawing_order(frame))
    firsts = [float(value) for curve in curves for value in curve.values(slice(0, min(curve.count, 2)))]
    faint = () if note else (*bands.curves(frame, theme), *_faint(frame, theme), *theory.curves(frame, theme))
    faint = (*faint, *_beside(frame, theme))
    return Chart(
        key=(frame.epoch, measure.name, frame.scenario.problem),
        curves=curves,
        faint=faint,
        fills=() if note else bands.fills(frame, theme),
        across=step_axis(frame.clock.step, frame.scenario.steps, view.log_x),
        log_y=log_y,
        bounds=(-math.inf, spike_limit(firsts, log_y)),
        symlog_below=fall_limit(firsts) if view.log_y else -math.inf,
        cursor=view.cursor,
        note=note or NO_RACER,
        moving=frame.clock.playing,
    )


def beside(frame: Frame) -> Measure | None:
    """The measure of the points that test, drawn dotted beside that of the points that train; None without them."""
    shown = shown_measure(frame.problem, frame.view.metric)
    found = measures_of(frame.problem).get(BESIDE.get(shown.name, ""))
    return None if found is None or found.unknown(frame.problem) else found


def _beside(frame: Frame, theme: PlotTheme) -> tuple[Curve, ...]:
    measure = beside(frame)
    if measure is None:
        return ()
    return tuple(
        replace(
            _loss_curve(frame, racer, theme),
            name=("test", racer.index, racer.slot),
            values=measured(racer, measure),
            dotted=True,
            followed=True,
        )
        for racer in drawing_order(frame)
    )


def log_is_possible(frame: Frame, measure: Measure) -> bool:
    """Whether the racers that are shown can have this measure on a logarithmic axis."""
    return measure.log_possible(frame.problem, (racer for racer in frame.racers if not racer.hidden))


def weights_chart(frame: Frame, theme: PlotTheme) -> Chart:
    """Two components of θ for each racer that is not hidden, the second one dotted."""
    shown, sides = frame.curves, frame.problem.sides
    low, high = min(sides[component][0] for component in shown), max(sides[component][1] for component in shown)
    beyond = (high - low) * _BEYOND
    return Chart(
        key=(frame.epoch, frame.scenario.problem, shown),
        curves=tuple(
            _weight_curve(frame, racer, component, theme) for racer in drawing_order(frame) for component in shown[::-1]
        ),
        across=step_axis(frame.clock.step, frame.scenario.steps, frame.view.log_x),
        log_y=False,
        bounds=(low - beyond, high + beyond),
        cursor=frame.view.cursor,
        note=NO_RACER,
        moving=frame.clock.playing,
    )


def short_name(frame: Frame, racer: RacerFrame) -> str:
    """The name of a racer as far as it differs from the others."""
    return distinct(tuple(other.name for other in frame.racers))[racer.index]


def _faint(frame: Frame, theme: PlotTheme) -> tuple[Curve, ...]:
    """The curves of the racers before the last edit, and of θ where the answer is measured, both dotted."""

    def faint(racer: RacerFrame, name: str) -> Curve:
        curve = _loss_curve(frame, racer, theme)
        return replace(curve, name=(name, racer.slot), color=theme.faint(racer.slot), dotted=True)

    ghosts = (faint(ghost, "ghost") for ghost in frame.ghosts)
    return (*ghosts, *(faint(racer, "iterates") for racer in frame.iterates))


def _loss_curve(frame: Frame, racer: RacerFrame, theme: PlotTheme) -> Curve:
    style = theme.racer(racer.slot)
    return Curve(
        name=(racer.index, racer.slot),
        label=short_name(frame, racer),
        marker=style.marker,
        color=style.color,
        count=len(racer.loss),
        values=measured(racer, shown_measure(frame.problem, frame.view.metric)),
        sign=theme.sign(racer.slot),
        selected=racer.index == frame.view.selected,
    )


def _weight_curve(frame: Frame, racer: RacerFrame, component: int, theme: PlotTheme) -> Curve:
    style = theme.racer(racer.slot)
    return Curve(
        name=(racer.index, racer.slot, component),
        label=f"{frame.problem.names[component]} {short_name(frame, racer)}",
        marker=style.marker,
        color=style.color,
        count=len(racer.path),
        values=_component(racer, component),
        dotted=component != frame.curves[0],
        sign="" if component != frame.curves[0] and theme.ascii else theme.sign(racer.slot),
        selected=racer.index == frame.view.selected,
        owner=short_name(frame, racer),
    )


def _component(racer: RacerFrame, component: int) -> Values:
    return lambda at: racer.path[at, component]
