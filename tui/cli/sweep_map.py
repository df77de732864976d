"""The results of a sweep over two axes as a map: losses, steps to the target, or the minimum that a start leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.text import Text

from core.number_text import rounded
from core.problems import Problem, bind
from core.sweep import SweepResult
from core.sweep.order_statistics import median
from core.sweep.tuning import scores, start_loss
from tui.cli.plot import HEIGHT
from tui.cli.sweep_arrays import along, is_log
from tui.plotting.cells import Picture, style
from tui.plotting.landscape.palettes import for_theme
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.sweep.colouring import Colouring, named, shaded
from tui.plotting.sweep.map import MapAxis, MapChart, draw
from tui.state.choices import Scale
from tui.state.sweep_frame import Categories

MAX_BASINS = 20
"""Minima that a map tells apart."""


def map_title(result: SweepResult, axes: Sequence[int]) -> str:
    """What the map of two axes shows."""
    if _shows_basins(result, axes):
        return "minimum reached"
    return "steps to the target" if result.sweep.until == "target" else "final loss"


def map_lines(result: SweepResult, racer: int, axes: Sequence[int], width: int, theme: PlotTheme) -> Iterator[Text]:
    """The map of one racer over two axes, the first one across."""
    sweep = result.sweep
    places = [np.array(sweep.axes[i].values, dtype=np.float64) for i in axes]
    order = np.ix_(*map(np.argsort, places))
    colouring = _basins if _shows_basins(result, axes) else _shades
    across, up = (MapAxis(np.sort(at), is_log(sweep, i)) for at, i in zip(places, axes, strict=True))
    chart = MapChart(across, up, colouring(result, racer, axes, order, theme))
    return _styled(draw(chart, width, HEIGHT, theme), colored=theme.depth != "mono")


def _problem(result: SweepResult) -> Problem:
    return bind(result.sweep.scenario.problem)


def _shows_basins(result: SweepResult, axes: Sequence[int]) -> bool:
    """Whether the map is that of the starts of runs that went on to the end, to one of several minima."""
    starts = all(result.sweep.places(0)[i].kind == "start" for i in axes)
    once = len(result.sweep.axes) == len(axes) and result.sweep.until == "steps"
    return starts and once and 2 <= len(_problem(result).minima) <= MAX_BASINS


def _basins(
    result: SweepResult, racer: int, axes: Sequence[int], order: tuple[np.ndarray, ...], theme: PlotTheme
) -> Colouring:
    minima = _problem(result).minima
    number = np.where(result.minimum < 0, len(minima), result.minimum)
    number = np.where(result.diverged, len(minima) + 1, number)
    number = np.where(result.done, number, -1)
    shown = along(number.astype(np.float64), *axes)[racer, ..., 0].astype(np.int64)
    names = (*(_short(minimum.point) for minimum in minima), "elsewhere", "diverged")
    return named(Categories(shown[order], names), theme)


def _short(point: tuple[float, ...]) -> str:
    return f"({', '.join(rounded(x, 2) for x in point)})"


def _shades(
    result: SweepResult, racer: int, axes: Sequence[int], order: tuple[np.ndarray, ...], theme: PlotTheme
) -> Colouring:
    sweep, problem = result.sweep, _problem(result)
    failed = np.where(result.done, result.diverged, np.nan)
    values, bad = (median(along(array, *axes)[racer]) for array in (scores(result), failed))
    if sweep.until == "steps":  # what is worse than the start is all the same
        values = np.minimum(values, start_loss(result, sweep.partly(racer, {}), problem))
    best = 0.0 if sweep.until == "target" else problem.best
    scale: Scale = "linear" if sweep.until == "target" else "quantile" if best is None else "log"
    return shaded(
        np.where(np.isfinite(values), values, np.nan)[order],
        (bad > 0)[order],
        ~np.isnan(bad)[order],
        theme,
        for_theme(theme.dark)[0],
        scale,
        best,
    )


def _styled(picture: Picture, *, colored: bool) -> Iterator[Text]:
    """A picture as lines of text."""
    for codes, styles in zip(picture.codes.tolist(), picture.styles.tolist(), strict=True):
        text = Text(no_wrap=True)
        for code, value in zip(codes, styles, strict=True):
            text.append(chr(code), style(value) if colored else None)
        text.rstrip()
        yield text
