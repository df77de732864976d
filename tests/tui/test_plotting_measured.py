"""Curves of a network's own measures: the same numbers as everywhere, computed once, and test beside train."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.measures import Measure, measures_of, shown_measure
from core.scenario import Scenario
from tui.plotting.chart.charts import BESIDE, beside, loss_chart
from tui.plotting.chart.curves import Chart, CurvePlot
from tui.plotting.chart.measured import measured
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame
from tui.state.session import Session


def network(metric: str = "loss", spec: str = "network hidden=[3]", steps: int = 60) -> Frame:
    session = Session(Scenario(spec, ("adam lr=0.05", "sgd lr=0.3"), steps=steps), at=steps)
    while session.behind:
        session.tick()
    session.set_view(replace(session.view, metric=metric))
    return session.frame()


@pytest.mark.parametrize("name", ["test_loss", "test_accuracy", "grad_norm.hidden1", "update_ratio.output"])
def test_curves_show_the_measures_of_a_network(name: str) -> None:
    frame = network(name)
    chart = loss_chart(frame, PlotTheme())
    for curve, racer in zip(reversed(chart.curves), frame.racers, strict=True):
        whole = shown_measure(frame.problem, name).values(racer, np.arange(61))
        np.testing.assert_array_equal(curve.values(slice(0, 61)), whole)
        np.testing.assert_array_equal(curve.values(np.array([7, 3, 60])), whole[[7, 3, 60]])


@pytest.mark.parametrize("name", BESIDE)
def test_points_that_test_are_dotted_beside_those_that_train(name: str) -> None:
    frame = network(name)
    chart = loss_chart(frame, PlotTheme())
    dotted = [curve for curve in chart.faint if curve.dotted and curve.followed]
    assert len(dotted) == len(frame.racers)
    expected = measures_of(frame.problem)[BESIDE[name]]
    for curve, racer in zip(reversed(dotted), frame.racers, strict=True):
        np.testing.assert_array_equal(curve.values(slice(0, 61)), expected.values(racer, np.arange(61)))


@pytest.mark.parametrize(("spec", "metric"), [("network split=1", "loss"), ("rosenbrock", "loss"), ("network", "lr")])
def test_nothing_stands_beside_where_no_points_test(spec: str, metric: str) -> None:
    frame = network(metric, spec, steps=3)
    assert beside(frame) is None
    assert not any(curve.followed for curve in loss_chart(frame, PlotTheme()).faint)


def counting(rows: list[int]) -> Measure:
    def values(history: object, steps: object) -> np.ndarray:
        assert isinstance(steps, np.ndarray)
        rows.extend(steps.tolist())
        return steps.astype(np.float64)

    return Measure(f"counted {id(rows)}", "", "", "", values)


def test_each_value_is_computed_once() -> None:
    frame, rows = network(), list[int]()
    measure = counting(rows)
    for count in (10, 40, 40, 61):
        values = measured(frame.racers[0], measure)
        assert values(slice(0, count)).tolist() == list(range(count))
    assert sorted(rows) == list(range(61))


def test_a_long_history_is_computed_in_part_and_read_exactly() -> None:
    frame, rows = network(steps=20_000, spec="network hidden=[] n=4"), list[int]()
    values = measured(frame.racers[0], counting(rows))
    found = values(slice(0, 20_001))
    assert len(rows) < 5_000
    assert (np.arange(20_001) - found).max() < 20_001 / 4_000
    assert (found <= np.arange(20_001)).all()
    assert values(slice(777, 778)).tolist() == [777]


def drawn_in_slices(chart: Chart, rows: list[int]) -> tuple[CurvePlot, list[int]]:
    """A plot that had no time, but for one part in each picture, and how many values each picture computed."""
    plot, each = CurvePlot(50, 14, seconds=0.0), list[int]()
    while not each or not plot.complete:
        before = len(rows)
        plot.draw(chart, PlotTheme())
        each.append(len(rows) - before)
    return plot, each


@pytest.mark.parametrize("count", [61, 400])
def test_a_picture_without_time_computes_a_part_and_the_next_ones_the_rest(count: int) -> None:
    frame, rows = network(steps=count - 1, spec="network hidden=[] n=4"), list[int]()
    chart = loss_chart(frame, PlotTheme())
    measures = [counting(rows)] * len(chart.curves)
    curves = [
        replace(curve, values=measured(racer, measure))
        for curve, racer, measure in zip(reversed(chart.curves), frame.racers, measures, strict=True)
    ]
    chart = replace(chart, curves=tuple(curves), faint=(), key="counted")
    plot, each = drawn_in_slices(chart, rows)
    assert max(each) <= 40  # a part of one curve, and the last value of each
    assert len(each) > count * len(curves) // 40
    assert len(rows) == count * len(curves)  # none twice
    at_once = tuple(replace(curve, values=np.arange(float(count)).__getitem__) for curve in curves)
    whole = CurvePlot(50, 14).draw(replace(chart, curves=at_once), PlotTheme()).codes
    np.testing.assert_array_equal(plot.draw(chart, PlotTheme()).codes, whole)
    np.testing.assert_array_equal(CurvePlot(50, 14).draw(chart, PlotTheme()).codes, whole)
    assert len(rows) == count * len(curves)  # another plot computes none of them again
