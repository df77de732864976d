"""Names at the ends of curves: beside the canvas or inside it, and never over anything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scenario import Scenario
from tui.plotting.cells import SPACE, Picture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.labels import End, inside, spread
from tui.plotting.plot_theme import PlotTheme
from tui.state.session import Session

RACE = Scenario("rosenbrock", ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1"), steps=400)


def text(picture: Picture) -> str:
    return "\n".join("".join(map(chr, row)) for row in picture.codes)


@pytest.mark.parametrize("step", [40, 200, 300, 400])
def test_each_curve_is_named_in_a_narrow_panel(step: int) -> None:
    frame = Session(RACE, at=step).frame()
    shown = text(CurvePlot(33, 13).draw(loss_chart(frame, PlotTheme()), PlotTheme()))
    assert "sgd" in shown
    assert "momen" in shown
    assert "adam" in shown
    shown = text(CurvePlot(33, 14).draw(weights_chart(frame, PlotTheme()), PlotTheme()))
    assert sum(f"{name} " in shown for name in ("x", "y")) == 2


def test_a_panel_too_narrow_for_names_has_markers() -> None:
    shown = text(CurvePlot(20, 8).draw(loss_chart(Session(RACE, at=300).frame(), PlotTheme()), PlotTheme()))
    assert all(marker in shown for marker in "●▲■")


@given(
    st.integers(0, 40),
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 11), st.text("abc …", max_size=20)), max_size=8),
    st.integers(0, 2**32 - 1),
)
def test_a_name_covers_nothing(width: int, height: int, ends: list[tuple[int, int, str]], seed: int) -> None:
    canvas = Picture.blank(width, height)
    canvas.codes[np.random.default_rng(seed).random((height, width)) < 0.2] = ord("#")
    before = canvas.codes.copy()
    inside(canvas, [End(column, row, "●", label, 0xFFFFFF) for column, row, label in ends])
    assert np.array_equal(canvas.codes[before != SPACE], before[before != SPACE])


def test_names_beside_are_moved_apart() -> None:
    assert spread([3, 3, 3], 6) == [3, 4, 5]
    assert spread([5, 5, 5], 6) == [3, 4, 5]
    assert spread([0, 4], 6) == [0, 4]
    assert len(spread([1] * 9, 6)) == 6
