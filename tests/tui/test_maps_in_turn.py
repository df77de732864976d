"""While a network trains, its maps are drawn in turn; as soon as the race rests, all of them are exact."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.plotting.cells import Picture
from tui.plotting.changed_cells import ShownPicture
from tui.plotting.network.decision_plot import DecisionPlot
from tui.plotting.network.tiles import tiles
from tui.plotting.network.turns import A_SECOND, LARGE, Turns
from tui.plotting.plot_theme import PlotTheme
from tui.screens.race import RaceScreen
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.plots.data_panel import DataPanel

SIZE = 52, 26
RACERS = ("adam lr=0.1", "sgd lr=0.5", "rmsprop lr=0.05")
NETWORK = Scenario("network data=xor hidden=[4]", RACERS, steps=5000)


def frames(paints_a_second: float, count: int) -> list[Frame]:
    """Frames of a network that trains, five steps apart."""
    session = Session(NETWORK)
    session.clock = replace(session.clock, ticks_a_second=paints_a_second)
    session.play(True)
    found = []
    for step in range(0, 5 * count, 5):
        session.seek(step)
        while session.behind:
            session.tick()
        session.seek(step)
        found.append(session.frame())
    return found


def exact(frame: Frame, theme: PlotTheme) -> Picture:
    return DecisionPlot(*SIZE).draw(frame, theme)


def same(one: Picture, other: Picture) -> bool:
    return bool((one.codes == other.codes).all() and (one.styles == other.styles).all())


@pytest.mark.parametrize("paints_a_second", [1, 10, 20, 60])
@pytest.mark.parametrize("small", [0, 2, 4, 12])
def test_every_map_has_its_turn(small: int, paints_a_second: int) -> None:
    turns = Turns()
    assert set(turns.all(small)) == set(range(small + 1))
    seconds = 10
    drawn = [turns.next(small, paints_a_second) for _ in range(seconds * paints_a_second)]
    counts = np.bincount([which for due in drawn for which in due], minlength=small + 1)
    assert counts[LARGE] == len(drawn) // ceil(paints_a_second / A_SECOND)
    assert (counts[1:] > 0).all()
    assert (counts <= seconds * A_SECOND).all()
    assert np.ptp(counts[1:] if small else [0]) <= 1


@pytest.mark.parametrize("theme", [PlotTheme(), PlotTheme(depth="mono", ascii=True)])
def test_a_paint_in_turn_changes_one_map_to_what_it_is_now(theme: PlotTheme) -> None:
    shown = frames(10, 20)
    plot, parts = DecisionPlot(*SIZE), tiles(*SIZE, len(RACERS))
    before, drawn = plot.draw(shown[0], theme), set()
    for frame in shown[1:]:
        now, whole = plot.draw(frame, theme, in_turn=True), exact(frame, theme)
        for index, tile in enumerate((parts[0], *parts[1])):
            cells = np.s_[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width]
            if (now.codes[cells] != before.codes[cells]).any() or (now.styles[cells] != before.styles[cells]).any():
                assert plot.drew_large == (index == LARGE)
                assert (now.codes[cells] == whole.codes[cells]).all()
                assert (now.styles[cells] == whole.styles[cells]).all()
                drawn.add(index)
        before = now
    assert drawn == set(range(len(RACERS) + 1))
    assert same(plot.draw(frame, theme), exact(frame, theme))


def test_another_racer_or_size_is_drawn_at_once() -> None:
    first, second = frames(10, 2)
    theme, plot = PlotTheme(), DecisionPlot(*SIZE)
    plot.draw(first, theme)
    other = replace(second, view=replace(second.view, selected=1))
    assert same(plot.draw(other, theme, in_turn=True), exact(other, theme))
    plot.width = 40
    assert same(plot.draw(other, theme, in_turn=True), DecisionPlot(40, SIZE[1]).draw(other, theme))


async def test_a_race_that_is_paused_or_stepped_shows_all_maps_as_they_are(until: Until) -> None:
    app = FallLine(NETWORK, fps=50)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        assert isinstance(race, RaceScreen)
        panel = race.query_one(DataPanel)
        await until(pilot, lambda: panel.drawing)
        if not race.session.clock.playing:
            await pilot.press("space")
        for key in ("space", "."):
            reached = race.session.clock.step + 25 * race.session.clock.playing
            await until(pilot, lambda reached=reached: race.session.clock.step >= reached)  # type: ignore[misc]
            await pilot.press(key)
            await until(pilot, lambda: not race.session.clock.playing and not race.session.behind)
            width, height = panel.content_size
            drawn = DecisionPlot(width, height).draw(race.frame, panel.plot_theme())
            other = ShownPicture()
            other.show(drawn)
            base = panel.rich_style
            assert [panel.render_line(y) for y in range(height)] == [other.strip(y, base) for y in range(height)]
