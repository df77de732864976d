"""Loss curves as text, in the terminal's 16 colours, which suit a dark and a light background."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TextIO

import numpy as np
from rich.text import Text

from core.race import Race
from core.racer import Racer
from tui.cli.page import Page
from tui.plotting.axis_limits import fall_limit, spike_limit, step_axis
from tui.plotting.cells import Picture
from tui.plotting.chart.curves import Chart, Curve, CurvePlot
from tui.plotting.palette import racer_style
from tui.plotting.plot_theme import PlotTheme

HEIGHT = 20
MIN_WIDTH = 30
COLORS = ("cyan", "yellow", "magenta", "green", "blue", "red", "bright_black")


def write_plot(race: Race, file: TextIO) -> None:
    """Loss over steps at the terminal's width, logarithmic unless a loss goes to zero or below."""
    page = Page(file)
    log = _all_positive(race.racers)
    firsts = [float(loss) for racer in race.racers for loss in racer.loss[:2]]
    chart = Chart(
        key=None,
        curves=tuple(curve(racer, slot) for slot, racer in enumerate(race.racers)),
        across=step_axis(race.steps, race.scenario.steps),
        log_y=log,
        bounds=(-math.inf, spike_limit(firsts, log)),
        symlog_below=fall_limit(firsts),
    )
    plot = CurvePlot(max(page.width, MIN_WIDTH), HEIGHT)
    picture = plot.draw(chart, PlotTheme())
    scale = ", symmetric logarithm" if plot.up.within else ", logarithmic" if log else ""
    page.show(Text("\nloss over steps" + scale), *lines(picture))
    page.show(legend(race.racers))


def _all_positive(racers: tuple[Racer, ...]) -> bool:
    """Whether there are finite losses, and all of them are positive."""
    losses = np.concatenate([racer.loss for racer in racers])
    finite = losses[np.isfinite(losses)]
    return len(finite) > 0 and float(finite.min()) > 0


def curve(racer: Racer, slot: int) -> Curve:
    """The loss curve of a racer, coloured by its style slot."""
    return Curve(
        slot, racer.name, racer_style(slot).marker, color=slot, count=len(racer.loss), values=racer.loss.__getitem__
    )


def lines(picture: Picture) -> Iterator[Text]:
    """A picture as text, each racer in its colour."""
    for row, owners in zip(picture.codes, picture.fronts(), strict=True):
        characters = row.astype("<u4").tobytes().decode("utf-32-le")
        text = Text(no_wrap=True)
        for first, last in pairwise([0, *(np.flatnonzero(np.diff(owners)) + 1).tolist(), len(characters)]):
            text.append(characters[first:last], color(int(owners[first])))
        text.rstrip()
        yield text


def legend(racers: tuple[Racer, ...]) -> Text:
    """The legend: marker and name of each racer."""
    text = Text()
    for slot, racer in enumerate(racers):
        text.append(f"{racer_style(slot).marker} ", color(slot))
        text.append(racer.name + ("   " if slot < len(racers) - 1 else ""))
    return text


def color(slot: int) -> str | None:
    """The name of a slot's colour; None, the default colour, for cells that belong to no racer (-1)."""
    return COLORS[slot % len(COLORS)] if slot >= 0 else None
