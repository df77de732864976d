"""Whether any numbers can break or hold up a picture: random hostile frames through all plots, timed.

    python benchmarks/hostile.py [--frames 100000] [--seed 0]

NaN, ±inf, 1e±300, empty and constant histories, one point, formulas with poles and without values, every size from
0×0 to 300×100, every depth of colour. Prints how long frames took (of a processor, so that other work does not count),
and fails (exit 1) where one took more than 200 ms;
an exception or an abort ends it at once, with the seed of the frame in the line before.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import get_args

import numpy as np

from core.measures import MEASURES
from core.problems import Box, bind
from core.scenario import Scenario
from core.status import Status
from tui.plotting import plotext_figure
from tui.plotting.cells import Picture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.chart.data_fit import FitPlot
from tui.plotting.chart.weights_and_loss import weights_and_loss_chart
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import PALETTES
from tui.plotting.landscape.picture import LandscapePlot, Style
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats
from tui.state.choices import SCALES
from tui.state.frame import Clock, Frame, View
from tui.state.session import Session

METRICS = tuple(MEASURES)
DEPTHS: tuple[Depth, ...] = get_args(Depth)
ODD = np.array([np.nan, np.inf, -np.inf, 1e300, -1e300, 1e-300, 5e-324, 1.7e308, -1.7e308, 0.0, 1.0])
FORMULAS = ("1/x", "log(x)", "exp(exp(5*x))", "0*x*y", "x*y", "sqrt(-1-x^2)", "1e300*x*y", "-exp(700+x)", "floor(x)")
NAMED = ("regression n=3", "logistic n=4", "parabola", "heavy_ball_trap", "himmelblau")
LONG = 12_000  # steps, of which there are blocks
SIZES = (0, 1, 2, 3, 7, 20, 33, 44, 60, 100, 300)
TALLEST = 100
SLOWEST = 0.2  # seconds


def odd_numbers(rng: np.random.Generator, count: int) -> Floats:
    """Numbers as no optimizer should make them, and as some do."""
    kind = rng.integers(5)
    if kind == 0:
        return rng.choice(ODD, count)
    if kind == 1:
        return np.full(count, rng.choice(ODD))
    if kind == 2:
        return rng.normal(size=count) * 10.0 ** rng.integers(-300, 300)
    steps: Floats = rng.normal(size=count).cumsum()
    if kind == 3:
        steps[rng.random(count) < 0.2] = rng.choice(ODD)
    return steps


def odd_frame(rng: np.random.Generator) -> Frame:
    """A frame of odd numbers of a problem that exists."""
    named = rng.random() < 0.4
    spec = str(rng.choice(NAMED if named else FORMULAS))
    problem = bind(Scenario(spec).problem)
    start = None if problem.dims == 1 else tuple(rng.choice((0.0, -1.5, 1e99), 2).tolist())
    scenario = Scenario(spec, ("sgd",), start=start, steps=1)
    model = Session(scenario).frame().racers[0]
    racers = []
    for index in range(int(rng.integers(4))):
        count = LONG if rng.random() < 0.03 else int(rng.choice((0, 1, 2, 30, 300)))
        path = np.column_stack([odd_numbers(rng, count) for _ in range(problem.dims)])
        racer = replace(
            model,
            index=index,
            slot=int(rng.integers(100)),
            name="adam lr=0.1" * int(rng.integers(3)),
            hidden=bool(rng.random() < 0.1),
            path=path,
            loss=odd_numbers(rng, count),
            grad_norm=np.abs(odd_numbers(rng, count)),
            steps=max(count - 1, 0),
            status=Status("running"),
            best=float(rng.choice(ODD)),
            rates=partial(np.full_like, fill_value=odd_numbers(rng, 1)[0]),
        )
        racers.append(racer)
    clock = Clock(int(rng.choice((0, 1, 299, 10**6))), bool(rng.random() < 0.5), int(rng.choice((1, 2, 50))))
    return Frame(scenario, odd_view(rng), clock, False, tuple(racers), int(rng.integers(3)))


def odd_view(rng: np.random.Generator) -> View:
    """Any way of looking, with windows from nowhere to everywhere."""
    zoom = Box(*(rng.choice((-1e300, -1e-300)), rng.choice((1e300, 1e-300))) * 2) if rng.random() < 0.2 else None
    return View(
        metric=METRICS[int(rng.integers(len(METRICS)))],
        log_y=bool(rng.random() < 0.5),
        log_x=bool(rng.random() < 0.5),
        zoom=zoom,
        cursor=int(rng.integers(400)) if rng.random() < 0.5 else None,
        weights="data" if rng.random() < 0.5 else "weights",
        selected=int(rng.integers(5)),
    )


def odd_look(rng: np.random.Generator) -> PlotTheme:
    """Any terminal."""
    depth = DEPTHS[int(rng.integers(len(DEPTHS)))]
    return PlotTheme(dark=bool(rng.random() < 0.5), depth=depth, ascii=bool(rng.random() < 0.2))


@dataclass
class Plots:
    """The plots as the panels keep them: what one frame left behind meets the next."""

    landscape: LandscapePlot = field(default_factory=LandscapePlot)
    loss: CurvePlot = field(default_factory=CurvePlot)
    weights: CurvePlot = field(default_factory=CurvePlot)
    both: CurvePlot = field(default_factory=CurvePlot)
    fit: FitPlot = field(default_factory=FitPlot)

    def draw(self, frame: Frame, theme: PlotTheme, width: int, height: int, style: Style) -> list[Picture]:
        """All pictures of a frame."""
        for plot in (self.landscape, self.loss, self.weights, self.fit, self.both):
            plot.width, plot.height = width, height
        self.landscape.style = style
        return [
            self.landscape.draw(frame, theme),
            self.loss.draw(loss_chart(frame, theme), theme),
            self.weights.draw(weights_chart(frame, theme), theme),
            self.fit.draw(frame, theme),
            self.both.draw(weights_and_loss_chart(frame, theme), theme),
        ]


def pictures(plots: Plots, seed: int) -> Iterator[tuple[Picture, int, int, float]]:
    """The pictures of the hostile frame of a seed, the size that they should have, and how long a processor took."""
    rng = np.random.default_rng(seed)
    frame, theme = odd_frame(rng), odd_look(rng)
    width, height = (int(size) for size in rng.choice(SIZES, 2))
    height = min(height, TALLEST)
    palette = PALETTES[int(rng.integers(len(PALETTES)))].name
    style = Style(palette, SCALES[int(rng.integers(len(SCALES)))], bool(rng.random() < 0.5))
    begun = time.process_time()
    drawn = plots.draw(frame, theme, width, height, style)
    seconds = time.process_time() - begun
    for picture in drawn:
        yield picture, width, height, seconds


def main() -> int:
    """Draw them all."""
    options = argparse.ArgumentParser(description="Draw hostile frames.")
    options.add_argument("--frames", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    plotext_figure.library()  # it takes 0.15 s to import
    plots, took = Plots(), np.zeros(given.frames)
    for index in range(given.frames):
        seed = given.seed + index
        if index % 1000 == 0:
            print(f"\r{index:>7,} frames, next seed {seed}", end="", file=sys.stderr, flush=True)
        for picture, width, height, seconds in pictures(plots, seed):
            assert picture.codes.shape == (height, width)
            took[index] = seconds
    worst = int(took.argmax())
    milliseconds = 1000 * np.quantile(took, (0.5, 0.99, 1.0))
    print(
        f"\r{given.frames:,} frames: median {milliseconds[0]:.1f} ms, 99 % within {milliseconds[1]:.1f} ms, "
        f"worst {milliseconds[2]:.1f} ms (seed {given.seed + worst}); over {1000 * SLOWEST:.0f} ms: "
        f"{int((took > SLOWEST).sum())}"
    )
    return int((took > SLOWEST).any())


if __name__ == "__main__":
    sys.exit(main())
