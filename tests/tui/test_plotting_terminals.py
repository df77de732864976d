"""Pictures for terminals of few colours, or none, and for fonts of few signs."""

from __future__ import annotations

import numpy as np
import pytest

from core.scenario import Scenario
from tui.plotting.ascii_font import plain, plain_label
from tui.plotting.cells import Picture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.chart.data_fit import FitPlot
from tui.plotting.colors import Depth, quantized
from tui.plotting.landscape.picture import LandscapePlot
from tui.plotting.palette import MARKERS
from tui.plotting.plot_theme import PlotTheme
from tui.state.session import Session

DEPTHS: tuple[Depth, ...] = ("truecolor", "256", "16", "mono")


def pictures(theme: PlotTheme) -> list[Picture]:
    race = Session(Scenario("rosenbrock", ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1")), at=200).frame()
    data = Session(Scenario("regression n=20", ("sgd lr=0.5", "adam lr=1")), at=20).frame()
    return [
        LandscapePlot(50, 24).draw(race, theme, (0.5, 0.5)),
        CurvePlot(50, 14).draw(loss_chart(race, theme), theme),
        CurvePlot(33, 14).draw(weights_chart(race, theme), theme),
        FitPlot(60, 14).draw(data, theme),
    ]


def colors(picture: Picture) -> set[int]:
    fields = np.concatenate([picture.styles.ravel() & (1 << 25) - 1, picture.styles.ravel() >> 25 & (1 << 25) - 1])
    return set((fields[fields > 0] - 1).tolist())


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("dark", [True, False])
def test_only_ascii_is_only_ascii(depth: Depth, dark: bool) -> None:
    for picture in pictures(PlotTheme(dark=dark, depth=depth, ascii=True)):
        assert picture.codes.max() < 0x7F
        assert ord("?") not in picture.codes


@pytest.mark.parametrize("depth", ["256", "16"])
@pytest.mark.parametrize("dark", [True, False])
def test_all_colours_are_those_of_the_terminal(depth: Depth, dark: bool) -> None:
    for picture in pictures(PlotTheme(dark=dark, depth=depth)):
        assert all(quantized(color, depth) == color for color in colors(picture))


def test_without_colours_no_cell_has_one() -> None:
    for picture in pictures(PlotTheme(depth="mono")):
        assert not colors(picture)


@pytest.mark.parametrize("depth", ["16", "mono"])
def test_without_shading_lines_of_equal_height_show_the_ground(depth: Depth) -> None:
    picture = pictures(PlotTheme(depth=depth))[0]
    braille = (picture.codes > 0x2800) & (picture.codes < 0x2900)
    assert 0.1 < braille.mean() < 0.5


def test_without_colours_each_trail_has_the_sign_of_its_racer() -> None:
    theme = PlotTheme(depth="mono")
    for slot in range(3):
        sign = ord(theme.racer(slot).marker)
        coloured, signed = (sum(int((p.codes == sign).sum()) for p in pictures(of)) for of in (PlotTheme(), theme))
        assert signed > coloured
    for picture in pictures(theme)[1:3]:
        braille = (picture.codes > 0x2800) & (picture.codes < 0x2900)
        assert braille.sum() > np.isin(picture.codes, [ord(marker) for marker in MARKERS]).sum()


def test_without_colours_and_braille_each_trail_has_a_letter() -> None:
    landscape, loss, *_ = pictures(PlotTheme(depth="mono", ascii=True))
    for picture in (landscape, loss):
        assert {ord(letter) for letter in "aABcC"} <= set(picture.codes.ravel().tolist())


def test_braille_becomes_dots_above_and_below() -> None:
    codes = np.array([[0x2801, 0x2880, 0x2881, 0x2800, ord("│"), ord("x"), 0x1F600]], np.uint32)
    assert "".join(map(chr, plain(Picture(codes, np.zeros((1, 7), np.int64))).codes[0])) == "'.: |x?"


def test_labels_of_powers_are_those_of_programs() -> None:
    labels = ("10⁻³", "10²", "10", "−2e−7", "1.0…", "100")
    assert [plain_label(label) for label in labels] == ["1e-3", "1e2", "10", "-2e-7", "1.0~", "100"]
