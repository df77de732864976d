"""The bounds of blocks of a history say what reading all of its values would say."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.measures import MEASURES
from core.scenario import Scenario
from tests.sampling import examples, sampled
from tui.plotting import braille
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import Chart, CurvePlot, heights
from tui.plotting.history.block_bounds import BLOCK, BlockBounds
from tui.plotting.history.downsample import places
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Viewport, segments
from tui.state.frame import Frame
from tui.state.session import Session

METRICS = tuple(MEASURES)
LONG = 50_000  # values


def odd_values(rng: np.random.Generator, count: int) -> Floats:
    """Numbers of any sign and size, here and there some that are not finite."""
    values: Floats = np.cumsum(rng.normal(size=count)) * 10.0 ** rng.integers(-2, 3)
    for _ in range(int(rng.integers(4))):
        first = int(rng.integers(count))
        values[first : first + int(rng.integers(1, count // 4))] = rng.choice([0.0, np.nan, np.inf, -np.inf])
    return values


def grown(rng: np.random.Generator, values: Floats) -> BlockBounds:
    """The bounds of values that came a few at a time, all that fill blocks."""
    bounds, count = BlockBounds(), 0
    while count < len(values):
        count = min(count + int(rng.integers(1, len(values) // 2)), len(values))
        assert bounds.extend(values.__getitem__, count)
        assert bounds.known == count // BLOCK * BLOCK
        count += int(rng.integers(2 * BLOCK))
    bounds.extend(values.__getitem__, len(values))
    return bounds


@settings(max_examples=examples(30))
@given(st.integers(0, 2**32 - 1))
def test_the_range_of_the_first_so_many_values(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = odd_values(rng, int(rng.integers(1000, LONG)))
    bounds = grown(rng, values)
    for count in (0, 1, BLOCK, len(values), *rng.integers(len(values), size=5).tolist()):
        finite = values[:count][np.isfinite(values[:count])]
        rising = finite[finite > 0]
        assert bounds.range(values.__getitem__, count) == (
            min(finite.tolist(), default=math.inf),
            max(finite.tolist(), default=-math.inf),
            min(rising.tolist(), default=math.inf),
        )


@settings(max_examples=examples(30))
@given(st.integers(0, 2**32 - 1))
def test_the_extremes_of_stretches(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = odd_values(rng, int(rng.integers(1000, LONG)))
    bounds = grown(rng, values)
    cuts = np.unique(rng.integers(len(values) + 1, size=int(rng.integers(3, 60))))
    low, high = bounds.extremes(values.__getitem__, cuts[:-1], int(cuts[-1]))
    for index, (first, stop) in enumerate(pairwise(cuts.tolist())):
        part = values[first:stop]
        if np.isfinite(part).all():
            assert (low[index], high[index]) == (part.min(), part.max())
        else:
            assert not (np.isfinite(low[index]) and np.isfinite(high[index]))


def test_when_time_is_over_the_rest_comes_later() -> None:
    values = np.random.default_rng(0).normal(size=500_000)
    bounds, calls = BlockBounds(), 0
    while not bounds.extend(values.__getitem__, len(values), end=0.0):
        calls += 1
        assert 0 < bounds.known < len(values)
    assert calls > 3
    assert bounds.range(values.__getitem__, len(values))[:2] == (values.min(), values.max())


def every_dot(plot: CurvePlot, chart: Chart) -> braille.Bits:
    """The dots of all values of all curves, drawn one by one."""
    place, across, up = plot.area(chart), chart.across, plot.up
    viewport = Viewport(across.low, across.high, up.low, up.high, place.canvas_width, place.canvas_height)
    bits = np.zeros((viewport.height, viewport.width), np.uint8)
    for curve in chart.curves:
        own = np.zeros_like(bits)
        values = heights(curve.values(slice(0, curve.count)), up)
        braille.draw(own, segments(viewport, places(np.arange(curve.count, dtype=np.float64), across.log), values))
        bits |= own & np.uint8(0x47) if curve.dotted else own
    return bits


def charts(frame: Frame) -> list[Chart]:
    return [loss_chart(frame, PlotTheme()), weights_chart(frame, PlotTheme())]


@pytest.mark.system
@pytest.mark.parametrize("noise", sampled([0.0, 0.3], 2))
@pytest.mark.parametrize("metric", sampled(METRICS, 3))
def test_a_long_race_has_the_dots_of_all_its_steps(metric: str, noise: float) -> None:
    racers = ("sgd lr=0.001", "adam lr=0.02 schedule=cosine", "sign_sgd lr=0.003")
    session = Session(Scenario("rosenbrock", racers, steps=60_000, noise=noise))
    session.race.advance(60_000)
    plots = [CurvePlot(40, 12), CurvePlot(50, 14)]
    rng = np.random.default_rng(1)
    for step in (300, 20_000, 20_001, 45_000, 10_000, 59_000, 60_000):
        session.seek(step)
        flags = rng.random(2) < 0.5
        session.set_view(replace(session.view, metric=metric, log_x=bool(flags[0]), log_y=bool(flags[1])))
        for plot, chart in zip(plots, charts(session.frame()), strict=True):
            plot.seconds = 0.0  # no time: a little more with each picture
            picture = plot.draw(chart, PlotTheme())
            while not plot.complete:
                picture = plot.draw(chart, PlotTheme())
            place = plot.area(chart)
            drawn = picture.codes[: place.canvas_height, place.left : place.left + place.canvas_width]
            wanted = every_dot(plot, chart)
            # A cell may have a name or a marker in it.
            dots = (drawn >= braille.BRAILLE) & (drawn < braille.BRAILLE + 256)
            assert np.array_equal(drawn[dots] - braille.BRAILLE, wanted[dots])
            assert np.count_nonzero(wanted[~dots]) < 40
            assert np.array_equal(picture.codes, CurvePlot(plot.width, plot.height).draw(chart, PlotTheme()).codes)
