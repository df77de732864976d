"""Plots of sweeps: what stands in which cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui.plotting.braille import BRAILLE
from tui.plotting.cells import Picture
from tui.plotting.colors import Depth, contrast, luminance
from tui.plotting.landscape.palettes import for_theme
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.sweep.coarse import filled
from tui.plotting.sweep.colouring import named, shaded
from tui.plotting.sweep.curves import SweepChart, SweepCurve, SweepCurvesPlot, up_axis
from tui.plotting.sweep.map import MapAxis, MapChart, cell_at
from tui.plotting.sweep.map import draw as draw_map
from tui.state.sweep_frame import Categories

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


def test_limits_side_by_side_both_have_their_names() -> None:
    rows = draw(SweepChart(PLACES, True, [curve(limits=(1e-2,)), curve(name=1, marker="▲", limits=(1.4e-2,))]))
    assert any("● limit" in row for row in rows)
    assert any("▲ limit" in row for row in rows)


def test_a_limit_beyond_the_axis_is_not_drawn() -> None:
    assert not any("┊" in row for row in draw(SweepChart(PLACES, True, [curve(limits=(5.0,))])))


def test_the_names_of_runs_that_diverge_stand_beside_their_strips() -> None:
    """And the others in the order of the ends of their curves."""
    names = [curve(name=name, label=name, marker=name, **given) for name, given in END_ON_THE_RIGHT.items()]
    rows = draw(SweepChart(PLACES, True, names))
    below = [row[-2:].strip() for row in rows]
    assert below[:2] == ["A", "D"]
    assert [name for name in below[2:] if name in END_ON_THE_RIGHT] == ["C", "B"]


END_ON_THE_RIGHT = {
    "A": {},
    "B": {"values": np.linspace(9.0, 0.1, 41), "diverged": np.zeros(41, bool)},
    "C": {"values": np.linspace(0.1, 9.0, 41), "diverged": np.zeros(41, bool)},
    "D": {},
}


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


def axis(log: bool = True, count: int = 30) -> MapAxis:
    return MapAxis(np.geomspace(1e-3, 1, count) if log else np.linspace(0, 0.9, count), log)


def heat(theme: PlotTheme, **given: object) -> MapChart:
    values = np.add.outer(np.arange(30.0), np.arange(20.0)) + 1
    diverged = values > 40
    found = shaded(np.where(diverged, np.nan, values), diverged, np.ones((30, 20), bool), theme, PALETTE, "log", 0.0)
    return replace(MapChart(axis(), axis(False, 20), found), **given)  # type: ignore[arg-type]


PALETTE = for_theme(True)[0]
THEME = PlotTheme()


def test_the_colours_of_a_map_rise_with_the_values_and_divergence_has_its_own() -> None:
    chart = heat(THEME)
    colors = chart.colouring.colors
    assert luminance(int(colors[0, 0])) < luminance(int(colors[15, 5])) < luminance(int(colors[20, 15]))
    assert colors[29, 19] not in {int(color) for color, _, text in chart.colouring.legend if text != "diverged"}
    assert {text for _, _, text in chart.colouring.legend} >= {"1", "diverged"}


def test_a_map_is_drawn_in_half_blocks_with_its_legend() -> None:
    picture = draw_map(heat(THEME), 80, 20, THEME)
    rows = lines(picture)
    assert sum(row.count("▀") for row in rows) > 100
    assert any("diverged" in row for row in rows)


def test_what_is_not_computed_yet_takes_the_colour_of_the_coarse_cell() -> None:
    known = np.zeros((20, 20), bool)
    known[::8, ::8] = True
    known[4, 4] = True
    found = filled(known)
    assert found[7, 7] == 4 * 20 + 4
    assert found[3, 3] == 0
    assert found[17, 9] == 16 * 20 + 8
    assert (filled(np.ones((5, 5), bool)) == np.arange(25).reshape(5, 5)).all()


def test_cross_hairs_stand_at_the_cell_that_a_click_there_finds() -> None:
    for cell in ((0, 0), (29, 19), (13, 7)):
        chart = heat(THEME, cursor=cell)
        rows = lines(draw_map(chart, 80, 30, THEME))
        (place,) = [(row.index("┼"), y) for y, row in enumerate(rows[:-2]) if "┼" in row[6:]]
        found = cell_at(chart, 80, 30, *place)
        assert found is not None
        assert abs(found[0] - cell[0]) <= 1
        assert abs(found[1] - cell[1]) <= 1
    assert cell_at(heat(THEME), 80, 30, 0, 0) is None


def test_the_racers_own_place_is_seen_beside_the_cursor() -> None:
    chart = heat(THEME, cursor=(13, 10), marker="●", color=0xFFFFFF)
    across, up = (float(axis.values[at]) for axis, at in ((chart.across, 12), (chart.up, 10)))
    rows = lines(draw_map(replace(chart, present=(across, up)), 80, 30, THEME))
    assert any("●" in row and "┼" in row for row in rows)


def test_the_edge_of_stability_is_a_line_over_the_colours() -> None:
    momenta = np.linspace(0, 0.9, 50)
    chart = heat(THEME, boundary=((2 + 2 * momenta) / 20, momenta), present=(0.01, 0.5), marker="●", color=0xFFFFFF)
    picture = draw_map(chart, 80, 30, THEME)
    drawn = (picture.codes >= BRAILLE) & (picture.codes < BRAILLE + 256)
    assert drawn.sum() >= 25
    assert any("●" in row for row in lines(picture))
    front, back = picture.styles[drawn] & ((1 << 25) - 1), picture.styles[drawn] >> 25 & ((1 << 25) - 1)
    assert all(contrast(int(f) - 1, int(b) - 1) >= 3 for f, b in zip(front, back, strict=True))


def test_names_have_their_colours_and_the_shares_of_the_cells() -> None:
    number = np.array([[0, 0], [1, 3]])
    found = named(Categories(number, ("a", "b", "under way", "diverged"), np.array([[0.0, 1.0], [0.0, 0.0]])), THEME)
    assert [text.split() for _, _, text in found.legend] == [["50%", "a"], ["25%", "b"], ["25%", "diverged"]]
    assert found.colors[0, 0] != found.colors[0, 1]
    assert luminance(int(found.colors[0, 1])) < luminance(int(found.colors[0, 0]))


@pytest.mark.parametrize("depth", ["256", "16", "mono"])
@pytest.mark.parametrize("ascii", [False, True])
def test_a_map_can_be_drawn_on_every_terminal_and_in_any_size(depth: Depth, ascii: bool) -> None:
    theme = PlotTheme(ascii=ascii, depth=depth)
    number = np.array([[0, 0], [1, 3]])
    states = named(Categories(number, ("a", "b", "under way", "diverged")), theme)
    small = MapChart(MapAxis(np.array([1.0, 2.0]), False), MapAxis(np.array([0.0, 2.0]), False), states)
    for chart in (heat(theme, cursor=(3, 3), dragged=((1, 1), (9, 9))), small):
        for width, height in ((0, 0), (1, 1), (12, 5), (60, 20), (200, 3)):
            picture = draw_map(chart, width, height, theme)
            if ascii:
                assert all(ord(sign) < 128 for row in lines(picture) for sign in row)
            if depth == "mono" and width == 60:
                assert len({sign for row in lines(picture)[:-2] for sign in row[8:40]}) >= 3
