"""Curves that fall below zero stay in the plot: on a linear axis as long as it shows them all, then on a symlog one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scenario import Scenario
from tui.plotting.axis_limits import power_label, symlog_axis
from tui.plotting.chart.charts import loss_chart
from tui.plotting.chart.curves import CurvePlot, heights
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.symlog import symlog, symlog_ticks
from tui.state.session import Session

SLOPE = Scenario("3*x + 3e-10*y", ("adam lr=0.1", "adam lr=0.5"), start=(0, 0), steps=100)
SADDLE = Scenario("x^2 - y^2", ("sgd lr=0.1", "sgd lr=0.5"), start=(1, 1e-3), steps=500)


@pytest.mark.parametrize(("scenario", "step"), [(SLOPE, 31), (SLOPE, 33), (SLOPE, 100), (SADDLE, 20), (SADDLE, 400)])
def test_the_end_of_a_falling_curve_is_inside_the_limits(scenario: Scenario, step: int) -> None:
    frame = Session(scenario, at=step).frame()
    plot = CurvePlot(60, 20)
    plot.draw(loss_chart(frame, PlotTheme()), PlotTheme())
    for racer in frame.racers:
        (end,) = heights(racer.loss[-1:], plot.up)
        assert plot.up.low <= end <= plot.up.high
    lowest = min(float(racer.loss[-1]) for racer in frame.racers)
    first = max(abs(float(loss)) for racer in frame.racers for loss in racer.loss[:2])
    assert (plot.up.within > 0) == (lowest < -1e3 * first)
    assert len(plot.up.ticks(6)) >= 2


def test_the_scale_that_is_asked_for_is_kept() -> None:
    session = Session(SADDLE, at=100)
    session.set_view(replace(session.view, log_y=False))
    plot = CurvePlot(60, 20)
    plot.draw(loss_chart(session.frame(), PlotTheme()), PlotTheme())
    assert plot.up.within == 0
    assert plot.up.low <= session.frame().racers[0].loss[-1]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_larger_values_stand_higher(one: float, other: float) -> None:
    low, high = sorted((one, other))
    places = symlog(np.array([low, high]), 0.1)
    assert np.isfinite(places).all()
    assert places[0] <= places[1]


def test_small_values_are_linear_and_large_ones_logarithmic() -> None:
    places = symlog(np.array([-1e6, -1e5, 0, 1e-4, 2e-4, math.nan]), 1.0)
    assert places[1] - places[0] == pytest.approx(1, abs=1e-4)
    assert places[4] == pytest.approx(2 * places[3], rel=1e-3)
    assert np.isnan(places[5])


@example(1.0, 1e-12, 2)
@given(st.floats(0.5, 290), st.floats(-5, 290), st.integers(2, 12))
def test_limits_hold_the_values_and_ticks_are_few_and_distinct(fall: float, rise: float, room: int) -> None:
    low, high = -(10**fall) * 1e3, 10**rise
    axis = symlog_axis(low, high, 1e3)
    assert axis.low <= symlog(np.array([low]), axis.within)[0]
    assert symlog(np.array([high]), axis.within)[0] <= axis.high
    found = axis.ticks(room)
    assert 1 <= len(found) <= room + 2
    assert (0.0, "0") in found
    assert len({label for _, label in found}) == len(found)


@pytest.mark.parametrize("far", [5e-324, 1e-310, 1e-299])
def test_limits_of_tiny_values_are_finite(far: float) -> None:
    axis = symlog_axis(-1.7e308, 5e-324, far)
    assert math.isfinite(axis.low)
    assert axis.low < axis.high


def test_ticks_are_signed_powers_of_ten() -> None:
    found = symlog_ticks(-3.0, 1.0, 1.0, 5, power_label)
    assert [label for _, label in found] == ["−10²", "−10", "−1", "0", "1"]
