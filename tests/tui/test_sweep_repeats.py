"""Curves of a sweep whose runs are repeated: the median and 10 to 90 % of seeds or starts, as the races have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.scenario import Scenario
from core.sweep import Sweep
from tests.fixture_types import Until
from tests.tui.test_sweep_screen import open_sweep, sweep_of, text_of
from tui.app import FallLine
from tui.plotting.colors import Depth
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.sweep.curves import SweepChart, SweepCurve, SweepCurvesPlot
from tui.screens.race import RaceScreen
from tui.state.frame import Frame
from tui.state.session import Session
from tui.state.sweep.repeats import spread
from tui.state.sweep.sweeper import Sweeper
from tui.state.sweep_frame import SweepFrame
from tui.widgets.sweep.curves_panel import SweepCurvesPanel
from tui.widgets.sweep.readings import SweepReadings

NOISY = Scenario("noisy_bowl sigma=1", ("adam lr=0.1", "sgd lr=0.01"), steps=40, seed=3)
RACERS = NOISY.racers
STILL = Scenario("quadratic kappa=10", RACERS, steps=40, seed=3)


def frame_of(scenario: Scenario) -> Frame:
    return Session(scenario, at=scenario.steps).frame()


def computed(scenario: Scenario, axes: str = "") -> tuple[Sweeper, SweepFrame]:
    sweeper, frame = Sweeper(), frame_of(scenario)
    if axes:
        sweeper.choose_axes(frame, axes)
    sweeper.frame(frame)
    while sweeper.advance(1.0):
        pass
    return sweeper, sweeper.frame(frame)


@pytest.mark.parametrize(
    ("scenario", "seeds"),
    {
        NOISY: "seed=3..10",
        replace(NOISY, seed=2**32 - 1): "seed=4294967288..4294967295",
        replace(STILL, noise=0.1): "seed=3..10",
        Scenario("regression batch=4", RACERS, steps=40, seed=3): "seed=3..10",
        STILL: "",
    }.items(),
)
def test_runs_are_repeated_over_seeds_where_the_race_depends_on_them(scenario: Scenario, seeds: str) -> None:
    sweeper, frame = Sweeper(), frame_of(scenario)
    assert sweeper.chosen(frame).text.split()[1:] == seeds.split()


@pytest.mark.parametrize(
    ("scenario", "axes"), {NOISY: "lr=1e-2..1e4/4 seed=3..12", STILL: "lr=1e-2..1e4/4 x=-1..2/3 y=[0.5,1]"}.items()
)
def test_the_curve_is_the_median_of_races_and_the_band_their_quantiles(scenario: Scenario, axes: str) -> None:
    _, found = computed(scenario, axes)
    sweep = Sweep(scenario, axes.split())
    assert [axis.name for axis in found.axes] == ["lr"]
    for row, racer in enumerate(found.racers):
        assert racer.low is not None
        assert racer.high is not None
        for at in range(4):
            cells = [(row, at, *rest) for rest in np.ndindex(*sweep.shape[2:])]
            runs = [sweep.scenario_at(cell).race().advance(40).racers[0] for cell in cells]
            losses = sorted(np.inf if run.diverged else run.best for run in runs)
            count = len(losses)
            expected = [losses[int(np.ceil(share * count - 1e-9)) - 1] for share in (0.1, 0.5, 0.9)]
            diverged = np.isinf(expected[1])
            assert racer.diverged[at] == diverged
            middle = np.inf if np.isnan(racer.values[at]) else racer.values[at]
            np.testing.assert_allclose([racer.low[at], middle, racer.high[at]], expected, rtol=1e-12)
    assert any(racer.diverged.any() for racer in found.racers)


def test_unknown_runs_do_not_count_and_runs_without_a_result_are_the_worst() -> None:
    values = np.array([[[1.0, np.nan, 2.0, np.nan], [np.nan, np.nan, np.nan, np.nan]]])
    known = np.array([[[True, True, True, False], [False, False, False, False]]])
    found = spread(values, np.zeros(values.shape, bool), known)
    assert (found.low[0, 0], found.median[0, 0], found.high[0, 0]) == (1.0, 2.0, np.inf)
    assert np.isnan([found.low[0, 1], found.median[0, 1], found.high[0, 1]]).all()


def test_zooming_keeps_what_is_repeated() -> None:
    sweeper, frame = Sweeper(), frame_of(NOISY)
    sweeper.choose_axes(frame, "lr=1e-3..1 seed=0..3")
    assert sweeper.zoom(frame, [(0.01, 0.1)])
    assert sweeper.chosen(frame).text == "lr=0.01..0.1 seed=0..3"
    assert sweeper.chosen(frame).counted == ("lr=0.01..0.1/81", "seed=0..3")


@pytest.mark.parametrize("axes", ["lr=1e-3..1/9 beta1=[0.8,0.9]", "seed=0..3 lr=1e-3..1/9", ""])
def test_only_seeds_and_starts_repeat_runs(axes: str) -> None:
    with pytest.raises(ValueError, match="curves have one axis"):
        Sweeper().choose_axes(frame_of(replace(NOISY, racers=RACERS[:1])), axes)


async def test_the_screen_shows_the_band_and_enter_takes_the_value_alone(until: Until) -> None:
    app = FallLine(NOISY, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        panel = screen.query_one(SweepCurvesPanel)
        await until(pilot, lambda: "median and 10–90 % of 8 seeds" in str(panel.border_title))
        await pilot.press("right")
        readings = screen.query_one(SweepReadings)
        await until(pilot, lambda: "…" in text_of(readings))
        cursor = sweep_of(pilot).view.cursor
        assert cursor is not None
        rate = sweep_of(pilot).axes[0].values[cursor[0]]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        race = app.session.scenario
        assert race.racers[0].get("lr") == rate
        assert (race.seed, race.start) == (NOISY.seed, NOISY.start)


@pytest.mark.parametrize("depth", ["truecolor", "16"])
def test_the_band_is_tinted_or_dotted_by_the_colours_that_there_are(depth: Depth) -> None:
    places, ones = np.geomspace(1e-3, 1, 31), np.ones(31)
    high = np.where(places > 0.5, np.inf, 1e3)
    curve = SweepCurve(0, "adam", "●", 0xFF0000, 0x800000, ones, ones < 0, low=ones * 1e-3, high=high)
    around = replace(curve, name=1, values=np.geomspace(1e-6, 1e6, 31), low=None, high=None)
    theme = replace(PlotTheme(), depth=depth)
    plain = SweepCurvesPlot(80, 24).draw(SweepChart(places, True, [around, replace(curve, low=None, high=None)]), theme)
    found = SweepCurvesPlot(80, 24).draw(SweepChart(places, True, [around, curve]), theme)
    tinted = (found.styles >> 25) != (plain.styles >> 25)
    if depth == "16":
        assert not tinted.any()
        assert (found.codes != plain.codes).sum() > 30
        return
    assert (found.codes == plain.codes).all()
    heights = tinted.sum(axis=0)[8:-10]
    assert 8 <= heights[len(heights) // 3] < heights[-1]  # up to the top where a tenth of the runs diverge
