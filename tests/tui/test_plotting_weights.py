"""The weights of a network as heat maps, and its units as small maps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from core.problems.networks import NetworkProblem
from core.scenario import Scenario
from tui.plotting.colors import Depth
from tui.plotting.network.decision_plot import network_of
from tui.plotting.network.hues import SHADES
from tui.plotting.network.output_map import LEVELS
from tui.plotting.network.region_cells import region_table, shaded
from tui.plotting.network.regions import coarser
from tui.plotting.network.unit_plot import UnitPlot, about_unit
from tui.plotting.network.unit_regions import scale_of, unit_regions
from tui.plotting.network.unit_tiles import unit_tiles
from tui.plotting.network.weight_blocks import TITLE, blocks, bottom
from tui.plotting.network.weight_plot import CHOSEN, DEAD, WeightPlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame
from tui.state.session import Session

SIZES: Sequence[tuple[int, ...]] = ((2, 8, 8, 1), (2, 1), (2, 64, 64, 64, 10), (2, 3, 3, 3, 3, 3, 3, 2), (5, 4, 1))


def network(spec: str = "network hidden=[3,2]", unit: tuple[int, int] = (0, 0), at: int = 20) -> Frame:
    session = Session(Scenario(spec, ("adam lr=0.05",), steps=max(at, 1)), at=at)
    while session.behind:
        session.tick()
    session.set_view(replace(session.view, unit=unit))
    return session.frame()


def problem_of(frame: Frame) -> NetworkProblem:
    problem = network_of(frame)
    assert problem is not None
    return problem


def lines(frame: Frame, width: int = 80, height: int = 40, theme: PlotTheme | None = None) -> list[str]:
    picture = WeightPlot(width, height).draw(frame, theme or PlotTheme())
    return ["".join(map(chr, row)) for row in picture.codes.tolist()]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("room", [(80, 30), (46, 12), (30, 5), (200, 60), (4, 1), (0, 0)])
def test_blocks_do_not_overlap_and_hold_the_chosen_unit(sizes: tuple[int, ...], room: tuple[int, int]) -> None:
    for layer, units in enumerate(sizes[1:]):
        chosen = layer, units - 1
        found = blocks(*room, sizes, chosen)
        if not found:
            assert room[0] <= 5
            continue
        ends = [block.column(block.inputs) + block.cell for block in found]
        assert all(end <= block.left for end, block in zip(ends, found[1:], strict=False))
        assert bottom(found) <= room[1]
        (own,) = (block for block in found if block.layer == layer)
        assert own.first <= chosen[1] < own.first + own.units
        assert own.unit_at(own.left, own.row(chosen[1])) == chosen[1]


def test_no_scale_of_a_layer_is_cut() -> None:
    """That of 4.27e95 read as ±4.27…"""
    spec = "network data=gaussians classes=4 loss=softmax hidden=[6] activation=relu"
    frame = Session(Scenario(spec, ("sgd lr=1e6",)), at=100).frame()
    told = [lines(frame, width)[0] for width in range(100)]
    assert "e" in told[-1].split("±")[1]
    assert not any(re.search(r"±[^ ]*…", line) for line in told)


@pytest.mark.parametrize("dark", [True, False])
def test_each_weight_has_the_colour_of_its_sign_and_size(dark: bool) -> None:
    frame, theme = network(), PlotTheme(dark=dark)
    problem = problem_of(frame)
    picture = WeightPlot(80, 40).draw(frame, theme)
    theta, sizes = frame.racers[0].path[-1], problem.network.layers.sizes
    for block in blocks(80, 40, sizes, (0, 0)):
        layer = problem.network.layers.all[block.layer]
        both = np.concatenate((layer.weights_in(theta), layer.biases_in(theta)[:, None]), axis=1)
        for (unit, weight), value in np.ndenumerate(both):
            shade = min(int(abs(value) / scale_of(both) * SHADES), SHADES - 1)
            color = region_table(theme)[shade + (SHADES if value >= 0 else 0)]
            for row in range(block.tall):
                styles = picture.styles[block.row(unit) + row, block.column(weight) : block.column(weight + 1) - 1]
                assert set((styles >> 25 & 0x1FFFFFF).tolist()) <= {color + 1}


@pytest.mark.parametrize("depth", get_args(Depth))
@pytest.mark.parametrize("ascii", [True, False])
def test_signs_tell_weights_apart_where_colours_are_few(depth: Depth, ascii: bool) -> None:
    text = "\n".join(lines(network(), height=8, theme=PlotTheme(depth=depth, ascii=ascii)))
    assert ("#" in text and "=" in text) == (depth in ("16", "mono"))
    assert not ascii or text.isascii()


def test_the_scale_is_a_power_of_two_that_holds_all_weights() -> None:
    for most in (1e-9, 0.3, 0.5, 1.0, 7.0, 1e6):
        scale = scale_of(np.array([0.0, -most, np.nan]))
        assert most <= scale < 2 * most * (1 + 1e-12)
        assert np.log2(scale) == round(np.log2(scale))
    assert scale_of(np.zeros(3)) == 1.0


def test_dead_units_and_the_chosen_one_are_marked() -> None:
    frame = network("network activation=relu hidden=[3] init_seed=1", unit=(0, 2), at=0)
    problem = problem_of(frame)
    theta = np.array(problem.start)
    layer = problem.network.layers.all[0]
    layer.biases_in(theta)[1] = -1e3
    racer = replace(frame.racers[0], path=theta[None])
    frame = replace(frame, racers=(racer,))
    shown = lines(frame)[TITLE : TITLE + 6]
    assert [row[:4].strip() for row in shown if row[:4].strip()] == ["1", f"2{DEAD}", f"{CHOSEN} 3"]
    assert "dead" in about_unit(replace(frame, view=replace(frame.view, unit=(0, 1))))[1]
    assert "dead" not in about_unit(frame)[1]


@pytest.mark.parametrize("width", [30, 70, 120])
def test_tiles_show_whole_layers_and_stay_inside(width: int) -> None:
    found = unit_tiles(width, 10, 40, (8, 8, 1))
    assert {tile.layer for tile in found} <= {0, 1, 2}
    for tile in found:
        assert tile.tile.left + tile.tile.width <= width
        assert tile.tile.top + tile.tile.height <= 40
        assert tile.tile.top > 10
    counts = [sum(tile.layer == layer for tile in found) for layer in range(3)]
    assert all(count in (0, units) for count, units in zip(counts, (8, 8, 1), strict=True))
    assert bool(found) == (width > 30)


@pytest.mark.parametrize(
    "spec",
    [
        "network hidden=[3] activation=relu",
        "network hidden=[3] activation=sigmoid",
        "network hidden=[3] activation=linear",
        "network hidden=[3] data=gauss loss=squared",
        "network hidden=[3] data=circles classes=3 loss=softmax",
    ],
)
def test_the_map_of_a_unit_shows_its_values(spec: str) -> None:
    frame = network(spec)
    problem = problem_of(frame)
    for layer, units in enumerate(problem.network.layers.sizes[1:]):
        shown = replace(frame, view=replace(frame.view, unit=(layer, units - 1), points="none"))
        plot = UnitPlot(40, 20)
        picture = plot.draw(shown, PlotTheme())
        viewport = plot.viewport(problem)
        assert viewport is not None
        values = plot.values(shown, problem, viewport)
        drawn = shaded(coarser(unit_regions(problem, layer, values), LEVELS), PlotTheme())
        height, width = drawn.codes.shape
        assert (picture.codes[:height, -width:] == drawn.codes).all()
        assert (picture.styles[:height, -width:] == drawn.styles).all()
        corner = viewport.point(0, -0.25)  # the middle of the upper left pixel
        expected = problem.unit_outputs(frame.racers[0].path[-1], np.array(corner)[:, None], layer + 1)[-1]
        assert values[0, 0] == pytest.approx(expected[0])


def test_a_frame_of_another_problem_is_blank() -> None:
    frame = network("rosenbrock")
    assert "".join(lines(frame)).strip() == ""
    assert about_unit(frame) == ("Unit", "")
