"""The results of a sweep as text: curves over one axis of numbers, or maps over two."""

from __future__ import annotations

import math
from typing import TextIO

import numpy as np
from rich.text import Text

from core.problems import bind
from core.sweep import Sweep, SweepResult
from core.sweep.order_statistics import median
from core.sweep.tuning import RATE, scores, start_loss, summaries
from tui.cli.commands import UsageError
from tui.cli.page import Page
from tui.cli.plot import HEIGHT, MIN_WIDTH, lines
from tui.cli.sweep_arrays import along, is_log
from tui.cli.sweep_map import map_lines, map_title
from tui.plotting.palette import racer_style
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.sweep.curves import DIVERGED, LIMIT, SweepChart, SweepCurve, SweepCurvesPlot


def plotted_axes(sweep: Sweep) -> tuple[int, ...]:
    """The numbers of the axes of a picture: all but that of the seeds. Raises UsageError if there is none for them."""
    axes = tuple(i for i, axis in enumerate(sweep.axes) if axis.name != "seed")
    for i in axes:
        if not all(isinstance(value, int | float) for value in sweep.axes[i].values) or len(sweep.axes[i]) < 2:
            raise UsageError(f"--plot draws axes of numbers, at least two of them: not {sweep.axes[i]}")
    if len(axes) not in (1, 2):
        raise UsageError(f"--plot draws one axis or two besides the seeds, and there are {len(axes)}")
    return axes


def write_plot(result: SweepResult, file: TextIO) -> None:
    """Draw the results at the terminal's width."""
    page, sweep = Page(file), result.sweep
    axes = plotted_axes(sweep)
    seeds = sweep.cells // (sweep.shape[0] * math.prod(len(sweep.axes[i]) for i in axes))
    what = map_title(result, axes) if len(axes) > 1 else _score(sweep)
    over = " and ".join(sweep.axes[i].name for i in axes)
    title = f"\n{what} over {over}{f', median of {seeds} seeds' if seeds > 1 else ''}"
    width = max(page.width, MIN_WIDTH)
    if len(axes) == 1:
        chart = curves_chart(result, *axes)
        told = [f"{DIVERGED} diverged"] if any(curve.diverged.any() for curve in chart.curves) else []
        told += [f"{LIMIT} limit of theory"] if any(curve.limits for curve in chart.curves) else []
        picture = SweepCurvesPlot(width, HEIGHT).draw(chart, PlotTheme())
        page.show(Text(", ".join([title, *told])), *lines(picture))
        return
    theme = PlotTheme(depth="truecolor" if page.colored else "mono")
    for racer, name in enumerate(sweep.scenario.names):
        page.show(Text(f"{title}: {name}"), *map_lines(result, racer, axes, width, theme))


def _score(sweep: Sweep) -> str:
    return "steps to the target" if sweep.until == "target" else "final loss"


def curves_chart(result: SweepResult, axis: int) -> SweepChart:
    """The median result of each racer over one axis."""
    sweep = result.sweep
    places = np.array(sweep.axes[axis].values, dtype=np.float64)
    order = np.argsort(places)
    values, failed = along(scores(result), axis), along(np.where(result.done, result.diverged, np.nan), axis)
    told = summaries(result)
    limits = {each.racer: each.limit for each in told} if sweep.axes[axis].name == RATE else {}
    first = max((start_loss(result, each.scenario, bind(each.scenario.problem)) for each in told), default=np.inf)
    curves = []
    for racer, label in enumerate(sweep.scenario.names):
        middle, bad = median(values[racer]), median(failed[racer])
        limit = limits.get(racer)
        curves.append(
            SweepCurve(
                name=racer,
                label=label,
                marker=racer_style(racer).marker,
                color=racer,
                faint=racer,
                values=np.where(np.isfinite(middle), middle, np.nan)[order],
                diverged=(bad > 0)[order],
                limits=() if limit is None else (limit.value,),
            )
        )
    until_target = sweep.until == "target"
    return SweepChart(
        places[order],
        is_log(sweep, axis),
        curves,
        first=np.inf if until_target else first,
        note="no run has met the target" if until_target else "all runs have diverged",
    )
