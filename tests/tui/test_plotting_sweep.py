"""Plots of sweeps: what stands in which cell."""

from __future__ import annotations

import numpy as np

from tui.plotting.cells import Picture
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.sweep.curves import SweepChart, SweepCurve, SweepCurvesPlot, up_axis

PLACES = np.geomspace(1e-4, 1, 41)


def curve(**given: object) -> SweepCurve:
    values = np.geomspace(1e3, 1e-3, 41)
    diverged = np.zeros(41, bool)
    diverged[30:] = True
    values[30:] = np.nan
    fields = {"name": 0, "label": "adam", "marker": "●", "color": 0xFF0000, "faint": 0x800000}
    return SweepCurve(**{**fields, "values": values, "diverged": diverged, **given})  # type: ignore[arg-type]


def lines(picture: Picture) -> list[str]:
    return ["".join(map(chr, row)) for row in picture.codes.tolist()]


def draw(chart: SweepChart, theme: PlotTheme | None = None) -> list[str]:
    return lines(SweepCurvesPlot(80, 20).draw(chart, theme or PlotTheme()))


def test_a_strip_is_shaded_where_runs_diverge() -> None:
    rows = draw(SweepChart(PLACES, True, [curve()]))
    canvas = rows[0][6:-8]
    first = canvas.index("●")
    assert set(canvas[first + 1 :].rstrip()) == {"░"}
    assert abs(first / len(canvas.rstrip()) - 29.5 / 40) < 0.03
    assert "░" not in "".join(rows[1:])


def test_a_limit_is_a_dotted_line_with_its_name() -> None:
    rows = draw(SweepChart(PLACES, True, [curve(limits=(1e-2,))]))
    columns = {row.index("┊") for row in rows if "┊" in row}
    assert len(columns) == 1
    assert sum("┊" in row for row in rows) >= 15
    assert any("● limit" in row for row in rows)


def test_a_limit_beyond_the_axis_is_not_drawn() -> None:
    assert not any("┊" in row for row in draw(SweepChart(PLACES, True, [curve(limits=(5.0,))])))


def test_the_marker_stands_at_the_racers_own_value() -> None:
    chart = SweepChart(PLACES, True, [curve(present=(1e-3, 1.0), diverged=np.zeros(41, bool))])
    rows = draw(chart)
    plot = SweepCurvesPlot(80, 20)
    (place,) = [(row.index("●"), y) for y, row in enumerate(rows) if "●" in row[:-10]]
    index = plot.index_at(chart, place[0])
    assert index is not None
    assert abs(np.log10(PLACES[index]) + 3) <= 0.1


def test_the_cursor_and_the_value_under_a_column_belong_together() -> None:
    plot = SweepCurvesPlot(80, 20)
    for index in range(0, 41, 5):
        rows = lines(plot.draw(SweepChart(PLACES, True, [curve()], cursor=index), PlotTheme()))
        column = next(row.index("│", 6) for row in rows[:-3] if "│" in row[6:])
        assert plot.index_at(SweepChart(PLACES, True, [curve()]), column) == index


def test_limits_follow_the_results_but_not_those_far_above_the_first() -> None:
    far = curve(values=np.append(np.geomspace(1e-2, 1, 40), 1e80), diverged=np.zeros(41, bool))
    assert up_axis(SweepChart(PLACES, True, [far], first=1.0)).high <= 3.5
    near = curve(values=np.linspace(5, 7, 41), diverged=np.zeros(41, bool))
    assert not up_axis(SweepChart(PLACES, True, [near], first=7.0)).log
    below = curve(values=np.linspace(-2, 7, 41), diverged=np.zeros(41, bool))
    assert not up_axis(SweepChart(PLACES, True, [below], first=7.0)).log


def test_nothing_to_draw_is_told() -> None:
    rows = draw(SweepChart(PLACES, True, [curve(values=np.full(41, np.nan))], note="computing …"))
    assert any("computing …" in row for row in rows)


def test_it_can_be_drawn_in_ascii_and_in_any_size() -> None:
    chart = SweepChart(PLACES, True, [curve(limits=(1e-2,), present=(1e-3, 1.0), sign="a")], cursor=3)
    theme = PlotTheme(ascii=True, depth="mono")
    assert all(ord(sign) < 128 for row in draw(chart, theme) for sign in row)
    for width, height in ((0, 0), (1, 1), (7, 4), (12, 5), (300, 3)):
        SweepCurvesPlot(width, height).draw(chart, theme)
