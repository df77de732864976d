"""Bands of other seeds behind the curves of the loss plot: their numbers, their picture, and the key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.plotting.cells import Picture
from tui.plotting.chart import bands as band_charts
from tui.plotting.chart.charts import loss_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.bands import SEEDS, Bands
from tui.state.frame import Frame
from tui.state.session import Session

NOISY = Scenario("noisy_bowl sigma=1", ("adam lr=0.1", "sgd lr=0.05"), steps=40, seed=7)


def frame_of(scenario: Scenario, step: int | None = None, **view: object) -> Frame:
    session = Session(scenario, at=scenario.steps if step is None else step)
    session.set_view(replace(session.view, bands=True, **view))  # type: ignore[arg-type]
    return session.frame()


def with_bands(frame: Frame) -> Frame:
    bands = Bands()
    bands.of(frame)
    while not bands.complete:
        bands.advance(1.0)
    return replace(frame, bands=bands.of(frame))


@pytest.mark.parametrize(
    "scenario",
    [
        NOISY,
        Scenario("booth", ("sgd lr=0.01",), noise=0.3, steps=20),
        Scenario("regression batch=8 n=32", ("adam",), steps=20),
    ],
    ids=lambda scenario: scenario.problem.name,
)
def test_a_band_is_made_of_the_races_of_other_seeds(scenario: Scenario) -> None:
    found = with_bands(frame_of(scenario)).bands
    assert [band.slot for band in found] == list(range(len(scenario.racers)))
    seeds = range(scenario.seed, scenario.seed + SEEDS)
    races = [replace(scenario, seed=seed).race().advance(scenario.steps) for seed in seeds]
    for index, band in enumerate(found):
        losses = np.sort([race.racers[index].loss for race in races], axis=0)
        np.testing.assert_allclose(band.low, losses[3], rtol=1e-9)
        np.testing.assert_allclose(band.median, losses[15], rtol=1e-9)
        np.testing.assert_allclose(band.high, losses[28], rtol=1e-9)


def test_racers_that_did_not_change_keep_their_bands_and_hidden_ones_have_none() -> None:
    bands, frame = Bands(), frame_of(NOISY)
    bands.of(frame)
    while not bands.complete:
        bands.advance(1.0)
    edited = frame_of(replace(NOISY, racers=(NOISY.racers[0].with_value("lr", 0.2), NOISY.racers[1])))
    assert [band.slot for band in bands.of(edited)] == [1]
    assert not bands.complete
    hidden = frame_of(NOISY, hidden=frozenset({0}))
    assert [band.slot for band in bands.of(hidden)] == [1]
    assert bands.complete


def test_only_races_with_random_numbers_have_bands() -> None:
    assert frame_of(NOISY).random
    assert frame_of(Scenario("booth", ("sgd",), noise=0.1, steps=5)).random
    assert frame_of(Scenario("regression batch=8", ("sgd",), steps=5)).random
    assert not frame_of(Scenario("booth", ("sgd",), steps=5)).random


def backs(picture: Picture) -> np.ndarray:
    return picture.styles >> 25 & ((1 << 25) - 1)


def draw(frame: Frame, theme: PlotTheme) -> Picture:
    return CurvePlot(60, 20).draw(loss_chart(frame, theme), theme)


def test_a_band_is_tinted_up_to_the_clock_and_curves_go_over_it() -> None:
    theme = PlotTheme()
    whole = with_bands(frame_of(NOISY))
    plain = draw(replace(whole, bands=()), theme)
    tinted = draw(whole, theme)
    assert not backs(plain).any()
    assert len(set(backs(tinted).ravel().tolist())) >= 3  # nothing, and at least two tints
    front = (1 << 25) - 1
    drawn = (plain.codes >= 0x2800) & (plain.codes < 0x2900)
    assert (tinted.styles[drawn] & front).all()
    early = replace(whole, clock=replace(whole.clock, step=10))
    columns = np.flatnonzero(backs(draw(early, theme)).any(axis=0))
    assert 0 < columns.max() < np.flatnonzero(backs(tinted).any(axis=0)).max()


def test_where_colours_are_few_the_ends_are_dotted() -> None:
    frame = with_bands(frame_of(NOISY))
    for depth, parts in (("truecolor", 1), ("mono", 3)):
        assert len(band_charts.curves(frame, PlotTheme(depth=depth))) == parts * 2  # type: ignore[arg-type] # a depth
    assert not backs(draw(frame, PlotTheme(depth="mono", ascii=True))).any()


def test_other_measures_have_no_band() -> None:
    frame = with_bands(frame_of(NOISY))
    other = replace(frame, view=replace(frame.view, metric="grad_norm"))
    assert not band_charts.fills(other, PlotTheme())
    assert not band_charts.curves(other, PlotTheme())
    gap = replace(frame, view=replace(frame.view, metric="gap"))
    assert len(band_charts.fills(gap, PlotTheme())) == 2


async def test_the_key_shows_and_hides_them(until: Until) -> None:
    app = FallLine(NOISY, at=40)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.computed)
        await pilot.press("B")
        await until(pilot, lambda: len(app.screen.frame.bands) == 2)  # type: ignore[attr-defined] # the race screen
        await pilot.press("B")
        await until(pilot, lambda: app.screen.frame.bands == ())  # type: ignore[attr-defined] # the race screen


async def test_without_random_numbers_the_key_says_why_not(until: Until) -> None:
    app = FallLine(Scenario("booth", ("sgd",), steps=5), at=5)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.computed)
        await pilot.press("B")
        await until(pilot, lambda: any("every seed" in note.message for note in app._notifications))
        assert not app.session.view.bands


def test_a_band_of_races_that_have_all_diverged_is_drawn() -> None:
    frame = with_bands(frame_of(Scenario("booth", ("sgd lr=3", "adam lr=0.1"), noise=0.3, steps=400)))
    assert np.isinf(frame.bands[0].low[-1])
    assert draw(frame, PlotTheme()).codes.shape[0] == 20
