"""The charts of a sweep's frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.labels import distinct
from tui.plotting.landscape.palettes import for_theme
from tui.plotting.sweep.coarse import filled
from tui.plotting.sweep.colouring import Colouring, named, shaded
from tui.plotting.sweep.curves import SweepChart, SweepCurve
from tui.plotting.sweep.map import MapAxis, MapChart
from tui.state.sweep_frame import BASIN, Categories

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame
    from tui.state.sweep_frame import Comparison, SweepFrame, SweepRacer

COMPUTING = "computing …"
NOBODY_ARRIVED = "no run has reached the target"
ALL_DIVERGED = "all runs have diverged"


def shown_racers(frame: Frame, sweep: SweepFrame) -> list[SweepRacer]:
    """The racers that are not hidden, the selected one last: it is drawn over the others."""
    shown = [racer for racer in sweep.racers if not racer.hidden]
    return sorted(shown, key=lambda racer: racer.index == frame.view.selected)


def curves_chart(frame: Frame, sweep: SweepFrame, theme: PlotTheme) -> SweepChart:
    """The quantity of the view over the only axis, a curve a racer."""
    (axis,) = sweep.axes
    names = distinct(tuple(racer.name for racer in frame.racers))
    own = axis.name == "lr"
    curves = [
        _curve(racer, frame, theme, frame.scenario.racers[racer.index].optimizer if own else names[racer.index])
        for racer in shown_racers(frame, sweep)
    ]
    note = COMPUTING if not sweep.complete else NOBODY_ARRIVED if sweep.view.quantity == "hit" else ALL_DIVERGED
    return SweepChart(
        places=np.array(axis.values, np.float64),
        log_x=sweep.log_axes[0],
        curves=curves,
        first=sweep.first_loss if sweep.view.quantity != "hit" else np.inf,
        cursor=sweep.view.cursor[0] if sweep.view.cursor else None,
        note=note,
    )


def _curve(racer: SweepRacer, frame: Frame, theme: PlotTheme, label: str) -> SweepCurve:
    style = theme.racer(racer.slot)
    return SweepCurve(
        name=(racer.index, racer.slot),
        label=label,
        marker=style.marker,
        color=style.color,
        faint=theme.faint(racer.slot),
        values=racer.values,
        diverged=racer.diverged,
        present=(racer.present[0], racer.present_value),
        limits=racer.limits,
        sign=theme.sign(racer.slot),
        selected=racer.index == frame.view.selected,
        low=racer.low,
        high=racer.high,
    )


def budget_chart(frame: Frame, sweep: SweepFrame, comparison: Comparison, theme: PlotTheme) -> SweepChart:
    """The budget curves of all racers under the chosen condition."""
    condition = 0 if sweep.view.cursor is None else sweep.view.cursor[0]
    found = {each.summary.racer: each.budget for each in comparison.found if each.condition == condition}
    longest = max((budget.trials for budget in found.values()), key=len, default=np.array([1.0, 2.0]))
    curves = []
    for row, racer in enumerate(sweep.racers):
        if row in found and not racer.hidden:
            values = np.full(len(longest), np.nan)
            values[: len(found[row].expected)] = found[row].expected
            label = frame.scenario.racers[racer.index].optimizer
            budget = replace(_curve(racer, frame, theme, label), values=values, limits=())
            curves.append(replace(budget, diverged=np.zeros(len(longest), bool), present=(np.nan, np.nan)))
    return SweepChart(places=longest, log_x=True, curves=curves, first=np.inf, note=COMPUTING)


def map_chart(frame: Frame, sweep: SweepFrame, theme: PlotTheme) -> MapChart:
    """What the view shows over two axes, of the only racer of the sweep."""
    (racer,) = sweep.racers
    across, up = (
        MapAxis(np.array(axis.values, np.float64), log) for axis, log in zip(sweep.axes, sweep.log_axes, strict=True)
    )
    style = theme.racer(racer.slot)
    basins = sweep.view.quantity == BASIN
    cursor = sweep.view.cursor
    return MapChart(
        across=across,
        up=up,
        colouring=_colouring(frame, sweep, theme),
        boundary=racer.boundary,
        present=(racer.present[0], racer.present[1]),
        marker="○" if basins else style.marker,
        color=style.color if theme.depth != "mono" else -1,
        cursor=(cursor[0], cursor[1]) if cursor is not None else None,
        minima=tuple((m.point[0], m.point[1]) for m in frame.problem.minima) if basins else (),
    )


def _colouring(frame: Frame, sweep: SweepFrame, theme: PlotTheme) -> Colouring:
    (racer,) = sweep.racers
    known = np.ones(racer.values.shape, bool) if sweep.known is None else sweep.known
    nearest = filled(known)
    if sweep.categories is not None:
        found = sweep.categories
        slowness = None if found.slowness is None else found.slowness.ravel()[nearest]
        return named(Categories(found.number.ravel()[nearest], found.names, slowness), theme)
    hits = sweep.view.quantity == "hit"
    best = 0.0 if hits else frame.problem.best
    palettes = for_theme(theme.dark)
    palette = next((palette for palette in palettes if palette.name == frame.view.palette), palettes[0])
    return shaded(
        racer.values.ravel()[nearest],
        racer.diverged.ravel()[nearest],
        known.ravel()[nearest],
        theme,
        palette,
        "linear" if hits else "quantile" if best is None else "log",
        best,
    )
