"""The grid on the floor under a surface: through the ticks, around the surface, quieter than all else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.scenario import Scenario
from tui.plotting.cells import Picture, ink
from tui.plotting.colors import mix
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.camera import Camera, Projection
from tui.plotting.surface.floor import draw_floor
from tui.plotting.surface.picture import SurfacePlot
from tui.state.session import Session

LOOK = PlotTheme(axis=0x777777, label=0xB0B0B0, text=0xE0E0E0)
ASCII = PlotTheme(axis=0x777777, label=0xB0B0B0, text=0xE0E0E0, ascii=True)
GRID = ink(mix(0x777777, 0x121212, 0.45))
ALL = np.ones((30, 80), bool)


def grid(first: tuple[float, ...], second: tuple[float, ...], free: NDArray[np.bool_] = ALL) -> Picture:
    picture = Picture.blank(80, 30)
    draw_floor(picture, free, Projection(Camera(-90, 60), 80, 30, 6, 1), first, second, LOOK)
    return picture


def cells(picture: Picture) -> set[tuple[int, int]]:
    return {(row, column) for row, column in np.argwhere(picture.codes > 0x2800).tolist()}


def test_a_line_runs_through_each_tick() -> None:
    one, other = cells(grid((0.25,), ())), cells(grid((), (0.5,)))
    assert len({column for _, column in one}) <= 20 < len({column for _, column in other})
    assert len({row for row, _ in other}) <= 2 < len({row for row, _ in one})
    assert cells(grid((0.25,), (0.5,))) == one | other
    assert not cells(grid((), ()))


def test_it_keeps_to_the_free_cells() -> None:
    free = ALL.copy()
    free[10:, 20:60] = False
    assert cells(grid((0.1, 0.9), (0.2, 0.8), free)) == {
        cell for cell in cells(grid((0.1, 0.9), (0.2, 0.8))) if free[cell]
    }


def floor(picture: Picture) -> set[tuple[int, int]]:
    """The cells in the grid's colour, which nothing else has."""
    return {(row, column) for row, column in np.argwhere(picture.styles == GRID).tolist()}


@pytest.mark.parametrize("look", [LOOK, ASCII], ids=["dots", "ascii"])
def test_a_surface_has_one_where_there_is_room(look: PlotTheme) -> None:
    frame = Session(Scenario("rosenbrock", ("adam lr=0.1",)), at=60).frame()
    drawn = SurfacePlot(78, 22).draw(frame, look)
    assert len(floor(drawn)) > 40
    assert not look.ascii or (drawn.codes < 128).all()
    assert not floor(SurfacePlot(28, 9).draw(frame, look))


def test_it_stays_as_it_is_while_the_race_plays() -> None:
    session = Session(Scenario("rosenbrock", ("adam lr=0.1",)), at=60)
    plot = SurfacePlot(78, 22)
    before = floor(plot.draw(session.frame(), LOOK))
    session.seek(300)
    assert floor(plot.draw(session.frame(), LOOK)) == before
