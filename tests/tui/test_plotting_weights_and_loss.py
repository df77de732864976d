"""θ and the loss on one canvas: two axes, three curves that one can tell apart, one racer at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.scenario import Scenario
from core.specs import RacerSpec
from tui.plotting.axes import MARGIN
from tui.plotting.cells import Picture
from tui.plotting.changed_cells import ShownPicture
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.chart.weights_and_loss import chosen, weights_and_loss_chart
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame, View
from tui.state.session import Session

Change = Callable[[View], View]
LOOK = PlotTheme(axis=0x777777, label=0xB0B0B0, text=0xE0E0E0)
LINES = Scenario("regression", ("sgd lr=0.1", "momentum lr=0.1"), steps=99)
WIDE, HIGH = 60, 20


def frame_of(scenario: Scenario, at: int, **view: object) -> Frame:
    session = Session(scenario, at=at)
    session.set_view(replace(session.view, **view))  # type: ignore[arg-type]
    return session.frame()


def draw(frame: Frame, theme: PlotTheme = LOOK, width: int = WIDE, height: int = HIGH) -> list[str]:
    return rows(CurvePlot(width, height).draw(weights_and_loss_chart(frame, theme), theme))


def rows(picture: Picture) -> list[str]:
    return ["".join(map(chr, row)) for row in picture.codes.tolist()]


def right(shown: list[str]) -> list[str]:
    """The labels behind the right axis."""
    return [row[-MARGIN:].strip() for row in shown if row[-MARGIN - 1] in "├│"]


def test_each_axis_has_round_numbers_of_its_own() -> None:
    shown = draw(frame_of(LINES, 60))
    assert {label for label in right(shown) if label} == {"50", "20", "10"}
    assert [row[:MARGIN].strip() for row in shown if "┤" in row] == ["−5", "−10", "−15", "−20"]
    linear = [label for label in right(draw(frame_of(LINES, 60, log_y=False, selected=1))) if label]
    assert "0" in linear
    assert "10" in linear


@pytest.mark.parametrize("height", [6, 9, 14, 30])
def test_the_axes_stand_on_the_same_rows(height: int) -> None:
    frame = frame_of(LINES, 60)
    chart = weights_and_loss_chart(frame, LOOK)
    assert chart.right is not None
    mirror = replace(chart, right=replace(chart, cursor=None))
    shown = rows(CurvePlot(WIDE, height).draw(mirror, LOOK))
    assert [row[MARGIN] == "┤" for row in shown] == [row[-MARGIN - 1] == "├" for row in shown]
    assert [row[:MARGIN].strip() for row in shown[:-2]] == [row[-MARGIN:].strip() for row in shown[:-2]]


def test_curves_carry_names_and_differ_without_colours() -> None:
    frame = frame_of(LINES, 60)
    shown = "\n".join(draw(frame))
    assert all(name in shown for name in ("slope", "intercept", "loss →"))
    chart = weights_and_loss_chart(frame, LOOK)
    assert chart.right is not None
    styles = {(curve.label, curve.dotted, curve.dashed) for curve in (*chart.curves, *chart.right.curves)}
    assert styles == {("slope", False, False), ("intercept", True, False), ("loss →", False, True)}
    plain = "\n".join(draw(frame, replace(LOOK, depth="mono", ascii=True)))
    assert all(letter * 2 in plain for letter in "sil")


@pytest.mark.parametrize("at", range(3, 99, 6))
def test_all_three_have_their_names_however_crowded_it_is(at: int) -> None:
    racers = [f"{rule} lr=1" for rule in ("sgd", "momentum", "adam", "nadam", "rmsprop")]
    shown = "\n".join(draw(frame_of(Scenario("regression", racers, steps=99), at), width=40, height=11))
    assert all(name in shown for name in ("slo", "int", "los"))


def test_they_are_those_of_the_selected_racer() -> None:
    for selected in (0, 1):
        frame = frame_of(LINES, 60, selected=selected)
        chart, racer = weights_and_loss_chart(frame, LOOK), frame.racers[selected]
        assert chart.right is not None
        assert chosen(frame) is racer
        slope, loss = chart.curves[-1], chart.right.curves[0]
        assert np.array_equal(slope.values(slice(0, 61)), racer.path[:, 0])
        assert np.array_equal(loss.values(slice(0, 61)), racer.loss)
        assert [shadow.color for shadow in chart.right.faint] == [LOOK.faint(1 - selected)]
    hidden = frame_of(LINES, 60, hidden=frozenset({0}))
    assert chosen(hidden) is hidden.racers[1]
    assert chosen(frame_of(replace(LINES, racers=()), 60)) is None


def test_without_colours_nothing_can_be_a_shadow() -> None:
    chart = weights_and_loss_chart(frame_of(LINES, 60), replace(LOOK, depth="mono"))
    assert chart.right is not None
    assert not chart.right.faint


def test_the_loss_is_there_whatever_the_loss_plot_shows() -> None:
    assert draw(frame_of(LINES, 60, metric="lr")) == draw(frame_of(LINES, 60))


def test_the_cursor_reads_all_values_out() -> None:
    frame = frame_of(LINES, 60, cursor=40)
    shown = "\n".join(draw(frame, width=90))
    slope, intercept = frame.racers[0].path[40]
    for value in (slope, intercept, frame.racers[0].loss[40], frame.racers[1].loss[40]):
        assert repr(float(value))[:6].replace("-", "−") in shown
    small = "\n".join(draw(frame, height=9))
    assert "intercept" in small
    assert "momentum" not in small


def test_what_was_before_an_edit_is_a_ghost() -> None:
    session = Session(LINES, at=60)
    session.frame()
    session.edit(replace(LINES, racers=(RacerSpec.parse("sgd lr=0.3"), LINES.racers[1])))
    chart = weights_and_loss_chart(session.frame(), LOOK)
    assert chart.right is not None
    assert [curve.name for curve in chart.right.faint if curve.name == ("ghost", 0)]


def test_one_parameter_has_one_curve_beside_the_loss() -> None:
    shown = "\n".join(draw(frame_of(Scenario("parabola", ("sgd lr=0.05",), steps=50), 20)))
    assert "x" in shown
    assert "loss →" in shown


def test_nobody_to_show_is_said() -> None:
    assert "no racer to show" in "\n".join(draw(frame_of(replace(LINES, racers=()), 10)))


def test_a_tick_touches_few_cells() -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.02"), steps=500), at=300)
    plot, screen = CurvePlot(WIDE, HIGH), ShownPicture()
    touched = []
    for _ in range(60):
        session.seek(session.clock.step + 1)
        spans = screen.show(plot.draw(weights_and_loss_chart(session.frame(), LOOK), LOOK))
        if spans is not None:
            touched.append(sum(last - first for _, first, last in spans))
    assert len(touched) == 59
    assert np.median(touched) <= 4
    assert max(touched) <= 60


def test_a_step_under_the_pointer_is_the_step_of_the_column() -> None:
    frame = frame_of(LINES, 99)
    plot, chart = CurvePlot(WIDE, HIGH), weights_and_loss_chart(frame, LOOK)
    plot.draw(chart, LOOK)
    place = plot.area(chart)
    assert plot.step_at(chart, place.left) == 1
    assert plot.step_at(chart, place.left + place.canvas_width) == 99


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (13, 5), (18, 6), (19, 7), (24, 8), (200, 3)])
def test_any_size_gives_a_picture_of_that_size(size: tuple[int, int]) -> None:
    picture = CurvePlot(*size).draw(weights_and_loss_chart(frame_of(LINES, 60, cursor=10), LOOK), LOOK)
    assert picture.codes.shape == (size[1], size[0])
