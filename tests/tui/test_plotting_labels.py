"""Names of curves in a gutter: in the order of the curves, connected with them, and steady while they move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scenario import Scenario
from core.specs import parse_racers
from tests.sampling import sampled
from tui.plotting.braille import BRAILLE
from tui.plotting.cells import Picture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import Chart, CurvePlot
from tui.plotting.chart.gutter import End, Gutter, spread
from tui.plotting.chart.readout import number, sorted_at
from tui.plotting.labels import distinct
from tui.plotting.palette import MARKERS
from tui.plotting.plot_theme import PlotTheme
from tui.state.session import Session

RACE = Scenario("rosenbrock", ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1"), steps=400)
SWEEP = Scenario("rosenbrock", parse_racers("adam lr=[0.01,0.03,0.1,0.3,0.5,0.7,1]"), steps=500)
SMALL = 33, 13  # the plots of the race screen at 120 × 40


def rows(picture: Picture) -> list[str]:
    return ["".join(map(chr, row)) for row in picture.codes]


def drawn(scenario: Scenario, step: int, size: tuple[int, int] = SMALL) -> list[str]:
    return rows(CurvePlot(*size).draw(loss_chart(Session(scenario, at=step).frame(), PlotTheme()), PlotTheme()))


@pytest.mark.parametrize("scenario", [RACE, SWEEP], ids=["default", "sweep"])
@pytest.mark.parametrize("step", sampled(range(0, 400, 40), 4))
@pytest.mark.parametrize("size", [(30, 13), SMALL, (49, 18), (65, 23)])
def test_names_stand_in_the_order_of_the_curves(scenario: Scenario, step: int, size: tuple[int, int]) -> None:
    frame = Session(scenario, at=step).frame()
    plot, chart = CurvePlot(*size), loss_chart(frame, PlotTheme())
    picture = plot.draw(chart, PlotTheme())
    canvas, gutter = plot.area(chart).canvas(picture), plot.area(chart).names(picture)
    assert canvas is not None
    assert gutter is not None
    named = {row[1]: place for place, row in enumerate(rows(gutter)) if row[1] != " "}
    assert sorted(named) == sorted(MARKERS[: len(frame.racers)])
    heights = [float(frame.racers[MARKERS.index(marker)].loss[-1]) for marker in named]
    assert heights == sorted(heights, reverse=True)
    for row, text in enumerate(rows(canvas)):
        for marker in set(text) & set(MARKERS):
            between = range(min(row, named[marker]), max(row, named[marker]) + 1)
            leader = [BRAILLE < gutter.codes[place, 0] < BRAILLE + 256 for place in between]
            assert len(leader) == 1 or all(leader)


def test_only_what_differs_is_written() -> None:
    shown = "\n".join(drawn(SWEEP, 200))
    assert all(f"lr {rate}" in shown for rate in (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 1))
    assert "adam" not in shown
    assert distinct(("adam lr=0.1", "sgd")) == ("adam lr=0.1", "sgd")
    assert distinct(("adam", "adam #2")) == ("adam", "adam #2")
    assert distinct(("adam lr=0.1",)) == ("adam lr=0.1",)


@pytest.mark.parametrize("cursor", [0, 20, 100, 200])
@pytest.mark.parametrize("chart", [loss_chart, weights_chart])
def test_values_at_the_cursor_are_in_the_order_of_the_curves(chart: Callable[..., Chart], cursor: int) -> None:
    session = Session(SWEEP, at=200)
    session.set_view(replace(session.view, cursor=cursor))
    frame = session.frame()
    shown = rows(CurvePlot(60, 24).draw(chart(frame, PlotTheme()), PlotTheme()))
    at = next(index for index, row in enumerate(shown) if f"step {cursor}" in row)
    read = [next(sign for sign in row if sign in MARKERS) for row in shown[at + 1 : at + 1 + len(frame.racers)]]
    history = "loss" if chart is loss_chart else "path"
    values = [float(np.ravel(getattr(frame.racers[MARKERS.index(sign)], history)[cursor])[0]) for sign in read]
    assert len(set(read)) == len(frame.racers)
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("width", [30, 33, 40, 49, 65])
@pytest.mark.parametrize("chart", [loss_chart, weights_chart])
def test_no_value_at_the_cursor_is_cut(chart: Callable[..., Chart], width: int) -> None:
    session = Session(Scenario("x^2 - y^2", parse_racers("sgd lr=[0.1,0.05,0.2]"), start=(1, 1e-3), steps=200), at=200)
    session.set_view(replace(session.view, cursor=180))
    frame = session.frame()
    shown = "\n".join(rows(CurvePlot(width, 16).draw(chart(frame, PlotTheme()), PlotTheme())))
    for racer in frame.racers:
        values = [racer.loss[180]] if chart is loss_chart else [*racer.path[180]]
        texts = [", ".join(number(float(value), digits) for value in values) for digits in (4, 5, 7, 9, 12, 17)]
        assert any(text in shown for text in texts)


def test_a_curve_without_a_value_is_read_out_last() -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=1", "adam lr=0.1"), steps=100), at=100)
    frame = session.frame()
    curves = loss_chart(frame, PlotTheme()).curves
    assert [curve.marker for curve in sorted_at(90, curves)] == ["▲", "●"]


@pytest.mark.parametrize("step", [40, 200, 300, 400])
def test_each_curve_of_the_weights_is_named(step: int) -> None:
    frame = Session(RACE, at=step).frame()
    shown = "\n".join(rows(CurvePlot(33, 14).draw(weights_chart(frame, PlotTheme()), PlotTheme())))
    assert all(f"{name} {racer}" in shown for name in "xy" for racer in ("sgd", "momen", "adam"))


def test_a_panel_too_narrow_for_names_has_markers() -> None:
    shown = "\n".join(drawn(RACE, 300, (20, 8)))
    assert all(marker in shown for marker in "●▲■")
    assert "adam" not in shown


def test_what_has_no_row_is_counted_but_the_selected_one_is_there() -> None:
    ends = [End(index, -index, index, "●", f"racer {index}", 0xFFFFFF, index == 1) for index in range(9)]
    gutter = Picture.blank(12, 4)
    Gutter().place(ends, 4).write(gutter)
    assert [row[1:].strip() for row in rows(gutter)] == ["+ 6 more", "● racer 1", "● racer 7", "● racer 8"]


def names_after(gutter: Gutter, places: Sequence[tuple[float, int]], moving: bool) -> list[str]:
    picture = Picture.blank(12, 9)
    ends = [End(index, height, row, "●", "abc"[index], 0xFFFFFF) for index, (height, row) in enumerate(places)]
    gutter.place(ends, picture.codes.shape[0], moving).write(picture)
    return [row[1:].strip().removeprefix("● ") for row in rows(picture)]


def test_names_do_not_flicker_while_curves_move() -> None:
    gutter = Gutter()
    assert names_after(gutter, [(3.0, 3), (2.9, 3), (1.0, 6)], moving=True) == ["", "", "", "a", "b", "", "c", "", ""]
    # b is above a by less than a row, then a falls a row below b
    steady = names_after(gutter, [(2.9, 3), (3.0, 3), (1.0, 6)], moving=True)
    assert [name for name in steady if name] == ["a", "b", "c"]
    assert names_after(gutter, [(2.9, 3), (3.0, 3), (0.9, 7)], moving=True) == steady
    nearer = [names_after(gutter, [(2.9, 3), (3.0, 3), (0.9, 7)], moving=True) for _ in range(5)]
    assert nearer[0] == steady
    assert nearer[-1][7] == "c"
    swapped = names_after(gutter, [(2.0, 4), (3.0, 3), (1.0, 6)], moving=True)
    assert [name for name in swapped if name] == ["b", "a", "c"]
    still = names_after(gutter, [(3.0, 3), (2.9, 3), (0.9, 7)], moving=False)
    assert [name for name in still if name] == ["a", "b", "c"]
    assert still[7] == "c"


@given(st.lists(st.integers(0, 5), max_size=6))
def test_names_are_moved_apart_as_little_as_can_be(wanted: list[int]) -> None:
    wanted.sort()

    def moved(places: Sequence[int]) -> int:
        return sum((place - row) ** 2 for place, row in zip(places, wanted, strict=True))

    assert moved(spread(wanted, 0, 6)) == min(map(moved, combinations(range(6), len(wanted))))


def test_three_in_one_row_stand_around_it() -> None:
    assert spread([3, 3, 3], 0, 6) == [2, 3, 4]
    assert spread([5, 5, 5], 0, 6) == [3, 4, 5]
    assert spread([0, 0], 1, 6) == [1, 2]
