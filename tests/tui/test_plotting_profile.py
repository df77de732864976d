"""Landscapes of one parameter: the curve, what stands on it, and paths from point to point of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.inspection.directions import steepest_descent
from core.problems import PROBLEMS, Box, bind
from core.scenario import Scenario
from core.specs import ProblemSpec
from tui.plotting.cells import Picture
from tui.plotting.chart.charts import weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.landscape import profile
from tui.plotting.landscape.picture import LandscapePlot, Style, plane_point
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Viewport
from tui.state.session import Session

OF_ONE = [name for name in PROBLEMS if bind(ProblemSpec.parse(name)).dims == 1]
PARABOLA = Scenario("parabola", ("sgd lr=0.18", "adam lr=0.1"), steps=40)


def text(picture: Picture) -> str:
    return "\n".join("".join(map(chr, row)) for row in picture.codes)


def test_there_are_landscapes_of_one_parameter() -> None:
    assert "parabola" in OF_ONE


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("depth", ["truecolor", "256", "16", "mono"])
def test_each_shows_its_curve_and_what_stands_on_it(name: str, depth: str) -> None:
    frame = Session(Scenario(name, ("adam lr=0.01",)), at=3).frame()
    theme = PlotTheme(depth=depth)  # type: ignore[arg-type]
    shown = text(LandscapePlot(60, 24).draw(frame, theme))
    assert all(sign in shown for sign in "×●")
    assert any(0x2800 < ord(sign) < 0x2900 or sign in "▀▄▌▐▖▗▘▝▙▛▜▟" for sign in shown)


def test_ground_is_below_the_curve_and_air_above() -> None:
    problem = bind(ProblemSpec.parse("parabola"))
    viewport = Viewport(-2, 2, -1, 21, 20, 20)
    curve = profile.heights(problem, viewport)
    share = profile.profile(curve, viewport, 0.0, "linear")
    assert share.shape == (40, 40)
    air = np.isnan(share)
    assert np.all(air[:-1] >= air[1:])  # no air below ground
    assert air[0, 20]
    assert not air[-1].any()
    assert np.all(np.diff(air.sum(axis=0)[:20]) >= 0)
    known = share[:, 0][~air[:, 0]]
    assert np.all(np.diff(known) <= 0)  # darker downwards


@pytest.mark.parametrize("curve", [np.nan, np.inf, -np.inf, 1e308])
@pytest.mark.parametrize("scale", ["log", "quantile", "linear"])
def test_odd_curves_have_a_profile(curve: float, scale: str) -> None:
    share = profile.profile(np.full(20, curve), Viewport(0, 1, -1, 1, 10, 5), None, scale)  # type: ignore[arg-type]
    assert np.isnan(share).all() == (not curve > 0)


def test_points_stand_on_the_curve_and_the_way_down_is_its_tangent() -> None:
    frame = Session(PARABOLA, at=5).frame()
    x, y = plane_point(frame, (1.0,))
    assert (x, y) == (1.0, frame.racers[0].loss[0])
    downhill = steepest_descent(frame.problem, np.array([1.0]))
    assert downhill[0] == -1
    assert downhill[1] < 0
    assert not steepest_descent(frame.problem, np.array([0.0])).any()


def test_ticks_give_what_one_drawing_gives() -> None:
    session, kept = Session(PARABOLA), LandscapePlot(50, 18)
    for step in range(1, 40):
        session.seek(step)
        zoom = Box(-1, 1, -2, 10) if step > 20 else None
        session.set_view(replace(session.view, zoom=zoom))
        mine, fresh = (plot.draw(session.frame(), PlotTheme()) for plot in (kept, LandscapePlot(50, 18)))
        assert np.array_equal(mine.codes, fresh.codes)
        assert np.array_equal(mine.styles, fresh.styles)


def test_isolines_and_scales_leave_a_profile_whole() -> None:
    frame = Session(PARABOLA, at=5).frame()
    for scale in ("log", "quantile", "linear"):
        style = Style(scale=scale, isolines=True)
        assert "●" in text(LandscapePlot(50, 18, style).draw(frame, PlotTheme()))


def test_the_only_weight_has_one_curve_a_racer() -> None:
    chart = weights_chart(Session(PARABOLA, at=5).frame(), PlotTheme())
    assert [curve.label for curve in chart.curves] == ["x adam", "x sgd"]
    assert "x sgd" in text(CurvePlot(40, 12).draw(chart, PlotTheme()))
